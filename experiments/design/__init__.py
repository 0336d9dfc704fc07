"""Designs of experiments: factors of a market, their ranges, and the points of a study."""
