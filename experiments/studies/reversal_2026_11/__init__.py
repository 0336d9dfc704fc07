"""Which assumptions could reverse it: that healed root causes are worth more than polished interactions."""
