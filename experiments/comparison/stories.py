"""Stories of matched customers: why they were saved or lost, directly or through others, and how far it was luck.

A future is simulated once more for this, as far as needed: with diaries of those who end elsewhere; with a twin of each
strategy among frozen neighbours, in which only direct effects are left; and with another luck for the same people.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.comparison.kept_diaries import NOTE_FIELDS, NOTES, diary_of
from experiments.comparison.matching import fate
from experiments.comparison.paths import in_words, joining_path, leaving_path
from sim.diary.twins import step_within, surroundings_of
from sim.scenarios.scenario import BASELINE, Scenario
from sim.simulation import Simulation
from sim.state.ledger import NONE
from sim.state.tables import NOTE

if TYPE_CHECKING:
    from experiments.running.study import Study

TOLD, LUCK = "told", "luck"
"""Tables of the stories of one future: customers with direct effect and path, their diaries, and the other luck."""
MOST_TOLD = 600
"""Maximum number of customers of a future whose diaries are kept."""
_OTHER_LUCK = 2**40
"""Added to a seed for another luck; seeds of requests are smaller."""
TOLD_COLUMNS = ("scenario", "seed", "customer", "brand_among_frozen_neighbours", "path")
NOTE_COLUMNS = ("scenario", "customer", *NOTE_FIELDS)


class OtherLuck(NamedTuple):
    """How far it is luck who is saved by a strategy: counts of one future, with the same people and another luck.

    Attributes
    ----------
    customers : simulated people.
    gained, gained_otherwise, gained_again : who are customers of the brand at the end because of the strategy; in one
        luck, in another one, and in both.
    """

    scenario: str
    seed: int
    customers: int
    gained: int
    gained_otherwise: int
    gained_again: int


@dataclass(frozen=True)
class Stories:
    """The stories of one future of a study.

    Attributes
    ----------
    moved : seed -> the customers of its future who end elsewhere than in the baseline.
    """

    study: Study
    moved: Mapping[int, pd.DataFrame]

    def __call__(self, seed: int) -> dict[str, pd.DataFrame]:
        """Return the tables of the stories by name."""
        moved = self.moved[seed]
        names = [scenario.name for scenario in self.study.scenarios]
        own = moved[(fate(moved, self.study.brand) != "") & moved["scenario"].isin(names)]
        rows = _thinned(np.unique(own["customer"].to_numpy(int)) - 1, MOST_TOLD)
        beginnings = self._beginnings(seed, rows)
        worlds, frozen = self._told(beginnings)
        notes = {name: _notes(world) for name, world in worlds.items()}
        strategies = [name for name in worlds if name != BASELINE]
        told = [self._paths(own[own["scenario"] == name], notes, frozen.get(name)) for name in strategies]
        other = self._other_luck(beginnings, seed)
        luck = [self._luck(moved[moved["scenario"] == name], seed, other, name) for name in strategies]
        return {
            TOLD: pd.concat(told, ignore_index=True).assign(seed=seed)[list(TOLD_COLUMNS)],
            NOTES: pd.concat([table.assign(scenario=name) for name, table in notes.items()])[list(NOTE_COLUMNS)],
            LUCK: pd.DataFrame(luck, columns=list(OtherLuck._fields)),
        }

    def fits(self, seed: int, found: Any) -> bool:
        """Return whether something has the form of the stories of a future."""
        columns = {TOLD: TOLD_COLUMNS, NOTES: NOTE_COLUMNS, LUCK: OtherLuck._fields}
        return isinstance(found, dict) and {name: tuple(table.columns) for name, table in found.items()} == columns

    def _beginnings(self, seed: int, rows: np.ndarray) -> dict[str, Simulation]:
        """Return the world of each scenario at the beginning of week 1, in which some customers keep diaries."""
        found = {}
        names = [scenario.name for scenario in self.study.scenarios]
        for scenario, model in self.study.begun(seed):
            if scenario.name in names:  # not those with rivals that react, and not the truth of pilots
                model.simulation.keep_diaries(rows.tolist())
                found[scenario.name] = model.simulation
        return found

    def _told(self, beginnings: Mapping[str, Simulation]) -> tuple[dict[str, Simulation], dict[str, np.ndarray]]:
        """Return the worlds at the end, and the brands of customers in twins among frozen neighbours."""
        worlds = {name: _twin(world, self._scenario(name)) for name, world in beginnings.items()}
        twins = {
            name: _twin(world, self._scenario(name))
            for name, world in beginnings.items()
            if name != BASELINE and not self._scenario(name).changes_the_start
        }
        for _ in range(self.study.weeks):
            around = surroundings_of(worlds[BASELINE])
            for world in worlds.values():
                world.step()
            for twin in twins.values():
                step_within(twin, around)
        return worlds, {name: twin.world.customers["brand"].copy() for name, twin in twins.items()}

    def _other_luck(self, beginnings: Mapping[str, Simulation], seed: int) -> dict[str, np.ndarray]:
        """Return the brands of customers at the end of each scenario, with another luck from week 1 on."""
        ends = {}
        for name, world in beginnings.items():
            twin = _twin(world, self._scenario(name))
            twin.draw_from(seed + _OTHER_LUCK)
            for _ in range(self.study.weeks):
                twin.step()
            ends[name] = twin.world.customers["brand"].copy()
        return ends

    def _scenario(self, name: str) -> Scenario:
        return next(each for each in self.study.scenarios if each.name == name)

    def _paths(self, own: pd.DataFrame, notes: Mapping[str, pd.DataFrame], frozen: np.ndarray | None) -> pd.DataFrame:
        """Return direct effect and path of the customers whom one strategy saved or lost."""
        brands = np.array([*self.study.market.brands, NONE])
        direct = None if frozen is None else brands[frozen[own["customer"].to_numpy(int) - 1]]
        what = fate(own, self.study.brand)
        kept = {name: dict(list(table.groupby("customer"))) for name, table in notes.items()}
        title = self.study.market.brands[self.study.brand].title
        paths = []
        for customer, scenario, of in zip(own["customer"], own["scenario"], what, strict=True):
            world = BASELINE if of in ("kept", "missed") else scenario
            table = kept[world].get(customer)
            entries = diary_of(table, customer, self.study).entries if table is not None else []
            path = (leaving_path if of in ("kept", "lost") else joining_path)(entries, title)
            paths.append(in_words(path) or None)
        return own[["scenario", "customer"]].assign(brand_among_frozen_neighbours=direct, path=paths)

    def _luck(self, moved: pd.DataFrame, seed: int, other: Mapping[str, np.ndarray], name: str) -> OtherLuck:
        """Return how many are gained by a strategy in one luck, in another one, and in both."""
        brand = list(self.study.market.brands).index(self.study.brand)
        gained = moved["customer"][fate(moved, self.study.brand).isin(["kept", "won"])].to_numpy(int) - 1
        otherwise = (other[name] == brand) & (other[BASELINE] != brand)
        return OtherLuck(name, seed, len(otherwise), len(gained), int(otherwise.sum()), int(otherwise[gained].sum()))


def _twin(world: Simulation, scenario: Scenario) -> Simulation:
    """Return a second simulation that goes on from the beginning of week 1 as the first one would."""
    return deepcopy(world) if scenario.changes_the_start else world.fork(scenario)


def _notes(world: Simulation) -> pd.DataFrame:
    """Return the diaries of a world as a table: the customer, and the fields of each line."""
    lines = np.concatenate(world.notes) if world.notes else np.zeros(0, NOTE)
    who = np.array(world.diaries, np.int64)[lines["who"]] + 1 if len(lines) else np.zeros(0, np.int64)
    return pd.DataFrame({"customer": who, **{name: lines[name] for name in NOTE_FIELDS}})


def _thinned(rows: np.ndarray, most: int) -> np.ndarray:
    """Return evenly spaced ones of many rows."""
    return rows if len(rows) <= most else rows[np.linspace(0, len(rows) - 1, most).round().astype(int)]
