"""What if ... in regional travel and in business software: the same questions as of the operators, and of an entrant.

The intervals are those of the operators, which were written down before anything was measured, but for what is said
beside them.
"""

from __future__ import annotations

from functools import partial

from experiments.validation.patterns.ceiling import PERFECT, WITHOUT_TROUBLE
from experiments.validation.patterns.contrasts import PRICE, lever
from sim.market.schema import Market
from tests.common_sense.what_ifs import (
    AWFUL,
    END_OF_SECOND_YEAR,
    END_OF_YEAR,
    ENTERS_IN_WEEK,
    HALF_YEAR,
    MONTH,
    OF_AN_ENTRANT,
    QUARTER,
    SECOND_HALF,
    SECOND_YEAR,
    THIRD_YEAR,
    TWO_YEARS,
    YEAR,
    Expectation,
    WhatIf,
    with_entrant,
)
from tests.worlds import document_of

WORDS = {"rail": "train", "software": "suite"}
LEADERS = {"software": "beacon"}


def with_glide(market: Market) -> Market:
    """Return regional travel with self-driving cars from week 26 on."""
    document = document_of(market)
    document["brands"]["glide"]["enters_in_week"] = float(ENTERS_IN_WEEK)
    return Market.model_validate(document)


def dearer(market: str) -> WhatIf:
    """Return the question of a price that is a tenth higher."""
    return WhatIf(
        f"Price + 10 %, {WORDS[market]}",
        market,
        "Fewer come, some leave in the months after, nobody likes the brand better, and the owner is neither ruined "
        "nor made.",
        (lever(PRICE, multiply=1.1),),
        (
            Expectation("as price elasticities of -1.5 to -4 say", "gains", YEAR, "per cent", -32, -13),
            Expectation("more of the present ones leave", "churn", HALF_YEAR, "points", 0.5, 8),
            Expectation("NPS does not rise", "nps", END_OF_YEAR, "points", -12, 0),
            Expectation("a little smaller after a year", "customers", END_OF_YEAR, "per cent", -8, -1),
            Expectation("net present value hardly moves", "npv_eur", TWO_YEARS, "per cent", -10, 10),
        ),
    )


def cheaper(market: str) -> WhatIf:
    """Return the question of a price that is a tenth lower."""
    return WhatIf(
        f"Price - 10 %, {WORDS[market]}",
        market,
        "More come, a few more stay, and it must first be paid for.",
        (lever(PRICE, multiply=0.9),),
        (
            Expectation("as price elasticities of -1.5 to -4 say", "gains", YEAR, "per cent", 13, 53),
            Expectation("those who are there stay a little longer", "churn", HALF_YEAR, "points", -4, 0),
            Expectation("NPS does not fall", "nps", END_OF_YEAR, "points", 0, 8),
            Expectation("a little larger after a year", "customers", END_OF_YEAR, "per cent", 0.5, 8),
            Expectation("two years do not pay it back twice", "npv_eur", TWO_YEARS, "per cent", -18, 5),
        ),
    )


def without_support(market: str, *self_service: str) -> WhatIf:
    """Return the question of a brand that nobody can ask for help."""
    return WhatIf(
        f"No agents, {WORDS[market]}",
        market,
        "Whoever calls reaches nobody, no complaint is solved; some leave, the rest grumbles, and the brand lives on.",
        (
            lever("brand.operations.support_agents", to=0.0),
            lever("brand.operations.shop_agents", to=0.0),
            *(lever(f"touchpoints.{name}.by_brand.weekly_rate", to=0.0) for name in self_service),
        ),
        (
            Expectation("nobody is served", "abandonment", YEAR, "level", 99.9, 100),
            Expectation("complaints stay unsolved", "solved_per_complaint", YEAR, "level", 0, 1),
            Expectation("churn rises", "churn", YEAR, "points", 0.3, 15),
            Expectation("NPS falls", "nps", END_OF_YEAR, "points", -30, -1),
            Expectation("the brand does not collapse", "customers", END_OF_SECOND_YEAR, "per cent", -35, -1),
        ),
    )


def perfect(market: str, lead_days: float) -> WhatIf:
    """Return the question of a brand of perfect quality."""
    numbers = PERFECT | WITHOUT_TROUBLE | {"brand.operations.lead_days": lead_days}
    return WhatIf(
        f"Perfect quality, {WORDS[market]}",
        market,
        "Customers are content within weeks and recommend within a year or two; the best in the world reach an NPS of "
        "70 to 80, and some still leave.",
        tuple(lever(path, to=value) for path, value in numbers.items()),
        (
            Expectation("satisfaction rises in a quarter", "satisfaction", QUARTER, "points", 0.02, 0.3),
            Expectation("NPS needs more than a month", "nps", MONTH, "points", 0, 40),
            Expectation("NPS of the best in the world", "nps", THIRD_YEAR, "level", 65, 88),
            Expectation("some still leave", "churn", THIRD_YEAR, "level", 2, 12),
            Expectation("larger after a year", "customers", END_OF_YEAR, "per cent", 3, 30),
            Expectation("much larger after three", "customers", (156, 156), "per cent", 12, 90),
            Expectation("at the cost of the rivals", "customers", (156, 156), "per cent", -50, -4, "rivals"),
        ),
    )


def awful(market: str) -> WhatIf:
    """Return the question of a brand whose quality is far below the acceptable."""
    return WhatIf(
        f"Awful quality, {WORDS[market]}",
        market,
        "Customers are cross within weeks, stop recommending within months and go within a year or two, not overnight.",
        (AWFUL,),
        (
            Expectation("satisfaction falls in a quarter", "satisfaction", QUARTER, "points", -0.4, -0.03),
            Expectation("nobody flees overnight", "customers", (4, 4), "per cent", -6, 0),
            Expectation("hardly anybody recommends it", "nps", SECOND_YEAR, "level", -100, -60),
            Expectation("many leave", "churn", YEAR, "points", 8, 60),
            Expectation("and go on leaving", "churn", SECOND_HALF, "points", 8, 80),
            Expectation("much smaller after two years", "customers", END_OF_SECOND_YEAR, "per cent", -80, -20),
        ),
    )


def entered(market: str, sense: str) -> WhatIf:
    """Return the question of a newcomer in week 26."""
    remade = partial(with_entrant, leader=LEADERS[market]) if market in LEADERS else with_glide
    return WhatIf(
        f"An entrant, {WORDS[market]}",
        market,
        sense,
        (),
        OF_AN_ENTRANT,
        remade,
    )


WHAT_IFS: tuple[WhatIf, ...] = (
    dearer("rail"),
    cheaper("rail"),
    without_support("rail", "self_service"),
    perfect("rail", 1.5),
    awful("rail"),
    entered(
        "rail",
        "Self-driving cars without any irritant of the old services, a little dearer than the train, from week 26: "
        "nobody knows them at first, and then they take travellers from all.",
    ),
    dearer("software"),
    cheaper("software"),
    without_support("software", "knowledge_base"),
    perfect("software", 14.0),
    awful("software"),
    entered(
        "software",
        "A newcomer as good as the best and 15 % cheaper than the average, from week 26: accounts are bound for a "
        "year, so it needs time, and takes them from all.",
    ),
)
