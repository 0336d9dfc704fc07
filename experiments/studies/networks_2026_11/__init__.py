"""Whether the form of the network through which people talk changes what strategies do, and what silence does."""
