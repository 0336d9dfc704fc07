"""Fitting a market to data: parameters with their uncertainty, an honest error, and what the data cannot tell."""
