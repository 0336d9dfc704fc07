"""Results on disk: manifests, tables and trials that survive interruptions."""
