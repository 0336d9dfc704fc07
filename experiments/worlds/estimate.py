"""The duration of history matching, estimated from small worlds."""

from __future__ import annotations

import time
from dataclasses import replace

from experiments.running.study import Study
from experiments.worlds.evidence import Evidence
from experiments.worlds.measuring import Point, Showing

_FEW, _MORE = 100, 400
"""Customers of the small worlds; how long a week takes is linear in them."""


def seconds_of(study: Study, evidence: Evidence) -> float:
    """Return the time of one world on one core of this machine, that of its emulation not included."""
    few, more = (_seconds(replace(study, customers=min(size, study.customers)), evidence) for size in (_FEW, _MORE))
    return few + max(0.0, more - few) * max(0, study.customers - _FEW) / (_MORE - _FEW)


def _seconds(study: Study, evidence: Evidence) -> float:
    start = time.process_time()
    Showing(study, evidence)(Point((), 1, True))
    return time.process_time() - start
