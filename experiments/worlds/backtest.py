"""Forecasts tried on what came later: intervals over the worlds, and naive forecasts beside them.

Worlds agree with what was known until a day. What they show of a later figure, with its tolerance, gives intervals; two
forecasts without a model stand beside them: no change, and the straight line through all that was known. In the worlds
nothing happens after that day: what a company or a rival has done since is no part of the forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.fitting.facts import Fact
from experiments.pages.formats import listed, number
from language import phrase

if TYPE_CHECKING:
    from experiments.worlds.waves import Matched

LEVELS = (50, 80, 95)
"""Intervals, in % of the worlds."""
_DRAWS = 99
"""Draws of a tolerance for each world."""


def rows(found: Matched) -> list[dict[str, Any]]:
    """Return one row per later figure: what was observed, intervals over the worlds, and naive forecasts."""
    evidence = found.evidence
    history = (*evidence.file.earlier, *evidence.file.given)
    return [
        _row(fact, found.checked.shown[found.remaining, len(evidence.statements) + place], history)
        for place, fact in enumerate(evidence.later)
    ]


def _row(fact: Fact, shown: np.ndarray, history: Sequence[Fact]) -> dict[str, Any]:
    drawn = with_tolerance(shown, fact.tolerance)
    row: dict[str, Any] = {
        "fact": fact.title,
        "date": fact.date,
        "value": fact.value,
        "tolerance": fact.tolerance,
        "worlds": float(np.median(drawn)),
    }
    for level in LEVELS:
        row[f"low_{level}"], row[f"high_{level}"] = np.percentile(drawn, [50 - level / 2, 50 + level / 2]).tolist()
    known = sorted((each for each in history if _is_same(each, fact)), key=lambda each: each.date)
    return row | {"no_change": no_change(known), "trend": trend(known, fact.date)}


def with_tolerance(shown: np.ndarray, tolerance: float) -> np.ndarray:
    """Return what worlds show, (worlds,), each spread evenly over a normal law as wide as the tolerance."""
    from scipy.stats import norm

    apart = norm.ppf((np.arange(_DRAWS) + 0.5) / _DRAWS)
    return np.asarray((shown[:, None] + tolerance * apart).ravel())


def _is_same(one: Fact, other: Fact) -> bool:
    return (one.what, one.scope) == (other.what, other.scope)


def no_change(known: Sequence[Fact]) -> float:
    """Return the last known figure; NaN when none was known."""
    return known[-1].value if known else float("nan")


def trend(known: Sequence[Fact], day: str) -> float:
    """Return the straight line through all known figures on a day; the last one when there are too few for a line."""
    dated = [each for each in known if each.date]
    if len({each.date for each in dated}) < 2:
        return no_change(known)
    days = [date.fromisoformat(each.date).toordinal() for each in dated]
    middle = sum(days) / len(days)
    slope, level = np.polyfit([each - middle for each in days], [each.value for each in dated], 1)
    return float(level + slope * (date.fromisoformat(day).toordinal() - middle))


def in_words(found: Matched) -> list[str]:
    """Return how many later figures fell into the intervals, and how far forecasts were off; empty without such."""
    table = rows(found)
    if not table:
        return []
    within = [
        phrase(
            "{count} into that of {level}\u00a0%",
            count=sum(row[f"low_{level}"] <= row["value"] <= row[f"high_{level}"] for row in table),
            level=level,
        )
        for level in LEVELS
    ]
    naive = [row for row in table if np.isfinite(row["no_change"])]
    of_worlds = phrase(
        "Of {table} later figures {within} of the worlds, the middle of which was off by {off} tolerances on average.",
        table=number(len(table)),
        within=listed(within),
        off=number(_off(table, "worlds"), 1),
    )
    if not naive:
        return [phrase("{of_worlds} None of them was known before, so nothing stands beside it.", of_worlds=of_worlds)]
    values = {
        "naive": number(len(naive)),
        "no_change": number(_off(naive, "no_change"), 1),
        "trend": number(_off(naive, "trend"), 1),
        "worlds": number(_off(naive, "worlds"), 1),
    }
    beside = (
        phrase("Of those no change was off by {no_change}, the trend by {trend}, and the worlds by {worlds}.", **values)
        if len(naive) == len(table)
        else phrase(
            "Of the {naive} that were known before no change was off by {no_change}, the trend by {trend}, and the "
            "worlds by {worlds}.",
            **values,
        )
    )
    return [f"{of_worlds} {beside}"]


def _off(table: Sequence[dict[str, Any]], name: str) -> float:
    """Return the mean distance of a forecast from what was observed, in tolerances."""
    return float(np.mean([abs(row[name] - row["value"]) / row["tolerance"] for row in table]))
