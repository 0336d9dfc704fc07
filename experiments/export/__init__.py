"""Synthetic data with known truth: a run as the tables that a company would hold, and apart from them what was true."""
