"""What would have kept those who left: the same weeks lived again, with one thing different at their brand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.export.watching import whole
from sim.diary.alone import Beside, Recording
from sim.diary.what_ifs import (
    CHEAPER,
    Change,
    cheaper,
    in_silence,
    with_help,
    without_cause,
    without_offers,
    without_trouble,
)

if TYPE_CHECKING:
    from sim.market.schema import Market

CAME_BACK = "came_back"
"""Column of those who were there again without any change."""

LOOKED_AFTER = 13
"""Weeks after a departure at which it is looked whether the customer would be there; the last week if it is sooner."""


def columns_of_changes(market: Market) -> dict[str, str]:
    """Return the columns of what would have kept a customer, each with its change in words."""
    causes = {f"kept_without_{name}": f"had there been no trouble of the cause {name}" for name in market.causes}
    return causes | {
        "kept_without_trouble": "had nothing gone wrong at all",
        "kept_with_help": "had every request for help been settled at once",
        "kept_in_silence": "had nobody around spoken of brands, or left one",
        "kept_without_offers": "had no rival made an offer",
        "kept_if_cheaper": f"had the price been {100 * (1 - CHEAPER):.0f} % lower",
    }


def _changes(market: Market, brand: int) -> Iterator[Change]:
    """Yield the changes in the order of their columns."""
    yield from (without_cause(brand, place) for place in range(len(market.causes)))
    yield without_trouble(brand)
    yield with_help(brand)
    yield in_silence
    yield without_offers(brand)
    yield cheaper(brand)


def with_what_would_have_kept(
    departures: pd.DataFrame, recording: Recording, brand: str, told: Callable[[int], None] = lambda done: None
) -> pd.DataFrame:
    """Return departures with a column for each change: whether the customer would still be there.

    Parameters
    ----------
    departures : as of :class:`experiments.export.truth.Departures`; other brands' have nothing in these columns.
    recording : of the whole run.
    told : called with the number of changes that are done.
    """
    market = recording.simulation.market
    place = list(market.brands).index(brand)
    is_own = (departures["brand"] == brand).to_numpy()
    rows = departures["customer"].to_numpy()[is_own] - 1
    last = recording.first_week + len(recording.weeks) - 1
    looked_at = np.minimum(departures["left_in_week"].to_numpy()[is_own] + LOOKED_AFTER, last)
    everybody = Beside(recording)
    came_back = _is_there(everybody, None, rows, looked_at, place, recording.first_week)
    found = {CAME_BACK: came_back}
    for name, change in zip(columns_of_changes(market), _changes(market, place), strict=True):
        found[name] = _is_there(everybody, change, rows, looked_at, place, recording.first_week) & ~came_back
        told(len(found))
    return departures.assign(**{name: _of_own(is_so, is_own) for name, is_so in found.items()})


def _of_own(is_so: np.ndarray, is_own: np.ndarray) -> Any:
    """Return 0 and 1 for the departures from the brand, and nothing for others."""
    column = np.zeros(len(is_own), np.int64)
    column[is_own] = is_so
    return whole(column, ~is_own)


def _is_there(
    everybody: Beside, change: Change | None, rows: np.ndarray, looked_at: np.ndarray, brand: int, first_week: int
) -> np.ndarray:
    """Return which customers are with a brand in the weeks at which they are looked at."""
    is_there = np.zeros(len(rows), bool)
    for week, world in enumerate(everybody.weeks(change), first_week):
        now = np.flatnonzero(looked_at == week)
        is_there[now] = world.customers["brand"][rows[now]] == brand
    return is_there


def words_of(market: Market) -> Mapping[str, str]:
    """Return the meaning of each column, for the dictionary."""
    later = f"{LOOKED_AFTER} weeks later"
    came_back = {CAME_BACK: f"whether the customer was with the brand again {later}"}
    return came_back | {
        name: f"whether the customer would be with the brand {later}, and was not, {words} since week 1"
        for name, words in columns_of_changes(market).items()
    }
