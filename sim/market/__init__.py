"""What a market file may say, with default, range, unit and source of every number."""
