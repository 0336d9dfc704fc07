"""Optimisation: the best split of a budget over levers that cost something, and the price of being wrong."""
