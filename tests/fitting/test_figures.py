"""Figures: what a market shows of each kind of fact, from what is booked."""

import numpy as np
import pandas as pd
import pytest

from experiments.fitting.answering import AnswerBook
from experiments.fitting.figures import FIGURES, Scope, Seen
from sim.state.counters import BRAND_ONLY, COUNTERS
from sim.state.tables import NOTE, Event
from tests.worlds import shipped


def booked(weeks: int = 52, **counters) -> pd.DataFrame:
    """Return weeks of two brands without segments, in which some counters of the first one are given."""
    rows = []
    for week in range(weeks):
        for brand in ("acme", "kite"):
            row = dict.fromkeys((*COUNTERS, *BRAND_ONLY), 0.0)
            row |= {"customers": 500.0} | ({} if brand == "kite" else {key: of(week) for key, of in counters.items()})
            rows.append({"week": week + 1, "brand": brand, "segment": "all"} | row)
    return pd.DataFrame(rows)


LEFT = np.array([200, 120, 90, 75, 60, 50, 45, 40, 36, 33, 31, 29, 27])


def seen(table: pd.DataFrame, dearer: pd.DataFrame | None = None) -> Seen:
    """Return what is seen of a contractual market, perhaps with a higher price too."""
    return Seen(
        table,
        True,
        lambda scope: np.nan,
        lambda brand: seen(dearer if dearer is not None else table),
        lambda brand: LEFT,
    )


def shown(what: str, of: Seen) -> float:
    """Return what is shown of the first brand."""
    return FIGURES[what].shown(of, Scope("acme"))


def test_shares_and_their_change():
    """A brand that wins ten of five hundred customers in a year gains half a point."""
    table = booked(customers=lambda week: 500 + 20 * week / 51)
    assert shown("share", seen(table)) == pytest.approx(50.5, abs=0.01)
    assert shown("share_change", seen(table)) == pytest.approx(1.0, abs=0.04)


def test_rates_by_month_and_year():
    """Two losses and a complaint a week among 500 customers are 20.8 % a year and .87 per hundred a month."""
    of = seen(booked(losses=lambda week: 2.0, complaints=lambda week: 1.0))
    assert shown("churn", of) == pytest.approx(20.8)
    assert shown("complaints", of) == pytest.approx(100 * 52 / 12 / 500)


def test_elasticity_is_that_of_new_customers():
    """A price 20 % higher that costs 30 % of the new customers has an elasticity of ln .7 / ln 1.2."""
    of = seen(booked(gains=lambda week: 10.0), dearer=booked(gains=lambda week: 7.0))
    assert shown("elasticity", of) == pytest.approx(np.log(0.7) / np.log(1.2))


def test_answers_are_counted_where_they_are_given():
    """Of three encounters at a touchpoint two leave good impressions: two thirds are in the top two boxes."""
    market = shipped("telecom")
    brand, touchpoint = list(market.brands).index("kite"), list(market.touchpoints).index("app")
    notes = np.zeros(4, NOTE)
    notes["brand"], notes["what"], notes["event"] = brand, touchpoint, Event.ENCOUNTER
    notes["c"] = [0.3, 0.1, -0.6, -0.9]
    notes["event"][3] = Event.ORDERED
    customers = np.zeros(1, [("segment", "i4"), ("leniency", "f4")])
    answers = AnswerBook(market)
    answers.add([notes], customers)
    assert answers.top_share(Scope("kite", "", "app")) == pytest.approx(200 / 3)
    assert np.isnan(answers.top_share(Scope("acme", "", "app")))


def test_new_customers_who_are_left():
    """Retention is the share of the new customers who are still there; of further orders each class counts."""
    of = seen(booked())
    assert shown("retention_1", of) == pytest.approx(60.0)
    assert shown("retention_12", of) == pytest.approx(13.5)
    assert shown("repeats_0", of) == pytest.approx(100 * 200 / LEFT.sum())
