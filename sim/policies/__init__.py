"""Policies: how brands decide, while the market runs, from what they can know."""
