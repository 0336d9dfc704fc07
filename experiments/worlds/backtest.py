"""Forecasts tried on what came later: intervals over the worlds, and naive forecasts beside them.

Worlds agree with what was known until a day. What they show of a later figure, with its tolerance, gives intervals; two
forecasts without a model stand beside them: no change, and the straight line through all that was known. In the worlds
nothing happens after that day: what a company or a rival has done since is no part of the forecast. Where figures are
points of a curve, as of retention by year, what was known of the curve stands in the place of earlier figures, and the
usual model of such a curve beside the worlds: the shifted beta-geometric of Fader & Hardie 2007 for retention, the
negative binomial of Ehrenberg 1959 for further orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.calibration.baselines import beta_geometric, beta_geometric_fit
from experiments.fitting.facts import Fact
from experiments.fitting.figures import MOST_REPEATS, REPEATS, RETENTION, WHOLE
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
    if curve := _curve_of(fact):
        known = [each for each in history if _is_same(each._replace(what=fact.what), fact) and _curve_of(each) == curve]
        known.sort(key=_place)
        places = [_place(each) for each in known]
        straight = line(places, [each.value for each in known], _place(fact))
        return row | {"no_change": no_change(known), "trend": straight, "model": of_curve(curve, known, _place(fact))}
    known = sorted((each for each in history if _is_same(each, fact)), key=lambda each: each.date)
    return row | {"no_change": no_change(known), "trend": trend(known, fact.date), "model": float("nan")}


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
    return line(days, [each.value for each in dated], date.fromisoformat(day).toordinal())


def line(places: Sequence[float], values: Sequence[float], at: float) -> float:
    """Return the straight line through values at a place; the last value when there are too few for a line."""
    if len(set(places)) < 2:
        return values[-1] if values else float("nan")
    middle = sum(places) / len(places)
    slope, level = np.polyfit([each - middle for each in places], values, 1)
    return float(level + slope * (at - middle))


def of_curve(curve: str, known: Sequence[Fact], at: int) -> float:
    """Return the usual model of a curve, fitted to what was known of it, at a place; NaN with fewer than two figures.

    Parameters
    ----------
    curve : RETENTION, in %, by years; or REPEATS, in %, by further orders, from 0 on.
    known : in the order of their places.
    """
    places, shares = [_place(each) for each in known], [each.value / WHOLE for each in known]
    if curve == RETENTION:
        if len(known) < 2:
            return float("nan")
        return float(WHOLE * beta_geometric(np.array(at), *beta_geometric_fit(places, shares)))
    if places[:2] != [0, 1]:
        return float("nan")
    return float(WHOLE * negative_binomial(at, shares[0], shares[1]))


def negative_binomial(times: int, never: float, once: float) -> float:
    """Return the share of people with so many events; MOST_REPEATS stands for so many or more.

    Parameters
    ----------
    never, once : shares of those with none and with one, which the two numbers of the law are found from.

    Notes
    -----
    P(0) = (1 - p)^k and P(1) = k p P(0). Source: Ehrenberg 1959, Applied Statistics 8(1):26-41.
    """
    from scipy.optimize import brentq
    from scipy.stats import nbinom

    ratio = once / never
    if ratio >= -np.log(never):  # less spread than a Poisson law has: there is no such law
        return float("nan")
    p = brentq(lambda p: ratio * np.log1p(-p) / p - np.log(never), 1e-9, 1.0 - 1e-12)
    law = nbinom(ratio / p, 1.0 - p)
    return float(law.sf(times - 1) if times == MOST_REPEATS else law.pmf(times))


def _curve_of(fact: Fact) -> str:
    """Return the beginning of the name of a fact that is a point of a curve, empty for others."""
    return next((each for each in (RETENTION, REPEATS) if fact.what.startswith(each)), "")


def _place(fact: Fact) -> int:
    """Return which point of its curve a fact is."""
    return int(fact.what.removeprefix(_curve_of(fact)))


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
        "Of {table} later figures fell into the intervals of the worlds: {within}. The middle of the worlds "
        "was off by {off} tolerances on average.",
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
        phrase(
            "A forecast of no change was off by {no_change}, the trend by {trend}, and the worlds by {worlds}.",
            **values,
        )
        if len(naive) == len(table)
        else phrase(
            "Of the {naive} that were known before, a forecast of no change was off by {no_change}, the trend by "
            "{trend}, and the worlds by {worlds}.",
            **values,
        )
    )
    sentences = [f"{of_worlds} {beside}"]
    if modelled := [row for row in table if np.isfinite(row["model"])]:
        sentences.append(
            phrase(
                "The usual model of such curves was off by {model}, the worlds there by {worlds}.",
                model=number(_off(modelled, "model"), 1),
                worlds=number(_off(modelled, "worlds"), 1),
            )
        )
    return sentences


def _off(table: Sequence[dict[str, Any]], name: str) -> float:
    """Return the mean distance of a forecast from what was observed, in tolerances."""
    return float(np.mean([abs(row[name] - row["value"]) / row["tolerance"] for row in table]))
