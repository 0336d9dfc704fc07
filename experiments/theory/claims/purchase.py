"""Choosing, buying and waiting."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.theory.claim import (
    AS_IT_IS,
    Claim,
    Figure,
    Levers,
    NotShownError,
    Side,
    Switch,
    Watched,
    Watching,
    World,
    booked,
    comparison,
    contrast,
    given,
    lever,
)
from experiments.theory.sizes import SATISFACTION, TENTH_OF_ALL, TWENTIETH
from experiments.theory.watching import focus_of, is_newcomer
from language import mark
from sim.market.schema import Market
from sim.simulation import Simulation
from sim.state.tables import NOBODY, REASONS, STAGES, Buying

A_YEAR = 52


def fit_of_newcomers(simulation: Simulation) -> Watching:
    """Return how well those suit the focus brand who join it within a year, in standard deviations over people."""
    joined, total, brand = 0, 0.0, focus_of(simulation)
    while simulation.week < A_YEAR:
        yield
        new = is_newcomer(simulation)
        joined, total = joined + int(new.sum()), total + float(simulation.world.knowledge["match"][new, brand].sum())
    return total / joined if joined else np.nan


def mood_of_waiting(simulation: Simulation) -> Watching:
    """Return the mood towards the old brand of those who wait for an order from the focus brand, over half a year."""
    asked, total, brand = 0, 0.0, focus_of(simulation)
    while simulation.week < A_YEAR // 2:
        yield total / asked if asked else None
        customers = simulation.world.customers
        waits = (customers["buying"] == Buying.ORDERED) & (customers["chosen"] == brand)
        waits &= (customers["brand"] != NOBODY) & (customers["brand"] != brand)
        asked, total = asked + int(waits.sum()), total + float(customers["mood"][waits].sum())
    return total / asked if asked else np.nan


def mood_about_the_order(simulation: Simulation) -> Watching:
    """Return the mood about their order of those who wait for the focus brand, over half a year."""
    asked, total, brand = 0, 0.0, focus_of(simulation)
    while simulation.week < A_YEAR // 2:
        yield total / asked if asked else None
        customers = simulation.world.customers
        waits = (customers["buying"] == Buying.ORDERED) & (customers["chosen"] == brand)
        asked, total = asked + int(waits.sum()), total + float(customers["order_mood"][waits].sum())
    return total / asked if asked else np.nan


def satisfaction_after_first_month(simulation: Simulation) -> Watching:
    """Return the satisfaction of those who joined the focus brand within a year, four weeks after delivery."""
    asked, total = 0, 0.0
    while simulation.week < A_YEAR:
        yield total / asked if asked else None
        customers = simulation.world.customers
        due = (customers["brand"] == focus_of(simulation)) & (customers["tenure_weeks"] == 4)
        asked, total = asked + int(due.sum()), total + float(customers["satisfaction"][due].sum())
    return total / asked if asked else np.nan


def claims_quality(market: Market) -> Levers:
    """Return no lever, in markets whose focus brand promises more quality than its rivals do on average."""
    promises = {
        name: np.mean([vars(brand.promise)[stage] for stage in STAGES]) for name, brand in market.brands.items()
    }
    own = promises.pop(market.focus)
    if own <= np.mean(list(promises.values())):
        raise NotShownError(
            mark("the focus brand promises no more quality than its rivals: it claims another advantage")
        )
    return ()


def commonest_other_reason(simulation: Simulation) -> Watching:
    """Return the per cent of two years' gains that the commonest reason but quality decides."""
    while simulation.week < 2 * A_YEAR:
        yield
    names = tuple(f"gains_{reason}" for reason in REASONS)
    gains = booked(simulation.ledger, [simulation.market.focus], "all", (*names, "gains"))
    whole = gains.pop("gains").sum()
    gains.pop("gains_quality")
    return float(100.0 * max(weekly.sum() for weekly in gains.values()) / whole) if whole else np.nan


