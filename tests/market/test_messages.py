"""Messages: the nearest name that is known, and one line for what is alike."""

from typing import get_args

import pytest
from pydantic_core.core_schema import ErrorType

from sim.market.checking import in_words
from sim.market.messages import InputError, Problem, apart, grouped, nearest, unknown

METRICS = ["nps", "npv_eur", "npv_eur_per_customer", "churn"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("npv", "did you mean 'npv_eur'?"),
        ("churnn", "did you mean 'churn'?"),
        ("weather", "known: nps, npv_eur, npv_eur_per_customer, churn"),
        ("", "known: nps, npv_eur, npv_eur_per_customer, churn"),
    ],
)
def test_unknown_name(name, hint):
    """A name that is cut short is completed, a misspelt one mended; else all are listed."""
    assert unknown("metric", name, METRICS) == f"unknown metric '{name}' ({hint})"


PATHS = ["offer.price_eur", "offer.breadth", "promise.using", "promise.delivery_days", "operations.lead_days"]


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("price", "offer.price_eur"),
        ("price_eur", "offer.price_eur"),
        ("offer.price", "offer.price_eur"),
        ("prise_eur", "offer.price_eur"),
        ("ofer.price_eur", "offer.price_eur"),
        ("usng", "promise.using"),
        ("weather", None),
    ],
)
def test_paths_are_found_by_their_end(name, suggestion):
    """Of a path its end may be enough, whole, begun or misspelt."""
    assert nearest(name, PATHS) == suggestion


@pytest.mark.parametrize(
    ("what", "place"),
    [("number", "`cxsim parameters MARKET`"), ("scenario", "`cxsim scenarios MARKET`"), ("market", "`cxsim markets`")],
)
def test_where_all_names_are(what, place):
    """A list that is cut short says where the whole of it is found."""
    message = unknown(what, "?", [f"name{number}" for number in range(40)])
    assert message.endswith(f"name11 and 28 more, see {place})")


def test_names_that_are_listed_nowhere_else():
    """A list without such a place is not cut short."""
    names = [f"name{number}" for number in range(40)]
    assert unknown("key", "?", names) == f"unknown key '?' (known: {', '.join(names)})"


def wrong(line, path, message):
    return Problem("market.yaml", line, path, message)


def test_alike_problems_are_one_line():
    """Many problems of one kind are one line, with their number and their lines; the error itself has each of them."""
    problems = [wrong(line, f"touchpoints.t{line}.quality.acme", "is missing") for line in range(40, 65)]
    error = InputError([*problems, wrong(70, "focus", "is missing")])
    assert str(error).splitlines() == [
        "market.yaml:40: touchpoints.t40.quality.acme: is missing (and 24 more like this, lines 41-64)",
        "market.yaml:70: focus: is missing",
    ]
    assert len(error.problems) == 26


def test_alike_but_for_the_value():
    """The value found, the line that a message points at, and other numbers in it make no difference."""
    values = [wrong(line, "price", f"must be a number (got '{line},5'); expected 0 to 9") for line in range(2, 7)]
    repeated = [wrong(line, "id", f"is the customer of line {line - 5} too") for line in range(7, 12)]
    ramps = [wrong(line, "levers.1", f"makes {20 - line} of the 1,800 steps of its ramp") for line in range(12, 17)]
    assert [problem.message for problem in grouped(values + repeated + ramps)] == [
        "must be a number (got '2,5'); expected 0 to 9 (and 4 more like this, lines 3-6)",
        "is the customer of line 2 too (and 4 more like this, lines 8-11)",
        "makes 8 of the 1,800 steps of its ramp (and 4 more like this, lines 13-16)",
    ]


def test_unlike_problems_stay_apart():
    """Other keys, other files and other reasons are other problems, and a few alike stay apart."""
    problems = [wrong(1, f"a.{key}", "is missing") for key in "bcdef"]
    problems += [wrong(2, "a.b", "must be text"), Problem("other.yaml", 1, "a.b", "is missing")]
    few = [wrong(line, "x", "is out of range (got 9)") for line in range(3)]
    assert grouped(problems + few) == problems + few


ERRORS = get_args(ErrorType)


@pytest.mark.parametrize("kind", ERRORS)
def test_sentences_are_our_own(kind):
    """Of whichever kind an error of pydantic is, its own sentence, in words of programs, reaches nobody."""
    limits = {"ge": 1.0, "le": 1.0, "gt": 1.0, "lt": 1.0, "expected": "'a' or 'b'", "max_length": 3, "actual_length": 4}
    told = in_words({"type": kind, "loc": ("a",), "msg": "Input should be a pydantic", "input": 2.0, "ctx": limits})
    assert "Input" not in told
    assert told.startswith(("must ", "is not valid here"))


@pytest.mark.parametrize(("value", "shown"), [(100.0, "100"), (100.4, "100.4"), (100.00000000001, "100.00000000001")])
def test_numbers_that_are_not_equal_look_different(value, shown):
    """A value just outside a range is not shown as its end."""
    assert apart(value, 100.0, 0.0).startswith(shown)
