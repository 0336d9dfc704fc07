"""What managers read, and what scores tell about staying, on numbers whose verdict is known."""

import numpy as np
import pytest

from experiments.validation.patterns import managers_overestimate, score_and_retention


def reports(dashboard: float, customers: float, known: float) -> dict:
    """Return four equal years of reports: satisfaction as seen by both, and how many of 100 complaints are known."""
    satisfaction, complaints = np.tile([dashboard, customers], (4, 1)), np.tile([100.0, known], (4, 1))
    return {"asked": {"satisfaction": satisfaction, "complaints": complaints}}


@pytest.mark.parametrize(
    ("dashboard", "known", "passes"),
    [(80.0, 5.0, [True, True]), (70.0, 5.0, [False, True]), (80.0, 100.0, [True, False])],
)
def test_managers_who_see_too_much_and_too_little(dashboard, known, passes):
    """A dashboard that is no rosier than customers contradicts the claim, and so does one with every complaint."""
    checks = managers_overestimate.judged(reports(dashboard, 75.0, known)).checks
    assert [check.passes for check in checks] == passes


def test_scales_have_the_same_ends():
    """Answers of eleven points and of five boxes both run from 0 to 100."""
    assert managers_overestimate.on_hundred(np.eye(11)[10]) == managers_overestimate.on_hundred(np.eye(5)[4]) == 100
    assert managers_overestimate.on_hundred(np.array([1.0, 0, 0, 0, 1.0])) == 50
    assert np.isnan(managers_overestimate.on_hundred(np.zeros(5)))


@pytest.mark.parametrize(("explained", "passes"), [((0.1, 0.15, 0.2), [True, True]), ((0.3, 0.1, 0.2), [False, False])])
def test_recommending_in_words_and_in_deed(explained, passes):
    """Words that explain far more than satisfaction contradict the claim, and so do deeds that explain less."""
    checks = score_and_retention.judged({"asked": {"explained": np.tile(explained, (4, 1))}}).checks
    assert [check.passes for check in checks] == passes


def test_what_an_answer_explains():
    """An answer that is the same for all explains nothing; one that everybody who stays gives explains all."""
    stays = np.array([True, True, False, False])
    assert score_and_retention.explained(np.ones(4), stays) == 0
    assert score_and_retention.explained(stays.astype(float), stays) == pytest.approx(1)
