"""Parameters of offers that rivals make."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Courting(NamedTuple):
    """See :mod:`sim.rules.courting`."""

    habit: float = number(2.2, 0, 10, "log-hazard", "adapted", "how habit makes deaf to offers of rivals", "fitted to the share of the satisfied among those who leave, Reichheld 1996")
    easy_prey: float = number(0.0, 0, 5, "ratio", "assumed", "how much more readily offers of rivals are heeded by somebody who uses nothing of the present one")
    highest: float = number(0.065, 0.0001, 1, "a week", "adapted", "highest weekly probability to heed an offer", "as of reconsidering")
    focus: float = number(0.1, 0, 1, "share", "adapted", "weight of satisfaction and image in a comparison that an offer opened, against other comparisons", "fitted to the share of the satisfied among those who leave, Reichheld 1996")
