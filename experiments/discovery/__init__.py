"""Scenario discovery: in which region of what is not known does the chosen strategy lose?"""
