"""A market fitted to facts: what it shows of each, and why some are missed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from experiments.fitting.facts import Fact, Facts
from experiments.fitting.handles import Handle, pressed
from experiments.fitting.search import Limits, bounded_step

MET = 1.0
"""Tolerances within which a fact is met."""
_STANDARD_ERRORS = 2.0
_LITTLE = 0.25
"""Share of a miss that all numbers together would have to take away, at least, to be said to move a fact."""
_WORSE = 0.5
"""Tolerances by which another fact must suffer to be in conflict."""
_FAR_REACH = 1e3
_MOST_NAMED = 2


class Shown(NamedTuple):
    """What a market shows in the place of each fact, over the check's seeds.

    Attributes
    ----------
    mean : (facts,), NaN where a run has nobody to observe.
    error : (facts,), standard error of the mean.
    """

    mean: np.ndarray
    error: np.ndarray


class Reason(NamedTuple):
    """Why a fact is missed.

    Attributes
    ----------
    kind : ``nobody`` to observe; ``nothing`` moves it; a number is at its ``limit``; all numbers together do not
        ``reach`` it; ``conflict`` with other facts; or the search did not ``end``.
    of : handles at their limits, or facts in conflict.
    """

    kind: Literal["nobody", "nothing", "limit", "reach", "conflict", "end"]
    of: tuple[Handle | Fact, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Titles of those handles or facts."""
        return tuple(each.title for each in self.of)


class Verdict(NamedTuple):
    """What the market shows in the place of a fact.

    Attributes
    ----------
    before, shown : before the fit, and now.
    error : standard error of what is shown.
    off : distance in tolerances, signed; NaN when there is nobody to observe.
    state : ``met``; ``missed``; or ``unclear`` when random variation does not tell.
    reason : None for facts that are met.
    """

    fact: Fact
    before: float
    shown: float
    error: float
    off: float
    state: Literal["met", "missed", "unclear"]
    reason: Reason | None


@dataclass(frozen=True)
class Fitting:
    """A market fitted to facts, or one that is only compared with them.

    Attributes
    ----------
    handles, amounts : what was moved, and how far; empty when the market was only compared.
    numbers : the numbers that were moved, by their paths.
    slopes : (facts, handles), tolerances per unit of a handle, at the end of the search.
    limits : of the handles.
    before, after : what the market shows with seeds that the search did not use.
    path : distance from the facts during the search.
    points : number of points that were simulated.
    """

    facts: Facts
    handles: tuple[Handle, ...]
    amounts: np.ndarray
    numbers: Mapping[str, float]
    slopes: np.ndarray
    limits: Limits
    before: Shown
    after: Shown
    path: tuple[float, ...] = ()
    points: int = 0

    @property
    def is_fitted(self) -> bool:
        """Whether numbers were moved."""
        return bool(self.handles)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict on every fact, given ones first."""
        return tuple(self._verdict(place, fact) for place, fact in enumerate(self.facts.all))

    @property
    def given(self) -> tuple[Verdict, ...]:
        """The verdicts on the facts of the file."""
        return tuple(each for each in self.verdicts if not each.fact.is_implied)

    @property
    def fits(self) -> bool:
        """Whether every fact is met, implied ones included."""
        return all(each.state == "met" for each in self.verdicts)

    @property
    def pressed(self) -> tuple[Handle, ...]:
        """Handles that are at a limit of their range."""
        return tuple(each for each, amount in zip(self.handles, self.amounts, strict=True) if pressed(each, amount))

    def _verdict(self, place: int, fact: Fact) -> Verdict:
        shown, error = float(self.after.mean[place]), float(self.after.error[place])
        off = fact.missed(shown)
        state: Literal["met", "missed", "unclear"] = "met"
        if not abs(off) <= MET:
            near = abs(off) - _STANDARD_ERRORS * error / fact.tolerance <= MET
            state = "unclear" if near and math.isfinite(off) else "missed"
        reason = self._reason(place, fact, off) if state == "missed" and (self.is_fitted or math.isnan(off)) else None
        return Verdict(fact, float(self.before.mean[place]), shown, error, off, state, reason)

    def _reason(self, place: int, fact: Fact, off: float) -> Reason:
        """Return why a fact is missed."""
        if math.isnan(off):
            return Reason("nobody")
        own = [each for each in self.handles if fact.title in each.facts]
        missed = np.array([each.missed(shown) for each, shown in zip(self.facts.all, self.after.mean, strict=True)])
        only = np.zeros_like(missed)
        only[place] = missed[place]
        alone = np.zeros_like(self.slopes)
        alone[place] = self.slopes[place]
        step = bounded_step(alone, only, self.amounts, self.limits, _FAR_REACH)
        gained = abs(missed[place]) - abs(missed[place] + self.slopes[place] @ step)
        if not own or gained < _LITTLE * abs(off):
            at_limits = tuple(each for each in self.pressed if each in own)
            return Reason("limit", at_limits) if at_limits else Reason("nothing")
        if abs(missed[place] + self.slopes[place] @ step) > MET:
            at_limits = tuple(each for each in self.pressed if each in own)
            return Reason("limit", at_limits) if at_limits else Reason("reach")
        after = np.abs(missed + self.slopes @ step)
        harm = np.nan_to_num(after - np.maximum(np.abs(missed), MET))
        harm[place] = 0.0
        worst = [each for each in np.argsort(-harm, kind="stable") if harm[each] > _WORSE][:_MOST_NAMED]
        return Reason("conflict", tuple(self.facts.all[each] for each in worst)) if worst else Reason("end")
