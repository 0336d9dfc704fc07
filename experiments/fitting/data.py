"""The data of a fit.

verdicts.csv
    One row per fact: what was given, what the market showed before and shows now, the verdict, and why it is missed:
    in a sentence, and as the kind of reason with what it names.
numbers.csv
    One row per number that was moved: before, after, and what it was moved for.
"""

from __future__ import annotations

from typing import Any

from experiments.fitting import words
from experiments.fitting.facts import Fact
from experiments.fitting.fitting import Fitting, Reason
from experiments.fitting.handles import Handle, pressed
from language import speaking
from sim.market.messages import dotted
from sim.market.schema import Market
from sim.market.sheet import numbers_in


def verdicts(fitting: Fitting) -> list[dict[str, Any]]:
    """Return one row per fact."""
    return [
        {
            "what": each.fact.what,
            **each.fact.scope._asdict(),
            "value": each.fact.value,
            "tolerance": each.fact.tolerance,
            "unit": each.fact.figure.unit,
            "is_given": not each.fact.is_implied,
            "before": each.before,
            "shown": each.shown,
            "standard_error": each.error,
            "tolerances_off": each.off,
            "verdict": each.state,
            "reason": _in_english(each.reason),
            "reason_kind": each.reason.kind if each.reason else "",
            "reason_of": "; ".join(_key(of) for of in each.reason.of) if each.reason else "",
        }
        for each in fitting.verdicts
    ]


def _in_english(why: Reason | None) -> str:
    """Return a reason as tables have it, whatever language pages are in."""
    with speaking("en"):
        return words.reason(why)


def _key(of: Fact | Handle) -> str:
    """Return what a reason names: a fact by its columns, numbers by their title with the columns of the row in it."""
    if isinstance(of, Handle):
        return of.words or of.title
    return " ".join([of.what, *(f"{name}={value}" for name, value in of.scope._asdict().items() if value)])


def short_verdicts(fitting: Fitting) -> list[dict[str, Any]]:
    """Return one row per fact with what fits a terminal."""
    return [
        {
            "fact": words.said(each.fact),
            "given": words.figure(each.fact.value, each.fact),
            "before": words.figure(each.before, each.fact),
            "shown": words.shown(each),
            "verdict": words.verdict(each),
        }
        for each in fitting.verdicts
    ]


def numbers(fitting: Fitting, market: Market) -> list[dict[str, Any]]:
    """Return one row per number that was moved.

    Parameters
    ----------
    market : as it was before the fit.
    """
    before = {dotted(each.path): each for each in numbers_in(market.model_dump())}
    amounts = dict(zip(fitting.handles, fitting.amounts, strict=True))
    owners = {path: handle for handle in reversed(fitting.handles) for path in handle.paths}
    return [
        {
            "number": path,
            "unit": before[path].number.unit,
            "before": before[path].value,
            "fitted": value,
            "is_at_limit": pressed(owners[path], amounts[owners[path]]),
            "moved_for": "; ".join(owners[path].facts),
        }
        for path, value in fitting.numbers.items()
    ]
