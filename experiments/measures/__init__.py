"""Metrics of a brand, and statistics of paired runs."""
