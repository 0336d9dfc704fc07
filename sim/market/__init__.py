"""Market files: their contents, with default, range, unit and source of every number."""
