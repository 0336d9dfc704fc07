"""Sweeps: a study file, all its trials in a store that survives everything, and tidy tables to ask questions of."""
