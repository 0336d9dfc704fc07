"""Worlds: every set of assumed numbers that agrees with what is known of a market."""
