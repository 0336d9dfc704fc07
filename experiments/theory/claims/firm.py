"""What the firm makes of it: where it puts its money, and what it hears."""

from __future__ import annotations

import numpy as np

from experiments.theory.claim import (
    AS_IT_IS,
    Claim,
    Figure,
    Levers,
    NotShownError,
    Side,
    Switch,
    World,
    comparison,
    contrast,
    lever,
)
from experiments.theory.sizes import CHURN, SATISFACTION, TWENTIETH
from experiments.theory.watching import quality, quality_at, trouble
from language import mark
from sim.market.schema import Market
from sim.state.market_tables import DIMENSIONS

BUDGET = 0.015
"""Quality points for a customer and week, over all encounters: what the same money buys anywhere."""
LEAST_GAP = 0.005
"""Quality by which a touchpoint must be worse, or better, than those of rivals to count as a defect, or as a
strength."""


def lead(market: Market, touchpoint: str) -> float:
    """Return how far the quality of the focus brand lies above the mean of its rivals at a touchpoint."""
    by_brand = {
        brand: np.mean([getattr(each, dimension) for dimension in DIMENSIONS])
        for brand, each in market.touchpoints[touchpoint].quality.items()
    }
    return float(by_brand[market.focus] - np.mean([q for brand, q in by_brand.items() if brand != market.focus]))


def leads(market: Market) -> dict[str, float]:
    """Return that of every touchpoint of use, where customers come by themselves."""
    return {name: lead(market, name) for name, each in market.touchpoints.items() if each.stage == "using"}


def weakest(market: Market) -> str:
    """Return the touchpoint of use at which the focus brand falls farthest behind its rivals."""
    name, behind = min(leads(market).items(), key=lambda item: item[1])
    if behind > -LEAST_GAP:
        raise NotShownError(mark("the focus brand has no weak touchpoint: at none is it worse than its rivals"))
    return name


def strongest(market: Market) -> str:
    """Return the touchpoint of use at which the focus brand leads its rivals most."""
    name, ahead = max(leads(market).items(), key=lambda item: item[1])
    if ahead < LEAST_GAP:
        raise NotShownError(mark("the focus brand has no strong touchpoint: at none is it better than its rivals"))
    return name


def spent_at(market: Market, touchpoint: str) -> Levers:
    """Return the lever by which the budget is spent on one touchpoint."""
    return (quality_at(touchpoint, BUDGET / market.touchpoints[touchpoint].weekly_rate),)


def on_the_weakest(market: Market) -> Levers:
    """Return the budget spent on the weakest touchpoint."""
    return spent_at(market, weakest(market))


def on_the_strongest(market: Market) -> Levers:
    """Return the same budget spent on the strongest touchpoint."""
    return spent_at(market, strongest(market))


def as_rivals(market: Market) -> Levers:
    """Return the lever that lets the strongest touchpoint be no better than that of rivals."""
    name = strongest(market)
    return (quality_at(name, -lead(market, name)),)


EVERYWHERE = 0.02
"""Quality added at each touchpoint, when all are cared for."""


def on_one_stage(market: Market, stage: str) -> Levers:
    """Return as many quality points, summed over touchpoints, spent on those of one stage."""
    touchpoints = [each for each in market.touchpoints.values() if each.kind != "indirect"]
    own = [each for each in touchpoints if each.stage == stage]
    return (quality(EVERYWHERE * len(touchpoints) / len(own), stage=stage),)


def on_help(market: Market) -> Levers:
    """Return all of it spent on help."""
    return on_one_stage(market, "help")


def on_buying(market: Market) -> Levers:
    """Return all of it spent on buying, without adverts and press."""
    touchpoints = [each for each in market.touchpoints.values() if each.kind != "indirect"]
    own = [each for each in touchpoints if each.stage == "buying"]
    return (quality(EVERYWHERE * len(touchpoints) / len(own), stage="buying", kind="interaction"),)


ALL_STAGES = World(
    "all touchpoints a little",
    (quality(EVERYWHERE, kind="interaction"), quality(EVERYWHERE, kind="product")),
)
HEALED = World("the weakest touchpoint", on_the_weakest)
STRENGTHENED = World("the strongest touchpoint", on_the_strongest)
NO_MORE_THAN_RIVALS = World("no better than rivals where it led", as_rivals)
BETTER_TALK = World("conversations only", (quality(0.1, stage="help"), *trouble(0.0, kind="people")))
EVEN = lever("touchpoints.*.by_brand.unevenness", to=0.0)
NO_IRRITANTS = World("all irritants gone", (quality(0.1, stage="help"), *trouble(0.0), EVEN))
PRODUCT_ONLY = World("irritants of the product only", trouble(0.0, kind="product"))
EVEN_ONLY = World("unevenness only", (EVEN,))
LATER = (27, 104)

