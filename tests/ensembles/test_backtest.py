"""Forecasts tried on what came later: dated facts, intervals over worlds, and naive forecasts."""

import numpy as np
import pytest

from experiments.fitting.fact_file import read_facts
from experiments.fitting.facts import Fact
from experiments.fitting.figures import REPEATS, RETENTION, Scope
from experiments.worlds.backtest import line, no_change, of_curve, trend, with_tolerance
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


def of(curve: str, values: dict[int, float]) -> list[Fact]:
    """Return facts that are points of a curve, in %."""
    return [Fact(f"{curve}{place}", Scope(), value, 1.0) for place, value in values.items()]


def test_retention_goes_on_as_published():
    """Fitted to seven years of the High End cohort, the beta-geometric model forecasts 38.2 % for the twelfth year."""
    known = of(RETENTION, {1: 86.9, 2: 74.3, 3: 65.3, 4: 59.3, 5: 55.1, 6: 51.7, 7: 49.1})
    assert of_curve(RETENTION, known, 12) == pytest.approx(38.2, abs=1.0)
    assert np.isnan(of_curve(RETENTION, known[:1], 12))


def test_further_orders_go_on_as_a_negative_binomial():
    """A negative binomial is recovered from its first two shares, its open end included."""
    from scipy.stats import nbinom

    law = nbinom(0.4, 0.3)
    known = of(REPEATS, {0: 100 * law.pmf(0), 1: 100 * law.pmf(1)})
    assert of_curve(REPEATS, known, 3) == pytest.approx(100 * law.pmf(3))
    assert of_curve(REPEATS, known, 7) == pytest.approx(100 * law.sf(6))


def test_a_line_through_one_figure_is_flat():
    """One figure has no trend."""
    assert line([3], [20.0], 9) == 20.0


def test_curves_belong_to_their_kind_of_market(tmp_path):
    """Further orders are no fact of a market with contracts."""
    path = tmp_path / "facts.csv"
    path.write_text("what,value\nrepeats_0,60\n")
    with pytest.raises(InputError, match=r"cannot be shown: telecom is no market of the kind repeat_purchase"):
        read_facts(path, shipped("telecom"))
