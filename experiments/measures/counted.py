"""Shares of counted cases with their intervals."""

from __future__ import annotations

import math

_Z = 1.959964


def share_interval(count: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, 0 to 1, when `count` of `of` independent cases have a property.

    Source: Wilson 1927, Journal of the American Statistical Association 22:209-212.
    """
    p, z = count / of, _Z
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    width = z / (1 + z * z / of) * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return max(0.0, middle - width), min(1.0, middle + width)
