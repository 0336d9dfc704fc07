"""Results of an analysis: indices, swings, seed, convergence, advice and decision, for every outcome of a design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.sensitivity.convergence import Advice, Step, advice, converging
from experiments.sensitivity.decision import Decision, decision
from experiments.sensitivity.indices import Index, indices
from experiments.sensitivity.methods import METHODS, Design, Method
from experiments.sensitivity.noise import Noise, noise
from experiments.sensitivity.outcome import Outcome
from experiments.sensitivity.points import Explored
from experiments.sensitivity.swings import Swing, explained_by_lines, swings


@dataclass(frozen=True)
class Finding:
    """The findings about one outcome.

    Attributes
    ----------
    design, results : the points and what they gave, (points, seeds); those that gave nothing are left out.
    usual : (seeds,) with every factor at its own value.
    dropped : how many points were left out.
    indices : of every factor, and of pairs.
    swings : of every factor.
    explained : share of the variance between points that straight lines explain, 0 to 1.
    decision : None where there is nothing to decide.
    """

    outcome: Outcome
    design: Design
    results: np.ndarray
    usual: np.ndarray
    dropped: int
    indices: tuple[Index, ...]
    swings: tuple[Swing, ...]
    explained: float
    noise: Noise
    steps: tuple[Step, ...]
    advice: Advice
    decision: Decision | None

    @property
    def method(self) -> Method:
        """The method."""
        return METHODS[self.design.method]

    @property
    def ranking(self) -> tuple[Index, ...]:
        """The ranking index of every factor, the strongest first."""
        measure = self.method.measure
        return tuple(sorted((each for each in self.indices if each.name == measure), key=lambda each: -each.value))

    def of(self, name: str) -> dict[int, Index]:
        """Return an index of single factors, by factor."""
        return {each.factor: each for each in self.indices if each.name == name and each.other < 0}


@dataclass(frozen=True)
class Stage:
    """One method applied to one design.

    Attributes
    ----------
    explored : the points, and what they gave.
    findings : one for each outcome.
    """

    explored: Explored
    findings: tuple[Finding, ...]


def stage_of(explored: Explored, outcomes: Sequence[Outcome], customers: int, seed: int) -> Stage:
    """Return the findings about every outcome at simulated points.

    Parameters
    ----------
    customers : that were simulated.
    seed : of bootstraps and made-up factors.
    """
    return Stage(explored, tuple(_finding(explored, outcome, customers, seed) for outcome in outcomes))


def _finding(explored: Explored, outcome: Outcome, customers: int, seed: int) -> Finding:
    results, usual = outcome.of(explored.results), outcome.of(explored.usual)
    missing = ~np.isfinite(results).all(axis=1)
    kept = explored.design.without(missing) if missing.any() else explored.design
    results = results[~missing]
    between_seeds = noise(results)
    final = tuple(indices(kept, results, between_seeds.share, seed))
    means = results.mean(axis=1)
    decided = None
    if outcome.has_decision and np.isfinite(usual).all():
        gains = outcome.gain(results)
        decided = decision(kept, gains, outcome.gain(usual), between_seeds, seed)
    return Finding(
        outcome,
        kept,
        results,
        usual,
        int(missing.sum()),
        final,
        tuple(swings(kept, means, seed)),
        explained_by_lines(kept, means),
        between_seeds,
        converging(kept, results, final, seed),
        advice(kept, final, between_seeds, customers),
        decided,
    )
