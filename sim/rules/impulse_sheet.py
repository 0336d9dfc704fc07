"""Parameters of impulse and regret."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Impulse(NamedTuple):
    """See :mod:`sim.rules.impulse`."""

    atmosphere: float = number(2.0, 0, 20, "log-ratio", "adapted", "effect of emotional quality above the typical one on impulse", "Santini et al. 2019: r = .17")
    mood_effect: float = number(1.5, 0, 20, "log-ratio", "adapted", "effect of mood on impulse", "Santini et al. 2019: positive emotion, r = .32")
    regret: float = number(0.15, 0, 1, "share", "adapted", "share of satisfaction lost to full regret of an unplanned purchase", "Tsiros & Mittal 2000 for the sign")
    returning: float = number(0.2, 0, 1, "probability", "assumed", "probability that an unplanned purchase is sent back at full regret")
