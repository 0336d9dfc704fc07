"""Strategies compared: which wins, by how much, how surely, and why."""
