"""What a budget can buy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.errors import RequestError
from experiments.optimisation.purse import Purse

COSTS = np.array([10.0, 25.0, 40.0, 5.0, 60.0])
YES_NO = np.array([False, True, False, False, True])


def purse(budget: float = 70.0) -> Purse:
    return Purse(COSTS, YES_NO, budget)


def is_possible(split: np.ndarray, of: Purse) -> bool:
    """Tell whether a split can be bought: within the budget, between 0 and 1, yes or no where it has to be."""
    return bool(
        of.affords(split) and (split >= 0).all() and (split <= 1).all() and np.isin(split[YES_NO], (0, 1)).all()
    )


@given(arrays(float, 5, elements=st.floats(-0.5, 2)), st.floats(1, 140))
@settings(max_examples=200)
def test_whatever_is_wanted_is_fitted(wanted, budget):
    """The split that comes closest to a wish can always be bought."""
    assert is_possible(purse(budget).fitted(wanted), purse(budget))


def test_what_can_be_bought_is_left_as_it_is():
    """A split that can be afforded is not changed."""
    split = np.array([0.5, 1.0, 0.25, 1.0, 0.0])
    np.testing.assert_array_equal(purse().fitted(split), split)


def test_random_and_neighbouring_splits_can_be_bought():
    """The search looks only at what can be bought."""
    rng = np.random.default_rng(1)
    spread = purse().at_random(rng, 100)
    assert all(is_possible(split, purse()) for split in spread)
    assert all(is_possible(split, purse()) for split in purse().near(spread[:5], rng, 100))


def test_random_splits_are_spread():
    """Every candidate is bought here and not there, and budgets are spent wholly and in part."""
    spread = purse().at_random(np.random.default_rng(1), 200)
    assert (spread > 0).any(axis=0).all()
    assert (spread == 0).any(axis=0).all()
    spent = purse().spent_eur(spread)
    assert spent.max() > 0.97 * 70
    assert spent.min() < 0.5 * 70


def test_equal_split_spends_the_same_on_each():
    """Money is split equally over what can be bought in part."""
    parts = Purse(np.array([10.0, 20.0, 40.0]), np.zeros(3, bool), 21.0)
    np.testing.assert_allclose(parts.equal() * parts.costs_eur, 7.0, atol=0.4)


def test_choices_can_be_afforded():
    """Of the yes-or-no candidates those combinations come up that the budget pays for."""
    chosen = {tuple(choice[YES_NO]) for choice in purse().choices(np.zeros(5))}
    assert chosen == {(0, 0), (1, 0), (0, 1)}


@pytest.mark.parametrize("budget", [0, -5, 1e9, float("nan")])
def test_budget_out_of_range_is_refused(portfolio, budget):
    """A budget of nothing, or of more than everything costs, is told with the range."""
    with pytest.raises(RequestError, match="--budget must be above 0 and at most EUR 74,"):
        Purse.of(portfolio, budget)
