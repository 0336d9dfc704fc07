"""Phrases that pages of several experiments use."""

from __future__ import annotations

import math

from experiments.pages.formats import number, share

_SPOKEN = ("EUR", "points", "customers", "weeks", "minutes", "days", "stars")
_FEW = 200
"""Up to this number of simulations a count is given; a percentage would look more precise than it is."""


def quoted(title: str) -> str:
    """Return a title in quotation marks."""
    return f"“{title}”"


def simulated_part(simulated: float, market: float) -> str:
    """Return for how many customers amounts are when not all of a market are simulated; "" when all are.

    As in ``for 4,000 of the market's 20,000 customers``.
    """
    if round(simulated) == round(market):
        return ""
    if simulated < market:
        return f"for {number(simulated)} of the market's {number(market)} customers"
    return f"for {number(simulated)} customers, in place of the market's {number(market)}"


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def figure(label: str, unit: str) -> str:
    """Return a figure within a sentence: ``the true net promoter score of all customers, in points``."""
    text = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return f"the {text.replace(' (all customers)', ' of all customers')}{with_unit(unit)}"


def with_unit(unit: str) -> str:
    """Return a unit behind a figure: ``, in points`` or ``(0 to 1)``."""
    return f", in {unit}" if unit in _SPOKEN else f" ({unit})"


def simulations(wins: float, pairs: int) -> str:
    """Return ``in 19 of 20 simulations``.

    Parameters
    ----------
    wins : share of the seeds, 0 to 1, ties counting half.
    """
    count = wins * pairs
    if pairs > _FEW or not math.isclose(count, round(count)):
        return f"in {share(wins)} of simulations"
    if round(count) == pairs:
        return f"in all {pairs} simulations" if pairs > 1 else "in the only simulation"
    return f"in {round(count) or 'none'} of {pairs} simulations"
