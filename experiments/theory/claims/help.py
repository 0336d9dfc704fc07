"""Help: complaints, failures that return, and what a desk can do about them."""

from __future__ import annotations

import numpy as np

from experiments.theory.claim import (
    AS_IT_IS,
    Claim,
    Side,
    Switch,
    Watched,
    Watching,
    World,
    comparison,
    contrast,
    given,
    lever,
)
from experiments.theory.sizes import CHURN, SATISFACTION, TENTH_OF_ALL, TWENTIETH
from experiments.theory.watching import focus_of, mean_of, of_focus, picked, share, strike
from sim.simulation import Simulation
from sim.state.tables import Event

A_YEAR = 52
LAST = 31
"""Week of the third failure, in both worlds."""
CLUSTERED, SPREAD = (27, 29, LAST), (3, 17, LAST)
"""Weeks in which the same people meet a failure."""
BEYOND = ("product", "process")
"""Kinds of causes that are no fault of the people at the desk."""


def three_failures(simulation: Simulation) -> None:
    """Let the picked meet three failures close together."""
    if simulation.week + 1 in CLUSTERED:
        strike(simulation, picked(simulation) & of_focus(simulation), 1)


def three_failures_apart(simulation: Simulation) -> None:
    """Let the picked meet three failures far apart."""
    if simulation.week + 1 in SPREAD:
        strike(simulation, picked(simulation) & of_focus(simulation), 1)


def left_of_picked(simulation: Simulation) -> Watching:
    """Return the per cent of the picked among the first customers of the focus brand who have left within two years."""
    who = picked(simulation) & of_focus(simulation)
    left = np.zeros(len(who), bool)
    while simulation.week < 2 * A_YEAR:
        yield share(left, who)
        left |= who & ~of_focus(simulation)
    return float(100.0 * left.sum() / who.sum()) if who.any() else np.nan


def satisfaction_of_picked(simulation: Simulation) -> Watching:
    """Return the satisfaction of the picked in the quarter after the third failure, of those who are still there."""
    asked, total = 0, 0.0
    who = picked(simulation)
    while simulation.week < LAST + 13:
        there = who & of_focus(simulation)
        yield mean_of(simulation.world.customers["satisfaction"], there)
        if simulation.week > LAST:
            there = who & of_focus(simulation)
            asked += int(there.sum())
            total += float(simulation.world.customers["satisfaction"][there].sum())
    return total / asked if asked else np.nan


def complaints_beyond_the_desk(simulation: Simulation) -> Watching:
    """Return the per cent of a year's complaints, to all brands, that are about the product, the price or a process."""
    beyond = np.array([cause.kind in BEYOND for cause in simulation.market.causes.values()])
    counts = np.zeros(len(beyond))
    for _ in range(A_YEAR):
        yield
        notes = simulation.notes[-1]
        np.add.at(counts, notes["what"][notes["event"] == Event.COMPLAINED], 1)
    return float(100.0 * counts[beyond].sum() / counts.sum()) if counts.sum() else np.nan


def troubles_with_the_product(simulation: Simulation) -> Watching:
    """Return how often trouble with the product strikes customers of the focus brand, a week, over a year."""
    product = np.array([cause.kind == "product" for cause in simulation.market.causes.values()])
    total, brand = 0.0, focus_of(simulation)
    while simulation.week < A_YEAR:
        yield total / simulation.week if simulation.week else None
        total += float(simulation.world.irritants[:, brand].sum(axis=(0, 1))[product].sum())
    return total / A_YEAR if total else np.nan


PERFECT_DESK = World(
    "every contact goes well, at once",
    (
        lever("brand.operations.solving_probability", to=1.0),
        lever("brand.operations.fast_share", to=1.0),
        lever("brand.operations.support_agents", multiply=3.0),
    ),
)
CLOSE = World("three failures in a row", deed=three_failures)
APART = World("three failures far apart", deed=three_failures_apart)
LEFT = Watched("customers lost, of those who met the failures", "% of customers", left_of_picked)
AFTERWARDS = Watched("satisfaction in the quarter after the third failure", "0 to 1", satisfaction_of_picked)

CLAIMS = (
    Claim(
        id="T18",
        part="help",
        sentence="Complaints are seldom about the conversation itself: their cause is the product, the price or "
        "a process.",
        question="What are a year's complaints about?",
        effects=(
            comparison(
                given("half of all", 50.0),
                Side(
                    "about product, price or process",
                    AS_IT_IS,
                    Watched("complaints", "% of complaints", complaints_beyond_the_desk, has_diaries=True),
                ),
                expected="higher",
                **TENTH_OF_ALL,
            ),
        ),
        rule="sim.rules.assistance.complaint_probability",
        source="TARP 1986; causes are those of the market file",
        switch=Switch("behaviour.assistance.complaint_severity", 0.0),
        scenario="fix-root-causes",
        reasons={
            "retail": "Somewhat more than half of the complaints are about goods, prices and processes, and the"
            " rest about a contact. The smallest effect asks for six in ten. Parcels that do not come"
            " make many people write several times, and what then goes wrong is the contact itself.",
        },
    ),
    Claim(
        id="T19",
        part="help",
        sentence="The third failure in a row is worse than three failures far apart, and the best adviser cannot "
        "stop the next.",
        question="The same people meet three failures, close together or apart: who is less satisfied, who "
        "leaves? And does a "
        "perfect desk make failures of the product rarer?",
        effects=(
            comparison(
                Side("apart", APART, AFTERWARDS, AS_IT_IS),
                Side("in a row", CLOSE, AFTERWARDS, AS_IT_IS),
                expected="lower",
                **SATISFACTION,
            ),
            comparison(
                Side("apart", APART, LEFT, AS_IT_IS),
                Side("in a row", CLOSE, LEFT, AS_IT_IS),
                expected="higher",
                **CHURN,
            ),
            contrast(
                AS_IT_IS,
                PERFECT_DESK,
                Watched("troubles with the product a week", "troubles", troubles_with_the_product),
                is_relative=True,
                expected="same",
                **TWENTIETH,
            ),
        ),
        rule="sim.rules.impressions.impression",
        source="Maxham & Netemeyer 2002, Journal of Marketing 66(4):57-71; Knox & van Oest 2014, Journal of Marketing "
        "78(5):42-57",
        switch=Switch("behaviour.impressions.sensitisation", 0.0),
        scenario="fix-root-causes",
        reasons={
            "telecom": "After three failures in a row customers are less satisfied than after three that lie apart, by "
            "six tenths of the smallest effect, and they leave as often. Failures are small pushes here, "
            "and a quarter dilutes them. A desk at which every contact goes well lowers troubles with the "
            "product by six per cent, since some of what it meets can be settled there.",
            "retail": "After three failures in a row customers are less satisfied than after three that lie "
            "apart, by two tenths of the smallest effect, and they leave as often: orders are weeks "
            "apart, so that traces fade between them. A perfect desk makes troubles with the product "
            "an eighth rarer, since exchange and refund settle them for good, which the theory grants"
            " to a product and not to goods that can be replaced.",
        },
    ),
)
