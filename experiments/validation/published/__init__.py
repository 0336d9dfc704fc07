"""Published tables, retyped or aggregated, as package data; README.md beside them names their sources."""
