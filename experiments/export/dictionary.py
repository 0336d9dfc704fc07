"""The data dictionary: every column of every table, what it means, and who can know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from experiments.export.keeping import words_of
from sim.market.schema import Market
from sim.state.counters import LIVED_COLUMNS
from sim.state.tables import REASONS, TRIGGERS

BRAND, EVERYBODY, NOBODY = "the brand", "everybody", "nobody"
"""Who can know a column."""

TRUTH = "truth/"
"""Beginning of the names of the tables that nobody can know."""


class Column(NamedTuple):
    """A column: its meaning, unit, range in words, and when it is empty, if ever."""

    name: str
    meaning: str
    unit: str = ""
    values: str = ""
    empty: str = ""


CUSTOMER = Column("customer", "number of the customer, the same in all tables", "", "1 and more")
WEEK = Column("week", "week in which it happened", "week", "1 is the first reported week")
PERIOD = Column("week", "last week of the period that the row is about", "week", "1 is the first reported week")
SEGMENT = Column("segment", "segment of the customer", "", "names of the market")
LEFT = Column(
    "left_in_week",
    "week in which the customer left; the row then tells the state before",
    "week",
    "1 and more",
    "for those who are still there at the end of the period",
)
STANDS_FOR = "how many such the real market has for each in the sample"
_SCORE = "0 to 10, whole"
_NAMED = "names of the market"
_READ = "a cause of the market, none (it names none), unknown (it could not be read)"
_STATE_MEANINGS = {
    "satisfaction": ("satisfaction with the relation", "0 to 1"),
    "experience": ("lived experience, slower than satisfaction and without its moods", "0 to 1"),
    "trust": ("trust that promises are kept", "0 to 1"),
    "attachment": ("attachment to the brand", "0 to 1"),
    "habit": ("habit", "0 to 1"),
    "mood": ("mood left by the last encounters", "-1 to 1"),
    "hassle": ("effort that was spent lately", "0 to 1"),
    "grudge": ("grudge after problems that were not solved", "0 to 1"),
    "price_loss": ("loss felt by the price, as a share of the reference price; below 0 a gain", "any"),
}

CRM: Mapping[bool, tuple[Column, ...]] = {
    True: (
        CUSTOMER,
        PERIOD,
        SEGMENT,
        Column("since_week", "week in which the customer came; before the run it is 0 or below", "week", "any"),
        Column("plan", "share of all features of the offer that is bought", "share", "0 to 1"),
        Column("bill_eur", "bill of a month", "EUR", "0 and more"),
        Column("contract_ends_week", "week in which the contract ends", "week", "1 and more", "when none runs"),
        Column(
            "discount_ends_week", "week in which a newcomer's discount ends", "week", "1 and more", "when none runs"
        ),
        LEFT,
    ),
    False: (
        Column("order", "number of the order", "", "1 and more"),
        CUSTOMER,
        Column("week", "week in which it arrived", "week", "1 is the first reported week"),
        SEGMENT,
        Column("amount_eur", "amount of the order, also of one that is sent back", "EUR", "0 and more"),
        Column("promised_days", "delivery time that was promised", "days", "0 and more"),
        Column("days", "delivery time", "days", "0 and more"),
        Column("is_sent_back", "whether it was sent back", "", "0 or 1"),
    ),
}
"""Customers and their contracts, or orders where purchases repeat, by whether there are contracts."""

SURVEY = (
    Column("question", "number of the question", "", "1 and more"),
    CUSTOMER,
    Column("week", "week in which it was asked", "week", "1 is the first reported week"),
    Column("known_in_week", "week from which on the answer is known", "week", "1 and more"),
    SEGMENT,
    Column("survey", "what was asked about: one encounter, or the relation", "", "encounter, relation"),
    Column("touchpoint", "touchpoint of the encounter", "", _NAMED, "for the relation"),
    Column("is_answered", "whether it was answered", "", "0 or 1"),
    Column(
        "satisfaction", "how satisfying the encounter was", "points", _SCORE, "without an answer, and for the relation"
    ),
    Column("ease", "how easy it was", "points", _SCORE, "without an answer, and for the relation"),
    Column(
        "recommendation",
        "how likely the customer recommends the brand: 9 and 10 are promoters, 0 to 6 detractors",
        "points",
        _SCORE,
        "without an answer, and for an encounter",
    ),
    Column("cause", "cause of trouble that was read in what the customer wrote", "", _READ, "without an answer"),
    Column("stands_for", STANDS_FOR, "questions", "0 and more"),
)

COMPLAINTS = (
    Column("complaint", "number of the complaint", "", "1 and more"),
    CUSTOMER,
    WEEK,
    SEGMENT,
    Column(
        "outcome",
        "what became of it: solved, eased (taken charge of, while the trouble goes on), or open",
        "",
        "solved, eased, open",
    ),
    Column("closed_in_week", "week in which it was solved or eased", "week", "1 and more", "when open"),
    Column("is_written_down", "whether it reached headquarters", "", "0 or 1"),
    Column("known_in_week", "week from which on headquarters know it", "week", "1 and more", "when not written down"),
    Column("cause", "cause that was read in what was written down", "", _READ, "when not written down"),
    Column(
        "stands_for",
        "how many complaints at headquarters the real market has for it",
        "complaints",
        "1 and more",
        "when not written down",
    ),
)

ALERTS = (
    Column("week", "week in which staff reported it", "week", "1 is the first reported week"),
    Column("known_in_week", "week from which on it is known", "week", "1 and more"),
    SEGMENT,
    Column("touchpoint", "touchpoint at which staff work", "", _NAMED),
    Column(
        "cause",
        "what staff believe to be the cause",
        "",
        "a cause of the market, customer (it is their own fault), unknown",
    ),
    Column("alerts", "how many, in the real market", "alerts", "0 and more"),
)

REVIEWS = (
    Column("review", "number of the review", "", "1 and more"),
    WEEK,
    Column("brand", "brand that it is about", "", _NAMED),
    Column("stars", "stars", "stars", "1 to 5"),
)

USED = Column("used", "share of all features of the offer that is used", "share", "0 to 1")

QUESTIONS = (
    Column("question", "number of the question in the survey", "", "1 and more"),
    Column(
        "impression",
        "mean impression that encounters at that touchpoint left in that week",
        "impression",
        "-1 to 1",
        "for the relation",
    ),
    Column(
        "encounters",
        "how many encounters there were at that touchpoint in that week",
        "encounters",
        "1 and more",
        "for the relation",
    ),
    Column(
        "root_cause",
        "cause that was really behind: of the encounter, or of the worst moment remembered",
        "",
        "a cause of the market, none",
    ),
    Column("true_satisfaction", "satisfaction with the relation at the end of the week", "", "0 to 1"),
    Column("true_trust", "trust at the end of the week", "", "0 to 1"),
    Column(
        "true_recommendation", "what the customer would answer about the relation but for noise", "points", "0 to 10"
    ),
)

DEPARTURES = (
    CUSTOMER,
    Column("left_in_week", "week of the departure", "week", "1 is the first reported week"),
    Column("brand", "brand that was left", "", _NAMED),
    SEGMENT,
    Column("went_to", "brand that the customer went to", "", "names of the market, none"),
    Column("reason", "reason that decided", "", ", ".join(REASONS)),
    Column("all_reasons", "all reasons that spoke for it, with blanks between them", "", "as above"),
    Column("opened_by", "what had opened the search", "", ", ".join(TRIGGERS), "for those who went to no other brand"),
    Column("tenure_weeks", "how long the relation lasted", "weeks", "0 and more"),
    Column("true_satisfaction", "satisfaction when leaving", "", "0 to 1"),
    Column("true_trust", "trust when leaving", "", "0 to 1"),
    Column("worst_at", "touchpoint of the worst moment remembered the week before", "", "names of the market, none"),
    Column("worst_for", "root cause of it", "", "names of the market, none"),
)

AUTHORS = (
    Column("review", "number of the review", "", "1 and more"),
    Column("customer", "who wrote it", "", "1 and more"),
    Column("opinion", "opinion that moved the customer to write", "", "-1 to 1"),
)

_LIVED = {
    "encounters": ("encounters", "encounters", "0 and more"),
    "promised": ("promised quality, added up over encounters", "quality", "0 to 1 each"),
    "expected": ("expected quality, added up", "quality", "0 to 1 each"),
    "delivered": ("delivered quality, added up", "quality", "0 to 1 each"),
    "perceived": ("perceived quality, added up", "quality", "0 to 1 each"),
    "impression": ("impressions, added up", "impression", "-1 to 1 each"),
    "bad": ("encounters that left a bad impression", "encounters", "0 and more"),
    "troubled": ("encounters at which something went wrong", "encounters", "0 and more"),
    "over_delivery_eur": ("cost of quality that is neither asked for nor noticed", "EUR", "0 and more"),
    "cost_eur": ("cost of encounters, contacts and compensation", "EUR", "0 and more"),
    "departures": ("customers lost whose worst moment in memory it was", "customers", "0 and more"),
    "revenue_lost_eur": ("what they paid in a usual week", "EUR", "0 and more"),
}


def columns_of(market: Market, with_changes: bool = True) -> dict[str, tuple[Column, ...]]:
    """Return the columns of every table of an export, by the name of the table without ending.

    Parameters
    ----------
    with_changes : whether departures tell what would have kept the customer.
    """
    kept = [
        Column(name, meaning, "", "0 or 1", "for those who left another brand")
        for name, meaning in words_of(market).items()
    ]
    is_contractual = market.category.kind == "contractual"
    return {
        "crm": CRM[is_contractual],
        "survey": SURVEY,
        "complaints": COMPLAINTS,
        "alerts": ALERTS,
        "reviews": REVIEWS,
        "usage": _usage(market, is_contractual),
        f"{TRUTH}people": _people(market),
        f"{TRUTH}questions": QUESTIONS,
        f"{TRUTH}departures": (*DEPARTURES, *(kept if with_changes else ())),
        f"{TRUTH}lived": _lived(),
        f"{TRUTH}authors": AUTHORS,
    }


def _usage(market: Market, is_contractual: bool) -> tuple[Column, ...]:
    met = (
        Column(f"met_{name}", f"encounters with {each.title} in the period", "encounters", "0 and more")
        for name, each in market.touchpoints.items()
        if each.kind != "indirect" and each.stage != "buying"
    )
    return (CUSTOMER, PERIOD, SEGMENT, *((LEFT, USED) if is_contractual else ()), *met)


def _people(market: Market) -> tuple[Column, ...]:
    states = (Column(f"true_{name}", meaning, "", values) for name, (meaning, values) in _STATE_MEANINGS.items())
    lived = (
        Column(f"lived_{name}", f"times that it was felt in the period: {each.title}", "times", "0 and more")
        for name, each in market.causes.items()
    )
    return (
        CUSTOMER,
        PERIOD,
        Column("brand", "brand of the customer", "", "names of the market, none"),
        SEGMENT,
        *states,
        Column(
            "true_recommendation",
            "what the customer would answer but for noise",
            "points",
            "0 to 10",
            "without a brand",
        ),
        Column("open_problem", "cause of the problem that is open", "", "a cause of the market, none"),
        Column("worst_at", "touchpoint of the worst moment still remembered", "", "names of the market, none"),
        Column("worst_for", "root cause of it", "", "names of the market, none"),
        Column(
            "silent_problems", "problems in the period about which the customer kept silent", "problems", "0 and more"
        ),
        *lived,
    )


def _lived() -> tuple[Column, ...]:
    keys = (
        WEEK,
        Column("brand", "brand", "", _NAMED),
        SEGMENT,
        Column("touchpoint", "where it was lived", "", _NAMED),
        Column("cause", "its root cause", "", "a cause of the market, none"),
    )
    return (*keys, *(Column(name, *_LIVED[name]) for name in LIVED_COLUMNS))


def dictionary(columns: Mapping[str, Sequence[Column]]) -> pd.DataFrame:
    """Return the data dictionary of some tables: a row for each column."""
    return pd.DataFrame(
        [
            {
                "table": table,
                "column": column.name,
                "meaning": column.meaning,
                "unit": column.unit,
                "values": column.values,
                "empty": column.empty or "never",
                "known_to": NOBODY if table.startswith(TRUTH) else EVERYBODY if table == "reviews" else BRAND,
            }
            for table, described in columns.items()
            for column in described
        ]
    )
