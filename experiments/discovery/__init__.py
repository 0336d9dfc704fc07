"""Scenario discovery: the region of what is not known in which a chosen strategy loses."""
