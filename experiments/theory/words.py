"""Verdicts and effects in words."""

from __future__ import annotations

import inspect
import math
from importlib import import_module

from experiments.measures.paired import Estimate
from experiments.pages.formats import CHANGE, NBSP, amount, listed, number, share, span
from experiments.pages.phrases import sentence as as_sentence
from experiments.theory.claim import MARK, Effect
from experiments.theory.theory import ClaimShown, EffectShown, SideShown, Theory
from experiments.theory.verdict import Found, Verdict
from language import mark, phrase, plural
from language.spoken import spoken
from language.typography import elided
from sim.market.schema import Market

_DIRECTIONS = {
    "higher": mark("at least {size} higher"),
    "lower": mark("at least {size} lower"),
    "same": mark("a change of less than {size}"),
    "not higher": mark("no more than {size} higher"),
    "different": mark("at least {size} higher or lower"),
}
MEANINGS = {
    Verdict.HOLDS: mark(
        "The whole interval lies beyond the smallest effect of interest, on the side that the theory says."
    ),
    Verdict.WEAKLY: mark(
        "The sign is that of the theory, but the effect may be smaller than the smallest one of interest."
    ),
    Verdict.SMALL: mark(
        "The sign is that of the theory, but all of the interval is below the smallest effect of interest."
    ),
    Verdict.FAILS: mark("There is no such effect of a size that would matter, or it lies on the other side."),
    Verdict.UNDECIDED: mark("The interval is too wide to tell: more seeds or more customers would decide."),
    Verdict.NOT_SHOWN: mark("The market lacks what the claim is about."),
    Verdict.AWAITS: mark("The world does not hold the mechanism yet."),
}
"""What each verdict means."""


def named(text: str, market: Market) -> str:
    """Return a text in which the name of the focus brand stands in place of its description."""
    title = phrase(market.brands[market.focus].title or market.focus)
    return with_brand(text, title.partition(",")[0])


def with_brand(text: str, brand: str) -> str:
    """Return a text in which a name stands in place of the description of the focus brand."""
    found = text.replace(phrase(MARK), brand)
    return elided(found) if spoken() == "fr" else found


def first_line(rule: str) -> str:
    """Return what a rule, "module.function", says of itself in its first line; empty without one."""
    module, _, name = rule.rpartition(".")
    says = inspect.getdoc(getattr(import_module(module), name)) if rule else ""
    return (says or "").partition("\n")[0].replace("*", "")


def headline(theory: Theory) -> str:
    """Return the answer in a sentence: how many claims have which verdict."""
    counts = [(verdict, theory.count(verdict)) for verdict in Verdict]
    if len(theory.claims) == 1:
        (only,) = theory.claims
        return phrase("{claim}: {verdict}.", claim=only.claim.id, verdict=phrase(only.verdict.value))
    parts = [_counted(verdict, count) for verdict, count in counts if count]
    return phrase("Of {claims} claims {parts}.", claims=number(len(theory.claims)), parts=listed(parts))


def _counted(verdict: Verdict, count: int) -> str:
    """Return how many claims have a verdict."""
    shown = number(count)
    match verdict:
        case Verdict.HOLDS:
            return plural("{count} holds", "{count} hold", count, count=shown)
        case Verdict.WEAKLY:
            return plural("{count} holds weakly", "{count} hold weakly", count, count=shown)
        case Verdict.SMALL:
            return plural(
                "{count} shows an effect too small to matter",
                "{count} show an effect too small to matter",
                count,
                count=shown,
            )
        case Verdict.FAILS:
            return plural("{count} does not hold here", "{count} do not hold here", count, count=shown)
        case Verdict.UNDECIDED:
            return plural("{count} is undecided", "{count} are undecided", count, count=shown)
        case Verdict.NOT_SHOWN:
            return phrase("{count} cannot be shown in this market", count=shown)
    return plural(
        "{count} awaits what has still to be built", "{count} await what has still to be built", count, count=shown
    )


