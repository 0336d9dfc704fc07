"""Figures with their intervals, as every room writes them."""

from __future__ import annotations

import math

from app.answers import Spread
from language import number


def ranged(of: Spread, decimals: int = 0, signed: bool = False) -> str:
    """Return a figure with half of its interval; of a single future without one."""
    half = f"\u00a0±\u00a0{number(of.half, decimals)}" if math.isfinite(of.half) else ""
    return number(of.mean, decimals, signed) + half
