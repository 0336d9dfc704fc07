"""Customers and brands as Mesa agents, and what they can tell."""

from sim.agents.brand import Brand
from sim.agents.customer import Customer
from sim.agents.customer_set import CustomerSet

__all__ = ["Brand", "Customer", "CustomerSet"]
