"""What one world shows: a burn-in, then the weeks that give facts and quick patterns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.design.varying import varied
from experiments.fitting.measuring import SHOWN as SHOWN
from experiments.fitting.measuring import begun, facts_followed
from experiments.validation.jobs import Seen, scenario_of, watched
from experiments.validation.pattern import Design, Watching
from experiments.worlds.evidence import Evidence
from experiments.worlds.settling import settled

if TYPE_CHECKING:
    from experiments.fitting.facts import Fact
    from experiments.running.study import Study
    from sim.simulation import Simulation

CONSTANTS = "constants"
_FACTS = ("", SHOWN)


class Point(NamedTuple):
    """A world to be simulated: its numbers, a seed, and whether its brands' constants are to be found.

    Attributes
    ----------
    numbers : (path, value).
    """

    numbers: tuple[tuple[str, float], ...]
    seed: int
    is_settled: bool


@dataclass(frozen=True)
class Showing:
    """Simulates worlds. Called with a point, it gives what is shown of each statement, and the brands' constants.

    What is shown of facts that are not known yet stands behind the statements.

    Attributes
    ----------
    study : the market, how many customers, and how many weeks the facts cover.
    """

    study: Study
    evidence: Evidence

    def __call__(self, point: Point) -> Mapping[str, np.ndarray]:
        """Return ``shown`` (statements and later facts,), NaN where nobody is seen, and ``constants`` (brands,)."""
        market = varied(self.study.market, dict(point.numbers))
        world = begun(market, self.study, point.seed, self._facts)
        constants: dict[str, float] = {}
        if point.is_settled:
            constants = settled(world, self.evidence.shares)
        else:
            world.burn_in()
        seen = self._seen(world)
        of_facts, known = np.atleast_1d(seen.pop(_FACTS)[SHOWN]), len(self.evidence.facts)
        shown = [*of_facts[:known], *self._statistics(seen), *of_facts[known:]]
        return {SHOWN: np.array(shown, float), CONSTANTS: np.array(list(constants.values()), float)}

    @property
    def _facts(self) -> tuple[Fact, ...]:
        return (*self.evidence.facts, *self.evidence.later)

    def is_shown(self, point: Point, shown: Any) -> bool:
        """Return whether something has the form of what is shown at a point."""
        expected = {
            SHOWN: len(self.evidence.statements) + len(self.evidence.later),
            CONSTANTS: len(self.evidence.shares) if point.is_settled else 0,
        }
        if not isinstance(shown, dict):
            return False
        arrays = {name: shown.get(name) for name in expected}
        return all(isinstance(array, np.ndarray) and array.shape == (expected[name],) for name, array in arrays.items())

    def _seen(self, world: Simulation) -> Seen:
        """Return what the facts and the watches of all patterns see, each design in a fork of the world."""
        watches = {(each.id, name): watch for each, _ in self.evidence.patterns for name, watch in each.watches.items()}
        designs: dict[Design, list[tuple[str, str]]] = {}
        for key, watch in watches.items():
            designs.setdefault(watch.design, []).append(key)
        forks = {design: world.fork(scenario_of(design)) for design in designs if design.levers}
        seen: dict[Any, Any] = {}
        for design, fork in forks.items():
            seen |= watched(fork, {key: watches[key].follow(fork) for key in designs[design]})
        plain: dict[tuple[str, str], Watching] = {
            key: watches[key].follow(world) for design, keys in designs.items() if not design.levers for key in keys
        }
        return seen | watched(world, {_FACTS: facts_followed(world, self._facts, self.study.weeks)} | plain)

    def _statistics(self, seen: Seen) -> list[float]:
        """Return the statistics of the quick patterns, judged on this one seed."""
        found = []
        for pattern, statistics in self.evidence.patterns:
            own = {name: _stacked(sample) for (of, name), sample in seen.items() if of == pattern.id}
            checks = {check.name: check.simulated for check in pattern.judge(own).checks}
            found += [float(checks[each.statistic]) for each in statistics]
        return found


def _stacked(sample: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Return what a watch saw with the axis of seeds in front."""
    return {name: np.asarray(value)[None] for name, value in sample.items()}
