"""Fitting: simulate, learn, look where it agrees, simulate there, and check the answer by simulation.

Two fifths of the points are spread over the whole ranges, the others in waves where those before them agree with the
targets. Points take turns with a pool of seeds: those with the same seed share all random numbers and the networks, and
over the pool noise averages out. With the same few seeds at every point it would not, and points that all share it look
more alike than the market is: Schruben & Margolin 1978, JASA 73(363):504-520; Chen, Ankenman & Nelson
2012, ACM TOMACS 22(2):7. The posterior comes from an emulator of all points; a sample of it is then simulated in full,
with the targets that the fit did not see.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.calibration.calibration import Calibration, Checked, effective
from experiments.calibration.emulator import Emulator
from experiments.calibration.posterior import Likelihood, Sample, sampled
from experiments.calibration.targets import Target, Targets, misses_of
from experiments.design.designs import latin_hypercube
from experiments.design.factor import Factor
from experiments.errors import RequestError, ResultsError
from experiments.running.threads import one_thread
from experiments.running.trials import Task, Trial, run_trials
from sim.market.messages import listed

WAVES = 4
"""Waves of points that follow the first ones."""
FIRST_SHARE = 0.4
"""Share of the points that are spread over the ranges."""
BOLDNESS = 0.5
"""Power of the likelihood from which the points of a wave are drawn: somewhat beyond what seems to agree."""
DRAWS = 2000
"""Size of the sample of the posterior."""
STEPS_OF_A_WAVE, STEPS_OF_THE_ANSWER = 60, 300
"""Steps of each walker."""
FEWEST_A_FACTOR = 5
"""Fewest points for each factor from which an emulator can learn."""
POOL = 24
"""About how many seeds there are in all: the noise of their mean is a fifth of that of one of them."""
FEWEST_BLOCKS, FEWEST_IN_A_BLOCK = 4, 4
"""Minimum of blocks, and of points in each: the noise of a block can then be separated from that of a point."""
EFFECTIVE = 0.25
"""Share of the simulated draws that the weighted ones are worth at least."""
LEARNING, CHECKING = "learning", "checking"
"""What a stage of the fit is for."""


class Stage(NamedTuple):
    """Trials that can be run side by side.

    Attributes
    ----------
    purpose : "learning" or "checking".
    number : 0 for the first of its purpose.
    targets : those that are fitted.
    trials : points and seeds.
    """

    purpose: str
    number: int
    targets: tuple[Target, ...]
    trials: tuple[Trial, ...]

    @property
    def name(self) -> str:
        """Name of the stage, which is another one for other points."""
        points = hashlib.sha256(repr([trial.values for trial in self.trials]).encode()).hexdigest()[:8]
        return f"{self.purpose}-{self.number}-{points}"


Observe = Callable[[tuple[Target, ...]], Task]
"""Makes the task that looks at targets."""

RunStage = Callable[[Task, Stage], Iterator[tuple[Trial, np.ndarray]]]
"""Runs the trials of a stage on some engine, see :func:`experiments.running.trials.run_trials`."""


@dataclass(frozen=True)
class Effort:
    """How much is simulated.

    Attributes
    ----------
    samples : points to learn from.
    seeds : runs of each point.
    first_seed : first of the pool of seeds; also the random seed of the design.
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
    def blocks(self) -> int:
        """How many sets of seeds there are with which points take turns."""
        return min(max(POOL // self.seeds, FEWEST_BLOCKS), self.samples // FEWEST_IN_A_BLOCK)

    def block_of(self, point: int) -> int:
        """Return the number of the set of seeds of a point."""
        return point % self.blocks

    def seeds_of(self, point: int) -> range:
        """Return the seeds of a point."""
        first = self.first_seed + self.seeds * self.block_of(point)
        return range(first, first + self.seeds)

    @property
    def waves(self) -> list[int]:
        """Points spread over the ranges, and those of each wave that follows."""
        following = int((1 - FIRST_SHARE) * self.samples / WAVES)
        return [self.samples - WAVES * following, *[following] * WAVES]

    def check(self, factors: int) -> None:
        """Check that so many factors can be learned.

        Raises
        ------
        RequestError
            When there are too few samples.
        """
        fewest = math.ceil(FEWEST_A_FACTOR * factors / FIRST_SHARE)
        if self.samples < fewest:
            raise RequestError(
                f"{factors} factors need at least {fewest} samples (got {self.samples}): fit fewer, or sample more"
            )


def run_here(task: Task, stage: Stage) -> Iterator[tuple[Trial, np.ndarray]]:
    """Run a stage in this process."""
    return run_trials(task, stage.trials)


def calibrate(
    observe: Observe,
    factors: Sequence[Factor],
    targets: Targets,
    effort: Effort = Effort(),
    run_stage: RunStage = run_here,
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
    run = _Run(observe, tuple(factors), effort, run_stage)
    with one_thread():
        first, *waves = effort.waves
        inputs = inputs_of(factors, latin_hypercube(factors, first, effort.first_seed))
        seen = run.seen(LEARNING, 0, targets.fitted, inputs, 0)
        likelihood = _learned(targets, inputs, seen, effort)
        for wave, points in enumerate(waves, start=1):
            new = _bold(likelihood, len(factors), points, effort.first_seed + wave)
            seen = np.concatenate([seen, run.seen(LEARNING, wave, targets.fitted, new, len(inputs))])
            inputs = np.concatenate([inputs, new])
            likelihood = _learned(targets, inputs, seen, effort)
        posterior = sampled(likelihood, len(factors), DRAWS, effort.first_seed, STEPS_OF_THE_ANSWER)
        drawn = _best_and_some(posterior, effort.checks)
        simulated = run.seen(CHECKING, 0, targets.all, drawn, effort.samples)
        emulated = likelihood.emulator(drawn)
        return Calibration(
            factors=tuple(factors),
            targets=targets,
            inputs=inputs,
            seen=seen,
            noise=np.sqrt(np.diag(likelihood.emulator.noise)),
            posterior=posterior,
            checked=Checked(
                drawn,
                simulated,
                emulated.mean,
                likelihood.emulator.error(emulated),
                _weights(targets, simulated[1:], likelihood(drawn[1:])),
            ),
        )


@dataclass(frozen=True)
class _Run:
    """Runs points."""

    observe: Observe
    factors: tuple[Factor, ...]
    effort: Effort
    run_stage: RunStage

    def seen(
        self, purpose: str, number: int, targets: tuple[Target, ...], inputs: np.ndarray, first_point: int
    ) -> np.ndarray:
        """Return the observations at points, (points, seeds, targets); `inputs` (points, factors) from 0 to 1."""
        points = range(first_point, first_point + len(inputs))
        values = values_of(self.factors, inputs)
        trials = [
            Trial(point, seed, its)
            for point, its in zip(points, values, strict=True)
            for seed in self.effort.seeds_of(point)
        ]
        trials.sort(key=lambda trial: trial.seed)  # those with the same networks one after the other
        seen = np.full((len(inputs), self.effort.seeds, len(targets)), np.nan)
        for trial, result in self.run_stage(self.observe(targets), Stage(purpose, number, targets, tuple(trials))):
            seen[points.index(trial.point), self.effort.seeds_of(trial.point).index(trial.seed)] = result[0]
        return seen


def _learned(targets: Targets, inputs: np.ndarray, seen: np.ndarray, effort: Effort) -> Likelihood:
    """Return the likelihood that was learned from points, without those at which something could not be seen."""
    is_whole = ~np.isnan(seen).any(axis=(1, 2))
    fewest = FEWEST_A_FACTOR * inputs.shape[1]
    if is_whole.sum() < fewest:
        is_lost = np.isnan(seen).any(axis=(0, 1))
        blind = [target.name for target, lost in zip(targets.fitted, is_lost, strict=True) if lost]
        raise ResultsError(
            f"only {is_whole.sum()} of {len(seen)} points can be compared with the targets, {fewest} are needed; the "
            f"others have no customers to observe for {listed(blind)}: simulate more customers, or narrow the ranges"
        )
    misses = misses_of(targets.fitted, seen[is_whole].mean(axis=1))
    blocks = np.array([effort.block_of(int(point)) for point in np.flatnonzero(is_whole)])
    return Likelihood(Emulator(inputs[is_whole], misses, blocks))


def _bold(likelihood: Likelihood, factors: int, points: int, seed: int) -> np.ndarray:
    """Return points at which the targets are about met, (points, factors)."""
    return sampled(lambda inputs: BOLDNESS * likelihood(inputs), factors, points, seed, STEPS_OF_A_WAVE).draws


def _best_and_some(posterior: Sample, draws: int) -> np.ndarray:
    """Return the most plausible draw and some others, (1 + draws, factors)."""
    best = int(np.argmax(posterior.log_likelihood))
    some = np.linspace(0, len(posterior.draws) - 1, draws).round().astype(int)
    return posterior.draws[[best, *some]]


def _weights(targets: Targets, seen: np.ndarray, emulated: np.ndarray) -> np.ndarray:
    """Return how much each draw counts once it was simulated, (draws,), adding up to one.

    Importance sampling: a draw counts by its likelihood as simulated over that as emulated. The noise of a simulated
    draw is part of what is sampled: predictions are for people to whom the observed chance events have happened. Where
    strong noise would leave but a few draws, the ratio is flattened by a power until :data:`EFFECTIVE` of them count
    (Koblents & Miguez 2015, Statistics and Computing 25(2):407-425). One of which something cannot be seen counts
    nothing.

    Parameters
    ----------
    seen : (draws, seeds, targets).
    emulated : (draws,), log-likelihood by the emulator.
    """
    is_fitted = [not target.is_held_out for target in targets.all]
    misses = misses_of(targets.fitted, seen.mean(axis=1)[:, is_fitted])
    logs = -0.5 * (misses**2).sum(axis=1) - emulated
    logs[np.isnan(seen).any(axis=(1, 2))] = -np.inf
    counts = np.count_nonzero(np.isfinite(logs))
    if not counts:
        return np.full(len(logs), 1 / len(logs))
    logs -= logs.max()
    flattened = (np.exp(power * logs) for power in 0.8 ** np.arange(100))
    ratio = next(ratio for ratio in flattened if effective(ratio) >= EFFECTIVE * counts)
    return np.asarray(ratio / ratio.sum())


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
