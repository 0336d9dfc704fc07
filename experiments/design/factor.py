"""A factor: a number of a market that an experiment varies."""

from __future__ import annotations

from typing import NamedTuple


class Factor(NamedTuple):
    """A number of a market that is varied.

    Attributes
    ----------
    path : its place in the market file, in full: ``brands.acme.offer.price_eur``; or ``mean(PATTERN)`` of several
        numbers, which are moved together by one amount.
    low, high : range, both ends included.
    default : its value in the market.
    unit, grade, source : of the parameter sheet.
    """

    path: str
    low: float
    high: float
    default: float
    unit: str
    grade: str
    source: str