def parts_that_hold(shown: ClaimShown) -> str:
    """Return how many effects of a claim hold, where the claim as a whole does not: "2 of its 3 effects hold"."""
    verdicts = [part.found.verdict for part in shown.effects]
    if len(verdicts) < 2 or shown.verdict is Verdict.HOLDS or Verdict.HOLDS not in verdicts:
        return ""
    count = verdicts.count(Verdict.HOLDS)
    return plural(
        "{count} of its {effects} effects holds",
        "{count} of its {effects} effects hold",
        count,
        count=count,
        effects=len(verdicts),
    )


def expectation(effect: Effect) -> str:
    """Return what the theory says: "at least 1 point higher"."""
    return phrase(_DIRECTIONS[effect.expected], size=_size(effect))


def _size(effect: Effect) -> str:
    unit = "points" if effect.unit.startswith("%") and effect.unit != CHANGE else effect.unit
    size = phrase("{size:g}", size=effect.smallest)
    if unit in ("0 to 1", "-1 to 1", "ratio"):
        return size
    return f"{size}{NBSP}{'%' if unit == CHANGE else phrase(unit)}"


def _unit(unit: str) -> str:
    """Return the unit behind a number where the number does not carry it."""
    return f" {phrase(unit)}" if unit in ("touchpoints", "standard deviations") else ""


def effect_found(effect: Effect, found: Found) -> str:
    """Return the effect with its interval: "+3.1 points, between +2.0 and +4.2 points"."""
    if not math.isfinite(found.mean):
        return phrase("nothing to measure")
    one = estimate_of(found)
    half = one.half_width if math.isfinite(one.half_width) and one.half_width > 0 else None
    text = amount(found.mean, effect.unit, resolution=half, signed=True) + _unit(effect.unit)
    return phrase("{effect}, {interval}", effect=text, interval=span(one, effect.unit)) if half else text


def estimate_of(found: Found) -> Estimate:
    """Return what was found as an estimate, for the formats of pages."""
    return Estimate(found.mean, found.low, found.high, math.nan, found.seeds)


def sentence(part: EffectShown) -> str:
    """Return an effect in words: both sides, the difference with its interval, and what the theory says."""
    effect, (first, second) = part.effect, part.sides
    return phrase(
        "{compared}: {second} ({second_side}) against {first} ({first_side}). The difference is {difference}; the "
        "theory says {expected}.",
        compared=as_sentence(phrase(effect.words)),
        first=level(first, effect),
        first_side=phrase(first.words),
        second=level(second, effect),
        second_side=phrase(second.words),
        difference=effect_found(effect, part.found),
        expected=expectation(effect),
    )


def level(side: SideShown, effect: Effect) -> str:
    """Return the value of one side."""
    outcome = effect.second.outcome or effect.first.outcome
    unit = getattr(outcome, "unit", "")
    is_difference = effect.first.against is not None or effect.second.against is not None
    return amount(side.value.mean, unit, signed=is_difference) if side.value.mean else "0"


def size_of(theory: Theory) -> list[str]:
    """Return how large the experiment was, in a few words each."""
    return [
        phrase("market {market}", market=phrase(theory.market.title)),
        plural("{count} seed", "{count} seeds", len(theory.seeds), count=len(theory.seeds)),
        phrase("{customers} simulated customers in each world", customers=number(theory.customers)),
    ]


def certainty(theory: Theory) -> str:
    """Return how sure the verdicts are."""
    return phrase(
        "All worlds of a seed share their people and random numbers. Intervals are corrected for {tested} effects "
        "(Holm), so that the probability of any wrong verdict is about {error}.",
        tested=theory.tested,
        error=share(0.05),
    )


def told(shown: ClaimShown) -> list[str]:
    """Return what is known of a claim in sentences: its effects, or why there are none."""
    if shown.verdict is Verdict.AWAITS:
        return [phrase("Awaits {mechanism}.", mechanism=phrase(shown.claim.awaits))]
    if shown.why_not:
        return [phrase("Cannot be shown here: {why}.", why=phrase(shown.why_not))]
    several = len(shown.effects) > 1
    return [sentence(part) + (f" ({verdict_alone(part.found.verdict)}.)" if several else "") for part in shown.effects]


def verdict_alone(verdict: Verdict) -> str:
    """Return a verdict that stands by itself."""
    return as_sentence(phrase(verdict.value))
