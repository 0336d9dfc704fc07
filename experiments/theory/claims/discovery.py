"""The first discovery."""

from __future__ import annotations

import numpy as np

from experiments.theory.claim import AS_IT_IS, Claim, Side, Switch, Watched, Watching, World, comparison
from experiments.theory.sizes import QUALITY, SATISFACTION
from experiments.theory.watching import focus_of, is_newcomer, of_focus, strike
from sim.simulation import Simulation
from sim.state.tables import Stage

SEASON = 26
"""Weeks in which newcomers, or old customers, meet the bad encounter."""
LATER = 26
"""Weeks after which they are asked."""
TWO_YEARS = 104
BAD_WEEKS = 3


def bad_start(simulation: Simulation) -> None:
    """Begin trouble with the product for everybody who has just joined the focus brand."""
    if 1 <= simulation.week <= SEASON:
        strike(simulation, is_newcomer(simulation), BAD_WEEKS)


def bad_later(simulation: Simulation) -> None:
    """Begin the same trouble for those who joined the focus brand two years ago."""
    if 1 <= simulation.week <= SEASON:
        strike(simulation, of_focus(simulation) & _is_due(simulation, TWO_YEARS), BAD_WEEKS)


def _is_due(simulation: Simulation, tenure: int) -> np.ndarray:
    return simulation.world.customers["tenure_weeks"] == tenure


def asked_later(simulation: Simulation, which: str, what: str) -> Watching:
    """Return satisfaction, or quality expected in use, half a year after the week of joining, or after two years of it.

    Asked is who is then still a customer of the focus brand, of those who reached that week in the season.
    """
    tenure, asked, total = LATER + (TWO_YEARS if which == "old" else 0), 0, 0.0
    while simulation.week < SEASON + LATER:
        yield total / asked if asked else None
        if simulation.week > LATER:
            due = of_focus(simulation) & _is_due(simulation, tenure)
            asked, total = asked + int(due.sum()), total + float(_state(simulation, what)[due].sum())
    return total / asked if asked else np.nan


def _state(simulation: Simulation, what: str) -> np.ndarray:
    if what == "satisfaction":
        return simulation.world.customers["satisfaction"]
    return simulation.world.knowledge["expected"][:, focus_of(simulation), Stage.USING]


def lasting(what: str, words: str, of: str) -> Watched:
    """Return the outcome half a year after the bad encounter."""
    return Watched(words, "0 to 1", asked_later, (of, what))


BAD_START = World("bad first weeks", deed=bad_start)
BAD_LATER = World("the same two years later", deed=bad_later)
SATISFIED, EXPECTS = "satisfaction lost, half a year after", "expected quality lost, half a year after"


def marks(what: str, words: str, **size: object) -> object:
    """Return the effect: what bad first weeks leave, less what the same weeks leave two years later."""
    return comparison(
        Side("two years later", BAD_LATER, lasting(what, words, "old"), AS_IT_IS),
        Side("at first discovery", BAD_START, lasting(what, words, "new"), AS_IT_IS),
        expected="lower",
        **size,  # type: ignore[arg-type]
    )


CLAIMS = (
    Claim(
        id="T31",
        part="discovery",
        sentence="The first discovery marks what follows: a bad encounter then weighs more than the same one later.",
        question="What is left, half a year after, of three bad weeks at the start, and of the same weeks two "
        "years later?",
        effects=(
            marks("satisfaction", SATISFIED, **SATISFACTION),  # type: ignore[arg-type]
            marks("expected", EXPECTS, **QUALITY),  # type: ignore[arg-type]
        ),
        rule="sim.rules.impressions.memory_weight",
        source="primacy, Asch 1946; anchoring of expectations at first use is our assumption",
        switch=Switch("behaviour.impressions.primacy", 1.0),
        scenario="faster-provisioning",
        kinds=("contractual",),
        elsewhere="hardly anybody reaches the second year with a shop without a break, so that there is nothing "
        "to compare",
        reasons={
            "telecom": "A bad encounter at first discovery costs more half a year later than one two years later, by "
            "half of the smallest effect in satisfaction. A single encounter is soon diluted by those that "
            "follow it. Primacy weighs an impression by half as much again, which is assumed.",
        },
    ),
)
