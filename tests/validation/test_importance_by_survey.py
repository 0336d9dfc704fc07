"""The order of touchpoints by a survey against the true one."""

import numpy as np
import pytest

from experiments.validation.patterns.importance_by_survey import HIGHEST, correlation, judged
from experiments.validation.report import CAPTIONS
from experiments.validation.suite import SETS

TRUE = np.array([4.0, 3.0, 2.0, 1.0, 0.0])
TITLES = np.array(["network", "app", "invoice", "shop", "line"])


def seen(derived: np.ndarray, stated: np.ndarray, seeds: int = 4) -> dict:
    """Return what two kinds of importance look like over some seeds that agree."""
    found = {"true": TRUE, "derived": derived, "stated": stated, "titles": TITLES}
    return {"asked": {name: np.tile(values, (seeds, 1)) for name, values in found.items()}}


def test_the_same_order_fails():
    """A survey that orders touchpoints as the truth does contradicts the claim."""
    checks = judged(seen(TRUE / 10, TRUE[::-1])).checks
    assert [check.simulated for check in checks] == pytest.approx([1.0, -1.0])
    assert [check.passes for check in checks] == [False, True]


def test_another_order_passes():
    """Two places exchanged among five give a rank correlation of .9, which is below the tolerance."""
    result = judged(seen(np.array([0.3, 0.4, 0.2, 0.1, 0.0]), TRUE[::-1]))
    assert result.checks[0].simulated == pytest.approx(0.9)
    assert HIGHEST > 0.9
    assert result.passes
    assert result.figure.x == tuple(TITLES)


def test_what_cannot_be_rated_does_not_count():
    """A touchpoint without ratings is left out of order and figure."""
    derived = np.array([0.5, np.nan, 0.3, 0.2, 0.0])
    assert correlation(np.stack([TRUE, derived])) == pytest.approx(1.0)
    assert "app" not in judged(seen(derived, TRUE)).figure.x


def test_too_few_answers_show_the_truth_alone():
    """Without any rating nothing is claimed, and the figure has the true order."""
    result = judged(seen(np.full(5, np.nan), np.full(5, np.nan)))
    assert not result.passes
    assert [series.name for series in result.figure.series] == ["true"]


def test_every_set_has_a_caption():
    """The page of a validation has a table for each set of patterns."""
    assert set(SETS) < set(CAPTIONS)
