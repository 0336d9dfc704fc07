"""A year of a market, week by week."""

from typing import NamedTuple

import numpy as np

from sim.market.schema import Market
from sim.simulation import Simulation
from tests.worlds import lived, simulation, with_numbers

WEEKS = 52
CUSTOMERS = 1500


class Year(NamedTuple):
    """One year of a market."""

    world: Simulation
    """As it stands at the end."""
    books: np.ndarray
    """(WEEKS + 1, B + 1, G) BOOK: the ledger of each week, from the last one of the burn-in on."""
    talk: list[tuple[np.ndarray, np.ndarray]]
    """For each week what others could hear and see in it, said the week before, and what was shown in it."""

    def change(self, field: str) -> np.ndarray:
        """Return how a stock of the brands changed from week to week, (WEEKS, B, G)."""
        return np.diff(self.books[field], axis=0)[:, :-1]

    def flow(self, *fields: str) -> np.ndarray:
        """Return the sum of flows of the brands, (WEEKS, B, G)."""
        return sum((self.books[field][1:, :-1] for field in fields), start=np.zeros(1))


def restless(market: str) -> Market:
    """Return a market in which everything happens often: trouble, delay, searches, departures."""
    return with_numbers(
        market,
        {
            "category.burn_in_weeks": 20,
            "category.left_market_probability": 0.01,
            "category.life_event_probability": 0.02,
            "category.lapse_weeks": 12,
            "causes.*.severity.*": 0.5,
            "causes.*.order_probability.*": 0.1,
            "brands.*.operations.lead_days": 6,
            "brands.*.operations.order_capacity": 0.06,
            "brands.*.operations.support_agents": 1,
            "brands.*.operations.solving_probability": 0.4,
            "brands.*.operations.compensation_eur": 7.77,
            "brands.*.relationship.coaching_probability": 0.05,
            "behaviour.loyalty.hazard": 0.1,
            "behaviour.loyalty.most": 0.2,
            "behaviour.waiting.cancelling": 1,
        },
    )


def year_of(market: str | Market) -> Year:
    """Return a year of a market."""
    world = simulation(market, CUSTOMERS)
    books, talk = [world.totals], []
    for totals in lived(world, WEEKS):
        books.append(totals)
        talk.append((world.world.shown.copy(), world.world.seen.copy()))
    return Year(world, np.stack(books), talk)
