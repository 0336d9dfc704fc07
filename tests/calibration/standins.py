"""Stand-ins for a market: tasks that answer at once, and whose right answer is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.calibration.targets import Target, Targets
from experiments.design.factor import Factor
from experiments.running.trials import Trial

FACTORS = (
    Factor("first.number", -10.0, 10.0, 0.0, "", "assumed", ""),
    Factor("second.number", 0.0, 40.0, 20.0, "", "assumed", ""),
)
TRUTH = {"first.number": 2.0, "second.number": 25.0}
EFFECTS = np.array([[1.0, 0.2], [0.5, 0.5], [-0.3, 1.0], [0.8, 0.8], [1.0, -0.5]])
"""What each target gains from a unit of each number."""
TOLERANCE = 1.0


@dataclass(frozen=True)
class Linear:
    """Shows sums of two numbers, and noise that all points with the same seed share.

    Attributes
    ----------
    noise : standard deviation between seeds.
    """

    targets: tuple[Target, ...]
    noise: float = 0.0

    def __call__(self, trial: Trial) -> np.ndarray:
        """Return what is seen, (1, targets)."""
        weeks = [target.week - 1 for target in self.targets]
        shown = EFFECTS[weeks] @ [trial.values[factor.path] for factor in FACTORS]
        return (shown + self.noise * np.random.default_rng(trial.seed).normal(size=len(EFFECTS))[weeks])[None]


LONG = 30
"""Weeks of the long stand-in."""


@dataclass(frozen=True)
class Long:
    """Shows many weeks that follow two numbers, with the noise of its seed, and a little of every single point."""

    targets: tuple[Target, ...]

    @staticmethod
    def shown(values: Mapping[str, float]) -> np.ndarray:
        """Return what is seen without noise, (weeks,)."""
        first, second = (values[factor.path] for factor in FACTORS)
        return 0.2 * first + 0.002 * (first + 10) ** 2 + np.linspace(-0.2, 0.3, LONG) * (second - 20)

    def __call__(self, trial: Trial) -> np.ndarray:
        """Return what is seen, (1, targets)."""
        seeds = np.random.default_rng(trial.seed).normal(size=LONG)
        own = np.random.default_rng([trial.seed, trial.point]).normal(size=LONG)
        seen = self.shown(trial.values) + np.sqrt(8.0) * (0.95 * seeds + np.sqrt(1 - 0.95**2) * own)
        return seen[[target.week - 1 for target in self.targets]][None]


def targets_from(values: np.ndarray, held_out: int = 1) -> Targets:
    """Return weekly targets with some values; the last ones are held out."""
    count = len(values)
    return Targets(
        "made.csv",
        "0" * 64,
        tuple(
            Target("series", "nps", "acme", "", float(value), TOLERANCE, week=week, is_held_out=week > count - held_out)
            for week, value in enumerate(values, start=1)
        ),
    )


def shown_by(truth: dict[str, float]) -> np.ndarray:
    """Return what the linear stand-in shows without noise."""
    return EFFECTS @ list(truth.values())


def exact_posterior(targets: Targets) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and covariance of the posterior of the linear stand-in, which is normal."""
    fitted = [target.week - 1 for target in targets.fitted]
    effects, value = EFFECTS[fitted], np.array([target.value for target in targets.fitted])
    covariance = np.linalg.inv(effects.T @ effects / TOLERANCE**2)
    return covariance @ effects.T @ value / TOLERANCE**2, covariance


Observe = Callable[[tuple[Target, ...]], Linear]
