"""What a budget can buy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.errors import RequestError
from experiments.optimisation.budget import Budget

COSTS = np.array([10.0, 25.0, 40.0, 5.0, 60.0])
YES_NO = np.array([False, True, False, False, True])


def budget(total_eur: float = 70.0) -> Budget:
    return Budget(COSTS, YES_NO, total_eur)


def is_possible(split: np.ndarray, of: Budget) -> bool:
    """Tell whether a split can be bought: within the budget, between 0 and 1, yes or no where it has to be."""
    return bool(
        of.affords(split) and (split >= 0).all() and (split <= 1).all() and np.isin(split[YES_NO], (0, 1)).all()
    )


@given(arrays(float, 5, elements=st.floats(-0.5, 2)), st.floats(1, 140))
@settings(max_examples=200)
def test_whatever_is_desired_is_fitted(desired, total_eur):
    """The split that comes closest to the one desired can always be bought."""
    assert is_possible(budget(total_eur).fitted(desired), budget(total_eur))


def test_what_can_be_bought_is_left_as_it_is():
    """A split that can be afforded is not changed."""
    split = np.array([0.5, 1.0, 0.25, 1.0, 0.0])
    np.testing.assert_array_equal(budget().fitted(split), split)


def test_random_and_neighbouring_splits_can_be_bought():
    """The search looks only at what can be bought."""
    rng = np.random.default_rng(1)
    spread = budget().at_random(rng, 100)
    assert all(is_possible(split, budget()) for split in spread)
    assert all(is_possible(split, budget()) for split in budget().near(spread[:5], rng, 100))


def test_random_splits_are_spread():
    """Every candidate is bought here and not there, and budgets are spent wholly and in part."""
    spread = budget().at_random(np.random.default_rng(1), 200)
    assert (spread > 0).any(axis=0).all()
    assert (spread == 0).any(axis=0).all()
    spent = budget().spent_eur(spread)
    assert spent.max() > 0.97 * 70
    assert spent.min() < 0.5 * 70


def test_equal_split_spends_the_same_on_each():
    """Money is split equally over what can be bought in part."""
    parts = Budget(np.array([10.0, 20.0, 40.0]), np.zeros(3, bool), 21.0)
    np.testing.assert_allclose(parts.equal() * parts.costs_eur, 7.0, atol=0.4)


def test_choices_can_be_afforded():
    """Of the yes-or-no candidates those combinations come up that the budget pays for."""
    chosen = {tuple(choice[YES_NO]) for choice in budget().choices(np.zeros(5))}
    assert chosen == {(0, 0), (1, 0), (0, 1)}


@pytest.mark.parametrize("budget", [0, -5, 1e9, float("nan")])
def test_budget_out_of_range_is_refused(portfolio, budget):
    """A budget of nothing, or of more than everything costs, is refused with the range."""
    with pytest.raises(RequestError, match="--budget must be above 0 and at most EUR 74,"):
        Budget.of(portfolio, budget)
