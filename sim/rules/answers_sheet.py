"""Parameters of answers about single encounters."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Answers(NamedTuple):
    """See :mod:`sim.rules.answers`."""

    answer_level: float = number(4.0, 1, 5, "boxes", "adapted", "answer about an encounter that left a neutral impression", "Peterson & Wilson 1992: most answers lie in the top boxes")
    answer_slope: float = number(3.2, 0, 10, "boxes", "assumed", "answer per unit of impression", "our assumption, as of stars in reviews")
    answer_spread: float = number(0.45, 0, 3, "boxes", "assumed", "spread of personal styles of answering")
