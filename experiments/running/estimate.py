"""The duration of trials, estimated from a few short ones."""

from __future__ import annotations

import time
from dataclasses import replace

from experiments.running.trials import Trial, Trials

_FEW_CUSTOMERS = 5_000
_SHORT, _LONGER = 8, 34


def seconds_of_trial(task: Trials, trial: Trial) -> float:
    """Return the time that a trial takes with all its scenarios, on one core of this machine.

    Time is proportional to weeks and to customers.
    """
    study = task.study
    customers = min(study.customers, _FEW_CUSTOMERS)
    _seconds(task, trial, customers, 1)  # leaves out the work done once in a process
    weeks = [min(study.weeks, few) for few in (_SHORT, _LONGER)]
    short, longer = (_seconds(task, trial, customers, few) for few in weeks)
    a_week = max(0.0, longer - short) / (weeks[1] - weeks[0]) if weeks[1] > weeks[0] else 0.0
    each = longer + a_week * (study.weeks - weeks[1])
    return each * study.customers / customers


def _seconds(task: Trials, trial: Trial, customers: int, weeks: int) -> float:
    """Return the time on the processor of a trial of some size."""
    smaller = replace(task, study=replace(task.study, customers=customers, weeks=weeks))
    start = time.process_time()
    smaller(trial)
    return time.process_time() - start
