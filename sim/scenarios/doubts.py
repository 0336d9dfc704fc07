"""Levers that are valid and probably not meant so."""

from __future__ import annotations

from collections.abc import Iterator

from sim.market.agreement import Disagreement
from sim.market.messages import dotted, listed
from sim.market.schema import Market
from sim.market.sheet import NumberPath
from sim.scenarios.levers import Lever
from sim.scenarios.paths import fits
from sim.scenarios.scenario import Scenario

IDLE = {
    "contractual": (
        "category.usage_weeks",
        "category.lapse_weeks",
        "category.unplanned_probability",
        "segments.*.need_rate",
    ),
    "repeat_purchase": ("category.return_probability",),
}
"""Kind of market -> numbers that change no result in it."""
IDLE_IN_NETWORKS = {
    "network.rewired_share": ("small_world",),
    "network.homophily": ("stochastic_block",),
    "network.ties": ("small_world", "scale_free", "stochastic_block", "random"),
}
"""Number of the network -> the only kinds that it changes."""


def scenario_doubts(scenario: Scenario, market: Market, horizon_weeks: int) -> Iterator[Disagreement]:
    """Yield the doubts about a scenario that can be played on a market: path and message.

    Parameters
    ----------
    horizon_weeks : weeks of the run.
    """
    for position, (lever, numbers) in enumerate(scenario.plan(market).targets):
        place = ("levers", position)
        idle = [number.path for number in numbers if _is_idle(number.path, market)]
        if len(idle) == len(numbers):
            more = f" and {len(idle) - 1} more like it" if len(idle) > 1 else ""
            yield place, f"has no effect: {dotted(idle[0])}{more} changes nothing in {_kind(idle[0], market)}"
        elif all(lever.goal(number.value) == number.value for number in numbers):
            yield place, f"has no effect: {listed(dotted(number.path) for number in numbers)} stays as it is"
        yield from ((place, message) for message in _unfinished(lever, horizon_weeks))


def _is_idle(path: NumberPath, market: Market) -> bool:
    """Return whether a number changes no result in a market of this kind."""
    kinds = IDLE_IN_NETWORKS.get(dotted(path))
    if kinds is not None:
        return market.network.kind not in kinds
    return any(fits(path, pattern.split(".")) for pattern in IDLE[market.category.kind])


def _kind(path: NumberPath, market: Market) -> str:
    """Return in words the kind of market or network in which a number has no effect."""
    if path[0] == "network":
        return f"a network of the kind {market.network.kind}"
    return f"a market of the kind {market.category.kind}"


def _unfinished(lever: Lever, horizon_weeks: int) -> Iterator[str]:
    """Yield that a ramp ends before it is done."""
    end = horizon_weeks if lever.until_week is None else min(lever.until_week, horizon_weeks)
    steps = end - lever.from_week + 1
    if 0 < steps < lever.ramp_weeks:
        yield f"makes {steps} of the {lever.ramp_weeks:,} steps of its ramp: it ends, or the run does, in week {end}"
