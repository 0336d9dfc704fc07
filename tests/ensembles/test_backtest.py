"""Forecasts tried on what came later: dated facts, intervals over worlds, and naive forecasts."""

import numpy as np
import pytest

from experiments.fitting.fact_file import read_facts
from experiments.worlds.backtest import no_change, trend, with_tolerance
from sim.market.messages import InputError
from tests.worlds import shipped

DATED = "what,brand,value,tolerance,date\n" + "".join(
    f"churn,acme,{value},1,{year}-12-31\n" for year, value in ((2022, 20), (2023, 18), (2024, 16), (2025, 13))
)


def read(tmp_path, text: str, until: str | None = None):
    """Return the facts of a text."""
    path = tmp_path / "facts.csv"
    path.write_text(text)
    return read_facts(path, shipped("telecom"), until)


def test_the_last_figure_holds(tmp_path):
    """Of a figure with several dates the last one is a fact."""
    (fact,) = read(tmp_path, DATED).given
    assert fact.value == 13


def test_what_is_later_is_not_known(tmp_path):
    """Until a day only what was known then is a fact; earlier and later figures are kept apart."""
    facts = read(tmp_path, DATED, "2024-12-31")
    assert [fact.value for fact in facts.given] == [16]
    assert [fact.value for fact in facts.earlier] == [20, 18]
    assert [fact.value for fact in facts.later] == [13]


def test_naive_forecasts(tmp_path):
    """No change is the last known figure; the trend goes on along a straight line."""
    facts = read(tmp_path, DATED, "2024-12-31")
    known = [*facts.earlier, *facts.given]
    assert no_change(known) == 16
    assert trend(known, "2025-12-31") == pytest.approx(14.0, abs=0.01)
    assert trend(known[-1:], "2025-12-31") == 16


def test_days_that_are_none(tmp_path):
    """A date that is no day, and the same figure twice on one day, are refused with their lines."""
    with pytest.raises(InputError, match=r"facts\.csv:3: date: must be a day such as"):
        read(tmp_path, DATED.replace("2023-12-31", "31.12.2023"))
    with pytest.raises(InputError, match="is given twice"):
        read(tmp_path, DATED.replace("2024-12-31", "2025-12-31"))


def test_intervals_are_as_wide_as_worlds_and_tolerance():
    """Where all worlds show the same the interval is that of the tolerance; worlds that differ widen it."""
    same, apart = (with_tolerance(10.0 + spread * np.linspace(-1, 1, 21), 1.0) for spread in (0.0, 5.0))
    assert np.percentile(same, 97.5) == pytest.approx(11.96, abs=0.1)
    assert np.percentile(apart, 97.5) > 14
