"""Real use: impressions that add up, need and mastery, details."""

from __future__ import annotations

from collections.abc import Callable, Generator

import numpy as np

from experiments.theory.claim import (
    AS_IT_IS,
    Claim,
    Effect,
    Expected,
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
from experiments.theory.sizes import CHURN, SATISFACTION, TENTH_OF_ALL, TWENTIETH
from experiments.theory.watching import courted, focus_of, mean_of, of_focus, own_encounters, quality, share, thirds
from sim.simulation import Simulation
from sim.state.tables import NOBODY, Event

A_YEAR = 52
LEAST_NEED = 0.02
FIRST = 3


def share_of_first_moments(simulation: Simulation) -> Watching:
    """Return the per cent of all that is felt in a year that falls on the three weightiest touchpoints of a segment.

    Felt is the size of an impression times the salience of the touchpoint for the segment; the mean over segments.
    """
    felt = yield from felt_by_segment(simulation, share_of_first)
    return share_of_first(felt)


def share_of_first(felt: np.ndarray) -> float:
    """Return the per cent of what is felt, (segments, touchpoints), on the three weightiest; NaN before any of it."""
    shares = [100.0 * np.sort(row)[-FIRST:].sum() / row.sum() for row in felt if row.any()]
    return float(np.mean(shares)) if shares else np.nan


def moments_in_common(simulation: Simulation) -> Watching:
    """Return how many of the three weightiest touchpoints two segments have in common, the mean over all pairs."""
    felt = yield from felt_by_segment(simulation, first_in_common)
    return first_in_common(felt)


def first_in_common(felt: np.ndarray) -> float:
    """Return how many of the three weightiest touchpoints two segments have in common; NaN with fewer than two."""
    first = [set(np.argsort(row)[-FIRST:]) for row in felt if row.any()]
    pairs = [len(a & b) for place, a in enumerate(first) for b in first[:place]]
    return float(np.mean(pairs)) if pairs else np.nan


def felt_by_segment(
    simulation: Simulation, shown: Callable[[np.ndarray], float]
) -> Generator[float | None, None, np.ndarray]:
    """Return, as the value of a generator, what was felt within a year, (segments, touchpoints); hand over `shown`."""
    felt = np.zeros((len(simulation.market.segments), len(simulation.market.touchpoints)))
    for _ in range(A_YEAR):
        yield shown(felt)
        met = own_encounters(simulation)
        segment = simulation.world.customers["segment"][met["who"]]
        salience = simulation.world.touchpoints["salience"][segment, met["brand"], met["what"]]
        np.add.at(felt, (segment, met["what"]), np.abs(met["c"]) * salience)
    return felt


def left_by_contact(simulation: Simulation, which: str) -> Watching:
    """Return the per cent of customers that leave in the second year, of those who did or did not contact their brand.

    In the first year, and of those who stayed with one brand through it. Segments count alike in both groups.
    """
    brand = simulation.world.customers["brand"].copy()
    stayed, called = brand != NOBODY, np.zeros(len(brand), bool)
    for _ in range(A_YEAR):
        yield
        notes = simulation.notes[-1]
        called[notes["who"][np.isin(notes["event"], (Event.COMPLAINED, Event.SOLVED, Event.NOT_SOLVED))]] = True
        stayed &= simulation.world.customers["brand"] == brand
    left = np.zeros(len(brand), bool)
    for _ in range(A_YEAR):
        yield
        left |= simulation.world.customers["brand"] != brand
    return by_segment(simulation, left, stayed & (called if which == "called" else ~called), stayed)


def by_segment(simulation: Simulation, part: np.ndarray, group: np.ndarray, everybody: np.ndarray) -> float:
    """Return the per cent of a group that is part of something, each segment weighted by its share of everybody."""
    segment = simulation.world.customers["segment"]
    weights, shares = [], []
    for g in range(len(simulation.market.segments)):
        own = segment == g
        if (group & own).any():
            weights.append(np.sum(everybody & own))
            shares.append(share(part, group & own))
    return float(np.average(shares, weights=weights)) if weights else np.nan


def silent_satisfaction(simulation: Simulation, which: str) -> Watching:
    """Return the satisfaction, after a year, of customers who never complained, by the gap of use.

    The gap is the share of the need voiced at the sale that is not in use; the widest third of it and the narrowest.
    """
    brand = simulation.world.customers["brand"].copy()
    silent = brand != NOBODY
    for _ in range(A_YEAR):
        yield
        notes = simulation.notes[-1]
        silent[notes["who"][notes["event"] == Event.COMPLAINED]] = False
        silent &= simulation.world.customers["brand"] == brand
    customers = simulation.world.customers
    stated = np.maximum(customers["stated"], LEAST_NEED)
    gap = np.maximum(stated - customers["adopted"], 0.0) / stated
    narrow, wide = thirds(gap, silent)
    who = wide if which == "wide" else narrow
    return float(customers["satisfaction"][who].mean()) if who.any() else np.nan


def under_users(simulation: Simulation) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which customers of the focus brand have not mastered it, bought too much, or use what they bought."""
    customers, ours = simulation.world.customers, of_focus(simulation)
    offered = simulation.world.offers["breadth"][customers["segment"], focus_of(simulation)]
    asked = np.minimum(np.maximum(customers["stated"], LEAST_NEED), offered)
    bought = asked + customers["sold_up"] * (offered - asked)
    idle = ours & (customers["adopted"] < 0.5 * bought)
    missed = np.maximum(np.minimum(customers["needed"], bought) - customers["adopted"], 0.0)
    extra = np.maximum(bought - np.maximum(customers["needed"], customers["adopted"]), 0.0)
    return idle & (extra <= missed), idle & (extra > missed), ours & ~idle


GROUPS = ("not mastered", "oversized", "uses it")


def satisfaction_later(simulation: Simulation, group: str) -> Watching:
    """Return the satisfaction, in the third quarter, of a group of the beginning, of those who are still there."""
    who, asked, total = under_users(simulation)[GROUPS.index(group)], 0, 0.0
    while simulation.week < 39:
        yield mean_of(simulation.world.customers["satisfaction"], who & of_focus(simulation))
        if simulation.week > 26:
            there = who & of_focus(simulation)
            asked += int(there.sum())
            total += float(simulation.world.customers["satisfaction"][there].sum())
    return total / asked if asked else np.nan


def satisfaction_of(group: str) -> Watched:
    """Return the outcome for a group of under-users."""
    words = {"not mastered": "have not mastered the offer", "oversized": "bought too much"}[group]
    return Watched(f"satisfaction of customers who {words}", "0 to 1", satisfaction_later, (group,))


def left_of_group(simulation: Simulation, is_under_user: bool) -> Watching:
    """Return the per cent of the under-users of the focus brand, or of its others, that leave within a year."""
    lost, large, uses = under_users(simulation)
    who, left = (lost | large) if is_under_user else uses, np.zeros(len(uses), bool)
    while simulation.week < A_YEAR:
        yield share(left, who)
        left |= ~of_focus(simulation)
    return share(left, who)


NO_INSIGHT = (lever("brand.relationship.usage_insight", to=0.5),)
UNTOLD = World("as it is, usage tells nothing", NO_INSIGHT)
COACHED = World("coached by chance", (*NO_INSIGHT, lever("brand.relationship.coaching_probability", to=0.03)))
RIGHT_SIZED = World(
    "a smaller plan by chance", (*NO_INSIGHT, lever("brand.relationship.right_sizing_probability", to=0.03))
)
COURTED = World("rivals court three times as much", courted)
LEFT_OF_GROUP = "share of customers who leave within a year"
LEFT_UNDER_USERS = Watched(LEFT_OF_GROUP, "% of customers", left_of_group, (True,))
LEFT_WHO_USE = Watched(LEFT_OF_GROUP, "% of customers", left_of_group, (False,))
LEAVES = "share of customers who leave in the second year"
CALLED = Watched(LEAVES, "% of customers", left_by_contact, ("called",), has_diaries=True)
NEVER_CALLED = Watched(LEAVES, "% of customers", left_by_contact, ("silent",), has_diaries=True)
SILENT = "satisfaction of customers who never complained"
BETTER_PRODUCT = World("the product is better", (quality(0.05, kind="product"),))
BETTER_CONTACTS = World("all contacts are better", (quality(0.05, kind="interaction"),))
MANY_SMALL_LOSSES = World("every encounter is a little worse", (quality(-0.03),))
MANY_SMALL_GAINS = World("every encounter is a little better", (quality(0.03),))
FOLLOWED_UP = World("use is followed up", (lever("brand.relationship.coaching_probability", to=0.03),))
DETAILS = World("details are cared for", (lever("touchpoints.*.quality.emotional", add=0.1),))


def remedied(remedy: World, group: str, expected: Expected) -> Effect:
    """Return what a remedy that is given by chance does to a group."""
    return comparison(
        Side("no remedy", UNTOLD, satisfaction_of(group)),
        Side(remedy.words, remedy, satisfaction_of(group)),
        expected=expected,
        smallest=0.005,
        why="half of the least change that a survey sees, since not everybody is reached within the time",
    )


CLAIMS = (
    Claim(
        id="T15",
        part="use",
        sentence="A few moments of truth, different from segment to segment, carry most of the effect.",
        question="What share of all that is felt falls on the three weightiest touchpoints of each segment, and "
        "are they the "
        "same everywhere?",
        effects=(
            comparison(
                given("half of all", 50.0),
                Side(
                    "three touchpoints",
                    AS_IT_IS,
                    Watched("share of what is felt", "% of what is felt", share_of_first_moments, has_diaries=True),
                ),
                expected="higher",
                **TENTH_OF_ALL,
            ),
            comparison(
                given("all three", float(FIRST)),
                Side(
                    "in two segments",
                    AS_IT_IS,
                    Watched("weightiest touchpoints in common", "touchpoints", moments_in_common, has_diaries=True),
                ),
                expected="lower",
                smallest=0.5,
                why="half of the pairs of segments differ in at least one of the three",
            ),
        ),
        rule="sim.rules.impressions.memory_weight",
        source="Carlzon 1987, Moments of Truth; Keiningham et al. 2017, Journal of Services Marketing 31(2):148-160",
        switch=Switch("behaviour.impressions.disconfirmation_weight", 0.0),
        scenario="onboarding",
        reasons={
            "telecom": "Three touchpoints carry nine tenths of what is felt, as the theory says. They are the same in "
            "all segments, since the network is met by everybody every week and salience differs by segment "
            "less than frequency does. Markets in which segments use different touchpoints could show it; "
            "this one cannot.",
            "retail": "Three touchpoints carry three quarters of what is felt, as the theory says. They are the"
            " same in all segments, since all of them buy in the same way; segments differ in how "
            "much weighs, and hardly in what they meet.",
        },
    ),
    Claim(
        id="T17",
        part="use",
        sentence="The most loved brands are hardly ever contacted: use of the product makes loyalty.",
        question="Who stays longer, and what moves satisfaction more: a better product or better contacts?",
        effects=(
            comparison(
                Side("have called", AS_IT_IS, CALLED),
                Side("never called", AS_IT_IS, NEVER_CALLED),
                expected="lower",
                **CHURN,
            ),
            comparison(
                Side("all contacts better", BETTER_CONTACTS, Figure("satisfaction", weeks=(27, 104)), AS_IT_IS),
                Side("product better", BETTER_PRODUCT, Figure("satisfaction", weeks=(27, 104)), AS_IT_IS),
                expected="higher",
                **SATISFACTION,
            ),
        ),
        rule="sim.rules.satisfaction.satisfaction_after",
        source="the theory; failure demand, Seddon 2003",
        switch=Switch("behaviour.satisfaction.learning", 0.0),
        scenario="polish-interactions",
        reasons={
            "retail": "Better goods and better contacts raise satisfaction by nearly the same, with the sign of"
            " the theory and a tenth of the smallest effect. Those who called leave as often as those"
            " who did not, within what these futures can tell. In a shop the delivery is what people "
            "live with, and it is neither of the two.",
        },
    ),
    Claim(
        id="T27",
        part="use",
        sentence="Impressions add up: enough bad ones and people decide to leave, enough good ones and they stay "
        "and buy "
        "more.",
        question="Do encounters that are all a little worse, each too little to be noticed, drive people away in "
        "the end?",
        effects=(
            contrast(AS_IT_IS, MANY_SMALL_LOSSES, Figure("churn", weeks=(27, 104)), expected="higher", **CHURN),
            contrast(
                AS_IT_IS,
                MANY_SMALL_GAINS,
                Figure("extensions", weeks=(27, 104)),
                is_relative=True,
                expected="higher",
                **TWENTIETH,
            ),
        ),
        rule="sim.rules.impressions.image_after",
        source="Bolton & Drew 1991, Journal of Consumer Research 17(4):375-384",
        switch=Switch("behaviour.perception.slope_inside", 0.0),
        scenario="keep-promises",
    ),
    Claim(
        id="T32",
        part="use",
        sentence="To help is also to follow up real use against the need: the gap is felt, though it is not said.",
        question="Are those with a wide gap less satisfied without complaining, and does following up keep customers?",
        effects=(
            comparison(
                Side(
                    "narrow gap",
                    AS_IT_IS,
                    Watched(SILENT, "0 to 1", silent_satisfaction, ("narrow",), has_diaries=True),
                ),
                Side("wide gap", AS_IT_IS, Watched(SILENT, "0 to 1", silent_satisfaction, ("wide",), has_diaries=True)),
                expected="lower",
                **SATISFACTION,
            ),
            contrast(AS_IT_IS, FOLLOWED_UP, Figure("satisfaction", weeks=(53, 104)), expected="higher", **SATISFACTION),
        ),
        rule="sim.rules.usage.value_erosion",
        source="the theory; onboarding, Retana, Forman & Wu 2016, Marketing Science 35(2):306-327",
        switch=Switch("behaviour.usage.under_use_erosion", 0.0),
        scenario="onboarding",
        reasons={
            "telecom": "The gap between what was asked for and what is used takes much satisfaction from people who "
            "never complain. To follow it up gains hardly anything on the whole, because few customers are "
            "reached in a year and coaching closes a third of their gap. The claim on the gap holds; that "
            "on the remedy asks for a stronger one.",
            "retail": "The gap between need and use takes satisfaction from people who never complain. To "
            "follow it up takes a little more away, not less: nobody is bound to a plan, and most of "
            "those who are written to have no use for the proposal, which annoys them. The remedy "
            "suits markets with plans.",
        },
    ),
    Claim(
        id="T33",
        part="use",
        sentence="Who uses a tenth of an offer has not mastered it, or bought too much: easy prey, each in "
        "another way.",
        question="Remedies are given to both by chance: does coaching help the first and annoy the second, and a "
        "smaller "
        "plan the reverse? And who leaves when rivals court?",
        effects=(
            remedied(COACHED, "not mastered", "higher"),
            remedied(COACHED, "oversized", "lower"),
            remedied(RIGHT_SIZED, "oversized", "higher"),
            remedied(RIGHT_SIZED, "not mastered", "lower"),
            comparison(
                Side("who uses what is bought", COURTED, LEFT_WHO_USE, AS_IT_IS),
                Side("under-users", COURTED, LEFT_UNDER_USERS, AS_IT_IS),
                "customers lost to courting",
                expected="higher",
                **CHURN,
            ),
        ),
        rule="sim.rules.usage.is_oversized",
        source="Ascarza, Iyengar & Schleicher 2016, Journal of Marketing Research 53(1):46-60",
        switch=Switch("behaviour.follow_up.annoyance", 0.0),
        scenario="right-size-plans",
        kinds=("contractual",),
        elsewhere="there are no plans to be too large, and nobody is bound to what was bought",
        reasons={
            "telecom": "A smaller plan pleases those who bought too much, coaching annoys them, and under-users are "
            "easier to win: the directions are those of the theory. Coaching by chance reaches too few of "
            "those who have not mastered their offer to move them by the smallest effect. The remedies "
            "differ as the theory says, but not all by as much.",
        },
    ),
    Claim(
        id="T40",
        part="use",
        sentence="Details make experience: the sound of a door, a gift to a child; they add little function, and "
        "much to what is felt.",
        question="What do cared-for details do to attachment, to lived experience and to satisfaction with the "
        "functions?",
        effects=(
            contrast(AS_IT_IS, DETAILS, Figure("attachment", weeks=(27, 104)), expected="higher", **SATISFACTION),
            contrast(AS_IT_IS, DETAILS, Figure("experience", weeks=(27, 104)), expected="higher", **SATISFACTION),
            contrast(AS_IT_IS, DETAILS, Figure("satisfaction", weeks=(27, 104)), expected="not higher", **SATISFACTION),
            contrast(
                AS_IT_IS,
                DETAILS,
                Figure("unplanned_share", weeks=(1, 104)),
                expected="higher",
                smallest=1.0,
                why="one order in a hundred, a twentieth of all that are unplanned",
                kinds=("repeat_purchase",),
            ),
        ),
        rule="sim.rules.satisfaction.attachment_after",
        source="Brakus, Schmitt & Zarantonello 2009, Journal of Marketing 73(3):52-68",
        switch=Switch("behaviour.satisfaction.attachment_gain", 0.0),
        scenario="",
        reasons={
            "retail": "Details add to attachment and to unplanned purchases, and little to satisfaction with "
            "the functions, as the theory says. Lived experience rises by a little less than the "
            "smallest effect, since a shop is met a few times a month.",
        },
    ),
)
