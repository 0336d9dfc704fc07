"""Numbers and dates are read as the table writes them; what can be read in two ways is refused with its lines."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.market.crm_mapping import Format
from sim.market.crm_notation import (
    AmbiguousError,
    Dates,
    Numbers,
    currency_of,
    dates_in,
    numbers_in,
)


def numbers(*values: str, delimiter: str = ";", **given: str) -> Numbers:
    """Return how some numbers are written; the first stands on line 2."""
    column = pd.Series(values, dtype="str")
    return numbers_in({"fee": column}, np.arange(2, 2 + len(values)), Format(**given), delimiter)


def dates(*values: str, **given: str) -> Dates:
    """Return how some dates are written; the first stands on line 2."""
    column = pd.Series(values, dtype="str")
    return dates_in({"since": column}, np.arange(2, 2 + len(values)), Format(**given))


@pytest.mark.parametrize(
    ("values", "decimal", "thousands", "plain"),
    [
        (("32.03", "7"), ".", "", ["32.03", "7"]),
        (("32,03", "7"), ",", "", ["32.03", "7"]),
        (("32,03 EUR", "€ 7", "-8,5 €"), ",", "", ["32.03", "7", "-8.5"]),
        (("1.537,20", "903"), ",", ".", ["1537.20", "903"]),
        (("1,537.20", "$903"), ".", ",", ["1537.20", "903"]),
        (("1.537", "12,5"), ",", ".", ["1537", "12.5"]),
        (("1.234.567", "1.537"), ",", ".", ["1234567", "1537"]),
        (("1\u00a0537,20", "903,5"), ",", " ", ["1537.20", "903.5"]),
        (("1'537.20", "903.5"), ".", "'", ["1537.20", "903.5"]),
        (("0.537", "1.537"), ".", "", ["0.537", "1.537"]),
        (("1e3", ".5", "+2."), ".", "", ["1e3", ".5", "+2."]),
    ],
)
def test_numbers_show_how_they_are_written(values, decimal, thousands, plain):
    """All values together show the signs of a table, and are read with them."""
    found = numbers(*values)
    assert (found.decimal, found.thousands) == (decimal, thousands)
    assert found.plain(pd.Series(values, dtype="str")).tolist() == plain


def test_a_guess_is_told_with_a_value():
    """A guess names the value that shows it; ordinary numbers need no word."""
    guess = numbers("7", "1.537,20").guess
    assert guess == (
        "numbers are read with a decimal comma and '.' between thousands, as '1.537,20' (line 3, column 'fee') shows"
    )
    assert numbers("7", "32.03").guess == ""
    assert numbers("32,03", decimal=",").guess == ""


@pytest.mark.parametrize("values", [("1.537", "903"), ("1,537", "903")])
def test_thousands_or_decimals_are_refused(values):
    """Three digits after a sign may be thousands or decimals: the line is named, and what to write into the mapping."""
    with pytest.raises(AmbiguousError, match=r"\(line 2, column 'fee'\) is 1\.537 or 1537, and no other value shows"):
        numbers(*values)


@pytest.mark.parametrize(("decimal", "plain"), [(",", "1537"), (".", "1.537")])
def test_the_mapping_decides(decimal, plain):
    """With the decimal sign of the mapping nothing is left to guess."""
    found = numbers("1.537", "903", decimal=decimal)
    assert found.plain(pd.Series(["1.537"])).tolist() == [plain]


def test_commas_between_values_leave_points_for_decimals():
    """In a table with commas between its values 1.537 has a decimal point, and that is reported."""
    found = numbers("1.537", delimiter=",")
    assert (found.decimal, found.thousands) == (".", "")
    assert "decimal point" in found.guess


def test_two_ways_are_refused():
    """A table whose numbers are written in two ways is refused with a line of each."""
    with pytest.raises(
        AmbiguousError, match=r"'32\.03' \(line 2, .* a decimal point, '18,83' \(line 4, .* decimal comma"
    ):
        numbers("32.03", "7", "18,83")


def test_a_single_mistake_is_no_second_way():
    """One number among many that is written in another way is a mistake: it is not read as another number."""
    found = numbers(*(f"{euros},50" for euros in range(30)), "12.5")
    assert found.decimal == ","
    assert found.plain(pd.Series(["12.5"])).tolist() == ["?"]


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([(",", "."), (".", ","), (",", " "), (".", "'")]))
def test_numbers_come_back(euros, cents, signs):
    """A number written with thousands and decimals is read as the same number."""
    decimal, thousands = signs
    written = f"{euros:,}".replace(",", thousands) + f"{decimal}{cents:02}"
    assert Numbers(decimal, thousands).plain(pd.Series([written])).tolist() == [f"{euros}.{cents:02}"]


def test_misplaced_thousands_are_no_number():
    """12.34.567 is no number."""
    assert Numbers(",", ".").plain(pd.Series(["12.34.567"])).tolist() == ["?"]


def test_currency_of_a_column():
    """The most frequent currency beside the numbers is that of the column."""
    assert currency_of(pd.Series(["£3", "£4", "5 EUR"])) == "£"
    assert currency_of(pd.Series(["3", "4"])) == ""


@pytest.mark.parametrize(
    ("values", "order", "day"),
    [
        (("03.04.2021", "13.04.2021"), "day first", "2021-04-03"),
        (("03.04.2021", "04.05.2021"), "day first", "2021-04-03"),
        (("3/4/2021", "4/13/2021"), "month first", "2021-03-04"),
        (("3/4/2021 10:12", "13/4/2021 9:05"), "day first", "2021-04-03"),
        (("2021-04-03T10:12:00", "2021-12-31"), "year first", "2021-04-03"),
    ],
)
def test_dates_show_how_they_are_written(values, order, day):
    """All dates together show the order of day and month; points stand between dates with the day first."""
    found = dates(*values)
    assert found.order == order
    assert str(found.days(pd.Series(values)).iloc[0].date()) == day


@pytest.mark.parametrize("value", ["31.02.2021", "03.04.21", "June 2021", "2021", "03.04/2021"])
def test_what_is_no_date(value):
    """A day that no calendar has, a year of two digits or words are no date."""
    assert Dates("day first").days(pd.Series([value])).isna().all()


def test_day_or_month_is_refused():
    """Dates of which none shows the order are refused with a line; the mapping decides."""
    with pytest.raises(
        AmbiguousError, match=r"'3/4/2021' \(line 2, column 'since'\) may have the day or the month first"
    ):
        dates("3/4/2021", "5/6/2021")
    assert dates("3/4/2021", dates="month first").order == "month first"


def test_dates_of_two_orders_are_refused():
    """Dates with the day first and dates with the month first in one table are refused with a line of each."""
    with pytest.raises(AmbiguousError, match=r"'13/4/2021' \(line 2, .* day first, '4/13/2021' \(line 3, .* the month"):
        dates("13/4/2021", "4/13/2021")
