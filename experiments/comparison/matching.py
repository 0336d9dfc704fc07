"""Matched customers: the same person in the baseline and with a strategy, in every future of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.scenarios.scenario import BASELINE
from sim.state.ledger import NONE

if TYPE_CHECKING:
    from experiments.running.study import Study
    from sim.model import LoyaltyModel
    from sim.scenarios.scenario import Scenario

WEEKS, MOVED = "weeks", "moved"
"""Tables of one future: the booked weeks, and the customers who end elsewhere than in the baseline."""
MOVED_COLUMNS = (
    "scenario",
    "seed",
    "customer",
    "segment",
    "brand_at_start",
    "brand_in_baseline",
    "brand_in_scenario",
    "last_move_in_baseline",
    "last_move_in_scenario",
)
"""Customers are numbered from 1; brands are names, "none" for nobody's customer; moves are weeks, 0 for never."""


@dataclass(frozen=True)
class Ends:
    """Where the customers of one world stand, (n,) each.

    Attributes
    ----------
    start, end : positions of brands before week 1 and after the last week, -1 for none.
    moved_in : last week in which the customer came to another brand or left one; 0 for never.
    """

    start: np.ndarray
    end: np.ndarray
    moved_in: np.ndarray


def lived(world: LoyaltyModel, weeks: int) -> Ends:
    """Simulate the weeks of a world and return where its customers stand."""
    customers = world.simulation.world.customers
    start = now = customers["brand"].copy()
    moved_in = np.zeros(len(now), np.int16)
    for week in range(1, weeks + 1):
        world.step()
        before, now = now, customers["brand"].copy()
        moved_in[now != before] = week
    return Ends(start, now, moved_in)


@dataclass(frozen=True)
class Matched:
    """One future with all its scenarios: the booked weeks, and who ends elsewhere than in the baseline."""

    study: Study

    def __call__(self, seed: int) -> dict[str, pd.DataFrame]:
        """Return the tables of a future by name."""
        weeks, moved = [], []
        baseline: Ends | None = None
        for scenario, world in self.study.begun(seed):
            ends, world = self._lived(scenario, world, seed)
            weeks.append(self.study.booked(world, scenario, seed))
            baseline = baseline or ends
            if scenario in self.study.scenarios:
                moved.append(self._differing(world, scenario.name, seed, baseline, ends))
        return {WEEKS: self.study.joined(weeks), MOVED: pd.concat(moved, ignore_index=True)}

    def _lived(self, scenario: Scenario, world: LoyaltyModel, seed: int) -> tuple[Ends, LoyaltyModel]:
        """Return where customers stand after the weeks of a world, and that world; the baseline is kept."""

        def made() -> tuple[Ends, LoyaltyModel]:
            return lived(world, self.study.weeks), world

        return self.study.remembered(seed, self.study.weeks, made) if scenario.name == BASELINE else made()

    def _differing(self, world: LoyaltyModel, scenario: str, seed: int, baseline: Ends, ends: Ends) -> pd.DataFrame:
        """Return the customers whose brand at the end is not that of the baseline."""
        rows = np.flatnonzero(baseline.end != ends.end)
        brands = np.array([*self.study.market.brands, NONE])
        segments = np.array(list(self.study.market.segments))
        return pd.DataFrame(
            {
                "scenario": scenario,
                "seed": seed,
                "customer": rows + 1,
                "segment": segments[world.simulation.world.customers["segment"][rows] % len(segments)],
                "brand_at_start": brands[baseline.start[rows]],
                "brand_in_baseline": brands[baseline.end[rows]],
                "brand_in_scenario": brands[ends.end[rows]],
                "last_move_in_baseline": baseline.moved_in[rows],
                "last_move_in_scenario": ends.moved_in[rows],
            }
        )

    def fits(self, seed: int, found: Any) -> bool:
        """Return whether something has the form of a future with a seed."""
        return (
            isinstance(found, dict)
            and set(found) == {WEEKS, MOVED}
            and isinstance(found[MOVED], pd.DataFrame)
            and tuple(found[MOVED].columns) == MOVED_COLUMNS
            and set(found[MOVED]["seed"]) <= {seed}
            and self.study.is_run(seed, found[WEEKS])
        )


def fate(moved: pd.DataFrame, brand: str) -> pd.Series:
    """Return what a strategy made of each customer who ends elsewhere, for one brand.

    "kept" and "won" are customers of the brand at the end because of the strategy, who were its customers at the start
    or not; "lost" and "missed" would be its customers at the end without it, and were so at the start or not. Others
    are "" .
    """
    was = moved["brand_at_start"] == brand
    gains, loses = moved["brand_in_scenario"] == brand, moved["brand_in_baseline"] == brand
    found = np.select([gains & was, gains, loses & was, loses], ["kept", "won", "lost", "missed"], "")
    return pd.Series(found, moved.index)
