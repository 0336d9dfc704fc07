"""Phrases that pages of several experiments use."""

from __future__ import annotations

import math

from experiments.pages.formats import share

_FEW_FUTURES = 200
"""Up to so many seeds, futures are counted; a percentage would look surer than it is."""


def quoted(title: str) -> str:
    """Return a title in quotation marks."""
    return f"“{title}”"


def futures(wins: float, pairs: int) -> str:
    """Return ``in 19 of 20 simulated futures``.

    Parameters
    ----------
    wins : share of the seeds, 0 to 1, ties counting half.
    """
    count = wins * pairs
    if pairs > _FEW_FUTURES or not math.isclose(count, round(count)):
        return f"in {share(wins)} of simulated futures"
    if round(count) == pairs:
        return f"in all {pairs} simulated futures" if pairs > 1 else "in the one simulated future"
    return f"in {round(count) or 'none'} of {pairs} simulated futures"
