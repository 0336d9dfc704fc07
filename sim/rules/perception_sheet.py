"""Parameters of perception."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Perception(NamedTuple):
    """See :mod:`sim.rules.perception`."""

    tolerance: float = number(0.09, 0, 0.4, "quality", "adapted", "half-width of the zone of tolerance", "Zeithaml, Berry & Parasuraman 1993 for the form")
    slope_inside: float = number(0.55, 0, 1, "ratio", "assumed", "slope of perception inside the zone")
    slope_outside: float = number(1.25, 1, 2.5, "ratio", "assumed", "slope of perception beyond the zone")
    halo: float = number(0.06, 0, 0.4, "quality", "adapted", "perceived quality added by an image one unit above the typical", "Beckwith & Lehmann 1975")
    typical_image: float = number(0.2, -1, 1, "-1 to 1", "assumed", "image at which there is no halo")
    noise: float = number(0.05, 0, 0.3, "quality", "assumed", "standard deviation of perception, for a novice")
    expert_calm: float = number(0.6, 0, 1, "share", "assumed", "share of that noise removed by full expertise")
