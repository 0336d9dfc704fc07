"""The findings in words: whether every fact is met, by how much the others are missed, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.fitting.facts import BASES, Fact
from experiments.fitting.fitting import Fitting, Reason, Verdict
from experiments.pages.formats import listed, number

_MOST_LISTED = 4


def headline(fitting: Fitting, market: str) -> str:
    """Return the answer: whether all facts are met, which are missed, and of which random variation does not tell."""
    given = fitting.given or fitting.verdicts
    market = market if fitting.given else f"No fact is given. {market}"
    shows = "shows" if fitting.is_fitted else "as it is shows"
    met, missed, unclear = ([each for each in given if each.state == state] for state in ("met", "missed", "unclear"))
    if len(met) == len(given):
        facts = f"all {len(given)} facts" if len(given) > 1 else "the one fact"
        rest = "." if fitting.fits else f", but {_drifting(fitting)}."
        return f"{market} {shows} {facts}, each within its tolerance{rest}"
    share = f"{len(met) or 'none'} of {len(given)} facts"
    if not missed:
        return f"{market} {shows} {share}; of the others random variation does not tell: {_named(unclear)}."
    not_clear = f"; not clear is {_named(unclear)}" if unclear else ""
    return f"{market} {shows} {share}, but not {_named(missed)}{not_clear}."


def _named(verdicts: Sequence[Verdict]) -> str:
    """Return facts with their distances, the farthest first."""
    named = [f"{each.fact.title} ({distance(each)})" for each in sorted(verdicts, key=_farthest_first)]
    more = f" and {len(named) - _MOST_LISTED} more" if len(named) > _MOST_LISTED else ""
    return f"{'; '.join(named[:_MOST_LISTED])}{more}"


def _farthest_first(each: Verdict) -> float:
    return -abs(each.off) if math.isfinite(each.off) else -math.inf


def _drifting(fitting: Fitting) -> str:
    """Return which implied facts are missed."""
    missed = [each for each in fitting.verdicts if each.fact.is_implied and each.state != "met"]
    return listed([f"{each.fact.title} is {shown(each)}" for each in missed[:_MOST_LISTED]])


def distance(verdict: Verdict) -> str:
    """Return how far a fact is missed."""
    if math.isnan(verdict.off):
        return "nobody to observe"
    size = number(abs(verdict.off), 1)
    where = "above" if verdict.off > 0 else "below"
    return f"{shown(verdict)}, {size} tolerances {where} it"


def shown(verdict: Verdict) -> str:
    """Return what is shown, with as many digits as the tolerance has."""
    return figure(verdict.shown, verdict.fact)


def figure(value: float, fact: Fact) -> str:
    """Return a value of a fact with sensible digits."""
    if not math.isfinite(value):
        return "–"
    decimals = max(0, min(3, 1 - math.floor(math.log10(fact.tolerance) + 1e-9)))
    return number(value, decimals)


def verdict(each: Verdict) -> str:
    """Return the verdict on a fact, in a few words."""
    if math.isnan(each.off):
        return "cannot be shown"
    if each.state == "missed":
        return f"off by {number(abs(each.off), 1)} tolerances"
    return "met" if each.state == "met" else "not clear"


def explanation(each: Verdict) -> str:
    """Return what the verdict on a fact rests on; empty for facts that are met."""
    if each.state == "unclear":
        return f"off by {number(abs(each.off), 1)} tolerances, within random variation"
    return reason(each.reason)


def reason(why: Reason | None) -> str:
    """Return in words why a fact is missed; empty when it is met."""
    if why is None:
        return ""
    named = listed(why.names)
    match why.kind:
        case "nobody":
            return "there is nobody to observe in this market"
        case "nothing":
            return "cannot be reached: no number of the market that may be moved changes it enough"
        case "limit":
            verb = "is at the end of its range" if len(why.names) == 1 else "are at the ends of their ranges"
            return f"cannot be reached: {named} {verb}"
        case "reach":
            return "cannot be reached: all numbers together, at the ends of their ranges, do not bring it there"
        case "conflict":
            return f"in conflict with {named}: numbers that would meet it move that away"
    return "the search ended before it was met: a longer one may help (--steps)"


def inherited(fitting: Fitting, market: str) -> list[str]:
    """Return what was not given, and what holds in its place."""
    found = []
    if shares := [each for each in fitting.facts.all if each.is_implied and each.what == "share"]:
        brands = listed([each.scope.brand for each in shares])
        found.append(f"Shares of {brands} are not given: those of {market} hold.")
    if any(each.is_implied and each.what == "share_change" for each in fitting.facts.all):
        found.append("Shares stand still, unless a fact says otherwise.")
    found.append(f"All numbers that are not listed here are those of {market}.")
    return found


def notes(fitting: Fitting) -> list[str]:
    """Return remarks about the file of facts."""
    return [f"{note[:1].upper()}{note[1:]}." for note in fitting.facts.notes]


def basis(fact: Fact) -> str:
    """Return whom a fact covers, in words."""
    return BASES[fact.basis]
