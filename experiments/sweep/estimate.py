"""How long a sweep will take, and how much room, told from a few short runs."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import NamedTuple

from experiments.sweep.plan import Sweep

_FEW_CUSTOMERS = 5_000
_SHORT, _LONGER = 8, 34
_BYTES = 8
"""Of a figure; those of a simulation hardly shrink when they are packed."""
_KEY_BYTES = 8
_OVERHEAD = 1.2


class Estimate(NamedTuple):
    """What a sweep takes.

    Attributes
    ----------
    seconds_each : of one trial, with all its scenarios, on one core of this machine.
    bytes : of all files.
    """

    seconds_each: float
    bytes: float

    def seconds(self, trials: int, workers: int) -> float:
        """Return how long so many trials take with so many workers."""
        return self.seconds_each * trials / workers


def estimated(sweep: Sweep) -> Estimate:
    """Return what a sweep takes. Weeks cost the same one after the other, and customers one beside the other."""
    customers = min(sweep.study.customers, _FEW_CUSTOMERS)
    _seconds(sweep, customers, 1)  # what is done once in a process is left out
    weeks = [min(sweep.study.weeks, few) for few in (_SHORT, _LONGER)]
    short, longer = (_seconds(sweep, customers, few) for few in weeks)
    a_week = max(0.0, longer - short) / (weeks[1] - weeks[0]) if weeks[1] > weeks[0] else 0.0
    each = longer + a_week * (sweep.study.weeks - weeks[1])
    return Estimate(each * sweep.study.customers / customers, _bytes(sweep))


def _seconds(sweep: Sweep, customers: int, weeks: int) -> float:
    """Return the time of a trial of some size at the first point, on the processor."""
    study = replace(sweep.study, customers=customers, weeks=weeks)
    task, trial = replace(sweep.task, study=study), sweep.trials[0]
    start = time.process_time()
    task(trial)
    return time.process_time() - start


def _bytes(sweep: Sweep) -> float:
    """Return the size of all files."""
    form = sweep.form
    results = sweep.runs * (2 * len(form.metrics) + len(sweep.factors)) * _BYTES
    rows = sweep.runs * form.weeks * len(form.brands)
    return _OVERHEAD * (results + rows * (len(form.figures) * _BYTES + _KEY_BYTES))
