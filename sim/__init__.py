"""The simulated world: customers, brands and a week."""
