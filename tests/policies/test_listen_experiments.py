"""Programmes are compared, swept and optimised like everything else, and a comparison tells what they found."""

import numpy as np
import pandas as pd
import pytest

from experiments.comparison.compare import Comparison, compare
from experiments.comparison.programmes import programmes, works_log
from experiments.comparison.report import report
from experiments.comparison.view import ComparisonView
from experiments.optimisation.candidates import Candidate, Portfolio
from experiments.results.manifest import market_file, scenario_file
from experiments.running.replications import Replications
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials, run_trials
from experiments.running.workers import results
from sim.market.loading import load_market
from sim.policies.declared import policy_from
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import Scenario
from tests.laws.years import restless
from tests.policies.test_listen import EAGER, with_works
from tests.worlds import document_of

SILO = Scenario(name="silo", policies={"acme": {"kind": "listen", "mode": "silo", **EAGER, "review_weeks": 8}})
JOINED = Scenario(name="joined", policies={"acme": {"kind": "listen", "mode": "joined", **EAGER, "review_weeks": 8}})


@pytest.fixture(scope="module")
def study() -> Study:
    """Return a small study of two programmes."""
    return Study.of(with_works(restless("telecom")), [SILO, JOINED], customers=300, weeks=52)


@pytest.fixture(scope="module")
def comparison(study) -> Comparison:
    """Return that study compared."""
    return compare(study, Replications(3, 1))


def test_the_same_on_two_workers(study, comparison):
    """Weeks with programmes are the same from one worker and from two."""
    together = pd.concat([table for _, table in sorted(results(study.run, [1, 2, 3], 2), key=lambda pair: pair[0])])
    pd.testing.assert_frame_equal(comparison.weekly, together.reset_index(drop=True))


def test_columns_of_programmes(study, comparison):
    """Where a brand listens the weeks hold what it found and what is true; elsewhere they do not."""
    weekly = comparison.weekly
    assert {"works_started.rebuild", "blamed_on.reliability", "bad_at.help_line", "bad_on.reliability"} <= set(weekly)
    assert not weekly.isna().any().any()
    assert study.is_run(1, weekly[weekly["seed"] == 1])
    nobody = Study.of(study.market, [], customers=50, weeks=2).run(1)
    assert not [column for column in nobody if column.startswith(("works_", "blamed_", "bad_"))]


def test_what_was_found(comparison):
    """Joined feedback finds root causes, a silo none, whose money is misdirected as far as these are to blame."""
    found = programmes(ComparisonView(comparison))
    assert list(found) == ["silo", "joined"]
    assert found["silo"].found_share.mean == 0 < found["joined"].found_share.low
    assert set(found["silo"].works) == {"training"}
    assert {"rebuild", "price_list"} <= set(found["joined"].works)
    assert (found["silo"].misdirected > 0.2 * found["silo"].spent_on_works).all()
    assert (found["joined"].avoided("rebuild").low) > 0


def test_the_log_of_works(comparison):
    """The log has a line for each start, landing and measurement, with what was believed and claimed."""
    log = works_log(comparison.weekly)
    assert log["started"].sum() == comparison.weekly.filter(like="works_started.").sum().sum()
    assert (log.loc[log["started"] > 0, "estimated"] > 0).all()
    assert (log.loc[log["measured"] > 0, "claim_error"] > 0).any()
    assert set(log["scenario"]) == {"silo", "joined"}


def test_the_report_tells_of_programmes(comparison):
    """The page has both chapters: what is true and found, how surveys differ, where money went, if a silo would do."""
    sections = {block.key: block for block in report(comparison).blocks}
    true, silo, *_ = sections["listening"].lead
    assert "of the bad encounters have a root cause, most often “Dropped calls" in true
    assert "puts none of" in silo
    assert sum("good enough" in text for text in sections["works"].lead) == 1
    assert any("asks nobody" in text or "net promoter score" in text for text in sections["listening"].lead)
    assert any("misdirected" in text for text in sections["works"].lead)


def test_copies_hold_works_and_programmes(tmp_path, study):
    """The copies of a market and a scenario in a folder of results are what was run."""
    (tmp_path / "market.yaml").write_bytes(market_file(study.market))
    (tmp_path / "joined.yaml").write_bytes(scenario_file(load_scenario(JOINED, study.market)))
    market = load_market(tmp_path)
    assert market.brands["acme"].works == study.market.brands["acme"].works
    again = load_scenario(tmp_path / "joined.yaml", market)
    assert policy_from(again.policies["acme"]) == policy_from(load_scenario(JOINED, study.market).policies["acme"])


@pytest.mark.slow
def test_numbers_of_programmes_and_works_are_factors():
    """Another budget, accuracy or price of a work is another future, the same on any number of workers."""
    document = document_of(with_works(restless("telecom")))
    document["brands"]["acme"]["policy"] = {"kind": "listen", **EAGER, "review_weeks": 8}
    market = Study.of(type(restless("telecom")).model_validate(document), [], customers=200, weeks=40)
    task = Trials(market, ("cost_eur", "churn"))
    paths = (
        "brands.acme.policy.quarterly_budget_eur",
        "brands.acme.policy.accuracy",
        "brands.acme.works.rebuild.one_off_eur",
    )
    trials = [Trial(0, 1, {}), *(Trial(k, 1, {path: 0.0}) for k, path in enumerate(paths, 1))]
    alone, together = (
        np.stack([result for _, result in sorted(run_trials(task, trials, workers=n), key=lambda pair: pair[0].point)])
        for n in (1, 2)
    )
    np.testing.assert_array_equal(alone, together)
    assert len({row.tobytes() for row in alone}) == len(trials)


def test_a_budget_buys_part_of_a_programme():
    """A programme is a candidate: it costs its people and its budgets, and half of it has half the budget."""
    market = load_market("telecom")
    candidate = Candidate.of(load_scenario("listen-joined", market), market, 52)
    assert candidate.cost_eur == pytest.approx(4 * 6000 + 52 * 20, rel=0.05)
    half = Portfolio(market, (candidate,)).scenario([0.5]).policies["acme"]
    assert policy_from(half).quarterly_budget_eur == 3000
