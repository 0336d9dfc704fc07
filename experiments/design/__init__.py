"""Designs of experiments: factors of a market, their ranges, and the points at which a study looks."""
