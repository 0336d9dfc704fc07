"""Trials give the very figures of a comparison, the same on any engine."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from experiments.design.varying import varied
from experiments.errors import RequestError
from experiments.measures.metrics import KEYS, METRICS, NO_BRAND, figures
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials, run_trials
from experiments.running.weekly import WeeklyTrials, weekly_figures
from sim.market.loading import load_market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.state.indicators import with_indicators
from sim.state.ledger import in_order_of_file

ALL = tuple(METRICS)
PRICE = "brands.acme.offer.price_eur"
TALKATIVE = Scenario(name="talkative", levers=(Lever(path="segments.*.talk", multiply=1.5, from_week=0),))


@pytest.fixture(scope="module")
def study() -> Study:
    """Return a small study, of which one strategy changes the beginning of the world."""
    market = varied(load_market("telecom"), {"category.burn_in_weeks": 6.0})
    return Study.of(market, ["price-cut", TALKATIVE, "fix-root-causes"], customers=120, weeks=60)


@pytest.mark.parametrize("values", [{}, {PRICE: 22.0, "category.discount_rate": 0.2}])
def test_metrics_are_those_of_a_comparison(study, values):
    """Every metric of every scenario is that of the tables of a comparison of the varied market."""
    other = replace(study, market=varied(study.market, values))
    expected = figures(other.run(3), other.brand, other.market.category.discount_rate)
    assert list(expected["scenario"]) == [scenario.name for scenario in study.scenarios]
    found = Trials(study, ALL)(Trial(0, 3, values))
    np.testing.assert_allclose(found, expected[list(ALL)].to_numpy(float), rtol=1e-12, atol=0)


def test_metrics_of_another_brand(study):
    """Also for a brand that pays for nothing."""
    other = replace(study, brand="kite")
    expected = figures(other.run(1), "kite", other.market.category.discount_rate)[list(ALL)]
    np.testing.assert_allclose(Trials(other, ALL)(Trial(0, 1, {})), expected.to_numpy(float), rtol=1e-12, atol=0)


def test_metrics_come_in_the_order_asked(study):
    """One column per metric, in the order of the names."""
    short = replace(study, weeks=10, scenarios=study.scenarios[:1])
    both = Trials(short, ("share", "npv_eur"))(Trial(0, 1, {}))
    assert both.shape == (1, 2)
    np.testing.assert_array_equal(both[:, ::-1], Trials(short, ("npv_eur", "share"))(Trial(0, 1, {})))


def test_unknown_metrics(study):
    """Wrong names are told together, with the nearest ones."""
    with pytest.raises(RequestError, match=r"'npss' \(did you mean 'nps'\?\)\nunknown metric 'shar'"):
        Trials(study, ("npss", "shar"))


def test_weekly_figures_are_those_of_the_weekly_table(study):
    """Every weekly figure of every brand is that of a comparison's weeks, added up over segments."""
    short = replace(study, weeks=12)
    names = weekly_figures(ALL)
    outcome = WeeklyTrials(short, ALL)(Trial(0, 2, {}))
    weeks = short.run(2)
    counters = weeks.columns.drop(list(KEYS))
    weeks = in_order_of_file(
        weeks, *(short.market.listed(part) for part in ("brands", "segments", "causes", "touchpoints"))
    )
    booked = weeks.groupby(["scenario", "week", "brand"], sort=False)[counters].sum().reset_index()
    table = with_indicators(booked[booked["brand"] != NO_BRAND].reset_index(drop=True))
    everybody = table.groupby(["scenario", "week"])["customers"].transform("sum")
    table = table.assign(share=100 * table["customers"] / everybody, cost_eur=table["scenario_cost_eur"])
    expected = table[list(names)].to_numpy(float).reshape(outcome.weekly.shape)
    np.testing.assert_allclose(outcome.weekly, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(outcome.metrics, Trials(short, ALL)(Trial(0, 2, {})))
    assert {"npv_eur", "roi", "retention"}.isdisjoint(names)


TRIALS = [Trial(point, seed, {PRICE: 20.0 + point}) for seed in (1, 2) for point in range(3)]


def gathered(task, **engine) -> dict[tuple[int, int], bytes]:
    """Return the bits of every trial."""
    return {(trial.point, trial.seed): result.tobytes() for trial, result in run_trials(task, TRIALS, **engine)}


@pytest.fixture(scope="module")
def small(study) -> Trials:
    """Return a small task."""
    return Trials(replace(study, weeks=9), ("npv_eur", "nps", "share"))


def test_same_bits_on_two_workers(small):
    """What a trial gives does not depend on who lived it."""
    assert gathered(small, workers=2) == gathered(small)


def test_same_bits_on_a_dask_cluster(small):
    """Nor whether it was a cluster at an address."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        assert gathered(small, scheduler=cluster.scheduler_address) == gathered(small)


@pytest.mark.slow
def test_killed_dask_worker_changes_nothing(small):
    """A process of the cluster that dies in the middle costs nothing but time."""
    import os
    import signal

    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        found = {}
        for done, (trial, result) in enumerate(run_trials(small, TRIALS, scheduler=cluster.scheduler_address)):
            found[trial.point, trial.seed] = result.tobytes()
            if not done:
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
    assert found == gathered(small)


def test_progress_is_told(small):
    """Whoever asks hears of every trial that is done."""
    told = []
    for _ in run_trials(lambda trial: np.zeros((1, 1)), TRIALS, progress=lambda *done: told.append(done)):
        pass
    assert told == [(done, len(TRIALS)) for done in range(1, len(TRIALS) + 1)]


def test_edge_list_goes_along(tmp_path):
    """A worker needs no file of ours: the network is in what is sent to it."""
    (tmp_path / "edges.csv").write_text("customer,customer\n" + "".join(f"{i},{i + 1}\n" for i in range(1, 100)))
    (tmp_path / "market.yaml").write_text(
        "extends: telecom\ncategory: {burn_in_weeks: 4}\nnetwork: {kind: edge_list, edges: edges.csv}\n"
    )
    task = Trials(Study.of(tmp_path, customers=100, weeks=8), ALL)
    sent, here = pickle.dumps(task), task(Trial(0, 1, {}))
    for file in tmp_path.iterdir():
        file.unlink()
    np.testing.assert_array_equal(pickle.loads(sent)(Trial(0, 1, {})), here)


def test_customers_of_a_table_go_along(tmp_path):
    """So are the customers of a CRM table."""
    rows = "".join(f"c{i},{i % 60},{20 + i % 5}\n" for i in range(60))
    (tmp_path / "crm.csv").write_text("id,months,paid\n" + rows)
    (tmp_path / "map.yaml").write_text(
        "customer: id\ntenure: {column: months, unit: months}\nprice: {column: paid}\n"
        "segment: {rules: [{segment: young}]}\n"
    )
    market = varied(load_market("telecom"), {"category.burn_in_weeks": 4.0})
    study = Study.of(market, customers=150, weeks=8, crm=tmp_path / "crm.csv", mapping=tmp_path / "map.yaml")
    task = Trials(study, ALL)
    sent, here = pickle.dumps(task), task(Trial(0, 1, {}))
    for file in tmp_path.iterdir():
        file.unlink()
    np.testing.assert_array_equal(pickle.loads(sent)(Trial(0, 1, {})), here)
