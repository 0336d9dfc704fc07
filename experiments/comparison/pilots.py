"""What a company would have read from a pilot, how far that can be believed, and what was true."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.measures.metrics import WEEKS_A_YEAR
from experiments.measures.paired import Estimate, estimate
from experiments.running.study import EVERYBODY_IN, NOBODY_IN
from language import mark

_TWO_SIDED, _POWER = 1.96, 0.84
"""Standard errors beyond which a difference is clear at 95 %, and more of them so that four pilots in five find it."""


class Measure(NamedTuple):
    """What is compared between pilot and control group: a figure of the books per something else, a year.

    Attributes
    ----------
    of, per : among :data:`sim.state.ledger.PILOT_FIGURES`.
    """

    title: str
    unit: str
    better: str
    of: str
    per: str
    factor: float


MEASURES = (
    Measure(mark("Customers who leave"), mark("% a year"), "lower", "losses", "customers", 100.0),
    Measure(mark("Margin per customer"), "EUR", "higher", "margin_eur", "customers", 1.0),
    Measure(mark("Customers won, of all people in the group"), mark("% a year"), "higher", "gains", "people", 100.0),
)


class Reading(NamedTuple):
    """One measure of one pilot after some weeks.

    Attributes
    ----------
    read : pilot less control group, mean over simulations.
    half_width : of the 95 % interval of a single pilot of this size, as a company has one luck only.
    true : everybody against nobody, the same people and luck.
    people : in pilot and control group together, those simulated.
    """

    measure: Measure
    weeks: int
    read: float
    half_width: float
    true: Estimate
    people: float

    @property
    def found(self) -> float:
        """Probability that one such pilot shows the true direction clearly, 0 to 1."""
        error = self.half_width / _TWO_SIDED
        if not error > 0.0:
            return math.nan
        return 0.5 * math.erfc((_TWO_SIDED - abs(self.read) / error * self._agrees) / math.sqrt(2.0))

    @property
    def _agrees(self) -> float:
        return 1.0 if self.read * self.true.mean > 0.0 else -1.0

    @property
    def people_needed(self) -> float:
        """People in pilot and control group with whom four pilots in five would find the true effect; inf for none."""
        effect = abs(self.true.mean)
        if not effect > 0.0:
            return math.inf
        return self.people * ((_TWO_SIDED + _POWER) / _TWO_SIDED * self.half_width / effect) ** 2


def readings(booked: pd.DataFrame, scenario: str, pilot: int, from_week: int, weeks: int) -> list[Reading]:
    """Return every measure of a pilot after some weeks.

    Parameters
    ----------
    booked : of pilots, see :class:`experiments.comparison.compare.Comparison`.
    pilot : its position among the groups that the levers of the scenario mean.
    from_week, weeks : the first week in which it runs, and for how long it is read.
    """
    within = booked[booked["week"].between(from_week, from_week + weeks - 1)]
    of = {name: within[within["scenario"] == f"{scenario}{ending}"] for name, ending in _WORLDS.items()}
    found = []
    for measure in MEASURES:
        read = _rate(of["pilot"], pilot, "meant", measure) - _rate(of["pilot"], pilot, "control", measure)
        true = _rate(of["everybody"], pilot, "meant", measure) - _rate(of["nobody"], pilot, "control", measure)
        if read.isna().all() or ((true == 0.0).all() and (read == 0.0).all()):
            continue
        people = [_sum(of["pilot"], pilot, group, measure.per) for group in ("meant", "control")]
        number = float((people[0] + people[1]).mean()) / weeks
        spread = float(read.std(ddof=1)) if len(read) > 1 else math.nan
        found.append(
            Reading(measure, weeks, float(read.mean()), _TWO_SIDED * spread, estimate(true.to_numpy()), number)
        )
    return found


_WORLDS = {"pilot": "", "nobody": NOBODY_IN, "everybody": EVERYBODY_IN}


def _sum(booked: pd.DataFrame, pilot: int, group: str, figure: str) -> pd.Series:
    """Return a figure of a group added up over weeks, by seed."""
    return booked.groupby("seed")[f"pilot_{pilot + 1}_{group}_{figure}"].sum()


def _rate(booked: pd.DataFrame, pilot: int, group: str, measure: Measure) -> pd.Series:
    """Return a measure of a group by seed, a year; NaN for a group of nobody."""
    below = _sum(booked, pilot, group, measure.per)
    above = _sum(booked, pilot, group, measure.of)
    return measure.factor * WEEKS_A_YEAR * above / below.where(below > 0.0, np.nan)
