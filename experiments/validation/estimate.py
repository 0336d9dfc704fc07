"""The duration of a validation, estimated from small worlds."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from experiments.experiment.experiment import Cost
from experiments.validation.jobs import Job, PatternJobs, Worlds

_FEW, _MORE = 100, 400
"""Customers of the small worlds; how long a week takes is linear in them."""


def cost_of(all_jobs: Iterable[PatternJobs]) -> Cost:
    """Return how many beginnings are simulated with how many seeds, and about how long all of it takes one core."""
    suites = tuple(all_jobs)
    runs = sum(len(jobs.jobs) for jobs in suites)
    markets = ", ".join(jobs.market.name for jobs in suites)
    return Cost(
        runs=runs,
        seconds=lambda: sum(map(seconds_of, suites)),
        words=f"{runs:,} runs, each of all worlds that share a burn-in and a seed, in {markets}",
    )


def seconds_of(jobs: PatternJobs) -> float:
    """Return the time of all jobs of a market on one core of this machine."""
    total = 0.0
    for position, worlds in enumerate(jobs.beginnings):
        seeds = sum(job.beginning == position for job in jobs.jobs)
        customers = next(iter(worlds)).customers  # the same in all worlds of a beginning
        few, more = (_seconds(jobs, worlds, min(size, customers)) for size in (_FEW, _MORE))
        total += seeds * (few + max(0.0, more - few) * (customers - _FEW) / (_MORE - _FEW))
    return total


def _seconds(jobs: PatternJobs, worlds: Worlds, customers: int) -> float:
    """Return the time on the processor of one seed of some worlds, with so many customers in each."""
    small = {
        replace(design, customers=customers, diaries=min(design.diaries, customers)): watches
        for design, watches in worlds.items()
    }
    start = time.process_time()
    replace(jobs, beginnings=(small,))(Job(0, 1))
    return time.process_time() - start
