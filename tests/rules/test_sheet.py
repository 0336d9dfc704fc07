"""The sheet: every parameter is declared once, with all that is known of it, and used."""

import ast
from pathlib import Path

import pytest

from sim.foundations.numbers import sheet_of
from sim.market.market_sheet import (
    BRAND,
    CATEGORY,
    CAUSE,
    COSTS,
    COVERAGE,
    LISTENING,
    NETWORK,
    OFFER,
    OPERATIONS,
    PROMISE,
    QUALITY,
    RELATIONSHIP,
    SEGMENT,
    TEAM,
    TOUCHPOINT,
)
from sim.rules.behaviour_sheet import BEHAVIOUR
from sim.rules.impressions_sheet import Impressions

RULES = Path(__file__).parents[2] / "sim" / "rules"

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
    LISTENING,
    {"coverage": COVERAGE},
    TEAM,
    TOUCHPOINT,
    QUALITY,
    CAUSE,
)


def test_each_rule_file_has_its_sheet():
    """A group of parameters is called like the file of rules that it stands beside; people are drawn by no rule."""
    stems = {path.stem for path in RULES.glob("*.py")}
    with_sheet = {stem.removesuffix("_sheet") for stem in stems if stem.endswith("_sheet")} - {"behaviour"}
    assert set(BEHAVIOUR) == with_sheet
    assert with_sheet - {"population"} == {stem for stem in stems if f"{stem}_sheet" in stems}


def test_a_tuple_of_parameters_has_the_defaults_of_its_sheet():
    """Called without values, a class of parameters gives the numbers of its lines; called with one, that one."""
    assert Impressions()._asdict() == {name: number.default for name, number in sheet_of(Impressions).items()}
    assert Impressions(loss_aversion=1.5).loss_aversion == 1.5


def test_every_parameter_is_used():
    """No line of the sheet is forgotten: each is read by a rule, a phase, or the state at the beginning."""
    read = {
        node.attr if isinstance(node, ast.Attribute) else node.value
        for room in ("rules", "phases", "state")
        for path in (RULES.parent / room).glob("*.py")
        if not path.name.endswith("_sheet.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Constant)
    }
    names = {name for sheet in BEHAVIOUR.values() for name in sheet}
    assert {name for name in names if {name, name.replace("_half_life", "_kept")}.isdisjoint(read)} == set()


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
