"""Scenario discovery: the region of uncertain assumptions in which a chosen strategy loses."""
