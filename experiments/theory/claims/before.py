"""Before: what people think of a brand, by its messages, by others and by what they have lived."""

from __future__ import annotations

import numpy as np

from experiments.theory.claim import (
    AS_IT_IS,
    Claim,
    Figure,
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
from experiments.theory.sizes import CHURN, QUALITY, SATISFACTION, TWENTIETH
from experiments.theory.watching import (
    focus_of,
    image_among_strangers,
    of_focus,
    own_encounters,
    quality,
    rivals_quality,
    thirds,
)
from sim.market.messages import dotted
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

A_QUARTER = 13


def spread_of_perception(simulation: Simulation, which: str) -> Watching:
    """Return the standard deviation of perceived less expected quality of the least or the most expert third."""
    everybody = np.ones(len(simulation.world.customers), bool)
    novices, experts = thirds(simulation.world.customers["expertise"], everybody)
    group = novices if which == "novices" else experts
    gaps: list[np.ndarray] = []
    for _ in range(A_QUARTER):
        yield float(np.concatenate(gaps).std()) if gaps else None
        met = own_encounters(simulation)
        met = met[group[met["who"]]]
        gaps.append(met["b"].astype(float) - met["a"])
    return float(np.concatenate(gaps).std())


SPREAD = "spread of what is perceived around what was expected"
BAD_YEAR = World("after a bad half-year", (quality(-0.1, 1, 26),))

HALF_A_YEAR = 26


def touchpoints_without_effect(simulation: Simulation) -> Watching:
    """Return how many touchpoints could be made much worse for half a year without anybody feeling it.

    Worse is by a fifth of the scale; felt means that image, expectation, mood, satisfaction, trust or attachment of
    anybody differs from what it would be.
    """
    yield from ()
    market, untouched = simulation.market, simulation.fork(Scenario(name="untouched"))
    twins = []
    for name in market.touchpoints:
        path = dotted(("touchpoints", name, "quality", market.focus, "*"))
        worse = Scenario(name="worse", levers=(Lever.model_validate(lever(path, add=-0.2)),))
        twins.append(simulation.fork(worse))
    for _ in range(HALF_A_YEAR):
        untouched.step()
        for twin in twins:
            twin.step()
    return float(sum(_feels_the_same(twin, untouched) for twin in twins))


def _feels_the_same(one: Simulation, other: Simulation) -> bool:
    states = ("satisfaction", "trust", "attachment", "mood")
    customers = all(np.array_equal(one.world.customers[name], other.world.customers[name]) for name in states)
    knowledge = all(
        np.array_equal(one.world.knowledge[name], other.world.knowledge[name]) for name in ("image", "expected")
    )
    return bool(customers and knowledge)


def satisfaction_of_newcomers(simulation: Simulation) -> Watching:
    """Return the satisfaction of those who joined the focus brand in the second year, three months after joining."""
    while simulation.week < 52:
        yield
    asked, total = 0, 0.0
    while simulation.week < 104:
        yield
        customers = simulation.world.customers
        due = of_focus(simulation) & (customers["tenure_weeks"] == A_QUARTER)
        asked, total = asked + int(due.sum()), total + float(customers["satisfaction"][due].sum())
    return total / asked if asked else np.nan


def think_less(simulation: Simulation) -> None:
    """Lower the image that customers of the focus brand have of it, once, before week 1."""
    if simulation.week == 0:
        image = simulation.world.knowledge["image"][:, focus_of(simulation)]
        image[of_focus(simulation)] -= 0.3


TOLD_BETTER = World("messages tell of better quality", (quality(0.15, kind="indirect"),))
LOW_COST = World("placed as low cost", (lever("brand.positioning", to=0.15),))
PREMIUM = World("placed as premium", (lever("brand.positioning", to=0.85),))
WORSE_RIVALS = World("rivals are worse", rivals_quality(-0.05))
BETTER_RIVALS = World("rivals are better", rivals_quality(0.05))

CLAIMS = (
    Claim(
        id="T1",
        part="before",
        sentence="What is sent is not what is received: past experience and expertise decide what is perceived.",
        question="Is the same quality perceived as another one after a bad past, and by people who know the category?",
        effects=(
            contrast(
                AS_IT_IS,
                BAD_YEAR,
                Figure("perceived_using_quality", minus="delivered_using_quality", weeks=(27, 39)),
                expected="lower",
                **QUALITY,
            ),
            comparison(
                Side(
                    "novices", AS_IT_IS, Watched(SPREAD, "0 to 1", spread_of_perception, ("novices",), has_diaries=True)
                ),
                Side(
                    "experts", AS_IT_IS, Watched(SPREAD, "0 to 1", spread_of_perception, ("experts",), has_diaries=True)
                ),
                is_relative=True,
                expected="lower",
                smallest=5.0,
                why="a twentieth of the spread, the least that a test of perception with a few hundred people finds",
            ),
        ),
        rule="sim.rules.perception.perceived_quality",
        source="Thorndike 1920; Anderson 1973, Journal of Marketing Research 10(1):38-44",
        switch=Switch("behaviour.perception.halo", 0.0),
        scenario="reset-perception",
        reasons={
            "telecom": "The first half holds: a bad past lowers what is perceived of the same delivery. Experts differ "
            "from novices by one per cent only, since most of the spread around an expectation is that of "
            "delivery itself, which expertise does not calm. The world may be too quiet here: noise of "
            "perception is assumed and small.",
            "retail": "A bad half-year lowers what is perceived of the same delivery, by eight tenths of the "
            "smallest effect: a shop is met a few times a month, and most of the halo has faded by "
            "the next order. Experts perceive goods a little less unevenly than novices, as the "
            "theory says.",
        },
    ),
    Claim(
        id="T2",
        part="before",
        sentence="An offer can be better than it is believed to be, and communication can correct that.",
        question="Adverts and press tell of better quality than before: do image and choice rise, with quality "
        "unchanged?",
        effects=(
            contrast(
                AS_IT_IS,
                TOLD_BETTER,
                Watched("image of the focus brand among people who are no customers", "-1 to 1", image_among_strangers),
                expected="higher",
                smallest=0.005,
                why="a two hundredth of the way from unknown to loved, for messages that are known to move little",
            ),
            contrast(
                AS_IT_IS, TOLD_BETTER, Figure("gains", weeks=(1, 104)), is_relative=True, expected="higher", **TWENTIETH
            ),
            contrast(
                AS_IT_IS, TOLD_BETTER, Figure("delivered_using_quality", weeks=(1, 104)), expected="same", **QUALITY
            ),
        ),
        rule="sim.rules.impressions.image_after",
        source="Hoch & Ha 1986, Journal of Consumer Research 13(2):221-233",
        switch=Switch("behaviour.impressions.indirect", 0.0),
        scenario="reset-perception",
        reasons={
            "telecom": "Messages raise the image among strangers and leave quality as it is, as the theory says. What "
            "they win in customers is below a twentieth, for most who choose compare what they know from "
            "experience and from others. Effects of adverts this small are what studies find (elasticities "
            "of .12), so the smallest effect of interest may be asked of the wrong lever.",
            "retail": "Messages win a ninth more customers and leave quality as it is, as the theory says. The "
            "image among strangers rises by seven tenths of the smallest effect only, since five "
            "shops share the attention of people who buy here and there.",
        },
    ),
    Claim(
        id="T11",
        part="before",
        sentence="Experience is everything that is felt about a firm, adverts, press and sites included: no "
        "touchpoint may "
        "be neglected.",
        question="How many touchpoints could be made worse for half a year without anybody feeling it?",
        effects=(
            comparison(
                given("none", 0.0),
                Side(
                    "touchpoints that nobody would miss",
                    AS_IT_IS,
                    Watched("touchpoints whose quality moves nobody", "touchpoints", touchpoints_without_effect),
                ),
                expected="same",
                smallest=0.5,
                why="a single touchpoint without any effect contradicts the claim",
            ),
        ),
        rule="sim.rules.impressions.image_after",
        source="the theory",
        switch=Switch("behaviour.impressions.image_gain", 0.0),
        scenario="keep-promises",
    ),
    Claim(
        id="T13",
        part="before",
        sentence="Experience with rivals is part of experience: it sets what is expected here.",
        question="Are newcomers less satisfied with the same service when they come from better rivals?",
        effects=(
            contrast(
                WORSE_RIVALS,
                BETTER_RIVALS,
                Watched(
                    "satisfaction of newcomers of the focus brand three months after joining",
                    "0 to 1",
                    satisfaction_of_newcomers,
                ),
                expected="lower",
                **SATISFACTION,
            ),
            contrast(
                WORSE_RIVALS,
                BETTER_RIVALS,
                Figure("expected_using_quality", weeks=(53, 104)),
                expected="higher",
                **QUALITY,
            ),
        ),
        rule="sim.rules.expectation.expectation_from_elsewhere",
        source="Cadotte, Woodruff & Jenkins 1987, Journal of Marketing Research 24(3):305-314; Boulding, Kalra, "
        "Staelin & Zeithaml 1993, Journal of Marketing Research 30(1):7-27",
        switch=Switch("behaviour.expectation.elsewhere_pull", 0.0),
        scenario="",
        reasons={
            "telecom": "Better rivals raise what is expected of the present brand, and by three quarters of the "
            "smallest effect. Newcomers are not less satisfied for it, since expectation adapts to the "
            "brand within their first weeks. The pull of an earlier stay is an assumption, and may be too "
            "weak.",
            "retail": "Better rivals raise what is expected here, by nearly nine tenths of the smallest effect."
            " Newcomers are nevertheless a little more satisfied, not less, probably because only "
            "those come from a better rival whom this shop suits. The claim speaks of the same "
            "customers, and this comparison cannot hold who comes constant.",
        },
    ),
    Claim(
        id="T14",
        part="before",
        sentence="A relationship is not only experience: what people think of a firm counts, without any contact.",
        question="Do customers leave who think less of their brand, though everything that happens to them is "
        "the same?",
        effects=(
            contrast(
                AS_IT_IS,
                World("its customers think less of it", deed=think_less),
                Figure("churn", weeks=(1, 52)),
                expected="higher",
                **CHURN,
            ),
        ),
        rule="sim.rules.choice.image_utility",
        source="the theory; image in choice, Keller 1993, Journal of Marketing 57(1):1-22",
        switch=Switch("behaviour.choice.image", 0.0),
        scenario="reset-perception",
    ),
    Claim(
        id="T16",
        part="before",
        sentence="Which moments have to be won depends on positioning: of a low-cost brand less is asked, for ever.",
        question="Is less expected of the same quality when the brand is placed lower, still in the second year?",
        effects=(
            contrast(
                PREMIUM,
                LOW_COST,
                Figure("expected_using_quality", weeks=(79, 104)),
                expected="lower",
                **QUALITY,
            ),
        ),
        rule="sim.rules.expectation.demanded_of",
        source="Rao & Monroe 1989, Journal of Marketing Research 26(3):351-357",
        switch=Switch("behaviour.expectation.positioning", 0.0),
        scenario="price-cut",
        reasons={
            "telecom": "Less is asked of a brand that is placed as low cost, for ever, and by seven tenths of the "
            "smallest effect. Experience with the brand outweighs its position within a year or two. "
            "Position acts on expectation alone here; prices, which go with it in reality, are left as they "
            "are.",
        },
    ),
)
