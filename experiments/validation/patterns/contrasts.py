"""What the patterns about changes share: what a brand changes from week 1 on, and the same world without it.

Basis of them all, stated before anything is measured: the market under test after its burn-in, and its focus brand, a
middle one among the shops and the largest among the operators. Rivals do not react. All worlds of a seed have the same
people and random numbers, so that the difference of two of them is due to the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from experiments.validation.pattern import Design
from experiments.validation.patterns.subscribers import LIFETIMES
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

PRICE = "brand.offer.price_eur"
"""The list price of the focus brand."""


def lever(path: str, from_week: int = 1, **change: Any) -> dict[str, Any]:
    """Return a lever of a design: ``lever(PRICE, multiply=1.1)``."""
    return {"set": path, "from_week": from_week, **change}


def priced(factor: float) -> Design:
    """Return the design in which the focus brand asks so many times its list price from week 1 on."""
    return replace(LIFETIMES, levers=(lever(PRICE, multiply=factor),))


def twin_of(simulation: Simulation, *levers: Mapping[str, Any]) -> Simulation:
    """Return a second world with the same people and random numbers, and these levers in place of those of the first.

    It is stepped by :func:`stepped`, a week after each ``yield``.
    """
    pulled = tuple(Lever.model_validate(dict(each)) for each in levers)
    return simulation.fork(Scenario(name="twin", levers=pulled))


def stepped(twin: Simulation) -> Simulation:
    """Simulate a week of a twin; of its diaries only the notes of this week are kept."""
    twin.notes.clear()
    twin.step()
    return twin


def of_brand(simulation: Simulation, field: str, brand: int) -> float:
    """Return what a brand has booked this week in a field of the ledger, all segments together."""
    return float(np.sum(simulation.totals[field][brand]))


def incumbents(simulation: Simulation) -> dict[int, str]:
    """Return position -> name of the brands that have customers at the start; others have nothing to be measured."""
    brands = simulation.market.brands
    return {
        position: name
        for position, (name, brand) in enumerate(brands.items())
        if brand.share > 0 and brand.enters_in_week == 0  # type: ignore[attr-defined]
    }
