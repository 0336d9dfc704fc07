"""The search finds a known optimum, and what it reports is measured where it did not look."""

import numpy as np
import pytest

from experiments.experiment.lab import Lab
from experiments.optimisation.budget import Budget
from experiments.optimisation.search import searched
from experiments.optimisation.surface import Surface
from experiments.results.store import Store
from experiments.running.trials import Trial
from tests.optimisation import standin
from tests.optimisation.conftest import BUDGET


def test_known_optimum_is_found(optimum):
    """With a budget that binds and returns that diminish, the split found brings 99 % of the best one there is."""
    costs = optimum.problem.budget.costs_eur
    best = standin.best(costs, BUDGET)
    assert costs @ best == pytest.approx(BUDGET)
    assert standin.gain(optimum.split, costs) >= 0.99 * standin.gain(best, costs)


def test_budget_is_kept_and_spent(optimum):
    """Where every candidate still pays, all of the budget is spent, and no more."""
    assert 0.97 * BUDGET <= optimum.spent_eur.sum() <= BUDGET * (1 + 1e-9)


def test_reported_gain_is_true(optimum):
    """The interval from fresh futures holds what the split really brings, up to three times its width."""
    estimate = optimum.appraisal.estimate(optimum.split)
    truth = standin.gain(optimum.split, optimum.problem.budget.costs_eur)
    assert abs(estimate.mean - truth) <= 3 * estimate.half_width


def test_all_splits_have_the_same_random_numbers(optimum):
    """Noise that all share, three times that of one split, is not in any difference."""
    assert optimum.appraisal.of(optimum.split).std() < 1000


def test_smaller_budgets_bring_less_and_more_for_each_euro(optimum):
    """The value of a budget rises with it and flattens, as the closed form does."""
    costs = optimum.problem.budget.costs_eur
    for budget, split in optimum.budgets.items():
        best = standin.gain(standin.best(costs, budget), costs)
        assert standin.gain(split, costs) >= 0.93 * best
    gains = [optimum.appraisal.estimate(split).mean for split in optimum.budgets.values()]
    assert gains == sorted(gains)


def test_responses_follow_the_known_curve(optimum):
    """What a candidate adds at a part of its cost is what the stand-in says, but for the noise of single splits."""
    costs = optimum.problem.budget.costs_eur
    for rising in optimum.responses:
        for split in rising:
            estimate = optimum.appraisal.lead(split, rising[0])
            assert estimate.mean == pytest.approx(standin.gain(split, costs) - standin.gain(rising[0], costs), abs=800)


def test_yes_or_no_is_decided():
    """A candidate bought wholly or not at all is bought when that is best, with the others around it."""
    costs = np.array([10_000.0, 20_000.0, 30_000.0])
    budget = Budget(costs, np.array([False, False, True]), 35_000.0)
    seen = searched(
        lambda splits: np.array([[standin.gain(split, costs)] for split in splits]),
        budget,
        30,
        np.random.default_rng(1),
    )
    with_it, without = seen.best(budget), standin.best(costs[:2], 35_000.0)
    alternatives = [np.append(standin.best(costs[:2], 5_000.0), 1.0), np.append(without, 0.0)]
    best = max(standin.gain(split, costs) for split in alternatives)
    assert with_it[2] in (0.0, 1.0)
    assert standin.gain(with_it, costs) >= 0.99 * best


def test_search_ends_when_everything_was_tried():
    """With two yes-or-no candidates there are four splits, and no more are tried."""
    budget = Budget(np.array([10.0, 20.0]), np.array([True, True]), 30.0)
    seen = searched(lambda splits: splits.sum(axis=1, keepdims=True), budget, 50, np.random.default_rng(1))
    assert {tuple(split) for split in seen.splits} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert seen.best(budget).tolist() == [1, 1]


def test_worthless_candidates_get_nothing(found):
    """Where nothing returns its cost, nothing is spent."""
    assert not found(returns=np.full(4, 0.2), samples=24).split.any()


def test_same_request_same_bits(found, optimum):
    """The same request gives the same answer, to the last bit."""
    again = found()
    np.testing.assert_array_equal(again.searched.splits, optimum.searched.splits)
    np.testing.assert_array_equal(again.appraisal.gains, optimum.appraisal.gains)


def test_interrupted_search_goes_on(found, optimum, tmp_path, monkeypatch):
    """What was finished before an interrupt is not done again, and the answer is that of an undisturbed search."""
    store = Store(tmp_path / "out", {"cxsim": "0", "inputs": {}})
    calls = 0
    task = standin.Concave.__call__

    def counted(self, trial: Trial) -> np.ndarray:
        nonlocal calls
        calls += 1
        if calls == 30:
            raise KeyboardInterrupt
        return task(self, trial)

    monkeypatch.setattr(standin.Concave, "__call__", counted)
    with pytest.raises(KeyboardInterrupt):
        found(lab=Lab(store))
    first = found(lab=Lab(store))
    np.testing.assert_array_equal(first.appraisal.gains, optimum.appraisal.gains)
    assert calls < 30 + 29
    finished = calls
    found(lab=Lab(store))
    assert calls == finished


@pytest.mark.slow
def test_workers_change_nothing(found, optimum):
    """Two processes find the very same optimum."""
    np.testing.assert_array_equal(found(lab=Lab(workers=2)).appraisal.gains, optimum.appraisal.gains)


def test_surface_passes_through_what_was_tried():
    """Without noise a surface gives back what it was made of, and draws differ only where nothing was tried."""
    rng = np.random.default_rng(1)
    splits = rng.random((20, 2))
    values = np.sin(3 * splits[:, 0]) + splits[:, 1]
    surface = Surface(splits, values)
    np.testing.assert_allclose(surface.mean(splits), values, atol=0.01)
    draws = surface.draws(np.vstack([splits[:1], [[2.0, 2.0]]]), 200, rng)
    assert draws[:, 0].std() < 0.1 * draws[:, 1].std()


def test_two_objectives_have_a_front(found):
    """Between money and retention splits lie on a front that reaches from the best of one to the best of the other."""
    both = found(metrics=("npv_eur", "retention"), samples=30, seeds=4)
    efficient = both.is_efficient(both.front)
    money = [both.appraisal.estimate(split).mean for split in both.front]
    kept = [both.appraisal.estimate(split, 1).mean for split in both.front]
    assert sum(efficient) >= 4
    assert max(kept) == pytest.approx(5.0, abs=0.2)
    assert max(money) >= 0.98 * standin.gain(
        standin.best(both.problem.budget.costs_eur, BUDGET), both.problem.budget.costs_eur
    )
    assert any((split == both.split).all() for split in both.front)


# --- the winner's curse ---------------------------------------------------------------------------------------------


def test_winners_curse_is_not_reported(found):
    """Where all splits are worth the same, the best of many looks good in the search; in fresh futures it is not.

    The best of 24 means of 4 futures stands about two standard errors high; eight searches tell it from nothing.
    """
    looked, fresh = [], []
    for search in range(8):
        nothing = found(noise=1000.0, samples=24, seeds=4, first_seed=1 + 100 * search, returns=None)
        looked.append(nothing.searched.values.max())
        fresh.append(nothing.appraisal.of(nothing.split).mean())
    standard_error = 1000.0 / np.sqrt(4 * 8)
    assert np.mean(looked) > 500
    assert abs(np.mean(fresh)) < 3 * standard_error
