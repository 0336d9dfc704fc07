"""Forms of charts: they know numbers, labels and inks, and nothing of customers or brands."""
