"""What came out of a fit: the posterior, what it predicts, and how far that is from what was observed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from experiments.calibration.baselines import Baseline, baseline_of
from experiments.calibration.posterior import Sample
from experiments.calibration.targets import Target, Targets, misses_of
from experiments.design.factor import Factor

CONFIDENCE = 0.90
"""Probability that an interval holds the value."""
_Z = 1.6448536269514722
"""Standard deviations on each side of a normal interval of this probability."""


def effective(weights: np.ndarray) -> float:
    """Return how many equal weights some are worth (Kish 1965, Survey Sampling)."""
    return float(weights.sum() ** 2 / np.sum(weights**2))


class Checked(NamedTuple):
    """The best point, then draws from the posterior, simulated with all targets in view.

    Attributes
    ----------
    inputs : (1 + draws, factors), from 0 to 1.
    seen : (1 + draws, seeds, targets), in the units of the targets.
    emulated, unsure : (1 + draws, fitted targets), prediction of the emulator and its standard deviation, in
        tolerances.
    weights : (draws,), how much each counts now that it was simulated, adding up to one.
    """

    inputs: np.ndarray
    seen: np.ndarray
    emulated: np.ndarray
    unsure: np.ndarray
    weights: np.ndarray

    @property
    def effective(self) -> float:
        """How many equally weighted draws the weighted ones are worth."""
        return effective(self.weights)


class Estimate(NamedTuple):
    """The estimate of one factor after the fit.

    Attributes
    ----------
    best : most plausible value, together with the best values of all others.
    mean, low, high : of the posterior; the interval holds it with :data:`CONFIDENCE`.
    contraction : how much narrower the posterior is than the range before, 0 (nothing learned) to 1.
    """

    factor: Factor
    best: float
    mean: float
    low: float
    high: float
    contraction: float


class Prediction(NamedTuple):
    """What the fitted market shows in the place of a target.

    Attributes
    ----------
    best : at the best point.
    mean, low, high : over the weighted draws from the posterior, noise included; see :data:`CONFIDENCE`.
    is_covered : whether the target lies in the interval, once that is widened by the tolerance.
    """

    target: Target
    best: float
    mean: float
    low: float
    high: float
    is_covered: bool

    @property
    def error(self) -> float:
        """Distance between the mean and the target, in its unit."""
        return abs(self.mean - self.target.value)


class Score(NamedTuple):
    """How well some targets of one curve are met.

    Attributes
    ----------
    targets : those of the curve that were fitted, or those held out.
    error, best_error : mean absolute error of the mean over the posterior, and of the best point, in their unit.
    covered : share that lies in its interval.
    baseline, baseline_error : the simple model of the curve and its error; "" and NaN for curves without one.
    """

    targets: tuple[Target, ...]
    error: float
    best_error: float
    covered: float
    baseline: str
    baseline_error: float

    @property
    def is_held_out(self) -> bool:
        """Whether the fit did not see them."""
        return self.targets[0].is_held_out


@dataclass(frozen=True)
class Calibration:
    """A market fitted to targets.

    Attributes
    ----------
    inputs : (points, factors), the points that were learned from, each factor from 0 to 1 in its range.
    seen : (points, seeds, fitted targets).
    noise : (fitted targets,), standard deviation of the noise of a point, in tolerances.
    posterior : draws, from 0 to 1.
    checked : simulations of the answer.
    """

    factors: tuple[Factor, ...]
    targets: Targets
    inputs: np.ndarray
    seen: np.ndarray
    noise: np.ndarray
    posterior: Sample
    checked: Checked

    @cached_property
    def draws(self) -> np.ndarray:
        """Draws from the posterior in the units of the factors, (draws, factors)."""
        return _in_units(self.factors, self.posterior.draws)

    @cached_property
    def best(self) -> dict[str, float]:
        """The most plausible values, by path."""
        values = _in_units(self.factors, self.checked.inputs[:1])[0]
        return {factor.path: float(value) for factor, value in zip(self.factors, values, strict=True)}

    @cached_property
    def estimates(self) -> tuple[Estimate, ...]:
        """The estimate of each factor."""
        low, high = np.quantile(self.draws, [0.5 - CONFIDENCE / 2, 0.5 + CONFIDENCE / 2], axis=0)
        before = np.sqrt(1 / 12)
        contraction = 1 - self.posterior.draws.std(axis=0) / before
        return tuple(
            Estimate(factor, self.best[factor.path], *map(float, row))
            for factor, row in zip(
                self.factors, np.stack([self.draws.mean(axis=0), low, high, contraction], axis=1), strict=True
            )
        )

    @cached_property
    def predictions(self) -> tuple[Prediction, ...]:
        """What the fitted market shows, for all targets."""
        means = self.checked.seen.mean(axis=1)
        drawn = means[1:]
        weights = self.checked.weights
        drawn[weights == 0] = 0.0  # what cannot be seen of a draw that does not count
        mean = weights @ drawn
        spread = np.sqrt(weights @ (drawn - mean) ** 2 / max(1 - np.sum(weights**2), 1 / len(weights)))
        rows = []
        for position, target in enumerate(self.targets.all):
            reach = _Z * spread[position]
            allowed = _Z * float(np.hypot(spread[position], target.tolerance))
            rows.append(
                Prediction(
                    target,
                    float(means[0, position]),
                    float(mean[position]),
                    float(mean[position] - reach),
                    float(mean[position] + reach),
                    bool(abs(mean[position] - target.value) <= allowed),
                )
            )
        return tuple(rows)

    @cached_property
    def baselines(self) -> dict[tuple[object, ...], Baseline]:
        """Simple models of the curves that have one, fitted to the same targets."""
        found = {curve: baseline_of(members) for curve, members in self.targets.curves.items()}
        return {curve: baseline for curve, baseline in found.items() if baseline}

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """How well each curve is met, the targets that were fitted and those held out apart."""
        found = []
        for curve, members in self.targets.curves.items():
            baseline = self.baselines.get(curve)
            simple = baseline.predicted if baseline else (np.nan,) * len(members)
            predictions = [each for each in self.predictions if each.target.curve == curve]
            for is_held_out in (False, True):
                pairs = [
                    (each, other)
                    for each, other in zip(predictions, simple, strict=True)
                    if each.target.is_held_out == is_held_out
                ]
                if pairs:
                    found.append(_score(pairs, baseline.name if baseline else ""))
        return tuple(found)

    @property
    def misfit(self) -> float:
        """Root mean square distance of the best point from the targets that were fitted, in tolerances and noise."""
        return _root_mean_square(self.checked_misses[0] / np.hypot(1.0, self.noise))

    @property
    def emulator_error(self) -> float:
        """Root mean square difference between emulator and simulation at the draws, in tolerances."""
        return _root_mean_square(self.checked.emulated - self.checked_misses)

    @property
    def emulator_claim(self) -> float:
        """The same as the emulator had claimed it: what it had not learned, and the noise of single points."""
        return _root_mean_square(self.checked.unsure)

    @property
    def emulator_doubt(self) -> float:
        """The part of that claim which is not noise, and widens the posterior."""
        return _root_mean_square(np.sqrt(np.maximum(self.checked.unsure**2 - self.noise**2, 0.0)))

    @property
    def checked_misses(self) -> np.ndarray:
        """What was seen of the fitted targets in the check, in tolerances away from them, (1 + draws, fitted)."""
        is_fitted = [not target.is_held_out for target in self.targets.all]
        return misses_of(self.targets.fitted, self.checked.seen.mean(axis=1)[:, is_fitted])

    @property
    def blind_points(self) -> int:
        """Number of points left out of the fit because they had no customers to observe."""
        return int(np.isnan(self.seen).any(axis=(1, 2)).sum())


def _root_mean_square(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def _score(pairs: Sequence[tuple[Prediction, float]], baseline: str) -> Score:
    """Return how well targets are met, each with the prediction of the simple model of their curve."""
    return Score(
        targets=tuple(each.target for each, _ in pairs),
        error=float(np.mean([each.error for each, _ in pairs])),
        best_error=float(np.mean([abs(each.best - each.target.value) for each, _ in pairs])),
        covered=float(np.mean([each.is_covered for each, _ in pairs])),
        baseline=baseline,
        baseline_error=float(np.mean([abs(other - each.target.value) for each, other in pairs])),
    )


def _in_units(factors: Sequence[Factor], inputs: np.ndarray) -> np.ndarray:
    """Return points given from 0 to 1 in the units of the factors."""
    low, high = (np.array([getattr(factor, end) for factor in factors]) for end in ("low", "high"))
    return low + inputs * (high - low)
