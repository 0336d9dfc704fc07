"""A brand that listens: what it finds of what is true, and what it makes of it."""

from __future__ import annotations

from typing import Any

from experiments.theory.claim import (
    AS_IT_IS,
    Claim,
    Figure,
    Levers,
    Side,
    Switch,
    Watched,
    World,
    comparison,
    contrast,
    given,
    lever,
)
from experiments.theory.noticing import UNTIL, a_rival_improves, weeks_until_noticed
from experiments.theory.programmes import (
    InTwoSteps,
    alerts,
    answering,
    bad_encounters,
    granted_eur,
    known_harm,
    laid_on_the_wrong_team,
    listening_eur,
    misdirected,
    of_conversations,
    spent_on_conversations,
    spent_on_long_works,
    with_works,
)
from experiments.theory.sizes import CHURN, MARGIN, SATISFACTION, TENTH_OF_ALL, TWENTIETH
from experiments.theory.unnamed import bad_by_the_unnamed, price_of_healing, unnamed, weeks_without_a_word
from sim.market.schema import Market
from sim.policies.listen import Listen

A_QUARTER, A_YEAR, TWO_YEARS, THREE_YEARS = 13, 52, 104, 156
SECOND_YEAR, THIRD_YEAR = (A_YEAR + 1, TWO_YEARS), (TWO_YEARS + 1, THREE_YEARS)
LATER = (A_YEAR + 1, THREE_YEARS)
FIRST_REVIEWS = A_YEAR + 1
"""Week in which the review at the end of the first year has been entered."""

ASKING: dict[str, Any] = {
    "contact_coverage": 0.3,
    "journey_coverage": 0.3,
    "use_coverage": 0.02,
    "relational_coverage": 0.5,
    "accuracy": 0.75,
}
"""How customers are asked, and how well their words are read: as in the strategies that come with telecom."""
BUDGET: dict[str, Any] = {"quarterly_budget_eur": 6_000.0, "unlocking": 0.0}
"""The same budget whatever was shown, as there."""
NO_BUDGET: dict[str, Any] = {"quarterly_budget_eur": 0.0}
"""Customers of both worlds live the same, and only what the firm knows of it differs."""


def without_a_word(market: Market) -> Listen:
    """Return the joined programme whose codebook lacks one cause until 200 verbatims of a year are about it."""
    words = tuple(name for name in market.causes if name != unnamed(market))
    return Listen(mode="joined", **ASKING, **BUDGET, codebook=words, code_after=200.0)


def informants(market: Market) -> Levers:
    """Return the rival's move, and that people who know the rival are asked twice in their first year."""
    return (*a_rival_improves(market), lever("brand.listening.informants", to=2.0))


def shoppers(market: Market) -> Levers:
    """Return the rival's move, and that a mystery shopper visits each rival once a week."""
    return (*a_rival_improves(market), lever("brand.listening.mystery_visits", to=1.0))


SILO = World("touchpoint by touchpoint", with_works, policy=Listen(mode="silo", **ASKING, **BUDGET))
JOINED = World("joined", with_works, policy=Listen(mode="joined", **ASKING, **BUDGET))
SILO_LOOKS = World("touchpoint by touchpoint", policy=Listen(mode="silo", **ASKING, **NO_BUDGET))
JOINED_LOOKS = World("joined", policy=Listen(mode="joined", **ASKING, **NO_BUDGET))
NO_WORD = World("no word for one cause", with_works, policy=without_a_word)
WRONG_TEAM = Watched(
    "blame laid on a team beyond its own faults", "% of bad encounters", laid_on_the_wrong_team, (FIRST_REVIEWS,)
)

LEARNS = Listen(mode="joined", maturity=2, review_weeks=A_QUARTER, codebook=(), **NO_BUDGET)
"""A programme that asks after contacts, as many firms do, and begins without a word for any cause."""
STAFF_ASKED = lever("brand.staff.alert_share", to=0.5)
SURVEYS_ONLY = World("surveys only", policy=LEARNS)
STAFF_TOO = World("staff are asked too", (STAFF_ASKED,), policy=LEARNS)
STAFF_BLAMED = World(
    "asked, and scores held against them", (STAFF_ASKED, lever("brand.staff.blame", to=1.0)), policy=LEARNS
)

ASKED = (lever("brand.listening.coverage.*", to=0.1), lever("brand.listening.relational_coverage", to=2.0))
UNANSWERED = World("asked, and never answered", ASKED)
ANSWERED = World("asked, and every dissatisfied one answered", (*ASKED, lever("brand.listening.is_answered", to=1.0)))

