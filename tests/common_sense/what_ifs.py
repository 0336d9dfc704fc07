"""What if ...: changes to a market whose consequences anybody would foresee, and what is foreseen of each.

Every expectation has a sign, a rough size and a time: its interval is wide, and was written down from common sense
before anything was measured. Where the market offends it, `offends` says so, and why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from experiments.validation.patterns.ceiling import PERFECT, WITHOUT_TROUBLE
from experiments.validation.patterns.contrasts import PRICE, lever
from sim.market.schema import Market
from tests.worlds import document_of

Whom = Literal["focus", "rivals", "entrant", "all"]
As = Literal["level", "points", "per cent"]
"""How a figure is looked at: as it is after the change, or its difference or relative change to the same people
without it."""

ENTRANT, ENTERS_IN_WEEK = "entrant", 26
MONTH, QUARTER, HALF_YEAR, YEAR = (1, 4), (1, 13), (1, 26), (1, 52)
SECOND_HALF, SECOND_YEAR, THIRD_YEAR, TWO_YEARS = (27, 52), (53, 104), (105, 156), (1, 104)
END_OF_YEAR, END_OF_SECOND_YEAR = (52, 52), (104, 104)
AFTER_LAST_WORDS = (2, 52)
"""What was said in the last week before a change is heard in the first week after it."""


class Expectation(NamedTuple):
    """One consequence that is foreseen.

    Attributes
    ----------
    claim : in words.
    figure : name of an indicator, or of one of :data:`tests.common_sense.figures.FIGURES`.
    weeks : first and last week over which it is taken.
    seen_as : level, difference or relative change.
    low, high : what common sense would accept, in the unit of the figure, or % where it is a relative change.
    whom : the brands that it is taken of.
    offends : why the market does otherwise; "" where it does not.
    """

    claim: str
    figure: str
    weeks: tuple[int, int]
    seen_as: As
    low: float
    high: float
    whom: Whom = "focus"
    offends: str = ""


class WhatIf(NamedTuple):
    """One change, from week 1, and its consequences.

    Attributes
    ----------
    title, market : name of the change, and the shipped market in which it is made.
    sense : what anybody would say beforehand.
    levers : the change, on the focus brand.
    expectations : the consequences.
    remade : makes the changed market, where no lever reaches.
    """

    title: str
    market: str
    sense: str
    levers: tuple[Mapping[str, Any], ...]
    expectations: tuple[Expectation, ...]
    remade: Callable[[Market], Market] | None = None

    @property
    def last_week(self) -> int:
        """The last week that is looked at."""
        return max(each.weeks[1] for each in self.expectations)


def with_entrant(market: Market, leader: str = "orchid") -> Market:
    """Return the market with an entrant in week 26: as good as the leader in service, at 85 % of the average price.

    Its capacity is planned for one customer in twelve, and for more orders and calls of each than an old brand has.
    """
    document = document_of(market)
    brands = document["brands"]
    best = brands[leader]
    average = sum(brand["share"] * brand["offer"]["price_eur"] for brand in brands.values())
    brands[ENTRANT] = best | {
        "title": "Entrant",
        "share": 0.0,
        "constant": 0.0,
        "enters_in_week": float(ENTERS_IN_WEEK),
        "planned_share": 1 / 12,
        "offer": best["offer"] | {"price_eur": 0.85 * average},
        "operations": best["operations"] | {"order_capacity": 0.04, "support_agents": 7.0},
    }
    for part in (*document["touchpoints"].values(), *document["causes"].values()):
        for key in ("quality", "by_brand", "weekly_probability", "order_probability", "severity"):
            if key in part:
                part[key][ENTRANT] = part[key][leader]
    return Market.model_validate(document | {"crm": None})


def _promises(add: float) -> tuple[Mapping[str, Any], ...]:
    return tuple(lever(f"brand.promise.{stage}", add=add) for stage in ("buying", "receiving", "using", "help"))


AWFUL = lever("touchpoints.*.quality.*", to=0.3)
_PERFECT = PERFECT | WITHOUT_TROUBLE | {"brand.operations.lead_days": 2.0}
_SILENT = {
    f"behaviour.word_of_mouth.{name}": 0.0
    for name in (
        "talk_base",
        "talk_opinion",
        "story_positive",
        "story_negative",
        "referral_effect",
        "departure_news",
        "echo_gain",
    )
}

_TOO_MOBILE = (
    "customers react to a tenth of the price in a year as one would expect of two; the elasticity of the base that the "
    "market was fitted to, -0.5 to -2 after three years, allows as much"
)
_CALLS_ANSWERED = "one contact in nine had been abandoned, and to be served instead is more than a little better"
_HARDLY_HEARD = "a loud promise is heard as a smaller one, and satisfaction judges functions: it falls by .002 only"
_PAYS_AT_ONCE = "a dearer bill pays at once and departures cost later: within two years a rise pays a little too well"

OF_AN_ENTRANT = (
    Expectation("nothing happens before", "customers", (25, 25), "per cent", 0, 0),
    Expectation("it is still small after a quarter", "share", (38, 38), "level", 0.1, 6, "entrant"),
    Expectation("at least 2, at most 25 % after two years", "share", (130, 130), "level", 2, 25, "entrant"),
    Expectation(
        "nearly all of its orders are delivered",
        "delivered_share",
        (ENTERS_IN_WEEK, 130),
        "level",
        85,
        100,
        "entrant",
    ),
    Expectation("its support is reached", "abandonment", (ENTERS_IN_WEEK, 130), "level", 0, 20, "entrant"),
    Expectation("the incumbent loses", "customers", (130, 130), "per cent", -30, -1),
    Expectation("so do its rivals", "customers", (130, 130), "per cent", -30, -1, "rivals"),
)
"""What a newcomer in week 26 is expected to do."""

WHAT_IFS: tuple[WhatIf, ...] = (
    WhatIf(
        "Price + 10 %",
        "telecom",
        "Fewer come from the first day, some leave in the months after, nobody likes the brand better, and the owner "
        "is neither ruined nor made.",
        (lever(PRICE, multiply=1.1),),
        (
            Expectation("fewer new customers at once", "gains", QUARTER, "per cent", -45, -5),
            Expectation("as price elasticities of -1.5 to -4 say", "gains", YEAR, "per cent", -32, -13),
            Expectation("more of the present ones leave", "churn", HALF_YEAR, "points", 0.5, 8),
            Expectation("NPS does not rise", "nps", END_OF_YEAR, "points", -12, 0),
            Expectation(
                "a little smaller after a year", "customers", END_OF_YEAR, "per cent", -8, -1, offends=_TOO_MOBILE
            ),
            Expectation(
                "net present value hardly moves", "npv_eur", TWO_YEARS, "per cent", -10, 10, offends=_PAYS_AT_ONCE
            ),
        ),
    ),
    WhatIf(
        "Price - 10 %",
        "telecom",
        "More come from the first day, a few more stay, and it must first be paid for.",
        (lever(PRICE, multiply=0.9),),
        (
            Expectation("more new customers at once", "gains", QUARTER, "per cent", 3, 70),
            Expectation("as price elasticities of -1.5 to -4 say", "gains", YEAR, "per cent", 13, 53),
            Expectation("those who are there stay a little longer", "churn", HALF_YEAR, "points", -4, 0),
            Expectation("NPS does not fall", "nps", END_OF_YEAR, "points", 0, 8),
            Expectation(
                "a little larger after a year", "customers", END_OF_YEAR, "per cent", 0.5, 8, offends=_TOO_MOBILE
            ),
            Expectation("two years do not pay it back twice", "npv_eur", TWO_YEARS, "per cent", -18, 5),
        ),
    ),
    WhatIf(
        "No agents",
        "telecom",
        "Whoever calls reaches nobody and no complaint is solved; some leave and the rest grumbles, but most people "
        "never need help in a year, so the brand lives on.",
        (
            lever("brand.operations.support_agents", to=0.0),
            lever("brand.operations.shop_agents", to=0.0),
            lever("touchpoints.self_service.by_brand.weekly_rate", to=0.0),
        ),
        (
            Expectation("nobody is served", "abandonment", YEAR, "level", 99.9, 100),
            Expectation("complaints stay unsolved", "solved_per_complaint", YEAR, "level", 0, 1),
            Expectation("churn rises within half a year", "churn", HALF_YEAR, "points", 0.5, 15),
            Expectation("and stays higher", "churn", SECOND_HALF, "points", 1, 20),
            Expectation("NPS falls", "nps", END_OF_YEAR, "points", -30, -2),
            Expectation("the market does not collapse", "customers", END_OF_SECOND_YEAR, "per cent", -35, -2),
        ),
    ),
    WhatIf(
        "Ten times the agents",
        "telecom",
        "Nobody waits any more, help is a little more pleasant, problems are the same: no miracle, and wages for ten.",
        (
            lever("brand.operations.support_agents", multiply=10.0),
            lever("brand.operations.shop_agents", multiply=10.0),
        ),
        (
            Expectation("waiting disappears", "wait_minutes", YEAR, "level", 0, 0.5),
            Expectation(
                "help is perceived a little better",
                "perceived_help_quality",
                YEAR,
                "points",
                0,
                0.06,
                offends=_CALLS_ANSWERED,
            ),
            Expectation("no miracle in churn", "churn", SECOND_YEAR, "points", -3, 0.3),
            Expectation("no miracle in NPS", "nps", SECOND_YEAR, "points", -0.5, 8),
            Expectation("wages are ten times as high", "wages_eur", YEAR, "per cent", 880, 960),
            Expectation(
                "before wages hardly anything changes", "margin_before_wages_eur", TWO_YEARS, "per cent", -2, 6
            ),
            Expectation("so net present value falls by the wages", "npv_eur", TWO_YEARS, "per cent", -60, -8),
        ),
    ),
    WhatIf(
        "Perfect quality",
        "telecom",
        "Customers are content within weeks and recommend within a year or two; the best in the world reach an NPS of "
        "70 to 80, and people still move and die.",
        tuple(lever(path, to=value) for path, value in _PERFECT.items()),
        (
            Expectation("satisfaction rises in a quarter", "satisfaction", QUARTER, "points", 0.02, 0.3),
            Expectation("NPS needs more than a month", "nps", MONTH, "points", 0, 40),
            Expectation("NPS of the best in the world", "nps", THIRD_YEAR, "level", 65, 88),
            Expectation("some still leave", "churn", THIRD_YEAR, "level", 2, 12),
            Expectation("larger after a year", "customers", END_OF_YEAR, "per cent", 3, 30),
            Expectation("much larger after three", "customers", (156, 156), "per cent", 12, 90),
            Expectation("at the cost of the rivals", "customers", (156, 156), "per cent", -50, -4, "rivals"),
        ),
    ),
    WhatIf(
        "Awful quality",
        "telecom",
        "All that customers meet is far below the acceptable: they are cross within weeks, stop recommending within "
        "months and go within a year or two, not overnight.",
        (AWFUL,),
        (
            Expectation("satisfaction falls in a quarter", "satisfaction", QUARTER, "points", -0.4, -0.03),
            Expectation("nobody flees overnight", "customers", (4, 4), "per cent", -6, 0),
            Expectation("hardly anybody recommends it", "nps", SECOND_YEAR, "level", -100, -60),
            Expectation("many leave in the first year", "churn", YEAR, "points", 8, 60),
            Expectation("much smaller after two years", "customers", END_OF_SECOND_YEAR, "per cent", -80, -20),
        ),
    ),
    WhatIf(
        "Promise more",
        "telecom",
        "Loud promises bring customers first; they are not kept, so people are let down, and after a year or two the "
        "brand is not larger but less liked.",
        _promises(0.15),
        (
            Expectation("more new customers at first", "gains", QUARTER, "per cent", 1, 50),
            Expectation(
                "satisfaction falls", "satisfaction", SECOND_HALF, "points", -0.1, -0.003, offends=_HARDLY_HEARD
            ),
            Expectation("NPS falls", "nps", SECOND_YEAR, "points", -25, -1),
            Expectation("more leave in the second year", "churn", SECOND_YEAR, "points", 0.2, 10),
            Expectation("nothing is gained in two years", "customers", END_OF_SECOND_YEAR, "per cent", -20, 1),
        ),
    ),
    WhatIf(
        "Promise less",
        "telecom",
        "Who promises little wins few, from the first day; those who are there are not let down, and may even like it.",
        _promises(-0.15),
        (
            Expectation("fewer new customers at once", "gains", QUARTER, "per cent", -50, -3),
            Expectation("NPS does not fall, and may rise", "nps", END_OF_YEAR, "points", -1, 15),
            Expectation("those who are there do not leave for it", "churn", YEAR, "points", -6, 0.5),
            Expectation("smaller after a year", "customers", END_OF_YEAR, "per cent", -12, -0.2),
        ),
    ),
    WhatIf(
        "Delivery takes three times as long",
        "telecom",
        "Only those who have ordered notice it: they wait, some cancel, fewer join; customers of long standing are not "
        "concerned.",
        (lever("brand.operations.lead_days", multiply=3.0),),
        (
            Expectation("three times the days", "lead_days", YEAR, "per cent", 170, 230),
            Expectation("most orders are late", "late_share", YEAR, "level", 60, 100),
            Expectation("more orders are cancelled", "cancelled_share", YEAR, "points", 0.5, 40),
            Expectation("fewer new customers", "gains", YEAR, "per cent", -50, -1),
            Expectation("present customers stay as before", "churn", QUARTER, "points", -0.7, 0.7),
            Expectation("NPS falls little, for few order", "nps", END_OF_YEAR, "points", -6, 0.3),
        ),
    ),
    WhatIf(
        "No talk",
        "telecom",
        "Nobody praises, nobody blames, nobody hears who left. Recommendations no longer bring customers; good and bad "
        "talk vanish together, so shares hardly move in a year.",
        tuple(lever(path, to=value) for path, value in _SILENT.items()),
        (
            Expectation("no praise is heard", "heard_positive", AFTER_LAST_WORDS, "level", 0, 0, "all"),
            Expectation("no blame is heard", "heard_negative", AFTER_LAST_WORDS, "level", 0, 0, "all"),
            Expectation(
                "recommendation brings nobody", "gains_word_of_mouth", SECOND_HALF, "per cent", -100, -80, "all"
            ),
            Expectation("nobody is made to look around by it", "churn", YEAR, "points", -3, 0.3, "all"),
            Expectation("shares hardly move in a year", "share", END_OF_YEAR, "points", -1, 1),
        ),
    ),
    WhatIf(
        "Contracts for all",
        "telecom",
        "Whoever signs is bound for a year: fewer can leave, soon and even more when all have signed; nobody loves the "
        "brand for it.",
        (
            lever("brand.relationship.year_contract_share", to=1.0),
            lever("brand.relationship.two_year_contract_share", to=0.0),
        ),
        (
            Expectation("churn falls in the first half-year", "churn", HALF_YEAR, "points", -8, -0.2),
            Expectation("and further in the second", "churn", SECOND_HALF, "points", -12, -1),
            Expectation("NPS hardly moves", "nps", END_OF_YEAR, "points", -5, 2),
            Expectation("a little larger after two years", "customers", END_OF_SECOND_YEAR, "per cent", 0.5, 15),
        ),
    ),
    WhatIf(
        "A brand is ruined",
        "telecom",
        "Quality far below the acceptable and four times the trouble: complaints soar, the brand loses at least a "
        "third of its customers in two years, and rivals take them.",
        (AWFUL, lever("causes.*.weekly_probability", multiply=4.0), lever("causes.*.order_probability", multiply=4.0)),
        (
            Expectation("complaints soar at once", "complaint_rate", QUARTER, "per cent", 80, 600),
            Expectation("support is overrun", "abandonment", QUARTER, "points", 10, 90),
            Expectation("nobody flees overnight", "customers", (4, 4), "per cent", -10, 0),
            Expectation("more detractors than all others", "nps", SECOND_HALF, "level", -100, -60),
            Expectation("a third or more is gone", "customers", END_OF_SECOND_YEAR, "per cent", -95, -33.3),
            Expectation("rivals grow", "customers", END_OF_SECOND_YEAR, "per cent", 8, 55, "rivals"),
        ),
    ),
    WhatIf(
        "An entrant",
        "telecom",
        "A newcomer as good as the best and 15 % cheaper than the average, from week 26: it is nobody before, needs "
        "time to become known, can serve those who come, and takes them from all.",
        (),
        OF_AN_ENTRANT,
        with_entrant,
    ),
    WhatIf(
        "Price + 10 %, shop",
        "retail",
        "Where nobody is bound, orders fall at once, and nobody likes the shop better.",
        (lever(PRICE, multiply=1.1),),
        (
            Expectation("fewer orders at once", "orders", QUARTER, "per cent", -35, -3),
            Expectation("as price elasticities of -1 to -4 say", "orders", YEAR, "per cent", -32, -9),
            Expectation("NPS does not rise", "nps", END_OF_YEAR, "points", -12, 0),
            Expectation("net present value hardly moves", "npv_eur", TWO_YEARS, "per cent", -15, 12),
        ),
    ),
    WhatIf(
        "Delivery takes three times as long, shop",
        "retail",
        "Everybody who orders notices it: bad reviews at once, fewer come back, the shop shrinks over the year.",
        (lever("brand.operations.lead_days", multiply=3.0),),
        (
            Expectation("most parcels are late", "late_share", YEAR, "level", 60, 100),
            Expectation("one to two stars less", "rating", HALF_YEAR, "points", -2.5, -0.5),
            Expectation("NPS falls", "nps", END_OF_YEAR, "points", -80, -8),
            Expectation("fewer orders in the second half-year", "orders", SECOND_HALF, "per cent", -60, -5),
            Expectation("which is worse than at first", "orders", SECOND_YEAR, "per cent", -75, -10),
        ),
    ),
)
