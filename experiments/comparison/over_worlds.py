"""A comparison over worlds prepared for the report: gains by world, losing regions, and facts worth knowing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from experiments.comparison.figures import Figures
from experiments.comparison.information import Worth, of_everything, worths
from experiments.design.ensemble import Ensemble
from experiments.discovery.discovery import Discovery
from experiments.discovery.futures import MIN_POINTS, Criterion, Futures
from experiments.discovery.regions import Search, regions
from experiments.measures.metrics import WEEKS_A_YEAR
from experiments.measures.robustness import FEWEST_PAIRS, Gains, Regret, regrets
from sim.state.indicators import indicator, value

OBSERVED = ("churn", "nps", "complaint_rate", "wait_minutes", "first_contact_resolution", "late_share")
"""Figures of the baseline's first year that a company can measure."""
_MOST_LIMITS = 2
_FEWEST_LOSSES = 4


class OverWorlds:
    """The figures of the chapters on worlds.

    Attributes
    ----------
    ensemble : the worlds of the comparison.
    """

    def __init__(self, view: Figures, ensemble: Ensemble) -> None:
        self.view = view
        self.ensemble = ensemble
        seeds = view.per_seed(view.metric.name).index.to_numpy()
        self.world = (seeds - 1) % len(ensemble)

    @property
    def count(self) -> int:
        """How many different worlds were simulated."""
        return len(np.unique(self.world))

    @property
    def knows_luck(self) -> bool:
        """Whether enough worlds have several futures, so that luck can be told from assumptions."""
        return len(self.world) - self.count >= FEWEST_PAIRS

    def counts_worlds(self, gains: Gains) -> bool:
        """Return whether worlds are told apart in a gain, so that they can be counted; otherwise futures are."""
        return self.knows_luck and gains.tells_worlds

    def gains(self, scenario: str, against: str | None = None) -> Gains:
        """Return the gains of a scenario over the baseline, or over another one; above zero is better."""
        levels = self.view.per_seed(self.view.metric.name)
        sign = -1.0 if self.view.metric.better == "lower" else 1.0
        return Gains(sign * (levels[scenario] - levels[against or self.view.baseline]).to_numpy(float), self.world)

    @cached_property
    def table(self) -> np.ndarray:
        """Gain of each choice in each world without luck, (choices, worlds); doing nothing comes first."""
        rows = [self.gains(name).of_worlds for name in self.view.strategies]
        return np.stack([np.zeros_like(rows[0]), *rows])

    @cached_property
    def regret(self) -> dict[str, Regret]:
        """What each choice would cost beside the best of each world, by name; the baseline first."""
        return dict(zip(self.view.names, regrets(list(self.table)), strict=True))

    @cached_property
    def facts(self) -> dict[str, np.ndarray]:
        """What a company could measure, in words -> its value in each world, (worlds,)."""
        found = {}
        for title, values in self.ensemble.shown.items():
            found[title] = np.array(values)[np.unique(self.world)]
        for segment, title in self.view.segment_titles.items():
            for name in OBSERVED:
                found[f"{self.view.label(indicator(name))}, {title}"] = self._first_year(name, segment)
        return found

    def _first_year(self, name: str, segment: str) -> np.ndarray:
        """Return a figure of the baseline's first year in a segment, by world, (worlds,)."""
        weekly = self.view.comparison.weekly
        own = weekly[
            (weekly["scenario"] == self.view.baseline)
            & (weekly["brand"] == self.view.comparison.brand)
            & (weekly["segment"] == segment)
            & (weekly["week"] <= WEEKS_A_YEAR)
        ]
        by_seed = own.drop(columns=["scenario", "brand", "segment", "week"]).groupby("seed").sum()
        figures = np.asarray(value(indicator(name), by_seed), float)
        return np.array([figures[self.world == each].mean() for each in np.unique(self.world)])

    @cached_property
    def worths(self) -> list[Worth]:
        """What each fact is worth, the most valuable first; empty with few worlds, or for other metrics than money."""
        return worths(self.table, self.facts) if self.view.metric.unit == "EUR" else []

    @property
    def worth_of_everything(self) -> float:
        """What knowing the world itself would be worth."""
        return of_everything(self.table)

    @cached_property
    def losing(self) -> Mapping[str, Discovery]:
        """Where each strategy that is drawn loses, by name; those without enough losses or gains are left out."""
        found = {}
        for name in self.view.drawn:
            gains = self.gains(name)
            lost = gains.of_worlds <= 0
            few = min(np.count_nonzero(lost), np.count_nonzero(~lost))
            if len(lost) < MIN_POINTS or few < _FEWEST_LOSSES:
                continue
            found[name] = self._discovery(name, gains, lost.astype(float))
        return found

    def _discovery(self, name: str, gains: Gains, lost: np.ndarray) -> Discovery:
        """Return where a strategy loses among the numbers that go along with its gain most."""
        paths = [path for path in self.ensemble.paths if len({world[path] for world in self.ensemble.worlds}) > 1]
        values = np.array([[self.ensemble.worlds[each][path] for path in paths] for each in gains.worlds])
        futures = Futures(tuple(paths), values, lost, np.ones(len(lost)))
        criterion = Criterion(name, self.view.baseline, self.view.metric.name)
        search = Search(max_limits=_MOST_LIMITS, smallest=0.1)
        return Discovery(criterion, futures, search, tuple(regions(futures, search, maximum=1)), self.ensemble.file)
