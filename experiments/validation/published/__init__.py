"""Published tables, retyped or aggregated, as package data; README.md names their sources."""
