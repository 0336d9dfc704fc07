"""What people tell each other, and what it proves."""

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
    lever,
)
from experiments.theory.claims.use import by_segment
from experiments.theory.sizes import CHURN, TWENTIETH
from experiments.theory.watching import image_among_strangers, of_focus, picked, strike
from sim.simulation import Simulation
from sim.state.tables import NOBODY

A_YEAR = 52
SATISFIED = 0.7
"""Satisfaction from which on somebody counts as satisfied: neutral impressions lead to it."""


def bad_week(simulation: Simulation) -> None:
    """Let one customer in five of the focus brand meet grave trouble, once, before week 1."""
    if simulation.week == 0:
        strike(simulation, picked(simulation) & of_focus(simulation), 3)


def left_by_deed(simulation: Simulation, which: str) -> Watching:
    """Return the per cent of satisfied customers who leave in the second year, of those who recommended or never did.

    To recommend is to have spoken well of the own brand in the first year. Segments count alike in both groups.
    """
    brand = simulation.world.customers["brand"].copy()
    stayed, spoke = brand != NOBODY, np.zeros(len(brand), bool)
    for _ in range(A_YEAR):
        yield
        said = simulation.world.seen["said"].astype(int)
        spoke |= (said > 0) & (said - 1 == brand)
        stayed &= simulation.world.customers["brand"] == brand
    satisfied = stayed & (simulation.world.customers["satisfaction"] >= SATISFIED)
    left, group = np.zeros(len(brand), bool), satisfied & (spoke if which == "spoke" else ~spoke)
    for _ in range(A_YEAR):
        yield by_segment(simulation, left, group, satisfied)
        left |= simulation.world.customers["brand"] != brand
    return by_segment(simulation, left, group, satisfied)


BAD_WEEK = World("a bad week for one customer in five", deed=bad_week)
NO_POSTS = (lever("behaviour.word_of_mouth.posting", to=0.0),)
SILENT = World("nobody posts", NO_POSTS)
SILENT_BAD_WEEK = World("the same, and nobody posts", NO_POSTS, deed=bad_week)
IMAGE = Watched("image of the focus brand among people who are no customers", "-1 to 1", image_among_strangers)
LEAVES = "share of satisfied customers who leave in the second year"

CLAIMS = (
    Claim(
        id="T34",
        part="talk",
        sentence="People tell each other, so that what happens to some is advice for others.",
        question="Does a bad week of some customers reach people who were never customers?",
        effects=(
            contrast(
                AS_IT_IS,
                BAD_WEEK,
                Figure("heard_negative", weeks=(1, 13)),
                is_relative=True,
                expected="higher",
                **TWENTIETH,
            ),
            contrast(
                AS_IT_IS,
                BAD_WEEK,
                IMAGE,
                expected="lower",
                smallest=0.002,
                why="one stranger in a hundred who hears of it thinks worse by the tenth of the scale that one "
                "message takes",
            ),
            comparison(
                Side("ties only", SILENT_BAD_WEEK, IMAGE, SILENT),
                Side("posts too", BAD_WEEK, IMAGE, AS_IT_IS),
                expected="lower",
                smallest=0.002,
                why="as above: posts should carry it at least as far again",
            ),
        ),
        rule="sim.rules.word_of_mouth.audience_of_post",
        source="Goel et al. 2016, Management Science 62(1):180-196; East, Hammond & Wright 2007, International "
        "Journal of Research in Marketing 24(2):175-184",
        switch=Switch("behaviour.word_of_mouth.passed_on", 0.0),
        scenario="storm",
        reasons={
            "telecom": "A bad week is heard of by a tenth more people and lowers the image among strangers, by four "
            "tenths of the smallest effect. Posts add nothing that can be measured, because nearly all are "
            "passed on by nobody and one bad week of a fifth of the customers makes few. A storm in which "
            "everybody posts does travel; an ordinary bad week does not.",
            "retail": "A bad week is heard of by a ninth more people and lowers the image among strangers for "
            "certain, by a twentieth of the smallest effect: in a market of five shops one bad week "
            "of a fifth of the customers is a small part of what is said. Posts add nothing that can "
            "be measured, because nearly all are passed on by nobody.",
        },
    ),
    Claim(
        id="T38",
        part="talk",
        sentence="To have recommended proves lasting satisfaction: who says satisfied and never recommends is "
        "not there.",
        question="Of equally satisfied customers, do those who spoke well of the brand leave less in the next year?",
        effects=(
            comparison(
                Side("satisfied and silent", AS_IT_IS, Watched(LEAVES, "% of customers", left_by_deed, ("silent",))),
                Side("satisfied, spoke well", AS_IT_IS, Watched(LEAVES, "% of customers", left_by_deed, ("spoke",))),
                expected="lower",
                **CHURN,
            ),
        ),
        rule="sim.rules.word_of_mouth.drive_of_opinion",
        source="Reichheld 2003, Harvard Business Review 81(12):46-54",
        switch=Switch("behaviour.word_of_mouth.talk_opinion", 0.0),
        scenario="referral",
        reasons={
            "telecom": "Satisfied customers who spoke well leave less often than the satisfied who were silent, but by "
            "less than one in a hundred. A likely reason is that who speaks depends on talkativeness as "
            "much as on what was felt. The world may tie talk too loosely to loyalty.",
        },
    ),
)
