"""What the heaviest buyers buy."""

import numpy as np
import pytest
from scipy import stats

from experiments.validation.patterns.pareto_share import judged, share_of_heaviest, year_ranked
from experiments.validation.patterns.shopping import BURN_IN
from tests.validation.standins import followed, shops_that


def test_equal_buyers_buy_in_proportion():
    """When all buy the same, the heaviest fifth makes a fifth."""
    assert share_of_heaviest(np.full(50, 3)) == pytest.approx(0.2)


def test_one_buyer_in_five():
    """Of five buyers with 6, 1, 1, 1 and 1 orders the heaviest makes six tenths."""
    assert share_of_heaviest(np.array([1, 1, 6, 1, 1])) == pytest.approx(0.6)


def test_a_buyer_on_the_edge_counts_in_part():
    """Of three buyers the heaviest fifth is six tenths of the first."""
    assert share_of_heaviest(np.array([5, 3, 2])) == pytest.approx(0.6 * 0.5)
    assert np.isnan(share_of_heaviest(np.array([], int)))


def test_the_share_of_a_known_distribution():
    """Of many buyers with geometric orders, the heaviest fifth makes what the distribution says."""
    orders = stats.geom(0.3).rvs(400_000, random_state=np.random.default_rng(1))
    k = np.arange(1, 200)
    pmf = stats.geom(0.3).pmf(k)
    above = np.cumsum(pmf[::-1])[::-1]
    whole = k[above <= 0.2]
    rest = (0.2 - pmf[whole[0] - 1 :].sum()) * (whole[0] - 1)
    theory = (pmf[whole[0] - 1 :] @ k[whole[0] - 1 :] + rest) / (pmf @ k)
    assert share_of_heaviest(orders) == pytest.approx(theory, abs=0.002)


def test_buyers_are_ranked_within_each_shop_and_year():
    """Only orders of the year after the burn-in count, shop by shop; a shop without buyers has no share."""
    year = range(BURN_IN + 1, BURN_IN + 53)
    orders = {who: {year[0]: 0} for who in range(4)} | {4: dict.fromkeys(year[:12:2], 0) | {BURN_IN: 1}}
    shares = followed(year_ranked, shops_that(orders, customers=5))["share"]
    assert shares[0] == pytest.approx(0.6)
    assert np.isnan(shares[1:]).all()


@pytest.mark.parametrize("share, passes", [(0.45, True), (0.6, True), (0.44, False), (0.8, False)])
def test_eighty_per_cent_is_too_much(share: float, passes: bool):
    """45 to 65 % pass; 80 %, as of Pareto, does not."""
    assert judged({"year": {"share": np.full((3, 5), share)}}).passes is passes
