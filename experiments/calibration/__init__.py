"""Fitting a market to data: estimates with uncertainty, out-of-sample error, and what the data do not identify."""
