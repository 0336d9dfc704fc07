"""The counterfactual worlds: a touchpoint one step better or worse for everybody, a cause that does not occur."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.state.market_tables import DIMENSIONS

TOUCHPOINT, CAUSE = "touchpoint", "cause"
_WHEN_CAUSES_BEGIN = ("weekly_probability", "order_probability")


class Moment(NamedTuple):
    """A touchpoint or a cause.

    Attributes
    ----------
    kind : TOUCHPOINT or CAUSE.
    name : in the market file.
    """

    kind: str
    name: str


class Counterfactual(NamedTuple):
    """A world that differs from the baseline in one moment.

    Attributes
    ----------
    steps : how many standard steps better the touchpoint is, below 0 for worse; less than one where the range of
        quality ends. For a cause 1: it does not occur.
    """

    moment: Moment
    steps: float
    scenario: Scenario


def moments_of(market: Market) -> list[Moment]:
    """Return all touchpoints, then all causes, in the order of the market file."""
    touchpoints = [Moment(TOUCHPOINT, name) for name in market.listed("touchpoints")]
    return touchpoints + [Moment(CAUSE, name) for name in market.listed("causes")]


def counterfactuals(market: Market, brand: str, step: float) -> Iterator[Counterfactual]:
    """Yield the worlds of a brand, from week 1 on: each touchpoint a step better and worse, each cause taken away.

    Parameters
    ----------
    step : of quality, on all its dimensions, above 0 and at most 1.
    """
    for moment in moments_of(market):
        if moment.kind == CAUSE:
            levers = tuple(
                Lever(path=f"causes.{moment.name}.{probability}.{brand}", to=0.0) for probability in _WHEN_CAUSES_BEGIN
            )
            yield Counterfactual(moment, 1.0, Scenario(name=f"without {moment.name}", brand=brand, levers=levers))
            continue
        for sign, word in ((1, "better"), (-1, "worse")):
            levers, moved = _step(market, brand, moment.name, sign * step)
            scenario = Scenario(name=f"{moment.name} {word}", brand=brand, levers=levers)
            yield Counterfactual(moment, moved / step, scenario)


def _step(market: Market, brand: str, touchpoint: str, step: float) -> tuple[tuple[Lever, ...], float]:
    """Return the levers of one step of quality, and how far it goes on average within the range of quality."""
    quality = market.touchpoints[touchpoint].quality[brand]
    levers, moved = [], 0.0
    for dimension in DIMENSIONS:
        before = float(getattr(quality, dimension))
        after = min(max(before + step, 0.0), 1.0)
        levers.append(Lever(path=f"touchpoints.{touchpoint}.quality.{brand}.{dimension}", to=after))
        moved += (after - before) / len(DIMENSIONS)
    return tuple(levers), moved