CLAIMS_QUALITY = World("as it is", claims_quality)
DECIDED_BY_QUALITY = Figure("gains_quality", per="gains", weeks=(1, 2 * A_YEAR))
COMMONEST = Watched("gains by the commonest other reason", "% of gains", commonest_other_reason)
MORE_VISIBLE = World("half as visible again", (lever("brand.visibility", multiply=1.5),))
GUIDING = World("guidance in wording the need", (lever("brand.relationship.guidance", to=0.9),))
FIT = Watched("fit of newcomers of the focus brand", "standard deviations", fit_of_newcomers)
FIT_SIZE: dict[str, Any] = {"smallest": 0.1, "why": "half of what Cohen calls a small effect, .2 standard deviations"}
CAMPAIGN = World("a campaign", (lever("brand.visibility", multiply=4.0),))
THREE_WEEKS_MORE = lever("brand.operations.lead_days", add=21.0)
LATE = World("deliveries take three weeks more", (THREE_WEEKS_MORE,))
UNFELT = tuple(lever(f"behaviour.waiting.{name}", to=0.0) for name in ("impatience", "anticipation"))
LATE_UNFELT = World("the same, and waiting is not felt", (THREE_WEEKS_MORE, *UNFELT))

CLAIMS = (
    Claim(
        id="T3",
        part="purchase",
        sentence="What firms believe they are bought for is often a secondary reason.",
        question="A brand that promises more quality than its rivals says what it wants to be bought for: does quality "
        "decide why people come?",
        effects=(
            comparison(
                given("half of them", 50.0),
                Side("as it is", CLAIMS_QUALITY, DECIDED_BY_QUALITY),
                "purchases that the claimed advantage decides",
                expected="lower",
                **TENTH_OF_ALL,
            ),
            comparison(
                Side("commonest other reason", CLAIMS_QUALITY, COMMONEST),
                Side("claimed advantage", CLAIMS_QUALITY, DECIDED_BY_QUALITY),
                "purchases decided by it",
                expected="lower",
                **TENTH_OF_ALL,
            ),
        ),
        rule="sim.rules.choice.is_reason",
        source="the theory; several reasons of one switch: Keaveney 1995, Journal of Marketing 59(2):71-82",
        switch=Switch("behaviour.choice.quality", 0.0),
        scenario="keep-promises",
    ),
    Claim(
        id="T12",
        part="purchase",
        sentence="Waiting for a salesperson is part of the experience.",
        question="A campaign fills the shops: do people wait, and do prospects give up?",
        effects=(
            contrast(
                AS_IT_IS,
                CAMPAIGN,
                Figure("visit_wait", weeks=(1, 26)),
                expected="higher",
                smallest=1.0,
                why="a minute more for the average visitor, which is felt in a shop",
            ),
            contrast(
                AS_IT_IS,
                CAMPAIGN,
                Figure("visits_given_up_share", weeks=(1, 26)),
                expected="higher",
                smallest=1.0,
                why="one visitor in a hundred; understaffed shops lose about six",
            ),
        ),
        rule="sim.rules.assistance.queue_of",
        source="Lu, Musalem, Olivares & Schilkrut 2013, Management Science 59(8):1743-1763; Mani, Kesavan & "
        "Swaminathan "
        "2015, Production and Operations Management 24(2):201-218",
        switch=Switch("behaviour.assistance.waiting_loss", 0.0),
        scenario="open-a-channel",
        kinds=("contractual",),
        elsewhere="these shops are on the net, where nobody stands in a queue for a salesperson",
        reasons={
            "telecom": "Visitors wait longer and more of them give up, but by less than a minute and about one in a "
            "hundred. The campaign brings few more people into shops within a year. Where shops really are "
            "crowded waits are long (a switch-off test shows it), so the claim needs a stronger campaign "
            "than this market has.",
        },
    ),
    Claim(
        id="T29",
        part="purchase",
        sentence="Being visible decides who is considered; guidance in wording the need decides who fits.",
        question="In how many comparisons is a brand left out when it is more visible, and how well do those fit who "
        "are guided?",
        effects=(
            contrast(
                AS_IT_IS,
                MORE_VISIBLE,
                Figure("overlooked", weeks=(1, 52)),
                is_relative=True,
                expected="lower",
                **TWENTIETH,
            ),
            contrast(
                AS_IT_IS,
                GUIDING,
                Figure("overlooked", weeks=(1, 52)),
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
                Watched("mood about the order", "-1 to 1", mood_about_the_order),
                expected="lower",
                smallest=0.05,
                why="a fortieth of the scale, over all weeks of waiting",
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
