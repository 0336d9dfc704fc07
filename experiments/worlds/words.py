"""The findings in words: how many worlds remain, what is left of the ranges, and whether the market is among them."""

from __future__ import annotations

import numpy as np

from experiments.pages.formats import listed, number, share
from experiments.pages.phrases import quoted
from experiments.worlds.data import excluded, ranges, trade_offs
from experiments.worlds.evidence import CUTOFF
from experiments.worlds.waves import Matched
from language import mark, phrase, plural

_MOST_NAMED = 3


def headline(found: Matched, market: str) -> str:
    """Return how many worlds remain, of how many that were simulated."""
    simulated = sum(len(wave.inputs) for wave in found.waves)
    remain, wanted = len(found.remaining), found.effort.worlds
    agree = int(np.count_nonzero(found.checked.agrees[1:]))
    more = phrase("{agree} more agree, and were not needed.", agree=number(agree - remain)) if agree > remain else ""
    fewer = phrase("Fewer than the {wanted} that were wanted.", wanted=number(wanted)) if remain < wanted else ""
    answer = plural(
        "{remain} world agrees with all that is known of {market}, of {simulated} that were simulated.",
        "{remain} worlds agree with all that is known of {market}, of {simulated} that were simulated.",
        remain,
        remain=number(remain),
        market=market,
        simulated=number(simulated),
    )
    return f"{answer} {fewer or more}".rstrip()


def the_market(found: Matched) -> str:
    """Return whether the market as it is agrees with what is known."""
    if found.has_market:
        return phrase("The market as it is agrees with it too.")
    apart = found.checked.implausibility[0]
    worst = [int(place) for place in np.argsort(-apart, kind="stable") if apart[place] > CUTOFF][:_MOST_NAMED]
    named = listed([f"{found.evidence.titles[place]} ({number(apart[place], 1)})" for place in worst])
    return phrase(
        "The market as it is does not: standard deviations away from what is known lies {named}.", named=named
    )


def what_rules_out(found: Matched) -> str:
    """Return which statements rule out most of the ranges."""
    alone = excluded(found)
    order = [int(place) for place in np.argsort(-alone, kind="stable") if alone[place] > 0][:_MOST_NAMED]
    if not order:
        return phrase("No statement alone rules out a world of the first wave.")
    named = listed([f"{quoted(found.evidence.titles[place])} ({share(alone[place])})" for place in order])
    return phrase(
        "Most worlds of the first wave, which is spread over all ranges, are ruled out by {named}.", named=named
    )


def what_is_left(found: Matched) -> str:
    """Return of how many numbers something was ruled out."""
    narrower = [row for row in ranges(found) if row["is_narrower"]]
    if not narrower:
        return phrase(
            "What is known narrows no range of the {factors} assumed numbers by itself: it rules out combinations.",
            factors=number(len(found.factors)),
        )
    named = listed([f"{quoted(row['number'])}" for row in narrower[:_MOST_NAMED]])
    return phrase(
        "Of {factors} assumed numbers {narrower} lie in a part of their range, clearest {named}; the "
        "others can be anything within it, in some combination.",
        factors=number(len(found.factors)),
        narrower=number(len(narrower)),
        named=named,
    )


def which_trade_off(found: Matched) -> str:
    """Return which pairs trade off."""
    pairs = trade_offs(found)[:_MOST_NAMED]
    if not pairs:
        return phrase("No two numbers clearly trade off in these worlds.")
    named = [
        phrase(
            "{path} with {path_2} ({strength})",
            path=quoted(found.factors[a].path),
            path_2=quoted(found.factors[b].path),
            strength=number(strength, 2),
        )
        for a, b, strength in pairs
    ]
    return phrase("Trade-offs (rank correlation over the worlds): {named}.", named=listed(named))


NO_PROBABILITY = mark(
    "A world that remains is one that nothing known rules out. Worlds are not equally likely, and a "
    "share of worlds is no probability."
)


def method(found: Matched) -> list[str]:
    """Return how the worlds were found."""
    waves = listed([number(len(wave.inputs)) for wave in found.waves])
    left = [wave.left for wave in found.waves[1:]]
    values = {"count": len(found.waves), "worlds": waves}
    in_waves = (
        phrase(
            "History matching in {count} waves of {worlds} worlds; by emulation {shares} of the ranges were left "
            "before each.",
            shares=listed([share(each) for each in left]),
            **values,
        )
        if left
        else phrase("History matching in one wave of {worlds} worlds.", worlds=waves)
    )
    checked = len(found.checked.numbers) - 1
    return [
        in_waves,
        phrase(
            "Each world finds the brands' constants with which shares stand still while it burns in. A world is ruled "
            "out when any statement lies more than {cutoff:g} standard deviations away: of what was observed, of the "
            "discrepancy between model and market, of luck, and, where it was not simulated, of the emulator.",
            cutoff=CUTOFF,
        ),
        phrase(
            "{checked} worlds that agreed in their own wave were simulated again, with {checks} seeds that "
            "no wave had seen; those that remain agree in these simulations, not by emulation.",
            checked=number(checked),
            checks=found.effort.checks,
        ),
    ]
