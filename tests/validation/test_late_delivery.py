"""Ratings by delay: buckets, slopes, and which worlds pass."""

import numpy as np
import pytest

from experiments.validation.pattern import Result, published
from experiments.validation.patterns.late_delivery import buckets_of, judged, moments_of, slopes

SCORES = published("delivery_delay_ratings")["mean_score"].to_numpy()


def test_the_edges_of_the_buckets():
    """The promised day ends at 0 days late; the buckets end with it, after two days and after a week."""
    days = np.array([-3.0, -1.0, -0.5, 0.0, 0.1, 2.0, 2.1, 7.0, 7.1])
    counts = buckets_of(days, np.arange(9.0))[:, 0]
    np.testing.assert_array_equal(counts, [2, 2, 2, 2, 1])
    np.testing.assert_array_equal(buckets_of(days, np.arange(9.0))[:, 1], [1, 5, 9, 13, 8])


def test_slopes_of_a_broken_line():
    """A line with slopes -.02 before the date, -.4 in the first week and -.05 in the second gives these back."""
    rng = np.random.default_rng(1)
    days = rng.uniform(-10, 14, 5000)
    stars = 4 - 0.02 * np.minimum(days, 0) - 0.4 * np.clip(days, 0, 7) - 0.05 * np.maximum(days - 7, 0)
    np.testing.assert_allclose(slopes(moments_of(days, stars)), [-0.02, -0.4, -0.05], rtol=1e-6)


def result_of(early: float, first: float, second: float, scores: np.ndarray = SCORES) -> Result:
    """Return the judgement of worlds with these slopes and mean scores."""
    days = np.linspace(-10, 14, 4000)
    stars = 4 + early * np.minimum(days, 0) + first * np.clip(days, 0, 7) + second * np.maximum(days - 7, 0)
    number = np.full(len(scores), 100.0)
    buckets = np.stack([number, 100.0 * scores], axis=1)
    return judged({"asked": {"buckets": np.stack([buckets] * 3), "moments": np.stack([moments_of(days, stars)] * 3)}})


def test_the_published_ratings_pass():
    """The published means, with slopes that break at the date and after a week, pass."""
    assert result_of(-0.02, -0.4, -0.05).passes


@pytest.mark.parametrize("bucket", range(5))
def test_a_rating_too_far_off_fails(bucket: int):
    """A mean .4 star off fails, in its own bucket only."""
    scores = SCORES + 0.4 * (np.arange(5) == bucket)
    failing = [check.passes for check in result_of(-0.02, -0.4, -0.05, scores).checks]
    assert failing == [position != bucket for position in range(7)]


def test_thanks_for_being_early_fail():
    """Where a day early is worth more than a tenth of a day late, the pattern fails."""
    assert not result_of(-0.05, -0.4, -0.05).checks[5].passes


def test_anger_that_goes_on_growing_fails():
    """Where the second week costs half as much a day as the first, anger does not saturate after a week."""
    assert not result_of(-0.02, -0.4, -0.2).checks[6].passes


def test_a_world_without_late_deliveries_does_not_pass():
    """What cannot be measured does not pass."""
    days, stars = np.linspace(-10, 0, 50), np.full(50, 4.0)
    result = judged({"asked": {"buckets": buckets_of(days, stars)[None], "moments": moments_of(days, stars)[None]}})
    assert not result.passes
