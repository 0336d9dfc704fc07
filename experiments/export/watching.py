"""Watching a run: what is seen of each week, and the watchers that make rows of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from sim.state.ledger import NONE
from sim.state.tables import REASONS, TRIGGERS, World

if TYPE_CHECKING:
    from sim.simulation import Simulation

NOT_KNOWN = -9
"""Code of a word that is missing."""


class Week(NamedTuple):
    """A week that has just been simulated.

    Attributes
    ----------
    before : (n,) CUSTOMER, customers at the end of the week before.
    offers_before : (rows, B) OFFER_RECORD of the week before.
    notes : (lines,) NOTE of everybody, in the order of customers and of what happened; `who` is the row.
    ends_period : whether it is the last of its period.
    """

    number: int
    before: np.ndarray
    offers_before: np.ndarray
    world: World
    notes: np.ndarray
    ends_period: bool


class Names:
    """Names in place of the numbers of a world."""

    def __init__(self, simulation: Simulation) -> None:
        market = simulation.market
        self.brands, self.segments = tuple(market.brands), tuple(market.segments)
        self.causes, self.touchpoints = tuple(market.causes), tuple(market.touchpoints)

    def brand(self, numbers: np.ndarray) -> pd.Categorical:
        """Return brands; ``none`` for NOBODY."""
        return words((*self.brands, NONE), np.where(numbers < 0, len(self.brands), numbers))

    def segment(self, rows: np.ndarray) -> pd.Categorical:
        """Return segments; rows of pilots are those of their segments."""
        return words(self.segments, rows % len(self.segments))

    def touchpoint(self, numbers: np.ndarray) -> pd.Categorical:
        """Return touchpoints; ``none`` for NOBODY, nothing for NOT_KNOWN."""
        return self._or_none(self.touchpoints, numbers)

    def cause(self, numbers: np.ndarray) -> pd.Categorical:
        """Return causes; ``none`` for NOBODY, ``unknown`` for UNKNOWN, nothing for NOT_KNOWN."""
        return self._or_none(self.causes, numbers)

    @staticmethod
    def reason(numbers: np.ndarray) -> pd.Categorical:
        """Return reasons of departures."""
        return words(REASONS, numbers)

    @staticmethod
    def trigger(numbers: np.ndarray) -> pd.Categorical:
        """Return what opened a buying journey."""
        return words(TRIGGERS, numbers)

    @staticmethod
    def _or_none(names: Sequence[str], numbers: np.ndarray) -> pd.Categorical:
        codes = np.where(numbers == NOT_KNOWN, -1, np.where(numbers < 0, len(names) - 1 - numbers, numbers))
        return words((*names, NONE, "unknown"), codes)


def words(names: Sequence[str], codes: np.ndarray) -> pd.Categorical:
    """Return names for codes; -1 stands for a missing one."""
    return pd.Categorical.from_codes(np.asarray(codes, np.int64), list(names))


def whole(numbers: np.ndarray, is_missing: np.ndarray) -> Any:
    """Return whole numbers of which some are missing."""
    return pd.arrays.IntegerArray(np.asarray(numbers, np.int64), np.asarray(is_missing, bool))


def flags(is_so: np.ndarray) -> np.ndarray:
    """Return 1 for what is so and 0 for what is not."""
    return np.asarray(is_so).astype(np.int8)


class Watcher(ABC):
    """Sees every week of a run, and makes a table of it.

    Parameters
    ----------
    simulation : which is watched; it stands before its first reported week.
    brand : whose company holds the table; what is true is told of everybody.
    """

    def __init__(self, simulation: Simulation, brand: str) -> None:
        self.simulation = simulation
        self.brand = list(simulation.market.brands).index(brand)
        self.names = Names(simulation)
        self.seed = simulation.seed
        self.is_contractual = simulation.market.category.kind == "contractual"
        self._parts: list[dict[str, np.ndarray]] = []

    @abstractmethod
    def see(self, week: Week) -> None:
        """See a week, just after it."""

    @abstractmethod
    def table(self) -> pd.DataFrame:
        """Return what was seen, as a table."""

    def keep(self, **columns: np.ndarray) -> None:
        """Keep some rows of one kind."""
        self._parts.append(columns)

    def kept(self) -> dict[str, np.ndarray]:
        """Return the kept rows, column by column."""
        if not self._parts:
            return {}
        return {name: np.concatenate([part[name] for part in self._parts]) for name in self._parts[0]}


def number_of(rows: np.ndarray) -> np.ndarray:
    """Return the numbers of customers, from 1, for their rows."""
    return np.asarray(rows, np.int64) + 1
