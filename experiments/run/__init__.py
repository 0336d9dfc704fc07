"""A single run: one scenario, one random seed."""
