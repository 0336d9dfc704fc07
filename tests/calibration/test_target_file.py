"""The file of targets: what is read, and what is refused in words, all at once."""

import pytest

from sim.market.messages import InputError

GOOD = """kind,metric,brand,segment,week,age,value,tolerance,set
series,churn,acme,,4,,15,2,fit
series,churn,acme,,5,,16,2,
series,share,acme,young,4,,30,1,hold_out
retention,,,,,1,63.1,1,fit
moment,mean trust,,seniors,10,,0.6,0.02,fit
moment,correlation satisfaction trust,acme,,10,,0.5,0.1,fit
"""
HEAD = "kind,metric,brand,segment,week,age,times,value,tolerance,set"


def refusal(read, rows: str | bytes, market: str = "telecom") -> list[str]:
    """Return why a file is refused: line, column and message of every problem."""
    with pytest.raises(InputError) as caught:
        read(rows, market)
    return [f"{problem.line}: {problem.path}: {problem.message}" for problem in caught.value.problems]


def test_what_is_read(read):
    """Series, retention and moments, of brands and segments or all together; what is held out is kept apart."""
    targets = read(GOOD)
    assert [target.name for target in targets.fitted] == [
        "churn, acme, in week 4",
        "churn, acme, in week 5",
        "still customers, after 1 year",
        "mean trust, seniors, in week 10",
        "correlation satisfaction trust, acme, in week 10",
    ]
    assert [(target.name, target.value, target.tolerance) for target in targets.held_out] == [
        ("share, acme and young, in week 4", 30.0, 1.0)
    ]
    assert not targets.notes


def test_repeats_are_read(read):
    """Histograms of repeat purchases have open last classes, and a range of weeks or one number."""
    rows = "kind,brand,week,times,value,tolerance\nrepeats,bazaar,27-39,0,60,1\nrepeats,bazaar,27-39,7+,2,1\n"
    first, last = read(rows.replace("bazaar", "acorn"), "retail").all
    assert (first.week, first.shortest, first.times, first.and_more) == (39, 27, 0, False)
    assert (last.times, last.and_more) == (7, True)
    assert last.name == "further purchases in 27 to 39 weeks, acorn: 7 or more"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(GOOD.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(GOOD.replace("\n", "\r\n").encode(), id="Windows lines"),
        pytest.param(GOOD.replace(",", ";").encode(), id="semicolons"),
        pytest.param(GOOD.replace(",", "\t").encode(), id="tabs"),
        pytest.param(GOOD.replace(",", " , ").encode(), id="blanks"),
        pytest.param((GOOD + "\n,,,,,,,,\n\n").encode(), id="blank lines"),
    ],
)
def test_ways_to_write_a_table(read, content):
    """Byte order marks, ends of lines, other separators, blanks and blank lines change nothing."""
    assert read(content).all == read(GOOD).all


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "None: : is empty"),
        (b" \n\n", "None: : is empty"),
        (GOOD.splitlines()[0].encode(), "None: : holds no rows"),
        (bytes(range(256)) * 4, "None: : is not a CSV file: it holds binary data"),
        (GOOD.encode("utf-16"), "None: : must be saved as UTF-8 (it is UTF-16)"),
        (GOOD.replace("seniors", "séniors").encode("latin-1"), "6: : must be saved as UTF-8 (byte 0xe9 is not)"),
        (GOOD.replace("15", '"15').encode(), "2: : is not a table: unexpected end of data"),
        (
            GOOD.replace("tolerance", "tolerence").encode(),
            "1: : unknown column 'tolerence' (did you mean 'tolerance'?)",
        ),
        (GOOD.replace("week", "kind").encode(), "1: : column 'kind' is there twice"),
        (GOOD.replace("16,2,\n", "16,2\n").encode(), "3: : has 8 values where 9 are expected"),
        (
            GOOD.replace(",fit", ",hold_out").replace("2,\n", "2,hold_out\n").encode(),
            "None: : holds no targets to fit: all are held out",
        ),
    ],
)
def test_what_is_no_table(read, content, message):
    """A file that cannot be read as a table of targets is refused with the line and the reason."""
    assert message in refusal(read, content)


