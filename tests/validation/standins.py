"""Scripted worlds for watches: shops whose orders, deliveries and notes are written by the test."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from experiments.validation.pattern import Watching
from sim.state.states import CUSTOMER
from sim.state.tables import NOBODY, Buying

BRANDS = ("big", "second", "watched", "small", "tiny")
Orders = Mapping[int, Mapping[int, int]]
"""Customer -> week -> position of the brand that is ordered from."""


class Scripted:
    """A market of shops in which people order when the script says so; each order waits for one week.

    It has of a :class:`sim.simulation.Simulation` what watches of orders read.
    """

    def __init__(self, orders: Orders, customers: int, first_brands: Mapping[int, int]) -> None:
        table = np.zeros(customers, CUSTOMER)
        table["brand"], table["chosen"] = NOBODY, NOBODY
        for who, brand in first_brands.items():
            table["brand"][who] = brand
        self.orders = orders
        self.week = 0
        self.world = SimpleNamespace(customers=table)
        self.market = SimpleNamespace(
            brands=dict.fromkeys(BRANDS), focus="watched", category=SimpleNamespace(kind="repeat_purchase")
        )

    def step(self) -> None:
        """Live one week."""
        self.week += 1
        table = self.world.customers
        is_old = table["buying"] == Buying.ORDERED
        table["brand"] = np.where(is_old, table["chosen"], table["brand"])
        table["buying"], table["chosen"], table["waited_days"] = Buying.DORMANT, NOBODY, 0.0
        for who, weeks in self.orders.items():
            if self.week in weeks:
                table["buying"][who], table["chosen"][who] = Buying.ORDERED, weeks[self.week]


def shops_that(orders: Orders, customers: int, first_brands: Mapping[int, int] | None = None) -> Scripted:
    """Return scripted shops."""
    return Scripted(orders, customers, first_brands or {})


def followed(follow: Callable[[Any], Watching], world: Any) -> Mapping[str, Any]:
    """Return what a watch sees of a world that is lived until it has seen enough."""
    watching = follow(world)
    while True:
        try:
            next(watching)
        except StopIteration as end:
            return end.value
        world.step()
