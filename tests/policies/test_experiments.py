"""Deciding brands are compared, swept and optimised like all others, on any number of workers."""

import numpy as np
import pandas as pd
import pytest

from experiments.design.factors import factors_of
from experiments.errors import RequestError
from experiments.optimisation.candidates import Candidate, Portfolio
from experiments.optimisation.files import named_portfolio
from experiments.results.manifest import scenario_file
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials, run_trials
from experiments.running.workers import results
from sim.market.loading import load_market
from sim.market.schema import Market
from sim.policies.declared import policy_from
from sim.policies.follow_price import FollowPrice
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import Scenario
from tests.policies.conftest import with_policy
from tests.worlds import with_numbers

SHORT = {"category.burn_in_weeks": 6.0}
LAG, REACTION = "brands.kite.policy.lag_weeks", "brands.kite.policy.reaction"


@pytest.fixture(scope="module")
def market() -> Market:
    """Return a market in which kite follows acme."""
    return with_policy(with_numbers("telecom", SHORT), "kite", kind="follow-price", follows="acme", lag_weeks=1.0)


@pytest.fixture(scope="module")
def study() -> Study:
    """Return a small study of a price cut with and without followers."""
    shipped = load_market("telecom")
    market = with_numbers("telecom", SHORT).in_folders(shipped.folders)
    return Study.of(market, ["price-cut", "price-cut-followed"], customers=120, weeks=40)


def test_a_comparison_on_two_workers(study):
    """Weeks of a comparison with followers are the same from one worker and from two, and followers matter."""
    alone, together = (
        pd.concat([table for _, table in sorted(results(study.run, [1, 2], workers), key=lambda pair: pair[0])])
        for workers in (1, 2)
    )
    pd.testing.assert_frame_equal(alone, together)
    revenue = alone[alone["brand"] == "kite"].groupby("scenario")["revenue_eur"].sum()
    assert revenue["price-cut-followed"] != revenue["price-cut"]


def test_a_sweep_over_a_policy(market):
    """A number of a policy is a factor; trials are the same from one worker and from two, and depend on it."""
    (factor,) = factors_of(market, [REACTION])
    assert (factor.low, factor.high, factor.grade) == (0.0, 2.0, "assumed")
    folders = load_market("telecom").folders
    study = Study.of(market.in_folders(folders), ["price-cut"], brand="kite", customers=120, weeks=40)
    task = Trials(study, ("revenue_eur", "share"))
    trials = [Trial(k, 1, {REACTION: value, LAG: 2.0}) for k, value in enumerate((0.0, 1.0, 2.0))]
    alone, together = (
        np.stack(
            [result for _, result in sorted(run_trials(task, trials, workers=workers), key=lambda pair: pair[0].point)]
        )
        for workers in (1, 2)
    )
    np.testing.assert_array_equal(alone, together)
    assert not np.array_equal(alone[0, 1], alone[2, 1])


def test_weeks_are_no_range(market):
    """A lag counts whole weeks: it is given values, not a range."""
    with pytest.raises(RequestError, match="counts whole things"):
        factors_of(market, [LAG])


def test_a_portfolio_keeps_policies():
    """What is bought of a scenario comes with its policies, on any number of workers; what is not bought does not."""
    market = load_market("telecom")
    candidate = Candidate.of(load_scenario("price-cut-followed", market), market, 52)
    portfolio = Portfolio(market, (candidate,))
    bought, not_bought = (portfolio.scenario([intensity]) for intensity in (0.5, 0.0))
    assert bought.policies == candidate.scenario.policies
    assert not_bought.policies == {}
    study = Study(with_numbers(market, SHORT), (Scenario.baseline(), bought), "acme", 120, 40)
    task, trials = Trials(study, ("npv_eur", "share")), [Trial(0, seed, {}) for seed in (1, 2)]
    alone, together = (
        {trial.seed: result.tolist() for trial, result in run_trials(task, trials, workers=workers)}
        for workers in (1, 2)
    )
    assert alone == together


def test_candidates_with_other_policies_of_a_rival():
    """Two candidates in which the same rival decides otherwise cannot be bought together."""
    market = load_market("telecom")
    one = load_scenario("price-cut-followed", market)
    other = one.model_copy(update={"name": "other", "policies": {"kite": FollowPrice()}})
    portfolio = Portfolio(market, tuple(Candidate.of(each, market, 52) for each in (one, other)))
    with pytest.raises(RequestError, match="each has another policy of kite"):
        portfolio.check()


def test_answers_of_rivals_are_no_candidates():
    """Without names, candidates are what a brand can buy, and not the same with rivals who answer."""
    portfolio = named_portfolio(load_market("telecom"), [], [], 52)
    assert "price-cut" in [candidate.name for candidate in portfolio.candidates]
    assert not [candidate.name for candidate in portfolio.candidates if candidate.scenario.policies]


def test_copies_of_scenarios_hold_policies(tmp_path):
    """The copy of a scenario in a folder of results is the scenario with its policies."""
    market = load_market("telecom")
    scenario = load_scenario("price-cut-followed", market)
    (tmp_path / "copy.yaml").write_bytes(scenario_file(scenario))
    again = load_scenario(tmp_path / "copy.yaml", market)
    assert (again.policies, again.levers) == (scenario.policies, scenario.levers)


def test_copies_of_scenarios_made_in_python(tmp_path):
    """A shipped policy given from Python is written as a file declares it; another one by the name of its class."""
    market = load_market("telecom")
    scenario = Scenario(name="mine", policies={"kite": FollowPrice(follows="acme", floor=0.7), "pico": Still()})
    written = scenario_file(scenario).decode()
    assert "kind: tests.policies.test_experiments.Still" in written
    (tmp_path / "copy.yaml").write_bytes(
        scenario_file(Scenario(name="mine", policies={"kite": scenario.policies["kite"]}))
    )
    assert policy_from(load_scenario(tmp_path / "copy.yaml", market).policies["kite"]) == scenario.policies["kite"]


class Still:
    """Works like a policy, and never decides anything."""

    def decide(self, known):
        return {}


def test_numbers_of_policies_are_reported():
    """A report lists the numbers of the policies that a scenario brings, with their grades."""
    market = load_market("telecom")
    changes = load_scenario("price-cut-followed", market).changes(market)
    lags = {change.path: change.after for change in changes if change.path.endswith("lag_weeks")}
    assert lags == {"policies.kite.lag_weeks": 6.0, "policies.pico.lag_weeks": 6.0}
