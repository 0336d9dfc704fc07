"""Answers about encounters: five boxes."""

from hypothesis import given

from sim.rules.answers import answer, is_in_top_boxes
from sim.rules.answers_sheet import Answers
from tests.rules.parameters import admissible, ascending, signed

P = Answers()


def test_worked_example():
    """A neutral impression is the fourth box; one of -.25 the third, which is not among the two best."""
    assert answer(0.0, 0.0, P) == 4.0
    assert is_in_top_boxes(answer(0.0, 0.0, P))
    assert not is_in_top_boxes(answer(-0.25, 0.0, P))


@given(ascending(-1, 1), signed, admissible(Answers))
def test_better_impressions_never_lower_an_answer(felt, leniency, p):
    """Who was served better is no less satisfied."""
    worse, better = felt
    assert answer(worse, leniency, p) <= answer(better, leniency, p)


def test_lenient_people_answer_higher():
    """The style of answering shifts every answer of a person."""
    assert answer(0.1, 1.0, P) > answer(0.1, -1.0, P)
