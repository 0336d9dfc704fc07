"""Needs and use, the engine of the cycle."""

from __future__ import annotations

import numpy as np

from experiments.theory.claim import (
    AS_IT_IS,
    Claim,
    Figure,
    Levers,
    Side,
    Switch,
    Watched,
    Watching,
    World,
    comparison,
    contrast,
    lever,
)
from experiments.theory.sizes import CHURN, MARGIN, SATISFACTION, TENTH_OF_ALL, TWENTIETH
from experiments.theory.watching import kinds_of_touchpoints, own_encounters
from sim.market.schema import Market
from sim.simulation import Simulation

STAFF_CHANNELS = ("shop", "telephone", "chat", "home", "counter")
"""Channels in which a person of the firm is met."""


def encounters_with(simulation: Simulation, what: str) -> Watching:
    """Return the per cent of a quarter's encounters of customers with their brand that are with product or staff."""
    kinds, total, part = kinds_of_touchpoints(simulation), 0, 0
    with_staff = np.array([each.channel in STAFF_CHANNELS for each in simulation.market.touchpoints.values()])
    counts = kinds == "product" if what == "product" else (kinds == "interaction") & with_staff
    for _ in range(13):
        yield
        met = own_encounters(simulation)["what"]
        total, part = total + len(met), part + int(counts[met].sum())
    return 100.0 * part / total if total else np.nan


SHARE_OF_ENCOUNTERS = "share of all encounters of customers with their brand"
PRODUCT = Watched(SHARE_OF_ENCOUNTERS, "% of encounters", encounters_with, ("product",), has_diaries=True)
STAFF = Watched(SHARE_OF_ENCOUNTERS, "% of encounters", encounters_with, ("staff",), has_diaries=True)

EASIER_FOR_ALL = World("every brand serves its customers better", (lever("touchpoints.*.quality.*.*", add=0.05),))


def added_by_a_rival(market: Market) -> Levers:
    """Return the lever by which the rival that offers most adds a feature that nobody else has."""
    rivals = {name: vars(brand.offer)["breadth"] for name, brand in market.brands.items() if name != market.focus}
    return (lever(f"brands.{max(rivals, key=rivals.__getitem__)}.offer.breadth", add=0.15),)


FEATURE = World("a rival adds a feature", added_by_a_rival)

SENSED = 0.5
"""Share of the moments of life that are sensed and answered with a proposal."""


def at_no_moment(market: Market) -> Levers:
    """Return the lever that makes about as many proposals where no life has changed."""
    often = SENSED * market.category.life_event_probability
    return (lever("brand.relationship.false_sensing_probability", to=often),)


AT_TRUE_MOMENTS = World("at true moments", (lever("brand.relationship.sensing_probability", to=SENSED),))
AT_NO_MOMENT = World("at moments wrongly sensed", at_no_moment)

