"""One million customers for two years."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.clock import Ratio
from benchmarks.speed import MARKET

_CUSTOMERS, _WEEKS, _THREADS = 1_000_000, 104, 2
_MINUTES, _GIGABYTES = 5.0, 2.0


def a_million() -> Iterator[Ratio]:
    """Yield the minutes and the memory of a long run of a million customers, in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        beginning, running, peak = executor.submit(_simulate).result()
    how = f"two threads, {_WEEKS} weeks; {beginning:.1f} more for the beginning and the burn-in"
    yield Ratio("1,000,000 customers x 104 weeks, minutes", how, _MINUTES, running, running, running, True)
    yield Ratio("1,000,000 customers x 104 weeks, peak GB", "whole process", _GIGABYTES, peak, peak, peak, True)


def _simulate() -> tuple[float, float, float]:
    """Return minutes until week 0, minutes from then on, and the most memory the process ever held, in GB."""
    from sim.model import LoyaltyModel

    start = time.perf_counter()
    model = LoyaltyModel(MARKET, customers=_CUSTOMERS, threads=_THREADS, diaries=0)
    settled = time.perf_counter()
    model.run(_WEEKS)
    end = time.perf_counter()
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return (settled - start) / 60.0, (end - settled) / 60.0, peak / 2**30
