"""The findings in words: whether every fact is met, by how much the others are missed, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.fitting.facts import BASES, Fact, Facts
from experiments.fitting.figures import CHANGE, SHARE
from experiments.fitting.fitting import Fitting, Reason, Verdict
from experiments.fitting.handles import Handle
from experiments.pages.formats import NOTHING, clean, listed, number
from experiments.pages.phrases import sentence
from language import phrase, plural

_MOST_LISTED = 4


def said(of: Fact | Handle) -> str:
    """Return the title of a fact, or of numbers that are moved together."""
    if isinstance(of, Handle):
        return phrase(of.words, **of.names) if of.words else of.title
    label = phrase(of.figure.label)
    return phrase("{figure}, {whose}", figure=label, whose=listed(of.parts)) if of.parts else label


def headline(fitting: Fitting, market: str) -> str:
    """Return the answer: whether all facts are met, which are missed, and of which random variation does not tell."""
    if not fitting.given:
        return phrase("No fact is given. {answer}", answer=_answer(fitting, market, fitting.verdicts))
    return _answer(fitting, market, fitting.given)


def _answer(fitting: Fitting, market: str, given: Sequence[Verdict]) -> str:
    shows = phrase("{market}", market=market) if fitting.is_fitted else phrase("{market} as it is", market=market)
    met, missed, unclear = ([each for each in given if each.state == state] for state in ("met", "missed", "unclear"))
    count = len(given)
    if len(met) == count:
        if fitting.fits:
            return plural(
                "{market} shows the one fact within its tolerance.",
                "{market} shows all {count} facts, each within its tolerance.",
                count,
                market=shows,
                count=count,
            )
        return plural(
            "{market} shows the one fact within its tolerance, but {drifting}.",
            "{market} shows all {count} facts, each within its tolerance, but {drifting}.",
            count,
            market=shows,
            count=count,
            drifting=_drifting(fitting),
        )
    share = _share(len(met), count)
    if not missed:
        return phrase(
            "{market} shows {share}; of the others random variation does not tell: {unclear}.",
            market=shows,
            share=share,
            unclear=_named(unclear),
        )
    if unclear:
        return phrase(
            "{market} shows {share}, but not {missed}; not clear is {unclear}.",
            market=shows,
            share=share,
            missed=_named(missed),
            unclear=_named(unclear),
        )
    return phrase("{market} shows {share}, but not {missed}.", market=shows, share=share, missed=_named(missed))


def _share(met: int, count: int) -> str:
    """Return how many facts are met."""
    if met:
        return plural("{met} of {count} fact", "{met} of {count} facts", count, met=met, count=count)
    return plural("none of {count} fact", "none of {count} facts", count, count=count)


def _named(verdicts: Sequence[Verdict]) -> str:
    """Return facts with their distances, the farthest first."""
    named = [f"{said(each.fact)} ({distance(each)})" for each in sorted(verdicts, key=_farthest_first)]
    shown = "; ".join(named[:_MOST_LISTED])
    if len(named) <= _MOST_LISTED:
        return shown
    return phrase("{named} and {count} more", named=shown, count=len(named) - _MOST_LISTED)


def _farthest_first(each: Verdict) -> float:
    return -abs(each.off) if math.isfinite(each.off) else -math.inf


def _drifting(fitting: Fitting) -> str:
    """Return which implied facts are missed."""
    missed = [each for each in fitting.verdicts if each.fact.is_implied and each.state != "met"]
    return listed(
        [phrase("{fact} is {shown}", fact=said(each.fact), shown=shown(each)) for each in missed[:_MOST_LISTED]]
    )


def distance(verdict: Verdict) -> str:
    """Return how far a fact is missed."""
    if math.isnan(verdict.off):
        return phrase("nobody to observe")
    size = number(abs(verdict.off), 1)
    if verdict.off > 0:
        return phrase("{shown}, {size} tolerances above it", shown=shown(verdict), size=size)
    return phrase("{shown}, {size} tolerances below it", shown=shown(verdict), size=size)


def shown(verdict: Verdict) -> str:
    """Return what is shown, with as many digits as the tolerance has."""
    return figure(verdict.shown, verdict.fact)


def figure(value: float, fact: Fact) -> str:
    """Return a value of a fact with sensible digits."""
    if not math.isfinite(value):
        return NOTHING
    decimals = max(0, min(3, 1 - math.floor(math.log10(fact.tolerance) + 1e-9)))
    return number(value, decimals)


def verdict(each: Verdict) -> str:
    """Return the verdict on a fact, in a few words."""
    if math.isnan(each.off):
        return phrase("cannot be shown")
    if each.state == "missed":
        return phrase("off by {size} tolerances", size=number(abs(each.off), 1))
    return phrase("met") if each.state == "met" else phrase("not clear")


def explanation(each: Verdict) -> str:
    """Return what the verdict on a fact rests on; empty for facts that are met."""
    if each.state == "unclear":
        return phrase("off by {size} tolerances, within random variation", size=number(abs(each.off), 1))
    return reason(each.reason)


def reason(why: Reason | None) -> str:
    """Return in words why a fact is missed; empty when it is met."""
    if why is None:
        return ""
    named = listed([said(each) for each in why.of])
    match why.kind:
        case "nobody":
            return phrase("there is nobody to observe in this market")
        case "nothing":
            return phrase("cannot be reached: no number of the market that may be moved changes it enough")
        case "limit":
            return plural(
                "cannot be reached: {named} is at the end of its range",
                "cannot be reached: {named} are at the ends of their ranges",
                len(why.of),
                named=named,
            )
        case "reach":
            return phrase("cannot be reached: all numbers together, at the ends of their ranges, do not bring it there")
        case "conflict":
            return phrase("in conflict with {named}: numbers that would meet it move that away", named=named)
    return phrase("the search ended before it was met: a longer one may help (--steps)")


def missed(each: Verdict) -> str:
    """Return a missed fact with the reason, in a sentence."""
    return phrase("{fact}: {reason}.", fact=said(each.fact), reason=reason(each.reason))


def inherited(fitting: Fitting, market: str) -> list[str]:
    """Return what was not given, and what holds in its place."""
    found = []
    if shares := [each for each in fitting.facts.all if each.is_implied and each.what == "share"]:
        brands = listed([each.scope.brand for each in shares])
        found.append(phrase("Shares of {brands} are not given: those of {market} hold.", brands=brands, market=market))
    if any(each.is_implied and each.what == "share_change" for each in fitting.facts.all):
        found.append(phrase("Shares stand still, unless a fact says otherwise."))
    found.append(phrase("All numbers that are not listed here are those of {market}.", market=market))
    return found


def notes(fitting: Fitting) -> list[str]:
    """Return remarks about the file of facts."""
    return [sentence(f"{note}.") for note in fitting.facts.notes]


def source(fact: Fact, facts: Facts) -> str:
    """Return where a fact comes from, with whom it covers when that is not everybody."""
    if fact.is_implied:
        if fact.what == CHANGE:
            return phrase("shares stand still")
        if any(each.what == SHARE and not each.scope.segment for each in facts.given):
            return phrase("share of the market, scaled to what the shares that are given leave")
        return phrase("share of the market")
    if fact.basis == "everybody":
        return clean(fact.source)
    return phrase("{source} ({basis})", source=clean(fact.source), basis=phrase(BASES[fact.basis])).strip()
