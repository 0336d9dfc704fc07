"""Moments of truth: how much touchpoints and causes of trouble matter, truly and by what a survey would say."""
