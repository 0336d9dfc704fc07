"""Foundations: addressed draws and compiled rules, below every other room."""
