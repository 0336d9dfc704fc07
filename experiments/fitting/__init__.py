"""Fitting a market to the facts that a company knows of itself: shares, churn, recommendation, complaints, waiting."""
