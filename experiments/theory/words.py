"""Verdicts and effects in words."""

from __future__ import annotations

import math

from experiments.measures.paired import Estimate
from experiments.pages.formats import CHANGE, NBSP, amount, counted, listed, number, share, span
from experiments.theory.claim import MARK, Effect
from experiments.theory.theory import ClaimShown, EffectShown, SideShown, Theory
from experiments.theory.verdict import Found, Verdict
from sim.market.schema import Market

_DIRECTIONS = {
    "higher": "at least {size} higher",
    "lower": "at least {size} lower",
    "same": "a change of less than {size}",
    "not higher": "no more than {size} higher",
    "different": "at least {size} higher or lower",
}
_SHOWN = {
    Verdict.HOLDS: ("holds", "hold"),
    Verdict.WEAKLY: ("holds weakly", "hold weakly"),
    Verdict.SMALL: ("shows an effect too small to matter", "show an effect too small to matter"),
    Verdict.FAILS: ("does not hold here", "do not hold here"),
    Verdict.UNDECIDED: ("is undecided", "are undecided"),
    Verdict.NOT_SHOWN: ("cannot be shown in this market", "cannot be shown in this market"),
    Verdict.AWAITS: ("awaits what has still to be built", "await what has still to be built"),
}
MEANINGS = {
    Verdict.HOLDS: "The whole interval lies beyond the smallest effect of interest, on the side that the theory says.",
    Verdict.WEAKLY: "The sign is that of the theory, but the effect may be smaller than the smallest one of interest.",
    Verdict.SMALL: "The sign is that of the theory, but all of the interval is below the smallest effect of interest.",
    Verdict.FAILS: "There is no such effect of a size that would matter, or it lies on the other side.",
    Verdict.UNDECIDED: "The interval is too wide to tell: more seeds or more customers would decide.",
    Verdict.NOT_SHOWN: "The market lacks what the claim is about.",
    Verdict.AWAITS: "The world does not hold the mechanism yet.",
}
"""What each verdict means."""


def named(text: str, market: Market) -> str:
    """Return a text with the name of the focus brand in place of its description."""
    title = market.brands[market.focus].title or market.focus
    return text.replace(MARK, title.partition(",")[0])


def headline(theory: Theory) -> str:
    """Return the answer in a sentence: how many claims have which verdict."""
    counts = [(verdict, theory.count(verdict)) for verdict in Verdict]
    parts = [f"{number(count)} {_SHOWN[verdict][count > 1]}" for verdict, count in counts if count]
    if len(theory.claims) == 1:
        return f"{theory.claims[0].claim.id}: {theory.claims[0].verdict.value}."
    return f"Of {number(len(theory.claims))} claims {listed(parts)}."


def parts_that_hold(shown: ClaimShown) -> str:
    """Return how many effects of a claim hold, where the claim as a whole does not: "2 of its 3 effects hold"."""
    verdicts = [part.found.verdict for part in shown.effects]
    if len(verdicts) < 2 or shown.verdict is Verdict.HOLDS or Verdict.HOLDS not in verdicts:
        return ""
    count = verdicts.count(Verdict.HOLDS)
    return f"{count} of its {len(verdicts)} effects {'hold' if count > 1 else 'holds'}"


def expectation(effect: Effect) -> str:
    """Return what the theory says: "at least 1 point higher"."""
    return _DIRECTIONS[effect.expected].format(size=_size(effect))


def _size(effect: Effect) -> str:
    unit = "points" if effect.unit.startswith("%") and effect.unit != CHANGE else effect.unit
    behind = {CHANGE: f"{NBSP}%", "EUR": f"{NBSP}EUR", "0 to 1": "", "-1 to 1": "", "ratio": ""}
    return f"{effect.smallest:g}" + behind.get(unit, f"{NBSP}{unit}")


def _unit(unit: str) -> str:
    """Return the unit behind a number where the number does not carry it."""
    return f" {unit}" if unit in ("touchpoints", "standard deviations") else ""


def effect_found(effect: Effect, found: Found) -> str:
    """Return the effect with its interval: "+3.1 points, between +2.0 and +4.2 points"."""
    if not math.isfinite(found.mean):
        return "nothing to measure"
    one = estimate_of(found)
    half = one.half_width if math.isfinite(one.half_width) and one.half_width > 0 else None
    text = amount(found.mean, effect.unit, resolution=half, signed=True) + _unit(effect.unit)
    return f"{text}, {span(one, effect.unit)}" if half else text


def estimate_of(found: Found) -> Estimate:
    """Return what was found as an estimate, for the formats of pages."""
    return Estimate(found.mean, found.low, found.high, math.nan, found.seeds)


def sentence(part: EffectShown) -> str:
    """Return an effect in words: both sides, the difference with its interval, and what the theory says."""
    effect, found = part.effect, part.found
    sides = [f"{level(side, effect)} ({side.words})" for side in reversed(part.sides)]
    compared = f"{_capital(effect.words)}: {sides[0]} against {sides[1]}"
    return f"{compared}. The difference is {effect_found(effect, found)}; the theory says {expectation(effect)}."


def level(side: SideShown, effect: Effect) -> str:
    """Return the value of one side."""
    outcome = effect.second.outcome or effect.first.outcome
    unit = getattr(outcome, "unit", "")
    is_difference = effect.first.against is not None or effect.second.against is not None
    return amount(side.value.mean, unit, signed=is_difference) if side.value.mean else "0"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def size_of(theory: Theory) -> list[str]:
    """Return how large the experiment was, in a few words each."""
    return [
        f"market {theory.market.title}",
        counted(len(theory.seeds), "seed"),
        f"{number(theory.customers)} simulated customers in each world",
    ]


def certainty(theory: Theory) -> str:
    """Return how sure the verdicts are."""
    return (
        f"All worlds of a seed share their people and random numbers. Intervals are corrected for {theory.tested} "
        f"effects "
        f"(Holm), so that the probability of any wrong verdict is about {share(0.05)}."
    )


def told(shown: ClaimShown) -> list[str]:
    """Return what is known of a claim in sentences: its effects, or why there are none."""
    if shown.verdict is Verdict.AWAITS:
        return [f"Awaits {shown.claim.awaits}."]
    if shown.why_not:
        return [f"Cannot be shown here: {shown.why_not}."]
    several = len(shown.effects) > 1
    return [
        sentence(part) + (f" ({part.found.verdict.value.capitalize()}.)" if several else "") for part in shown.effects
    ]