CLAIMS = (
    Claim(
        id="T7",
        part="needs",
        sentence="Innovations become obligatory: what delights at first is expected later, and its absence then costs.",
        question="A rival adds a feature that others lack: who is delighted at first, what do people need three "
        "years later, "
        "and what of the firm that stood still?",
        effects=(
            contrast(
                AS_IT_IS,
                FEATURE,
                Figure("delighted_share", weeks=(1, 52), brand="rivals"),
                expected="higher",
                smallest=1.0,
                why="one customer of rivals in a hundred, of whom only a part has the feature",
            ),
            contrast(
                AS_IT_IS,
                FEATURE,
                Figure("needed_breadth", weeks=(131, 156), brand="all"),
                expected="higher",
                smallest=0.005,
                why="one feature in two hundred, about a hundredth of what people need",
            ),
            contrast(AS_IT_IS, FEATURE, Figure("satisfaction", weeks=(131, 156)), expected="lower", **SATISFACTION),
        ),
        rule="sim.rules.needs.need_after_spread",
        source="Kano 2001; Agarwal & Gort 2001, Journal of Law and Economics 44(1):161-177",
        switch=Switch("behaviour.needs.must_be", 0.0),
        scenario="",
        reasons={
            "telecom": "What the feature adds to needs and takes from the satisfaction of the firm that stood still "
            "holds. The delight of those who have it does not show, probably since most customers of rivals "
            "do not have it and miss it as it becomes usual. Looked at among customers of that rival alone "
            "it is there, which a switch-off test of the mechanism shows.",
            "retail": "What the feature adds to needs and takes from the satisfaction of the firm that stood "
            "still holds. Fewer of the rivals’ customers are delighted, not more, probably since most"
            " of those rivals do not have it either and their customers miss it as it becomes usual.",
        },
    ),
    Claim(
        id="T26",
        part="needs",
        sentence="People spend their time with the product, and hardly any with the firm's staff.",
        question="With what do customers meet their brand in an ordinary quarter?",
        effects=(
            comparison(
                Side("with staff", AS_IT_IS, STAFF),
                Side("with the product", AS_IT_IS, PRODUCT),
                expected="higher",
                **TENTH_OF_ALL,
            ),
        ),
        rule="sim.rules.impressions.impression",
        source="the theory; frequencies are those of the market file (touchpoints.*.weekly_rate)",
        switch=Switch("behaviour.impressions.performance", 0.0),
        scenario="onboarding",
    ),
    Claim(
        id="T28",
        part="needs",
        sentence="A satisfied need breeds the next one, which the same brand can meet, or another.",
        question="Do people need more, and buy more on top, where they are served better?",
        effects=(
            contrast(
                AS_IT_IS,
                EASIER_FOR_ALL,
                Figure("needed_breadth", weeks=(79, 104), brand="all"),
                expected="higher",
                smallest=0.005,
                why="one feature in two hundred, about a hundredth of what people need",
            ),
            contrast(
                AS_IT_IS,
                EASIER_FOR_ALL,
                Figure("extensions", weeks=(1, 104), brand="all"),
                is_relative=True,
                expected="higher",
                **TWENTIETH,
            ),
        ),
        rule="sim.rules.needs.grown_need",
        source="the theory; growth by satisfaction is our assumption",
        switch=Switch("behaviour.needs.breeding", 0.0),
        scenario="onboarding",
        reasons={
            "telecom": "Better served customers extend far more often. What they need grows by a little less than the "
            "smallest effect within the time, since needs grow slowly and are bounded by a taste that comes "
            "back. With more time it would probably pass the line.",
            "retail": "Better served customers extend more often. What they need grows by four tenths of the "
            "smallest effect, since an order a month gives few occasions to be satisfied, and a taste"
            " that comes back bounds what is needed.",
        },
    ),
    Claim(
        id="T37",
        part="needs",
        sentence="Moments of life change needs, and a firm should sense them.",
        question="About as many proposals are made at true moments, or at moments wrongly sensed: who leaves, and what "
        "does it pay?",
        effects=(
            contrast(AT_NO_MOMENT, AT_TRUE_MOMENTS, Figure("churn", weeks=(27, 104)), expected="lower", **CHURN),
            contrast(
                AT_NO_MOMENT,
                AT_TRUE_MOMENTS,
                Figure("margin_eur", weeks=(1, 104)),
                is_relative=True,
                expected="higher",
                **MARGIN,
            ),
        ),
        rule="sim.rules.follow_up.accepting_probability",
        source="Verplanken & Roy 2016, Journal of Environmental Psychology 45:127-134",
        switch=Switch("behaviour.follow_up.acceptance", 0.0),
        scenario="moments-of-life",
        reasons={
            "telecom": "Fewer customers leave when proposals come at true moments, which is the sign that the theory "
            "says, but by less than the smallest effect: few get a proposal in a year. Margin stays as it is, probably "
            "because the plan follows the new need, up or down, and the bill with it.",
        },
        kinds=("contractual",),
        elsewhere="who buys here and there has no plan that a moment of life could make unfit",
    ),
)
