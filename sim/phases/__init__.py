"""The loops over the population, in the order of the week."""
