"""The keys of the work that workers are given: how messages name them, and how many workers one may cost."""

MAX_DEATHS = 3
"""Deaths of workers at the same key after which the work ends."""
LONGEST_NAME = 80
"""Characters of a key's name that a message shows."""
