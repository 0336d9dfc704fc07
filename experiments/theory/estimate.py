"""The duration of a theory, estimated from a small world."""

from __future__ import annotations

import time

from experiments.experiment.experiment import Cost
from experiments.theory.worlds import Group, TheoryJobs, begun, simulate_a_week

_FEW = 1_000
_WEEKS = 52


def cost_of(jobs: TheoryJobs) -> Cost:
    """Return how many worlds are run with how many seeds, and about how long all of it takes one core."""
    worlds = sum(len(group.worlds) for group in jobs.groups)
    seeds = len({job.seed for job in jobs.jobs})
    return Cost(
        runs=len(jobs.jobs),
        seconds=lambda: _seconds(jobs) if jobs.jobs else 0.0,
        words=f"{len(jobs.jobs):,} runs: {worlds} worlds in {len(jobs.groups)} groups that share a burn-in, "
        f"each with {seeds} seeds, {jobs.customers:,} customers",
    )


def _seconds(jobs: TheoryJobs) -> float:
    return sum(
        sum(job.group == place for job in jobs.jobs) * jobs.weeks_of(group) * _seconds_a_week(jobs, group.has_diaries)
        for place, group in enumerate(jobs.groups)
    )


def _seconds_a_week(jobs: TheoryJobs, has_diaries: bool) -> float:
    """Return the time of a week on the processor."""
    few = min(_FEW, jobs.customers)
    run = begun(jobs.market, Group(None, {}, has_diaries), few, 1)
    start = time.process_time()
    for _ in range(_WEEKS):
        simulate_a_week(run)
    return (time.process_time() - start) / _WEEKS * jobs.customers / few
