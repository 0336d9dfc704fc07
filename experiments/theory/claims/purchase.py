"""Choosing, buying and waiting."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from experiments.theory.claim import (
    AS_IT_IS,
    WEEKS_A_MONTH,
    Claim,
    Figure,
    Switch,
    Watched,
    Watching,
    World,
    contrast,
    lever,
)
from experiments.theory.sizes import SATISFACTION, TWENTIETH
from experiments.theory.watching import focus_of, is_newcomer
from sim.rules.choice import shortlist_probability
from sim.simulation import Simulation
from sim.state.rows import runnable
from sim.state.tables import NOBODY, Buying

A_YEAR = 52


def fit_of_newcomers(simulation: Simulation) -> Watching:
    """Return how well those suit the focus brand who join it within a year, in standard deviations over people."""
    joined, total, brand = 0, 0.0, focus_of(simulation)
    while simulation.week < A_YEAR:
        yield
        new = is_newcomer(simulation)
        joined, total = joined + int(new.sum()), total + float(simulation.world.knowledge["match"][new, brand].sum())
    return total / joined if joined else np.nan


def considered_by_strangers(simulation: Simulation) -> Watching:
    """Return how likely somebody who is no customer of the focus brand would consider it, per cent, over a year.

    Its own customers always do, so that the shortlists of everybody would hide it.
    """
    brand, found, considers = (
        focus_of(simulation),
        [],
        np.vectorize(runnable(shortlist_probability, {}, in_python=True), excluded=(1, 2)),
    )
    while simulation.week < A_YEAR:
        yield
        if simulation.week % WEEKS_A_MONTH == 0:
            world = simulation.world
            strangers = world.customers["brand"] != brand
            p = ChoiceWeights(float(np.mean(world.behaviour["choice"]["shortlist_awareness"])))
            seen = world.brand_states["voice_share"][brand]
            found.append(100.0 * considers(world.knowledge["awareness"][strangers, brand], seen, p).mean())
    return float(np.mean(found))


class ChoiceWeights(NamedTuple):
    """The one number of choice that shortlists depend on."""

    shortlist_awareness: float


def mood_of_waiting(simulation: Simulation) -> Watching:
    """Return the mood towards the old brand of those who wait for an order from the focus brand, over half a year."""
    asked, total, brand = 0, 0.0, focus_of(simulation)
    while simulation.week < A_YEAR // 2:
        yield
        customers = simulation.world.customers
        waits = (customers["buying"] == Buying.ORDERED) & (customers["chosen"] == brand)
        waits &= (customers["brand"] != NOBODY) & (customers["brand"] != brand)
        asked, total = asked + int(waits.sum()), total + float(customers["mood"][waits].sum())
    return total / asked if asked else np.nan


def satisfaction_after_first_month(simulation: Simulation) -> Watching:
    """Return the satisfaction of those who joined the focus brand within a year, four weeks after delivery."""
    asked, total = 0, 0.0
    while simulation.week < A_YEAR:
        yield
        customers = simulation.world.customers
        due = (customers["brand"] == focus_of(simulation)) & (customers["tenure_weeks"] == 4)
        asked, total = asked + int(due.sum()), total + float(customers["satisfaction"][due].sum())
    return total / asked if asked else np.nan


MORE_VISIBLE = World("half as visible again", (lever("brand.visibility", multiply=1.5),))
GUIDING = World("guidance in wording the need", (lever("brand.relationship.guidance", to=0.9),))
FIT = Watched("fit of newcomers of the focus brand", "standard deviations", fit_of_newcomers)
CONSIDERED = Watched("chance to be considered by people who are no customers", "% of people", considered_by_strangers)
FIT_SIZE: dict[str, Any] = {"smallest": 0.1, "why": "half of what Cohen calls a small effect, .2 standard deviations"}
THREE_WEEKS_MORE = lever("brand.operations.lead_days", add=21.0)
LATE = World("deliveries take three weeks more", (THREE_WEEKS_MORE,))
UNFELT = tuple(lever(f"behaviour.waiting.{name}", to=0.0) for name in ("impatience", "anticipation"))
LATE_UNFELT = World("the same, and waiting is not felt", (THREE_WEEKS_MORE, *UNFELT))

CLAIMS = (
    Claim(
        id="T3",
        part="purchase",
        sentence="What firms believe they are bought for is often a secondary reason.",
        question="Does the advantage that a brand claims decide its purchases?",
        awaits="brands that listen: what a brand believes about itself",
    ),
    Claim(
        id="T12",
        part="purchase",
        sentence="Waiting for a salesperson is part of the experience.",
        question="A campaign fills the shops: do prospects give up, and do customers wait too?",
        source="Lu, Musalem, Olivares & Schilkrut 2013, Management Science 59(8):1743-1763",
        awaits="sales with a capacity, so that prospects queue",
    ),
    Claim(
        id="T29",
        part="purchase",
        sentence="Being visible decides who is considered; guidance in wording the need decides who fits.",
        question="What does visibility do to shortlists, and what does guidance do to the fit of those who buy?",
        effects=(
            contrast(
                AS_IT_IS,
                MORE_VISIBLE,
                CONSIDERED,
                is_relative=True,
                expected="higher",
                **TWENTIETH,
            ),
            contrast(
                AS_IT_IS,
                GUIDING,
                CONSIDERED,
                is_relative=True,
                expected="same",
                **TWENTIETH,
            ),
            contrast(AS_IT_IS, GUIDING, FIT, expected="higher", **FIT_SIZE),
        ),
        rule="sim.rules.choice.fit_seen",
        source="Hauser & Wernerfelt 1990, Journal of Consumer Research 16(4):393-408 for considered sets",
        switch=Switch("behaviour.choice.fit", 0.0),
        scenario="small-brand-visibility",
    ),
    Claim(
        id="T30",
        part="purchase",
        sentence="The wait after a purchase frustrates and is carried into first use, a broken date changes minds, and "
        "nobody else is blamed for it.",
        question="What do three weeks more do to orders, to the first month, and to what is felt about the old "
        "provider?",
        effects=(
            contrast(
                AS_IT_IS,
                LATE,
                Figure("cancellations", weeks=(1, 52), per="orders"),
                expected="higher",
                smallest=5.0,
                why="one order in twenty, far more than the few that are ever cancelled",
            ),
            contrast(
                AS_IT_IS,
                LATE,
                Watched(
                    "satisfaction of newcomers of the focus brand after a month",
                    "0 to 1",
                    satisfaction_after_first_month,
                ),
                expected="lower",
                **SATISFACTION,
            ),
            contrast(
                LATE_UNFELT,
                LATE,
                Watched("mood towards the old provider of those who wait for the new one", "-1 to 1", mood_of_waiting),
                expected="same",
                smallest=0.05,
                why="a fortieth of the scale; what is felt about somebody else should not move at all",
            ),
        ),
        rule="sim.rules.waiting.mood_while_waiting",
        source="Hui & Tse 1996, Journal of Marketing 60(2):81-90; rating by delay in the Olist data 2016-18",
        switch=Switch("behaviour.waiting.impatience", 0.0),
        scenario="faster-provisioning",
        kinds=("contractual",),
        elsewhere="people who change a shop have no old provider whom they could blame while they wait",
    ),
)
