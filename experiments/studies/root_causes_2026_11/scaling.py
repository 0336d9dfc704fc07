"""Strategies with another budget."""

from __future__ import annotations

from sim.scenarios.levers import Cost, Lever
from sim.scenarios.scenario import Scenario


def scaled(scenario: Scenario, scale: float, name: str) -> Scenario:
    """Return a scenario for `scale` times its budget.

    Added values grow in proportion; factors are multiplied again for every further budget, so that each
    removes the same share of the remaining problems.

    Raises
    ------
    ValueError
        When a lever sets a number outright, which has no half.
    """
    levers = tuple(_scaled_lever(lever, scale) for lever in scenario.levers)
    return scenario.model_copy(update={"name": name, "levers": levers, "cost": _scaled_cost(scenario.cost, scale)})


def budget(scenario: Scenario, weeks: int) -> float:
    """Return what a scenario costs in so many weeks, in EUR, not discounted."""
    return sum(scenario.cost_eur(week) for week in range(1, weeks + 1))


def _scaled_lever(lever: Lever, scale: float) -> Lever:
    if lever.to is not None:
        raise ValueError(f"{lever.path} is set outright")
    change = {"add": lever.add * scale} if lever.add is not None else {"multiply": (lever.multiply or 0.0) ** scale}
    return lever.model_copy(update=change | {"cost": _scaled_cost(lever.cost, scale)})


def _scaled_cost(cost: Cost, scale: float) -> Cost:
    return Cost(one_off_eur=scale * cost.one_off_eur, weekly_eur=scale * cost.weekly_eur)
