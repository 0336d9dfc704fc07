"""`cxsim compare --worlds`: futures in worlds, shared by all scenarios, and a report that counts worlds."""

from dataclasses import replace

import pandas as pd
import pytest

from experiments.comparison.compare import compare
from experiments.design.ensemble import Ensemble, provenance, written
from experiments.running.replications import Replications
from experiments.running.study import Study
from tests.worlds import shipped

LEVEL = "behaviour.loyalty.recommend_level"
HAZARD = "behaviour.loyalty.hazard"
SIZE = {"customers": 200, "weeks": 12}
STRATEGY = "fix-root-causes"


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    """Return eight worlds of the telecom market, from few departures to many."""
    market = shipped("telecom")
    own = {HAZARD: market.behaviour.loyalty.hazard, LEVEL: market.behaviour.loyalty.recommend_level}
    worlds = tuple({HAZARD: own[HAZARD] * (0.7 + 0.08 * n), LEVEL: own[LEVEL]} for n in range(8))
    made = provenance(market) | {"command": "cxsim worlds telecom"}
    return Ensemble("worlds.csv", worlds, own, {"Yearly churn, acme": tuple(map(float, range(8)))}, {}, made)


def test_a_future_is_a_world_and_a_seed(ensemble):
    """All scenarios of a future share its world; after the last world the first comes again, with other luck."""
    study = Study.of("telecom", [STRATEGY], **SIZE)
    inside = replace(study, worlds=ensemble.worlds)
    assert inside.world_of(1) == inside.world_of(9) == 0
    own = Study.of(inside.market_of(3), study.scenarios[1:], brand=study.brand, **SIZE)
    pd.testing.assert_frame_equal(inside.run(3), own.run(3))
    assert not inside.run(1).equals(inside.run(9).assign(seed=1))


def test_without_worlds_nothing_changes():
    """An empty list of worlds is the market itself, bit for bit."""
    study = Study.of("telecom", [STRATEGY], **SIZE)
    assert study.market_of(5) is study.market


@pytest.mark.slow
def test_the_report_counts_worlds(ensemble, cxsim, tmp_path):
    """The headline counts worlds or futures, and says that a share of worlds is no probability; a rerun is the same."""
    (tmp_path / "mine.csv").write_text(written(ensemble))
    options = ("--customers=200", "--weeks=12", "--workers=1", "--no-patterns")
    answer = cxsim("compare", "telecom", STRATEGY, "--worlds=mine.csv", "--out=over", *options)
    assert answer.code == 0, answer.error
    page = (tmp_path / "over" / "report.html").read_text()
    assert "worlds that agree with what is known" in page
    assert "is no probability" in page
    (tmp_path / "mine.csv").unlink()
    again = cxsim("rerun", "over")
    assert again.code == 0, again.error


def test_worlds_of_another_market_are_refused(ensemble, cxsim, tmp_path):
    """Worlds of one market cannot be used in another, and nothing is written."""
    (tmp_path / "mine.csv").write_text(written(ensemble))
    answer = cxsim("compare", "retail", "easy-returns", "--worlds=mine.csv", "--out=over")
    assert answer.code == 1
    assert "holds worlds of telecom, not of retail" in answer.error
    assert not (tmp_path / "over").exists()


def test_comparisons_in_python_take_worlds(ensemble):
    """A study in worlds is compared as any other."""
    study = Study.of("telecom", [STRATEGY], **SIZE)
    found = compare(replace(study, worlds=ensemble.worlds), Replications(9))
    assert found.per_seed["seed"].nunique() == 9
