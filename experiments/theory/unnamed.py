"""A root cause for which a brand has no word: which it is, how long that lasts, and what it would cost to heal."""

from __future__ import annotations

import numpy as np

from experiments.theory.claim import NotShownError, Watching
from experiments.theory.programmes import bad_between, bad_encounters, weeks_until_coded, with_works, works_of
from language import mark
from sim.market.schema import Market
from sim.policies.estimates import WEEKS_A_YEAR
from sim.simulation import Simulation


def unnamed(market: Market) -> str:
    """Return the cause without a word: the second commonest of those that can be healed.

    The commonest of all nobody overlooks.
    """
    with_works(market)
    healed = {work.cause for work in works_of(market).values()}
    often = {
        name: vars(cause)["weekly_probability"].get(market.focus, 0.0)
        for name, cause in market.causes.items()
        if name in healed
    }
    if len(often) < 2:
        raise NotShownError(mark("the focus brand can heal too few causes to overlook one of them"))
    return sorted(often, key=lambda name: -often[name])[1]


def bad_by_the_unnamed(simulation: Simulation, first: int, last: int) -> Watching:
    """Return how many encounters are bad by the cause without a word, in some weeks."""
    return (yield from bad_encounters(simulation, first, last, unnamed(simulation.market)))


def weeks_without_a_word(simulation: Simulation, last: int) -> Watching:
    """Return in which week the cause gets a word; the last one if it does not."""
    return (yield from weeks_until_coded(simulation, unnamed(simulation.market), last))


def price_of_healing(simulation: Simulation, which: str) -> Watching:
    """Return the EUR for each bad encounter that is truly avoided within a year.

    Parameters
    ----------
    which : "unnamed" for the cheapest work on the cause without a word, "others" for the median of the cheapest works
        on everything else.
    """
    bad = yield from bad_between(simulation, 1, WEEKS_A_YEAR)
    market = simulation.market
    people = market.category.customers / len(simulation.world.customers)
    at_touchpoint = dict(zip(market.touchpoints, bad[:, 0], strict=True))
    by_cause = dict(zip(market.causes, bad[:, 1:].sum(axis=0), strict=True))
    prices: dict[tuple[bool, str], float] = {}
    for work in works_of(market).values():
        numbers, target = vars(work), (bool(work.cause), str(work.cause or work.touchpoint))
        there = by_cause[str(work.cause)] if work.cause else at_touchpoint[str(work.touchpoint)]
        avoided = numbers["avoids"] * there * people
        if avoided > 0:
            eur = (numbers["one_off_eur"] + WEEKS_A_YEAR * numbers["weekly_eur"]) / avoided
            prices[target] = min(eur, prices.get(target, eur))
    own = prices.pop((True, unnamed(market)), np.nan)
    return own if which == "unnamed" else float(np.median(list(prices.values()))) if prices else np.nan
