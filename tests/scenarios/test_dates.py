"""A market with a start date has a calendar: levers may begin and end on days, and weeks have dates."""

from datetime import date
from pathlib import Path

import pytest

from experiments.optimisation.files import read_portfolio
from sim.market.calendar import date_of_week, week_of_date
from sim.market.loading import load_market
from sim.market.messages import InputError
from sim.scenarios.levers import Lever
from sim.scenarios.loading import load_scenario

MONDAY = date(2026, 1, 5)
LEVER = "set: brand.visibility, add: 0.1, cost: {weekly_eur: 10}"


@pytest.mark.parametrize(("day", "week"), [("2026-01-05", 1), ("2026-01-11", 1), ("2026-01-12", 2), ("2027-01-04", 53)])
def test_weeks_of_days(day, week):
    """Week 1 begins on the start date, and every week has seven days."""
    assert week_of_date(MONDAY, date.fromisoformat(day)) == week
    assert 0 <= (date.fromisoformat(day) - date_of_week(MONDAY, week)).days < 7


@pytest.fixture
def dated(tmp_path):
    """Return the small market with a start date."""
    return _market(tmp_path, "start_date: 2026-01-05\n")


def _market(folder, start: str):
    (folder / "dated.yaml").write_text(f"extends: {Path(__file__).parents[1] / 'market' / 'small'}\n{start}")
    return load_market(folder / "dated.yaml")


def told(folder, market, lever: str) -> list[str]:
    """Return what is wrong with a scenario of one lever, by its line."""
    (folder / "try.yaml").write_text(f"levers:\n  - {{{LEVER}, {lever}}}\n")
    with pytest.raises(InputError) as caught:
        load_scenario(folder / "try.yaml", market)
    return [f"{problem.line}: {problem.path}: {problem.message}" for problem in caught.value.problems]


def test_a_market_knows_its_dates(dated):
    """A week of a dated market has a day, one of another market has none."""
    assert dated.date_of(2) == date(2026, 1, 12)
    assert load_market("telecom").date_of(2) is None


def test_a_lever_from_a_day_to_a_day(tmp_path, dated):
    """Dates are the weeks in which they lie, for lever and cost alike."""
    (tmp_path / "try.yaml").write_text(f"levers:\n  - {{{LEVER}, from_date: 2026-03-04, until_date: 2026-05-31}}\n")
    scenario = load_scenario(tmp_path / "try.yaml", dated)
    (lever,) = scenario.levers
    assert (lever.from_week, lever.until_week) == (9, 21)
    assert [scenario.cost_eur(week) for week in (8, 9, 21, 22)] == [0, 10, 10, 0]
    assert "from_date" not in lever.model_dump(by_alias=True)


def test_a_portfolio_with_dates(tmp_path, dated):
    """Levers of a portfolio have dates too."""
    entry = f"candidates:\n  - {{name: seen, levers: [{{{LEVER}, from_date: 2026-03-04}}]}}\n"
    (tmp_path / "portfolio.yaml").write_text(entry)
    portfolio, _ = read_portfolio(tmp_path / "portfolio.yaml", dated, weeks=52)
    assert portfolio.candidates[0].scenario.levers[0].from_week == 9


@pytest.mark.parametrize(
    ("lever", "message"),
    [
        ("from_date: soon", "2: levers.1.from_date: must be a date such as 2026-01-05 (got 'soon')"),
        ("from_date: 2026-02-30", "2: levers.1.from_date: must be a date such as 2026-01-05 (got '2026-02-30')"),
        ("from_date: 2026", "2: levers.1.from_date: must be a date such as 2026-01-05 (got 2026)"),
        (
            "from_date: 2025-12-31",
            "2: levers.1.from_date: must not come before the start_date of the market, 2026-01-05 (got '2025-12-31')",
        ),
        (
            "from_date: 2026-02-02, from_week: 5",
            "2: levers.1.from_date: cannot be given together with from_week",
        ),
        ("from_date: 2026-04-01, until_date: 2026-03-01", "2: levers.1: until_week must not come before from_week"),
        ("from_date: 2056-04-01", "2: levers.1.from_week: must be at most 1040 (got 1578)"),
    ],
)
def test_mistakes(tmp_path, dated, lever, message):
    """A date that cannot be is told at its place."""
    assert message in told(tmp_path, dated, lever)


def test_a_market_without_dates(tmp_path):
    """Dates need a market that says when it starts, and that is all that is wrong."""
    assert told(tmp_path, _market(tmp_path, ""), "from_date: 2026-02-02") == [
        "2: levers.1.from_date: needs a start_date in the market file; without one give from_week"
    ]


def test_a_start_date_that_is_none(tmp_path):
    """A start date is a date."""
    with pytest.raises(
        InputError, match=r"dated\.yaml:2: start_date: must be a date such as 2026-01-05 \(got '5.1.2026'\)"
    ):
        _market(tmp_path, "start_date: 5.1.2026\n")


def test_levers_made_in_python():
    """A lever without a file has no market yet: it has weeks."""
    with pytest.raises(ValueError, match="only files have dates"):
        Lever(path="brand.visibility", add=0.1, from_date=MONDAY)
