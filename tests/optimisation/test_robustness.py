"""Over worlds a split is chosen that holds in the worst of them, and what that costs and buys is told."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.design.ensemble import Ensemble, provenance, written
from experiments.experiment.lab import Lab
from experiments.measures.robustness import worst_mean, worst_means
from experiments.optimisation import words, words_of_worlds
from experiments.optimisation.budget import Budget
from experiments.optimisation.data import tables
from experiments.optimisation.futures import Measure
from experiments.optimisation.objectives import objectives
from experiments.optimisation.optimum import APPRAISAL, Optimum, Problem, optimise
from experiments.optimisation.view import OptimumView
from sim.market.loading import load_market
from tests.optimisation import standin
from tests.optimisation.conftest import BUDGET

GOOD, BAD = {"demand 0": 1.1}, {"demand 0": 0.1}
WORLDS = (GOOD, GOOD, BAD, GOOD, GOOD, GOOD, BAD, GOOD)
IN_BAD = standin.RETURN * np.array([BAD["demand 0"], 1.0, 1.0, 1.0])


def found(portfolio, worlds=WORLDS, noise=50.0, lab=None) -> Optimum:
    """Return the optimum of the stand-in in worlds: in two of eight the first candidate brings a tenth."""
    problem = Problem(
        portfolio,
        Budget.of(portfolio, BUDGET),
        objectives(("npv_eur",), 20_000, 20_000),
        samples=24,
        seeds=4,
        worlds=worlds,
    )
    return optimise(problem, Measure(standin.TaskFor(portfolio.costs_eur, noise=noise), ("npv_eur",), lab or Lab()))


@pytest.fixture(scope="module")
def robust(portfolio) -> Optimum:
    return found(portfolio)


@pytest.fixture(scope="module")
def robust_view(robust) -> OptimumView:
    return OptimumView(robust, "Telecom", "Acme", 52, 20_000)


def test_the_worst_fourth_by_hand():
    """The worst mean is that of the lowest fourth; of a world on the border the part counts that belongs to it."""
    worth = np.array([[5.0, 1.0], [1.0, 8.0], [3.0, 2.0], [9.0, 9.0], [7.0, 4.0], [8.0, 7.0]])
    assert worst_means(worth) == pytest.approx([(1.0 + 0.5 * 3.0) / 1.5, (1.0 + 0.5 * 2.0) / 1.5])
    assert worst_means(worth, worst=1.0) == pytest.approx(worth.mean(axis=0))
    weights = np.array([[0.0, 0.5, 0.5, 0.0, 0.0, 0.0]])
    assert worst_means(worth, weights) == pytest.approx(np.array([[1.0, 2.0]]))


def test_intervals_of_the_worst_fourth_hold_the_truth():
    """Of 200 samples of 32 worlds at least 84 % hold what the worst fourth of very many worlds is."""
    rng = np.random.default_rng(1)
    truth = worst_means(rng.normal(size=(400_000, 1)))[0]
    intervals = [worst_mean(rng.normal(size=32)) for _ in range(200)]
    assert np.mean([each.low <= truth <= each.high for each in intervals]) >= 0.84


def test_the_split_holds_in_the_worst_worlds(robust):
    """The split chosen over worlds brings 98 % of the best there is in the bad ones, which the other one does not."""
    costs = robust.problem.budget.costs_eur
    best = standin.gain(standin.best(costs, BUDGET, IN_BAD), costs, IN_BAD)
    assert standin.gain(robust.split, costs, IN_BAD) >= 0.98 * best
    assert standin.gain(robust.without_worlds, costs, IN_BAD) < 0.9 * best


def test_the_other_split_is_the_best_without_worlds(robust):
    """The split that is compared brings 98 % of the best under the market's own numbers."""
    costs = robust.problem.budget.costs_eur
    assert standin.gain(robust.without_worlds, costs) >= 0.98 * standin.gain(standin.best(costs, BUDGET), costs)


def test_costs_and_gains_of_robustness_are_true(robust):
    """Intervals of what robustness costs and buys hold what the stand-in says, up to three times their width."""
    costs, of = robust.problem.budget.costs_eur, robust.robustness
    price = of.under_own_numbers(robust.without_worlds, robust.split)
    bought = of.worst(robust.split, robust.without_worlds)
    lost, won = (
        sign * (standin.gain(robust.without_worlds, costs, under) - standin.gain(robust.split, costs, under))
        for sign, under in ((1.0, standin.RETURN), (-1.0, IN_BAD))
    )
    assert min(lost, won) > 0
    assert abs(price.mean - lost) <= 3 * price.half_width
    assert abs(bought.mean - won) <= 3 * bought.half_width


