"""Parameters of encounters."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Touchpoints(NamedTuple):
    """See :mod:`sim.rules.touchpoints`."""

    noise: float = number(0.10, 0, 0.4, "quality", "assumed", "standard deviation of delivered quality from encounter to encounter")
    fit_spread: float = number(0.07, 0, 0.3, "quality", "adapted", "standard deviation of the fit between customer and brand", "fitted to the retention curve of Fader & Hardie 2007")
    severity_spread: float = number(0.6, 0, 1.5, "log-quality", "assumed", "spread of the severity of trouble, sigma of a lognormal")
    belonging_effect: float = number(0.10, 0, 0.5, "quality", "assumed", "relational quality added when all ties use the brand, against none")
    congestion_effect: float = number(1.0, 0, 2, "ratio", "assumed", "how strongly a backlog of orders delays preparation")
