"""Parameters of desire and of the steps of a purchase."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Desire(NamedTuple):
    """See :mod:`sim.rules.desire`."""

    sight: float = number(0.06, 0, 1, "a sight", "assumed", "desire added by a sight of the highest emotional quality")
    talk: float = number(0.1, 0, 1, "a message", "assumed", "desire added by praise of a close tie, or taken by blame")
    desire_half_life: float = number(4, 0.5, 104, "weeks", "assumed", "half-life of desire")
    usual: float = number(0.15, 0, 1, "0 to 1", "assumed", "desire at which the weekly probabilities of the category hold")
    pull: float = number(1.5, 0, 10, "log-odds", "assumed", "effect of full desire on going on to search and choice, and against giving up")
    abandoning: float = number(0.5, 0, 1, "a purchase", "assumed", "probability that a purchase is abandoned at its last step when that is as bad as can be")
