"""The rooms of the page."""
