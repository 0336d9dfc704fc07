"""The page: compare, journey and one customer, in the browser of the person at this machine."""
