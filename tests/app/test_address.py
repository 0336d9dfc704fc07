"""The address holds the whole state of the page, and nothing in it can break the page."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.address import LARGEST_SEED, Asked, asked_in, quoted, scenario_file
from app.catalogue import Catalogue

CATALOGUE = Catalogue()
MARKETS = list(CATALOGUE)


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Draw a question that the page can be asked."""
    market = draw(st.sampled_from(MARKETS))
    facts = CATALOGUE[market]
    strategies = ["", *(each["name"] for each in facts["strategies"])]
    levers = {
        lever["key"]: stop
        for lever in facts["levers"]
        if (stop := draw(st.sampled_from(lever["stops"]))) != lever["today"]
    }
    seed = draw(st.integers(1, LARGEST_SEED))
    return Asked(market, draw(st.sampled_from(strategies)), levers, seed, draw(st.sampled_from((52, 104, 156))))


@given(questions())
@settings(max_examples=50)
def test_the_address_keeps_the_question(asked):
    """What is asked can be read from its address, so that reload, Back and a shared link bring it back."""
    assert asked_in(dict(parse_qsl(asked.query())), CATALOGUE) == asked


@given(
    st.dictionaries(st.sampled_from(["market", "strategy", "price", "agents", "seed", "weeks", "customers"]), st.text())
)
@settings(max_examples=100)
def test_anything_in_the_address_makes_a_question(query):
    """Whatever an address holds, the page shows a question that can be asked."""
    asked = asked_in(query, CATALOGUE)
    assert asked_in(dict(parse_qsl(asked.query())), CATALOGUE) == asked


@pytest.mark.parametrize("given, stop", [("999", 35.0), ("-1", 19.0), ("24.4", 24.0)])
def test_values_go_to_the_nearest_stop(given, stop):
    """A price that no slider can have goes to the nearest that it can."""
    assert asked_in({"market": "telecom", "price": given}, CATALOGUE).levers == {"price": stop}


def test_where_it_stands_today_is_no_change():
    """A lever at today's value is not moved, so that the question is that of how things are."""
    asked = asked_in({"market": "telecom", "price": "27"}, CATALOGUE)
    assert not asked.acts
    assert asked.query() == "market=telecom"


def test_titles_are_quoted():
    """No title can add a line to a scenario file."""
    facts = CATALOGUE["telecom"]
    text = scenario_file(Asked("telecom", levers={"price": 25.0}), facts, 'a "title"\nlevers: []', "?")
    assert text.splitlines()[0] == r'title: "a \"title\"\nlevers: []"'
    assert quoted("é: #") == '"é: #"'
