"""Sweeps: a study file, all its trials in a crash-safe store, and tidy tables to query."""
