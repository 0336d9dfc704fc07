"""When a brand notices that a rival has moved, by what those tell whom it asks, or by what its shoppers meet."""

from __future__ import annotations

import math

import pandas as pd

from experiments.theory.claim import Levers, Watching, lever
from sim.market.schema import Market
from sim.simulation import Simulation

BEFORE, UNTIL = 26, 104
"""Weeks of which the firm knows what is usual, and the last week in which it looks."""
RECENT = 13
"""Weeks of answers that are looked at together."""
SURE = 2.58
"""Standard errors beyond which a change counts as one: chance alone goes there once in a hundred times."""
LEAST = 4
"""Answers below which nothing is said."""


def largest_rival(market: Market) -> str:
    """Return the rival with the largest share."""
    rivals = {name: vars(brand)["share"] for name, brand in market.brands.items() if name != market.focus}
    return max(rivals, key=rivals.__getitem__)


def a_rival_improves(market: Market) -> Levers:
    """Return the lever by which the largest rival becomes better everywhere, after half a year."""
    return (lever(f"touchpoints.*.quality.{largest_rival(market)}.*", BEFORE + 1, add=0.05),)


def weeks_until_noticed(simulation: Simulation, instrument: str) -> Watching:
    """Return the weeks after which the focus brand can tell by an instrument that the largest rival has changed."""
    while simulation.week < UNTIL:
        yield
    known = simulation.intelligence(simulation.market.focus).rivals()
    told = known[(known["instrument"] == instrument) & (known["rival"] == largest_rival(simulation.market))]
    return float(weeks_until_sure(told))


def weeks_until_sure(told: pd.DataFrame) -> int:
    """Return the weeks after the move until scores differ surely from before; all there are when they never do.

    Like is compared with like: each score with the mean at its touchpoint and in its segment before.
    """
    before = told[told["week"] <= BEFORE]
    usual = before.groupby(["touchpoint", "segment"])["score"].mean().rename("usual")
    compared = told.join(usual, on=["touchpoint", "segment"], how="inner")
    change = compared["score"] - compared["usual"]
    was = compared["week"] <= BEFORE
    free = was.sum() - len(usual)
    if free < LEAST:
        return UNTIL - BEFORE
    spread = math.sqrt((change[was] ** 2).sum() / free)
    for week in range(BEFORE + 1, UNTIL + 1):
        recent = change[compared["week"].between(max(BEFORE, week - RECENT) + 1, week)]
        if len(recent) < LEAST:
            continue
        error = spread * math.sqrt(1.0 / len(recent) + 1.0 / was.sum())
        if abs(recent.mean()) > SURE * error:
            return week - BEFORE
    return UNTIL - BEFORE
