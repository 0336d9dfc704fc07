"""Perception: how delivered quality becomes perceived quality.

Assimilation and contrast (Sherif & Hovland 1961; Anderson 1973) with a zone of tolerance (Zeithaml, Berry & Parasuraman
1993); a halo of the brand's image; experts perceive with less noise than novices; a perception bias of the offer.
"""

from __future__ import annotations

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp01


@rule
def felt_gap(gap, p):
    """Return the perceived gap between delivered and expected quality (quality points).

    Inside the zone of tolerance it is assimilated (perceived as smaller), outside it is contrasted (exaggerated).

    Source: Anderson 1973 for assimilation-contrast, Zeithaml et al. 1993 for the zone; slopes are our assumption.
    """
    if abs(gap) <= p.tolerance:
        return p.slope_inside * gap
    beyond = p.slope_outside * (abs(gap) - p.tolerance) + p.slope_inside * p.tolerance
    return beyond if gap > 0.0 else -beyond


@rule
def perceived_quality(delivered, expected, image, bias, expertise, z, p):
    """Return the perceived quality of an encounter, 0 to 1.

    `image` of the brand (-1 to 1) gives a halo, centred on the typical image so that perception does not drift above
    delivery; `bias` is the brand's perception bias; `z` is a standard normal number, damped by `expertise`.

    Source: halo, Thorndike 1920 and Beckwith & Lehmann 1975; numbers are our assumption.
    """
    halo = p.halo * (image - p.typical_image)
    blur = p.noise * (1.0 - p.expert_calm * expertise) * z
    return clamp01(expected + felt_gap(delivered - expected, p) + halo + bias + blur)