@pytest.mark.parametrize(
    "row, message",
    [
        ("serie,churn,acme,,4,,,15,2,", "kind: unknown kind 'serie' (did you mean 'series'?)"),
        ("series,churm,acme,,4,,,15,2,", "metric: unknown metric 'churm' (did you mean 'churn'?)"),
        ("series,customers,acme,,4,,,15,2,", "metric: unknown metric 'customers' (known: share, churn, nps"),
        ("series,,acme,,4,,,15,2,", "metric: is missing: series needs it"),
        ("series,churn,acmee,,4,,,15,2,", "brand: unknown brand 'acmee' (did you mean 'acme'?)"),
        ("series,churn,acme,yuong,4,,,15,2,", "segment: unknown segment 'yuong' (did you mean 'young'?)"),
        ("series,share,,,4,,,15,2,", "brand: is missing: a share is that of a brand"),
        ("series,churn,acme,,0,,,15,2,", "week: must be from 1 to 1040, the longest that is simulated (got '0')"),
        ("series,churn,acme,,1041,,,15,2,", "week: must be from 1 to 1040, the longest that is simulated (got '1041')"),
        ("series,churn,acme,,4.5,,,15,2,", "week: must be a whole number (got '4.5')"),
        ("series,churn,acme,,2026-01-05,,,15,2,", "week: must be a whole number (got '2026-01-05')"),
        ("series,churn,acme,,4,1,,15,2,", "age: is not used by series (got '1'); leave it empty"),
        ("series,churn,acme,,4,,,nan,2,", "value: must be a finite number (got nan)"),
        ("series,churn,acme,,4,,,high,2,", "value: must be a number (got 'high')"),
        ("series,churn,acme,,4,,,15,,", "tolerance: must be a number (got '')"),
        ("series,churn,acme,,4,,,15,0,", "tolerance: must be above 0: it is the standard error of the value (got 0)"),
        ("series,churn,acme,,4,,,15,-1,", "tolerance: must be above 0: it is the standard error of the value (got -1)"),
        ("series,share,acme,,4,,,130,1,", "value: must be from 0 to 100, in % of customers (got 130)"),
        ("series,churn,acme,,4,,,15,2,holdout", "set: unknown set 'holdout' (did you mean 'hold_out'?)"),
        ("retention,,,,,0,,100,1,", "age: must be above 0: at age 0 everybody is a customer, there is nothing to fit"),
        ("retention,,,,,30,,10,1,", "age: must be from 0 to 19 years (got '30')"),
        ("retention,,,,,,,10,1,", "age: is missing: retention needs it"),
        ("moment,median trust,,,4,,,1,1,", "metric: unknown moment 'median' (did you mean 'mean'?)"),
        ("moment,mean trst,,,4,,,1,1,", "metric: unknown state 'trst' (did you mean 'trust'?)"),
        ("moment,correlation trust,,,4,,,1,1,", "metric: correlation is of two states (got 'correlation trust')"),
        ("repeats,,acme,,33,,0,60,1,", "kind: repeats need a market of repeat purchase, which telecom is not"),
    ],
)
def test_bad_rows(read, row, message):
    """Every cell that makes no sense is named, with its line, what was found, and what was expected or is near."""
    assert any(f"3: {message}" in each for each in refusal(read, f"{HEAD}\nseries,nps,acme,,1,,,20,5,\n{row}\n"))


def test_decimal_commas_are_pointed_out(read):
    """In a file with semicolons, numbers with a comma are refused, with a hint."""
    wrong = refusal(read, f"{HEAD}\nseries,churn,acme,,4,,,15.5,2,\n".replace(",", ";").replace("15.5", "15,5"))
    assert wrong == ["2: value: must be a number (got '15,5'); decimals are written with a point"]


def test_all_problems_at_once(read):
    """Whoever mends a file hears of everything in one go, in the order of its lines."""
    wrong = refusal(read, f"{HEAD}\nseries,churm,acmee,,4,,,15,2,\nretention,,,,,1,,x,1,\nseries,nps,acme,,1,,,1,1,\n")
    assert [each.split(":")[0] for each in wrong] == ["2", "2", "3"]


def test_one_place_has_one_value(read):
    """Two values for the same week of the same series are refused, with the line of the first."""
    wrong = refusal(read, f"{HEAD}\nseries,nps,acme,,1,,,1,1,\nseries,nps,acme,,2,,,1,1,\nseries,nps,acme,,1,,,2,1,\n")
    assert wrong == ["4: : nps, acme, in week 1 is given twice (first in line 2)"]


def test_gaps_are_reported_and_not_filled(read):
    """Weeks that are missing, or have no value, are left out and reported; nothing is interpolated."""
    weeks = "".join(f"series,nps,acme,,{week},,,20,5,\n" for week in (1, 2, 3, 7, 8))
    targets = read(f"{HEAD}\n{weeks}series,nps,acme,,9,,,,5,\n")
    assert [target.week for target in targets.all] == [1, 2, 3, 7, 8]
    assert targets.notes == (
        "line 7 has no value and is left out",
        "nps, acme: nothing is given for weeks 4 to 6, and nothing is interpolated",
    )


def test_a_monthly_series_has_no_gaps(read):
    """Values every four weeks are a series of their own kind."""
    weeks = "".join(f"series,nps,acme,,{week},,,20,5,\n" for week in (4, 8, 12, 16))
    assert not read(f"{HEAD}\n{weeks}").notes


def test_unordered_weeks_are_reported(read):
    """Lines out of order are reported, and change nothing."""
    rows = [f"series,nps,acme,,{week},,,{week},5,\n" for week in (1, 2, 3, 4)]
    ordered, unordered = read(f"{HEAD}\n{''.join(rows)}"), read(f"{HEAD}\n{''.join(reversed(rows))}")
    assert [target.value for target in unordered.all] == [target.value for target in ordered.all]
    assert unordered.notes == ("nps, acme: line 3 stands out of order; the order of lines changes nothing",)
