"""The sheet and the rules name the same parameters."""

from importlib import import_module
from inspect import getmembers, isclass

import pytest

from sim.market.behaviour_sheet import BEHAVIOUR
from sim.market.market_sheet import (
    BRAND,
    CATEGORY,
    CAUSE,
    COSTS,
    NETWORK,
    OFFER,
    OPERATIONS,
    PROMISE,
    QUALITY,
    RELATIONSHIP,
    SEGMENT,
    TOUCHPOINT,
)

OF_THE_MARKET = (
    CATEGORY,
    SEGMENT,
    NETWORK,
    BRAND,
    OFFER,
    PROMISE,
    OPERATIONS,
    RELATIONSHIP,
    COSTS,
    TOUCHPOINT,
    QUALITY,
    CAUSE,
)


@pytest.mark.parametrize("rule", [rule for rule in BEHAVIOUR if rule != "population"])
def test_the_sheet_names_the_parameters_of_the_rule_file(rule: str):
    """Each part of the sheet has the fields of the named tuple beside the rules, in the same order."""
    module = import_module(f"sim.rules.{rule}")
    tuples = [
        kind
        for _, kind in getmembers(module, isclass)
        if hasattr(kind, "_fields") and kind.__module__ == module.__name__
    ]
    assert [kind._fields for kind in tuples] == [tuple(BEHAVIOUR[rule])]


@pytest.mark.parametrize("sheet", [*BEHAVIOUR.values(), *OF_THE_MARKET])
def test_defaults_are_admissible(sheet: dict):
    """Every default lies within its range, and every range has two ends."""
    for name, number in sheet.items():
        assert number.low < number.high, name
        assert number.default is None or number.low <= number.default <= number.high, name


@pytest.mark.parametrize("sheet", [*BEHAVIOUR.values(), *OF_THE_MARKET])
def test_every_number_says_what_it_is(sheet: dict):
    """Every line of the sheet has a unit, a grade, a meaning and a source."""
    for name, number in sheet.items():
        assert number.grade in ("measured", "adapted", "assumed"), name
        assert number.unit, name
        assert number.meaning, name
        assert number.source, name
        assert number.grade == "assumed" or number.source != "our assumption", name
