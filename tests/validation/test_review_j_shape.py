"""The shape of stars: dips, a J that is posted, one peak that is asked."""

import numpy as np
import pytest

from experiments.validation.pattern import Result
from experiments.validation.patterns.review_j_shape import PUBLISHED, counted, deepest_dip, judged, memories
from tests.worlds import simulation

ONE_PEAK = (5, 10, 20, 40, 25)


@pytest.mark.parametrize(
    "shares, dip",
    [
        (ONE_PEAK, 0.0),
        ((10, 20, 30, 25, 15), 0.0),
        ((0, 0, 0, 0, 100), 0.0),
        ((50, 30, 10, 6, 4), 0.0),
        (PUBLISHED, 7.0),
        ((25, 10, 30, 5, 30), 25.0),
    ],
)
def test_dips_of_known_shapes(shares: tuple[float, ...], dip: float):
    """A shape with one peak has no dip; the published J is 7 points deep, at two stars."""
    assert deepest_dip(np.array(shares, float)) == pytest.approx(dip)


def test_stars_are_counted():
    """One, five, five and three stars."""
    np.testing.assert_array_equal(counted(np.array([1.0, 5.0, 5.0, 3.0])), [1, 0, 1, 0, 2])


def result_of(posted: tuple[float, ...], asked: tuple[float, ...]) -> Result:
    """Return the judgement of equal seeds with these histograms."""
    return judged({"reviews": {"posted": np.tile(posted, (3, 1)), "asked": np.tile(asked, (3, 1))}})


def test_the_published_shapes_pass():
    """The published J in public and one peak in private pass."""
    assert result_of(PUBLISHED, ONE_PEAK).passes


def test_a_j_in_private_fails():
    """When everybody's answers are a J as well, posting explains nothing."""
    assert [check.passes for check in result_of(PUBLISHED, PUBLISHED).checks] == [True, True, False]


def test_one_peak_in_public_fails():
    """Reviews with one peak at four stars are no J."""
    assert [check.passes for check in result_of(ONE_PEAK, ONE_PEAK).checks] == [False, False, True]


def test_subscribers_are_asked_for_their_memory():
    """In a market of subscriptions everybody with a brand has an opinion, between awful and wonderful."""
    world = simulation("telecom", 500)
    opinions = memories(world)
    assert len(opinions) == np.count_nonzero(world.world.customers["brand"] >= 0)
    assert -1 <= opinions.min() < opinions.max() <= 1