def test_the_luck_is_the_same_with_and_without_worlds(robust):
    """Where a world says what the market says, a split brings the same to the bit in both."""
    of = robust.robustness
    fresh = robust.problem.futures(APPRAISAL)
    assert len(fresh) == len(WORLDS)
    assert sorted(map(robust.problem.world_of, fresh)) == list(range(len(WORLDS)))
    other = robust.problem.budget.equal() * np.array([0.0, 1.0, 1.0, 1.0])
    measure = Measure(standin.TaskFor(robust.problem.budget.costs_eur, noise=50.0), ("npv_eur",))
    np.testing.assert_array_equal(
        measure(other[None], fresh), measure(other[None], [f._replace(values={}) for f in fresh])
    )
    assert of.as_it_is.gains.shape[1] == len(fresh)


def test_words_say_what_robustness_costs_and_buys(robust_view):
    """In how many worlds each split is better, the price, what it buys, and the other view by regret."""
    told = " ".join(words_of_worlds.told(robust_view))
    assert "The chosen split is better than doing nothing in all 8 worlds." in told
    assert "which is better than doing nothing in all 8 worlds." in told
    assert "Of the two the chosen one is better in 2 of 8 worlds." in told
    assert "What robustness costs: under the market's own numbers the chosen split is worse by EUR" in told
    assert "What it buys: in the worst fourth of the worlds the chosen split is better by EUR" in told
    assert "So it is a matter of caution" in told
    assert "By regret the choice would be another" in told
    assert "positive in all 8 worlds" in words.headline(robust_view)


def test_the_table_has_every_alternative(robust):
    """Each alternative has its gains with and without worlds, the worst fourth and its regret."""
    table = tables(robust)["robustness.csv"].set_index("alternative")
    assert list(table.index) == list(robust.alternatives)
    assert table.loc["nothing", ["own_numbers", "all_worlds", "worst_fourth"]].tolist() == [0, 0, 0]
    assert table["worst_fourth"].idxmax() in ("the chosen split", "finalist 2", "finalist 3")
    assert (table["largest_regret"] >= table["mean_regret"]).all()


def test_alike_worlds_make_no_difference(portfolio):
    """Where worlds are the market's own numbers and luck is nothing, the split is the same, and words say so."""
    same = found(portfolio, worlds=({"demand 0": 1.0},) * 8, noise=0.0)
    view = OptimumView(same, "Telecom", "Acme", 52, 20_000)
    assert (same.split == same.without_worlds).all()
    if words_of_worlds.is_same(view):
        assert "would choose the same split, so robustness costs nothing here" in words_of_worlds.in_short(view)


def test_nothing_is_told_without_worlds(optimum):
    """Without worlds there is no chapter, no table and no sentence about robustness."""
    view = OptimumView(optimum, "Telecom", "Acme", 52, 20_000)
    assert words_of_worlds.told(view) == []
    assert "robustness.csv" not in tables(optimum)


@pytest.mark.slow
@pytest.mark.usefixtures("plain_report")
def test_the_command_in_worlds(cxsim, monkeypatch):
    """One worker and two find the same bits, page and terminal tell the price, and nothing is done twice."""
    Path("small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 4}\n")
    market = load_market("small.yaml")
    own = market.behaviour.loyalty.hazard
    worlds = tuple({"behaviour.loyalty.hazard": factor * own} for factor in (0.5, 1.0, 1.5, 2.0))
    made = provenance(market) | {"command": "cxsim worlds small.yaml"}
    ensemble = Ensemble("worlds.csv", worlds, {"behaviour.loyalty.hazard": own}, made=made)
    Path("mine.csv").write_text(written(ensemble))
    sizes = ("--customers=100", "--weeks=12", "--samples=10", "--seeds=3", "--budget=8000", "--worlds=mine.csv")
    request = ("optimise", "small.yaml", "fix-root-causes", *sizes)
    outputs = {}
    for workers in ("1", "2"):
        answer = cxsim(*request, f"--workers={workers}", f"--out={workers}")
        assert answer.code == 0, answer.error
        outputs[workers] = json.loads(Path(workers, "manifest.json").read_text())["outputs"]
    assert outputs["1"] == outputs["2"]
    assert "The search sees 3 of 4 worlds, run-off and appraisal all of them" in answer.error
    assert set(pd.read_csv("1/robustness.csv")["worlds"]) == {4}
    assert "What robustness costs and buys" in Path("1/optimum.html").read_text()
    monkeypatch.setattr("experiments.running.trials.Trials.__call__", lambda *_: pytest.fail("a trial was done again"))
    again = cxsim(*request, "--out=1", "--json")
    assert again.code == 0
    assert json.loads(again.out)["robustness"][0]["alternative"] == "the chosen split"