CLAIMS = (
    Claim(
        id="T4",
        part="firm",
        sentence="To heal defects pays more than to add to strengths.",
        question="The same money goes to the weakest or to the strongest touchpoint of use: which does more?",
        effects=(
            comparison(
                Side("on the strongest", STRENGTHENED, Figure("satisfaction", weeks=LATER), AS_IT_IS),
                Side("on the weakest", HEALED, Figure("satisfaction", weeks=LATER), AS_IT_IS),
                "satisfaction of the focus brand's customers won by the same money",
                expected="higher",
                smallest=0.002,
                why="a fifth of the least change that a survey sees, since the budget is small",
            ),
        ),
        rule="sim.rules.impressions.impression",
        source="loss aversion, Tversky & Kahneman 1992; Anderson & Sullivan 1993, Marketing Science 12(2):125-143",
        switch=Switch("behaviour.impressions.loss_aversion", 1.0),
        scenario="fix-root-causes",
        reasons={
            "telecom": "Equal amounts of quality are added to the weakest and to the strongest touchpoint, and the "
            "strongest wins. The strongest of telecom are met far more often than the weakest. The theory "
            "speaks of defects, that is of causes, and healing those does pay more than polishing (the "
            "comparison of strategies); this market cannot show it by touchpoints of equal frequency.",
        },
    ),
    Claim(
        id="T10",
        part="firm",
        sentence="Give what is needed, and no more.",
        question="A touchpoint that leads its rivals is let down to their level: what is saved, and who leaves?",
        effects=(
            contrast(
                AS_IT_IS,
                NO_MORE_THAN_RIVALS,
                Figure("over_delivery_eur", weeks=(1, 104)),
                is_relative=True,
                expected="lower",
                **TWENTIETH,
            ),
            contrast(AS_IT_IS, NO_MORE_THAN_RIVALS, Figure("churn", weeks=LATER), expected="not higher", **CHURN),
        ),
        rule="sim.rules.value.over_delivery_eur",
        source="Rust, Zahorik & Keiningham 1995, Journal of Marketing 59(2):58-70",
        switch=Switch("behaviour.perception.slope_inside", 0.0),
        scenario="polish-interactions",
        reasons={
            "telecom": "Over-delivery falls by a quarter, but two customers in a hundred more leave in a year. In this "
            "world quality above the rivals' is noticed as soon as it is beyond what is expected, and "
            "nothing tells it apart from what is needed. Either the theory holds for what customers do not "
            "notice at all, or the world rewards quality too evenly.",
        },
    ),
    Claim(
        id="T21",
        part="firm",
        sentence="Whoever removes all irritants wins; better conversations are one part only.",
        question="What when all irritants are gone, uneven quality included; only those of the product, only "
        "unevenness, or "
        "only those of conversations?",
        effects=(
            contrast(BETTER_TALK, NO_IRRITANTS, Figure("churn", weeks=LATER), expected="lower", **CHURN),
            contrast(BETTER_TALK, PRODUCT_ONLY, Figure("satisfaction", weeks=LATER), expected="higher", **SATISFACTION),
        ),
        rule="sim.rules.touchpoints.delivered_quality",
        source="the theory, from ride-hailing",
        switch=Switch("behaviour.touchpoints.severity_spread", 0.0),
        scenario="fix-root-causes",
        reasons={
            "retail": "Whoever removes all irritants wins by far, as the theory says: churn falls by seventeen "
            "points. To heal those of the product alone gains no more satisfaction than to heal "
            "conversations alone, because what spoils an order is the delivery, which is neither.",
        },
    ),
    Claim(
        id="T41",
        part="firm",
        sentence="Managed before, during and after, across all points, experience sets a firm apart.",
        question="The same sum of improvements is spread over all touchpoints, or spent on one stage: which keeps more "
        "satisfaction?",
        effects=(
            contrast(
                World("all of it on help", on_help),
                ALL_STAGES,
                Figure("satisfaction", weeks=LATER),
                expected="higher",
                smallest=0.005,
                why="half of the least change that a survey sees, since the sum is the same",
            ),
            contrast(
                World("all of it on buying", on_buying),
                ALL_STAGES,
                Figure("satisfaction", weeks=LATER),
                expected="higher",
                smallest=0.005,
                why="half of the least change that a survey sees, since the sum is the same",
            ),
        ),
        rule="sim.rules.satisfaction.satisfaction_after",
        source="Lemon & Verhoef 2016, Journal of Marketing 80(6):69-96",
        switch=Switch("behaviour.satisfaction.learning", 0.0),
        scenario="keep-promises",
    ),
)
