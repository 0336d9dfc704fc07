"""Phrases that pages of several experiments use."""

from __future__ import annotations

import math

from experiments.pages.formats import number, share
from language import mark, phrase

_SPOKEN = ("EUR", "points", "customers", "weeks", "minutes", "days", "stars")
_FEW = 200
"""Up to this number of simulations a count is given; a percentage would look more precise than it is."""


NO_PROBABILITY = mark(
    "A world is a set of assumptions that agrees with what is known. Worlds are not equally "
    "likely: a share of worlds is no probability."
)


def quoted(title: str) -> str:
    """Return a title in quotation marks."""
    return phrase("“{title}”", title=title)


def simulated_part(simulated: float, market: float) -> str:
    """Return for how many customers amounts are when not all of a market are simulated; "" when all are.

    As in ``for 4,000 of the market's 20,000 customers``.
    """
    if round(simulated) == round(market):
        return ""
    if simulated < market:
        return phrase(
            "for {simulated} of the market's {market} customers", simulated=number(simulated), market=number(market)
        )
    return phrase(
        "for {simulated} customers, in place of the market's {market}",
        simulated=number(simulated),
        market=number(market),
    )


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def figure(label: str, unit: str) -> str:
    """Return a figure within a sentence: ``the true net promoter score of all customers, in points``."""
    text = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return phrase(
        "the {figure}{in_unit}", figure=text.replace(" (all customers)", " of all customers"), in_unit=with_unit(unit)
    )


def with_unit(unit: str) -> str:
    """Return a unit behind a figure: ``, in points`` or ``(0 to 1)``."""
    return phrase(", in {unit}", unit=phrase(unit)) if unit in _SPOKEN else f" ({phrase(unit)})"


def simulations(wins: float, pairs: int) -> str:
    """Return ``in 19 of 20 simulations``.

    Parameters
    ----------
    wins : share of the seeds, 0 to 1, ties counting half.
    """
    count = wins * pairs
    if pairs > _FEW or not math.isclose(count, round(count)):
        return phrase("in {wins} of simulations", wins=share(wins))
    if round(count) == pairs:
        return phrase("in all {pairs} simulations", pairs=pairs) if pairs > 1 else phrase("in the only simulation")
    if not round(count):
        return phrase("in none of {pairs} simulations", pairs=pairs)
    return phrase("in {count} of {pairs} simulations", count=round(count), pairs=pairs)
