"""What is looked at in a world after some weeks."""

from collections.abc import Callable

import numpy as np

from sim.simulation import Simulation

Measure = Callable[[Simulation], float]
Who = Callable[[Simulation], np.ndarray]


def customers_of(*brands: str) -> Who:
    """Return who is a customer of some brands; of any brand when none is named."""

    def are(world: Simulation) -> np.ndarray:
        wanted = [list(world.market.brands).index(brand) for brand in brands or world.market.brands]
        return np.isin(world.world.customers["brand"], wanted)

    return are


def newcomers(world: Simulation) -> np.ndarray:
    """Return who became a customer after the burn-in."""
    customers = world.world.customers
    return (customers["brand"] >= 0) & (customers["tenure_weeks"] < world.week)


def those(column: str, low: float, high: float = np.inf) -> Who:
    """Return which customers have a column between two numbers."""
    return lambda world: (
        customers_of()(world) & (world.world.customers[column] >= low) & (world.world.customers[column] <= high)
    )


def of_segment(segment: str) -> Who:
    """Return which customers are of a segment."""
    return lambda world: (
        customers_of()(world) & (world.world.customers["segment"] == list(world.market.segments).index(segment))
    )


def mean(column: str, who: Who | None = None) -> Measure:
    """Return the mean of a column over customers."""
    return lambda world: float(world.world.customers[column][(who or customers_of())(world)].astype(float).mean())


def spread(column: str, who: Who | None = None) -> Measure:
    """Return the standard deviation of a column over customers."""
    return lambda world: float(world.world.customers[column][(who or customers_of())(world)].astype(float).std())


def in_mind(what: str, brand: str | None = None, who: Who | None = None, stage: int | None = None) -> Measure:
    """Return the mean of what people have in mind of a brand, or of their own one; over customers, or everybody.

    `stage` is the position of a stage family, for what is expected.
    """

    def measured(world: Simulation) -> float:
        rows = np.flatnonzero((who or customers_of())(world))
        whose = list(world.market.brands).index(brand) if brand else world.world.customers["brand"][rows]
        values = world.world.knowledge[what][rows, whose].astype(float)
        return float((values if stage is None else values[:, stage]).mean())

    return measured


def booked(*counters: str, brand: str | None = None, segment: str | None = None, over: str | None = None) -> Measure:
    """Return the sum of counters since week 1 of all brands or one, as a ratio to another counter when one is given."""

    def measured(world: Simulation) -> float:
        table = world.ledger.table()
        if brand:
            table = table[table["brand"] == brand]
        if segment:
            table = table[table["segment"] == segment]
        total = table[list(counters)].to_numpy().sum()
        return float(total / table[over].sum()) if over else float(total)

    return measured


searches = booked("need_aware", "searching", "choosing", over="customers")
"""Share of weeks in which people are in the middle of a buying journey."""


def last_week(counter: str, brand: str, over: str | None = None) -> Measure:
    """Return a counter of a brand in the last week, as a ratio to another counter when one is given."""

    def measured(world: Simulation) -> float:
        table = world.ledger.table()
        table = table[(table["brand"] == brand) & (table["week"] == world.week)]
        return float(table[counter].sum() / (table[over].sum() if over else 1.0))

    return measured
