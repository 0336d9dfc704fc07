"""Attribution: what bad scores are put down to, touchpoints or causes.

A *silo* blames the touchpoint at which the score was taken. Who has *joined* the feedback of all touchpoints blames the
cause that is read in the verbatim, wherever it showed, and the touchpoint only for what has no cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import pandas as pd

from sim.policies.codebook import NONE, UNCAUSED

Mode = Literal["silo", "joined"]
Part = Literal["touchpoint", "cause"]
Target = tuple[Part, str]

SCORED = "csat"
"""The instrument by which encounters are judged."""

_DIGITS = 10


class Blame(NamedTuple):
    """Bad encounters a week that are put down to one touchpoint or cause, and the variance of this figure."""

    bad: float
    variance: float


NOTHING = Blame(0.0, 0.0)


def blamed(
    feedback: pd.DataFrame, encounters: Mapping[str, float], mode: Mode, bad_score: float
) -> dict[Target, Blame]:
    """Return what bad encounters are put down to.

    Of every touchpoint ``V P(bad)`` encounters a week are bad, V being all its encounters and P the share of bad scores
    among the answers; each goes to a cause or stays with the touchpoint. Raw scores are not added up: a touchpoint that
    is asked about more often would look worse.

    Parameters
    ----------
    feedback : answers of some weeks as they are read, see :meth:`sim.policies.intelligence.Intelligence.feedback`.
    encounters : touchpoint -> its encounters a week, from the brand's own books.
    bad_score : highest score that counts as bad.

    Notes
    -----
    The variance is that of counts, ``(V / answers)**2`` for each bad answer.
    """
    scored = feedback[feedback["instrument"] == SCORED]
    answers = scored.groupby("touchpoint")["answers"].sum()
    bad = scored[scored["score"] <= bad_score]
    cause = bad["cause"].where(~bad["cause"].isin(UNCAUSED) & (mode == "joined"), NONE)
    found: dict[Target, Blame] = {}
    for (touchpoint, of), count in bad.groupby(["touchpoint", cause])["answers"].sum().items():
        weight = encounters.get(touchpoint, 0.0) / answers[touchpoint]
        target: Target = ("touchpoint", touchpoint) if of == NONE else ("cause", of)
        before = found.get(target, NOTHING)
        found[target] = Blame(before.bad + weight * count, before.variance + weight * weight * count)
    return {target: Blame(_tidy(blame.bad), _tidy(blame.variance)) for target, blame in sorted(found.items())}


def _tidy(value: float) -> float:
    """Return a figure without the last digits, which depend on the order of a sum."""
    return float(f"{value:.{_DIGITS}g}")
