"""Fitting: simulate, learn, look where it agrees, simulate there, and check the answer by simulation.

Half of the points are spread over the whole ranges, the others in waves where those before them agree with the targets.
Every point is lived with the same seeds (common random numbers). The posterior comes from an emulator of all of them; a
sample of it is then simulated in full, with the targets that the fit did not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.calibration.calibration import Calibration, Checked
from experiments.calibration.emulator import Emulator
from experiments.calibration.posterior import Likelihood, Sample, luck_of, sampled
from experiments.calibration.targets import Target, Targets
from experiments.designs import latin_hypercube
from experiments.errors import RequestError, ResultsError
from experiments.factors import Factor
from experiments.trials import Task, Trial, run_trials
from sim.market.messages import listed

WAVES = 4
"""Waves of points that follow the first half."""
BOLDNESS = 0.5
"""Power of the likelihood from which the points of a wave are drawn: somewhat beyond what seems to agree."""
DRAWS = 2000
"""Size of the sample of the posterior."""
STEPS_OF_A_WAVE, STEPS_OF_THE_ANSWER = 100, 400
"""Steps of each walker."""
FEWEST_A_FACTOR = 5
"""Fewest points for each factor from which an emulator can learn."""
LEARNING, CHECKING = "learning", "checking"
"""What a stage of the fit is for."""


class Stage(NamedTuple):
    """Trials that can be lived side by side.

    Attributes
    ----------
    purpose : "learning" or "checking".
    number : 0 for the first of its purpose.
    targets : those that are looked at.
    trials : points and seeds.
    """

    purpose: str
    number: int
    targets: tuple[Target, ...]
    trials: tuple[Trial, ...]


Observe = Callable[[tuple[Target, ...]], Task]
"""Makes the task that looks at targets."""

Live = Callable[[Task, Stage], Iterator[tuple[Trial, np.ndarray]]]
"""Lives the trials of a stage on some engine, see :func:`experiments.trials.run_trials`."""


@dataclass(frozen=True)
class Effort:
    """How much is simulated: (samples + checks + 1) * seeds runs.

    Attributes
    ----------
    samples : points to learn from.
    seeds : runs of each point.
    first_seed : luck of the runs, first_seed, first_seed + 1, ..., and of the design.
    checks : draws from the posterior that are simulated in full, >= 2.
    """

    samples: int = 120
    seeds: int = 3
    first_seed: int = 1
    checks: int = 40

    @property
    def runs(self) -> int:
        """How many runs that is."""
        return (self.samples + self.checks + 1) * self.seeds

    @property
    def waves(self) -> list[int]:
        """Points of the first half, and of each wave that follows."""
        following = self.samples // (2 * WAVES)
        return [self.samples - WAVES * following, *[following] * WAVES]

    def check(self, factors: int) -> None:
        """Check that so many factors can be learned.

        Raises
        ------
        RequestError
            When there are too few samples.
        """
        fewest = 2 * FEWEST_A_FACTOR * factors
        if self.samples < fewest:
            raise RequestError(
                f"{factors} factors need at least {fewest} samples (got {self.samples}): fit fewer, or sample more"
            )


def here(task: Task, stage: Stage) -> Iterator[tuple[Trial, np.ndarray]]:
    """Live a stage in this process."""
    return run_trials(task, stage.trials)


def calibrate(
    observe: Observe, factors: Sequence[Factor], targets: Targets, effort: Effort = Effort(), live: Live = here
) -> Calibration:
    """Return the factors fitted to targets; the same on any engine.

    Parameters
    ----------
    observe : usually makes an :class:`experiments.calibration.observing.Observation`.
    factors : with the ranges within which every value is equally likely beforehand.

    Raises
    ------
    RequestError
        When there are too few samples.
    ResultsError
        When too few points can be compared with the targets.
    """
    effort.check(len(factors))
    with _one_thread():
        inputs = np.empty((0, len(factors)))
        seen = np.empty((0, effort.seeds, len(targets.fitted)))
        likelihood: Likelihood | None = None
        for wave, points in enumerate(effort.waves):
            if likelihood is None:
                new = inputs_of(factors, latin_hypercube(factors, points, effort.first_seed))
            else:
                new = _bold(likelihood, len(factors), points, effort.first_seed + wave)
            stage = _stage(LEARNING, wave, targets.fitted, factors, new, len(inputs), effort)
            inputs = np.concatenate([inputs, new])
            seen = np.concatenate([seen, _seen(live(observe(targets.fitted), stage), stage, effort)])
            likelihood = _learned(targets.fitted, inputs, seen)
        assert likelihood is not None
        posterior = sampled(likelihood, len(factors), DRAWS, effort.first_seed, STEPS_OF_THE_ANSWER)
        drawn = _best_and_some(posterior, effort.checks)
        stage = _stage(CHECKING, 0, targets.all, factors, drawn, effort.samples, effort)
        checked = _seen(live(observe(targets.all), stage), stage, effort)
        emulated = likelihood.emulator(drawn)
        return Calibration(
            factors=tuple(factors),
            targets=targets,
            inputs=inputs,
            seen=seen,
            posterior=posterior,
            checked=Checked(drawn, checked, emulated.mean, likelihood.emulator.error(emulated)),
        )


def _stage(
    purpose: str,
    number: int,
    targets: tuple[Target, ...],
    factors: Sequence[Factor],
    inputs: np.ndarray,
    first_point: int,
    effort: Effort,
) -> Stage:
    """Return the trials of points, (points, factors) from 0 to 1; those of a seed stand together."""
    values = values_of(factors, inputs)
    trials = tuple(
        Trial(first_point + position, effort.first_seed + seed, values[position])
        for seed in range(effort.seeds)
        for position in range(len(inputs))
    )
    return Stage(purpose, number, targets, trials)


def _seen(lived: Iterator[tuple[Trial, np.ndarray]], stage: Stage, effort: Effort) -> np.ndarray:
    """Return what was seen in a stage, (points, seeds, targets)."""
    first = stage.trials[0].point
    seen = np.full((len(stage.trials) // effort.seeds, effort.seeds, len(stage.targets)), np.nan)
    for trial, result in lived:
        seen[trial.point - first, trial.seed - effort.first_seed] = result[0]
    return seen


def _learned(targets: Sequence[Target], inputs: np.ndarray, seen: np.ndarray) -> Likelihood:
    """Return the likelihood that was learned from points, without those at which something could not be seen."""
    is_whole = ~np.isnan(seen).any(axis=(1, 2))
    fewest = FEWEST_A_FACTOR * inputs.shape[1]
    if is_whole.sum() < fewest:
        blind = [target.name for target, lost in zip(targets, np.isnan(seen).any(axis=(0, 1)), strict=True) if lost]
        raise ResultsError(
            f"only {is_whole.sum()} of {len(seen)} points can be compared with the targets, {fewest} are needed; at "
            f"the others there was nothing to see of {listed(blind)}: simulate more customers, or narrow the ranges"
        )
    value, tolerance = (np.array([getattr(target, name) for target in targets]) for name in ("value", "tolerance"))
    misses = (seen[is_whole] - value) / tolerance
    return Likelihood(Emulator(inputs[is_whole], misses.mean(axis=1)), luck_of(misses))


def _bold(likelihood: Likelihood, factors: int, points: int, seed: int) -> np.ndarray:
    """Return points at which the targets are about met, (points, factors)."""
    return sampled(lambda inputs: BOLDNESS * likelihood(inputs), factors, points, seed, STEPS_OF_A_WAVE).draws


def _best_and_some(posterior: Sample, draws: int) -> np.ndarray:
    """Return the most plausible draw and some others, (1 + draws, factors)."""
    best = int(np.argmax(posterior.log_likelihood))
    some = np.linspace(0, len(posterior.draws) - 1, draws).round().astype(int)
    return posterior.draws[[best, *some]]


def values_of(factors: Sequence[Factor], inputs: np.ndarray) -> list[Mapping[str, float]]:
    """Return the values of factors at points given from 0 to 1, by path."""
    low, high = (np.array([getattr(factor, end) for factor in factors]) for end in ("low", "high"))
    # Not low + inputs * (high - low), which may overshoot the high end by a rounding.
    values = np.clip(low * (1 - inputs) + high * inputs, low, high)
    return [dict(zip([factor.path for factor in factors], map(float, point), strict=True)) for point in values]


def inputs_of(factors: Sequence[Factor], points: Sequence[Mapping[str, float]]) -> np.ndarray:
    """Return points by path as (points, factors), from 0 (low end) to 1 (high end)."""
    return np.array(
        [[(point[factor.path] - factor.low) / (factor.high - factor.low) for factor in factors] for point in points]
    )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Hold linear algebra to one thread: the same sums in the same order whatever the number of cores."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield
