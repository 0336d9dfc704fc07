"""Which assumptions matter, how surely, and whether any of them could reverse a decision."""
