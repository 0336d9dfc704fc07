"""Parameters of the reasons that people name."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Naming(NamedTuple):
    """See :mod:`sim.rules.naming`."""

    candour: float = number(0.5, 0, 1, "share", "assumed", "share of newcomers who name the reason that decided, when the brand asks why they came; the others name a plausible one", "form: people report plausible causes of what they did, Nisbett & Wilson 1977; number: our assumption")
    plausible_price: float = number(0.5, 0, 1, "share", "assumed", "share of those others who name the price")
    plausible_quality: float = number(0.6, 0, 1, "share", "assumed", "share of those who name neither what decided nor the price who name the quality; the rest names fit with needs")
