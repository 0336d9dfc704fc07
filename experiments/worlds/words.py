"""The findings in words: how many worlds remain, what is left of the ranges, and whether the market is among them."""

from __future__ import annotations

import numpy as np

from experiments.pages.formats import listed, number, share
from experiments.pages.phrases import quoted
from experiments.worlds.data import excluded, ranges, trade_offs
from experiments.worlds.evidence import CUTOFF
from experiments.worlds.waves import Matched

_MOST_NAMED = 3


def headline(found: Matched, market: str) -> str:
    """Return how many worlds remain, of how many that were simulated."""
    simulated = sum(len(wave.inputs) for wave in found.waves)
    remain, wanted = len(found.remaining), found.effort.worlds
    worlds = f"{number(remain)} world{' agrees' if remain == 1 else 's agree'}"
    agree = int(np.count_nonzero(found.checked.agrees[1:]))
    more = f" {number(agree - remain)} more agree, and were not needed." if agree > remain else ""
    fewer = f" Fewer than the {number(wanted)} that were wanted." if remain < wanted else ""
    return f"{worlds} with all that is known of {market}, of {number(simulated)} that were simulated.{fewer or more}"


def the_market(found: Matched) -> str:
    """Return whether the market as it is agrees with what is known."""
    if found.has_market:
        return "The market as it is agrees with it too."
    apart = found.checked.implausibility[0]
    worst = [int(place) for place in np.argsort(-apart, kind="stable") if apart[place] > CUTOFF][:_MOST_NAMED]
    named = listed([f"{found.evidence.titles[place]} ({number(apart[place], 1)})" for place in worst])
    return f"The market as it is does not: standard deviations away from what is known lies {named}."


def what_rules_out(found: Matched) -> str:
    """Return which statements rule out most of the ranges."""
    alone = excluded(found)
    order = [int(place) for place in np.argsort(-alone, kind="stable") if alone[place] > 0][:_MOST_NAMED]
    if not order:
        return "No statement alone rules out a world of the first wave."
    named = listed([f"{quoted(found.evidence.titles[place])} ({share(alone[place])})" for place in order])
    return f"Most worlds of the first wave, which is spread over all ranges, are ruled out by {named}."


def what_is_left(found: Matched) -> str:
    """Return of how many numbers something was ruled out."""
    narrower = [row for row in ranges(found) if row["is_narrower"]]
    if not narrower:
        return (
            f"What is known narrows no range of the {number(len(found.factors))} assumed numbers by itself: it rules "
            "out combinations."
        )
    named = listed([f"{quoted(row['number'])}" for row in narrower[:_MOST_NAMED]])
    return (
        f"Of {number(len(found.factors))} assumed numbers {number(len(narrower))} lie in a part of their range, "
        f"clearest {named}; the others can be anything within it, in some combination."
    )


def which_trade_off(found: Matched) -> str:
    """Return which pairs trade off."""
    pairs = trade_offs(found)[:_MOST_NAMED]
    if not pairs:
        return "No two numbers clearly trade off in these worlds."
    named = [
        f"{quoted(found.factors[a].path)} with {quoted(found.factors[b].path)} ({number(strength, 2)})"
        for a, b, strength in pairs
    ]
    return f"Trade-offs (rank correlation over the worlds): {listed(named)}."


NO_PROBABILITY = (
    "A world that remains is one that nothing known rules out. Worlds are not equally likely, and a share of worlds is "
    "no probability."
)


def method(found: Matched) -> list[str]:
    """Return how the worlds were found."""
    waves = listed([number(len(wave.inputs)) for wave in found.waves])
    left = [wave.left for wave in found.waves[1:]]
    remaining = (
        f"; by emulation {listed([share(each) for each in left])} of the ranges were left before each" if left else ""
    )
    checked = len(found.checked.numbers) - 1
    return [
        f"History matching in {len(found.waves)} waves of {waves} worlds{remaining if left else ''}. Each world finds "
        "the brands' constants with which shares stand still while it burns in. A world is ruled out when any "
        f"statement lies more than {CUTOFF:g} standard deviations away: of what was observed, of the discrepancy "
        "between model and market, of luck, and, where it was not simulated, of the emulator.",
        f"{number(checked)} worlds that agreed in their own wave were simulated again, with {found.effort.checks} "
        "seeds that no wave had seen; those that remain agree in these simulations, not by emulation.",
    ]
