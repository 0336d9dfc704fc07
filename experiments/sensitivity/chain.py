"""From factors to findings: one method, or a screening and a more expensive method for the factors that pass it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from experiments.design.factor import Factor
from experiments.running.trials import Trial
from experiments.sensitivity.analysis import Stage, stage_of
from experiments.sensitivity.gaps import refuse_gaps
from experiments.sensitivity.methods import Method, design_of
from experiments.sensitivity.outcome import Outcome
from experiments.sensitivity.points import Explored, explored
from experiments.sensitivity.screening import survivors


def chained(
    run: Callable[[Method, Sequence[Trial]], Iterator[tuple[Trial, np.ndarray]]],
    methods: Sequence[tuple[Method, int]],
    factors: Sequence[Factor],
    outcomes: Sequence[Outcome],
    seeds: Sequence[int],
    *,
    customers: int,
    seed: int,
    why: Callable[[Trial], str],
    keep: int = 8,
    saved: Callable[[Sequence[Explored]], None] = lambda explored: None,
) -> tuple[Stage, ...]:
    """Return what each method finds; factors that do not pass one stay at their own values in the next.

    Parameters
    ----------
    run : runs the trials of a method on some engine.
    methods : with their samples.
    customers : that are simulated.
    seed : of designs and bootstraps.
    why : returns the reason why a trial gave nothing.
    keep : maximum number of factors that pass a screening.
    saved : called with all points after each design has been run, before anything is refused.

    Raises
    ------
    ResultsError
        When points are missing that a method cannot do without.
    """
    stages: list[Stage] = []
    varied, first = tuple(factors), 0
    for method, samples in methods:
        if stages:
            varied = tuple(varied[place] for place in survivors(stages[-1].findings, keep))
        design = design_of(method, len(varied), samples, seed)
        found = explored(partial(run, method), method, varied, design, seeds, first)
        saved([*(stage.explored for stage in stages), found])
        refuse_gaps(found, outcomes, why)
        stages.append(stage_of(found, outcomes, customers, seed))
        first += len(found.results) + 1
    return tuple(stages)


def points_of(methods: Sequence[tuple[Method, int]], factors: int, keep: int) -> int:
    """Return how many points a chain has at most, those with the usual values included."""
    count, points = factors, 0
    for place, (method, samples) in enumerate(methods):
        count = min(count, keep) if place else count
        points += method.points(samples, count) + 1
    return points
