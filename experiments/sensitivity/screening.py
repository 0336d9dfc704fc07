"""Screening: which of many factors are kept for the more expensive method."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.sensitivity.analysis import Finding

_MATTERS = 0.05
"""Part of the strongest effect from which a factor passes when chance is unknown."""
_LEAST_KEPT = 2


def survivors(findings: Sequence[Finding], maximum: int) -> list[int]:
    """Return the factors that pass a screening, in their order: beyond chance for any outcome, the strongest first.

    Where chance is unknown (a single seed), those with a twentieth of the strongest effect pass.

    Parameters
    ----------
    maximum : number kept at most; at least two are kept.
    """
    strength: dict[int, float] = {}
    passing: dict[int, bool] = {}
    for finding in findings:
        strongest = finding.ranking[0].value or 1.0
        for each in finding.ranking:
            relative = each.value / strongest
            is_significant = each.is_significant if np.isfinite(each.floor) else relative >= _MATTERS
            strength[each.factor] = max(strength.get(each.factor, 0.0), relative)
            passing[each.factor] = passing.get(each.factor, False) or is_significant
    order = sorted(strength, key=lambda factor: (not passing[factor], -strength[factor]))
    count = max(_LEAST_KEPT, sum(passing.values()))
    return sorted(order[: min(count, max(_LEAST_KEPT, maximum))])
