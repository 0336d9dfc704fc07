"""What a market shows in the place of each fact: one run of the burn-in and a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.design.varying import varied
from experiments.fitting.answering import AnswerBook
from experiments.fitting.facts import Fact
from experiments.fitting.figures import CSAT, ELASTICITY, RISE, Seen
from experiments.fitting.newcomers import Newcomers
from experiments.validation.jobs import watched
from experiments.validation.pattern import Watching
from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.tables import NOBODY

if TYPE_CHECKING:
    from experiments.running.study import Study

SHOWN = "shown"
_ALONE = ("facts", "shown")


class Point(NamedTuple):
    """A market to be measured: the numbers that differ from the study's, and a seed.

    Attributes
    ----------
    numbers : (path, value), in the order of the handles.
    """

    numbers: tuple[tuple[str, float], ...]
    seed: int


@dataclass(frozen=True)
class Measurement:
    """Simulates a market with other numbers. Called with a point, it gives what is shown of each fact, (facts,).

    Attributes
    ----------
    study : the market, how many customers, and how many weeks are measured after the burn-in.
    """

    study: Study
    facts: tuple[Fact, ...]

    def __call__(self, point: Point) -> Mapping[str, np.ndarray]:
        """Return what is shown, in the units of the facts; NaN where there is nobody to observe."""
        market = varied(self.study.market, dict(point.numbers))
        world = begun(market, self.study, point.seed, self.facts)
        world.burn_in()
        following = facts_followed(world, self.facts, self.study.weeks)
        return watched(world, {_ALONE: following})[_ALONE]

    def is_shown(self, point: Point, shown: Any) -> bool:
        """Return whether something has the form of what is shown at a point."""
        array = shown.get(SHOWN) if isinstance(shown, dict) else None
        return isinstance(array, np.ndarray) and array.shape == (len(self.facts),) and array.dtype.kind == "f"


def begun(market: Market, study: Study, seed: int, facts: Sequence[Fact]) -> Simulation:
    """Return the world of a market before its burn-in, in which nobody keeps a diary until the weeks that are measured.

    Parameters
    ----------
    study : how many customers, where they come from, and by which rules they decide.
    """
    diaries = range(study.customers) if asks(CSAT, facts) else ()
    how = {"diaries": diaries, "people": study.people, "rules": study.rules}
    world = Simulation(market, Scenario.baseline(), study.customers, seed, **how)
    world.world.customers["diary"] = NOBODY
    return world


def facts_followed(world: Simulation, facts: Sequence[Fact], weeks: int) -> Watching:
    """Return what a world shows of facts in the weeks after its burn-in, one week at every ``yield``."""
    world.notes.clear()
    if world.diaries:
        world.world.customers["diary"] = world.diaries
    dearer = {brand: world.fork(_with_rise(brand)) for brand in _brands_of(ELASTICITY, facts)}
    answers, newcomers = AnswerBook(world.market), Newcomers(world, facts)
    for _ in range(weeks):
        yield
        answers.add(world.notes, world.world.customers)
    seen = _seen(world, answers, dearer, newcomers, weeks)
    return {SHOWN: np.array([fact.figure.shown(seen, fact.scope) for fact in facts])}


def asks(what: str, facts: Sequence[Fact]) -> bool:
    """Return whether there are facts of a kind."""
    return any(fact.what == what for fact in facts)


def _brands_of(what: str, facts: Sequence[Fact]) -> list[str]:
    """Return the brands of which there are facts of a kind."""
    return list(dict.fromkeys(fact.scope.brand for fact in facts if fact.what == what))


def _seen(
    world: Simulation, answers: AnswerBook, dearer: Mapping[str, Simulation], newcomers: Newcomers, weeks: int
) -> Seen:
    """Return what was booked, also with higher prices, and how new customers go on."""
    is_contractual = world.market.category.kind == "contractual"

    def after_rise(brand: str) -> Seen:
        other = dearer[brand]
        while other.week < weeks:
            other.step()
            other.notes.clear()
        return Seen(other.ledger.table(), is_contractual, answers.top_share, after_rise, newcomers)

    return Seen(world.ledger.table(), is_contractual, answers.top_share, after_rise, newcomers)


def _with_rise(brand: str) -> Scenario:
    """Return the scenario in which a price is raised."""
    rise = Lever(path="brand.offer.price_eur", multiply=1.0 + RISE, from_week=1)
    return Scenario(name="dearer", brand=brand, levers=(rise,))


def points_of(numbers: Mapping[str, float], seeds: Sequence[int]) -> list[Point]:
    """Return a market to be measured with several seeds."""
    return [Point(tuple(numbers.items()), seed) for seed in seeds]