INFORMANTS, SHOPPERS = World("people who know it are asked", informants), World("mystery shoppers visit it", shoppers)

QUICK_FIRST = World(
    "quick wins first", with_works, policy=InTwoSteps(first="quick", mode="joined", **ASKING, quarterly_budget_eur=6e3)
)
LONG_FIRST = World(
    "long works first", with_works, policy=InTwoSteps(first="long", mode="joined", **ASKING, quarterly_budget_eur=6e3)
)

OFTEN_PROPOSED = tuple(
    lever(f"brand.relationship.{name}_probability", to=0.01) for name in ("coaching", "right_sizing")
)
BY_GUESS = World("by guess", (*OFTEN_PROPOSED, lever("brand.relationship.usage_insight", to=0.5)))
BY_USE = World("by data of use", (*OFTEN_PROPOSED, lever("brand.relationship.usage_insight", to=0.9)))

CLAIMS = (
    Claim(
        id="T5",
        part="firm",
        sentence="Firms do not know some of their defects, and those are often easy to heal.",
        question="The codebook has no word for one root cause until enough customers have written of it: how long is "
        "that, what would have been avoided with the word, and is it dear to heal?",
        effects=(
            comparison(
                given("at the first review", 1.0 * A_QUARTER),
                Side(
                    "in fact",
                    NO_WORD,
                    Watched("weeks until the cause is known", "weeks", weeks_without_a_word, (THREE_YEARS,)),
                ),
                expected="higher",
                smallest=13.0,
                why="one review: what is found at the next one was not overlooked for long",
            ),
            contrast(
                NO_WORD,
                JOINED,
                Watched("bad encounters by that cause, second and third year", "", bad_by_the_unnamed, LATER),
                is_relative=True,
                expected="lower",
                **TWENTIETH,
            ),
            contrast(
                NO_WORD,
                JOINED,
                Figure("margin_eur", weeks=(1, THREE_YEARS)),
                is_relative=True,
                expected="higher",
                **MARGIN,
            ),
            comparison(
                Side("anything else", NO_WORD, Watched("", "EUR", price_of_healing, ("others",))),
                Side("that cause", NO_WORD, Watched("", "EUR", price_of_healing, ("unnamed",))),
                "price of a bad encounter avoided",
                is_relative=True,
                expected="not higher",
                **TWENTIETH,
            ),
        ),
        rule="sim.policies.codebook.found_causes",
        source="the theory; a codebook with gaps is our assumption",
        switch=Switch("behaviour.answers.response", 0.005),
        scenario="listen-without-a-word",
        reasons={
            "telecom": "Without a word for it the cause is overlooked for years, it is the cheapest to heal, "
            "and with the word a good part of what is bad by it goes away. Margin does not rise by one per cent within "
            "three years, probably since the work and its running costs are paid in that time, and customers who stay "
            "pay for longer. The theory says more of money than this market shows.",
            "retail": "Here too the cause without a word is overlooked for years, and healing it is cheaper than "
            "healing anything else. Yet whether more of it is healed with the word is open, and margin does not rise "
            "by one per cent, perhaps since trouble is rare in this market and its budget small. The theory says more "
            "of money than this market shows.",
        },
    ),
    Claim(
        id="T8",
        part="firm",
        sentence="Customers are courted by rivals, so they know them: ask them.",
        question="The largest rival becomes better everywhere: who can tell first, and at what cost, those who left "
        "for it or came from it, or mystery shoppers?",
        effects=(
            comparison(
                Side("mystery shoppers", SHOPPERS, Watched("", "weeks", weeks_until_noticed, ("mystery",))),
                Side("people who know it", INFORMANTS, Watched("", "weeks", weeks_until_noticed, ("informants",))),
                "weeks until the change is noticed",
                expected="lower",
                smallest=4.0,
                why="a month, the least that gives time to answer before the quarter ends",
            ),
            contrast(
                SHOPPERS,
                INFORMANTS,
                Watched("cost of listening", "EUR", listening_eur, (UNTIL,)),
                is_relative=True,
                expected="not higher",
                **TWENTIETH,
            ),
        ),
        rule="sim.state.sounding.soundings",
        source="the theory; lead users know needs first, von Hippel 1986, Management Science 32(7):791-805",
        switch=Switch("behaviour.expectation.up", 0.0),
        scenario="",
        reasons={
            "retail": "Who knows a change first is not told apart in these futures. To ask those who left or "
            "came costs a fifth more than mystery shoppers here: many people buy at several shops, so"
            " that many can be asked. The costs of an answer and of a visit are assumptions, and "
            "decide this half.",
        },
    ),
    Claim(
        id="T9",
        part="firm",
        sentence="Most customers find that firms take little account of what they say.",
        question="Does asking without answering lower trust, and do answers raise it, and the readiness to say more?",
        effects=(
            contrast(AS_IT_IS, UNANSWERED, Figure("trust", weeks=SECOND_YEAR), expected="lower", **SATISFACTION),
            contrast(UNANSWERED, ANSWERED, Figure("trust", weeks=SECOND_YEAR), expected="higher", **SATISFACTION),
            contrast(
                UNANSWERED,
                ANSWERED,
                Watched("questions about encounters that are answered", "% of questions", answering, SECOND_YEAR),
                expected="higher",
                smallest=1.0,
                why="one answer more to a hundred questions, when about seventeen are usual",
            ),
        ),
        rule="sim.rules.answers.trust_after_silence",
        source="Gu & Ye 2014, Production and Operations Management 23(4):570-582; Dillman, Smyth & Christian 2014",
        switch=Switch("behaviour.answers.reply_trust", 0.0),
        scenario="",
        reasons={
            "telecom": "Answers raise the readiness to say more, by about two answers to a hundred questions, and "
            "trust by a part of the smallest effect, probably since only the dissatisfied who answered get one. Asking "
            "without answering takes nothing at all: what silence costs (behaviour.answers.unheard) is 0 in this "
            "market, because no study gives its size.",
            "retail": "Answers raise trust and the readiness to say more, by a tenth and by half of the "
            "smallest effect, since only the dissatisfied who answered get one. Asking without "
            "answering takes nothing at all: what silence costs (behaviour.answers.unheard) is 0 in "
            "this market, because no study gives its size.",
        },
    ),
    Claim(
        id="T20",
        part="help",
        sentence="To measure at the touchpoint makes its team answer for other people's faults.",
        question="Where does a dashboard of touchpoints lay the blame, and where are the causes?",
        effects=(
            comparison(
                given("to each team its own faults", 0.0),
                Side("dashboard of touchpoints", SILO_LOOKS, WRONG_TEAM),
                expected="higher",
                **TENTH_OF_ALL,
            ),
            contrast(SILO_LOOKS, JOINED_LOOKS, WRONG_TEAM, expected="lower", **TENTH_OF_ALL),
        ),
        rule="sim.policies.attribution.blamed",
        source="the theory; silos: Hult et al. 2017; attribution is our assumption",
        switch=Switch("behaviour.answers.answer_slope", 0.0),
        scenario="listen-silo",
    ),
    Claim(
        id="T22",
        part="firm",
        sentence="Staff who are listened to find causes that surveys miss; staff blamed for scores stop telling.",
        question="A firm begins without a word for any root cause: how much of the harm has it found after a year, "
        "with and without reports of staff, and do these come when scores are held against staff?",
        effects=(
            contrast(
                SURVEYS_ONLY,
                STAFF_TOO,
                Watched(
                    "bad encounters whose root cause has been found",
                    "% of those with one",
                    known_harm,
                    (FIRST_REVIEWS,),
                ),
                expected="higher",
                **TENTH_OF_ALL,
            ),
            contrast(
                STAFF_TOO,
                STAFF_BLAMED,
                Watched("reports by staff within a year", "", alerts, (A_YEAR,)),
                is_relative=True,
                expected="lower",
                **TWENTIETH,
            ),
        ),
        rule="sim.rules.staff.reported_share",
        source="Morrison & Milliken 2000, Academy of Management Review 25(4):706-725",
        switch=Switch("behaviour.staff.insight", 0.0),
        scenario="",
        reasons={
            "telecom": "Reports by staff fall by four fifths when scores are held against them. What staff add "
            "to what is found within a year stays below the smallest effect, since surveys after "
            "contacts and the few complaints that are written down have found about nine tenths of "
            "the harm by then. Staff find the rest, and would add more where less is asked.",
        },
    ),
    Claim(
        id="T23",
        part="firm",
        sentence="The voice of customers is scattered over departments; joined, it shows the whole.",
        question="What does the same budget do with feedback in silos, and joined?",
        effects=(
            contrast(
                SILO,
                JOINED,
                Watched("money spent on what is not to blame", "% of money for works", misdirected, (THREE_YEARS,)),
                expected="lower",
                **TENTH_OF_ALL,
            ),
            contrast(
                SILO,
                JOINED,
                Watched("bad encounters in the third year", "", bad_encounters, THIRD_YEAR),
                is_relative=True,
                expected="lower",
                **TWENTIETH,
            ),
            contrast(SILO, JOINED, Figure("churn", weeks=THIRD_YEAR), expected="lower", **CHURN),
        ),
        rule="sim.policies.attribution.blamed",
        source="silos: Hult et al. 2017; attribution and estimates are our assumption",
        switch=Switch("behaviour.answers.answer_slope", 0.0),
        scenario="listen-joined",
    ),
    Claim(
        id="T24",
        part="firm",
        sentence="Quick wins first: their visible benefit earns the long works.",
        question="In the first year only quick wins are started, or only long works; budgets follow what was shown: "
        "what is granted later, and what is spent on long works in the end?",
        effects=(
            contrast(
                LONG_FIRST,
                QUICK_FIRST,
                Watched("budget granted in the second and third year", "EUR", granted_eur, LATER),
                is_relative=True,
                expected="higher",
                **TWENTIETH,
            ),
            contrast(
                LONG_FIRST,
                QUICK_FIRST,
                Watched("money for long works within three years", "EUR", spent_on_long_works, (THREE_YEARS,)),
                is_relative=True,
                expected="higher",
                **TWENTIETH,
            ),
        ),
        rule="sim.policies.road_map.granted_eur",
        source="short-term wins: Kotter 1995, Harvard Business Review 73(2):59-67; form and numbers are our assumption",
        switch=Switch("behaviour.answers.answer_slope", 0.0),
        scenario="listen-joined",
        reasons={
            "retail": "Whether quick wins earn a larger budget is open: the interval is wide. Money for long works is "
            "less after quick wins and not more, probably since a year of the budget has gone to quick wins that are "
            "not made up for within three years. The theory may look further ahead than this comparison does.",
        },
    ),
    Claim(
        id="T25",
        part="firm",
        sentence="Three quarters of firms' priorities are conversations, yet what customers need is as much the "
        "product.",
        question="How much of the harm is the conversations' own fault, and how much of the money does a dashboard of "
        "touchpoints send there?",
        effects=(
            comparison(
                given("half of it", 50.0),
                Side(
                    "dashboard of touchpoints",
                    SILO,
                    Watched("money for conversations", "% of money for works", spent_on_conversations, (TWO_YEARS,)),
                ),
                expected="higher",
                **TENTH_OF_ALL,
            ),
            comparison(
                Side("money", SILO, Watched("", "%", spent_on_conversations, (TWO_YEARS,))),
                Side("true harm", SILO, Watched("", "%", of_conversations, (TWO_YEARS,))),
                "share of conversations",
                expected="lower",
                **TENTH_OF_ALL,
            ),
        ),
        rule="sim.policies.estimates.ranked",
        source="the theory; what firms give priority to is its observation, attribution is our assumption",
        switch=Switch("behaviour.answers.answer_slope", 0.0),
        scenario="listen-silo",
        reasons={
            "telecom": "The dashboard sends conversations a larger share of the money than they have of the true harm, "
            "as the theory says. That share is about a half at most and not three quarters, probably because this "
            "programme asks after use as well, and one work on the network costs as much as several on conversations.",
            "retail": "About a half of the money at most goes to conversations here, and not three quarters; whether "
            "they have a larger or a smaller share of the true harm is open. Probably the small budget buys few works "
            "in this market, so that a share of money is a share of few. The theory cannot be told from its contrary "
            "with it.",
        },
    ),
    Claim(
        id="T35",
        part="firm",
        sentence="Reviews and usage should steer the offer, and what is proposed to whom.",
        question="Under-users are coached or advised of a smaller plan, by guess or by data of how they use it: who "
        "uses more of what was bought, and who leaves? (That the offer itself follows reviews is not in the world.)",
        effects=(
            contrast(
                BY_GUESS,
                BY_USE,
                Figure("under_use", weeks=SECOND_YEAR),
                expected="lower",
                smallest=1.0,
                why="one customer in a hundred who uses little of what was bought, and is easy prey for rivals",
            ),
            contrast(BY_GUESS, BY_USE, Figure("churn", weeks=SECOND_YEAR), expected="lower", **CHURN),
        ),
        rule="sim.rules.follow_up.seems_oversized",
        source="the theory; Ascarza, Iyengar & Schleicher 2016, Journal of Marketing Research 53(1):46-60",
        switch=Switch("behaviour.follow_up.coaching_adoption", 0.0),
        scenario="right-size-plans",
        reasons={
            "telecom": "Data of use bring the right proposal to more people, and fewer under-use what they "
            "bought. Churn stays as it is within its smallest effect, probably since advice of a smaller plan wakes "
            "some customers up, rightly or not, and under-use is one reason among many to look "
            "around. Only proposals are shown here; the world holds no offer that follows reviews.",
        },
        kinds=("contractual",),
        elsewhere="who buys here and there has no plan that could be too large",
    ),
)
