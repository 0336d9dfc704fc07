"""Numbers are written for people, and never say more than is known."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.measures.paired import Estimate
from experiments.pages.formats import amount, clean, counted, horizon, listed, number, plus_minus, share, span, ticked

FINITE = st.floats(-1e12, 1e12)


def spaced(text: str) -> str:
    """Return a text with plain spaces, to be read in a test."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("x", "unit", "written"),
    [
        (1_234_567, "EUR", "EUR 1.23 m"),
        (45_600, "EUR", "EUR 45.6 k"),
        (-812, "EUR", "EUR −812"),
        (2.5e9, "EUR", "EUR 2.50 bn"),
        (20.68, "% a year", "20.7 %"),
        (12_345.4, "customers", "12,345"),
        (0.61234, "0 to 1", "0.612"),
        (63.7, "weeks", "64 weeks"),
        (math.nan, "EUR", "–"),
    ],
)
def test_amounts_have_units_and_sensible_digits(x, unit, written):
    """An amount carries its unit, thousands separators and about three digits."""
    assert spaced(amount(x, unit)) == written


@pytest.mark.parametrize(
    ("estimate", "unit", "written"),
    [
        (Estimate(1_234_000, 934_000, 1_534_000, 1, 20), "EUR", "EUR 1.2 m ± 0.3 m"),
        (Estimate(-0.4, -0.6, -0.2, 0, 20), "points", "−0.4 ± 0.2 points"),
        (Estimate(5.0, 5.0, 5.0, 1, 20), "points", "5.0 points"),
        (Estimate(3.2, -math.inf, math.inf, 1, 1), "points", "3.2 points"),
        (Estimate(0.03, 0.02999, 0.03001, 1, 20), "0 to 1", "0.0300 ± <0.0001"),
        (Estimate(1.0, 0.7, 1.3, 1, 20), "customers", "1.0 ± 0.3"),
    ],
)
def test_digits_follow_the_interval(estimate, unit, written):
    """A mean has the digits its interval leaves it; without an interval, or without random variation, there is no ±."""
    assert spaced(plus_minus(estimate, unit)) == written


def test_differences_of_percentages_are_points():
    """A change from 20 % to 18 % is one of points, a relative one is of per cent."""
    change = Estimate(-2.0, -2.5, -1.5, 0, 20)
    assert spaced(plus_minus(change, "% a year", signed=True)) == "−2.0 ± 0.5 points"
    assert spaced(plus_minus(change, "% change", signed=True)) == "−2.0 ± 0.5 %"


def test_both_ends_of_an_interval_share_one_scale():
    """An interval is written between two ends of the same unit, with signs."""
    assert spaced(span(Estimate(1e5, -1e5, 3e5, 0.7, 20), "EUR")) == "between EUR −100 k and +300 k"


@given(x=FINITE, decimals=st.integers(0, 4))
def test_a_number_that_rounds_to_zero_has_no_sign(x, decimals):
    """Nothing is written as minus zero or plus zero."""
    text = number(x, decimals, signed=True)
    assert (text[0] in "+−") == bool(re.search("[1-9]", text))


@given(x=st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_no_share_is_rounded_to_certainty(x):
    """What is only close to never or always is not written as 0 % or 100 %."""
    assert spaced(share(x)) not in ("0 %", "100 %")


def test_ticks_have_the_digits_of_their_distance():
    """Ticks half a unit apart show one decimal, those of round numbers none."""
    assert [ticked(x, "points", 0.5, 1.0, signed=True) for x in (-0.5, 0.0, 1.0)] == ["−0.5", "0", "+1.0"]
    assert spaced(ticked(20_000, "EUR", 20_000, 60_000)) == "20 k"


@pytest.mark.parametrize(("weeks", "said"), [(156, "three years"), (52, "one year"), (78, "78 weeks"), (1, "1 week")])
def test_horizons_are_said_in_years_when_they_are_whole(weeks, said):
    """Three years are said as three years, not as 156 weeks."""
    assert spaced(horizon(weeks)) == said


def test_lists_are_read_aloud():
    """The last item of a list comes after an "and"."""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


@given(st.text())
def test_clean_names_have_no_control_characters(name):
    """A name from a file has nothing in it that a page or an SVG may not hold, or that turns its text around."""
    assert all(letter.isprintable() or letter in "\u200c\u200d" for letter in clean(name))


def test_clean_names_keep_what_joins_letters():
    """A family of one emoji stays one, and Persian keeps its spelling."""
    family, persian = "\U0001f469\u200d\U0001f467", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert clean(f" {family}\n{persian}\u202e") == f"{family} {persian}"


def test_what_is_counted_agrees_with_its_number():
    """One thing is singular, any other number of them plural."""
    assert [counted(count, "seed") for count in (0, 1, 2, 1200)] == ["0 seeds", "1 seed", "2 seeds", "1,200 seeds"]
