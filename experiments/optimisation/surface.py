"""A response surface over splits: what splits that were not tried are expected to bring, and how certain that is."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from experiments.optimisation.budget import Budget

_STEP = 1e-4
_MAX_STEPS = 30


class Surface:
    """A Gaussian process through the splits that were tried.

    Parameters
    ----------
    splits : (tried, n).
    values : (tried,), what each brought on average; the same futures for all.

    Notes
    -----
    Squared exponential covariance with one length per candidate, which leaves out those without effect, and noise: with
    common random numbers averages are rough, not wrong. Source: Rasmussen & Williams 2006, Gaussian Processes for
    Machine Learning.
    """

    def __init__(self, splits: np.ndarray, values: np.ndarray) -> None:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

        lengths = np.full(splits.shape[1], 2.0)
        kernel = ConstantKernel(1.0, (1e-2, 1e3)) * RBF(lengths, (0.3, 20.0)) + WhiteKernel(3e-3, (1e-6, 1.0))
        self.centre, self.scale = float(values.mean()), float(values.std()) or 1.0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # a candidate without effect is at the bound
            process = GaussianProcessRegressor(kernel, random_state=0)
            self._process = process.fit(splits, (values - self.centre) / self.scale)

    def mean(self, splits: np.ndarray) -> np.ndarray:
        """Return what splits (k, n) are expected to bring, (k,)."""
        return self.centre + self.scale * self._process.predict(splits)

    def draws(self, splits: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
        """Return what splits (k, n) might bring, (count, k): surfaces drawn from all that fit what was tried."""
        mean, covariance = self._process.predict(splits, return_cov=True)
        covariance -= self._process.kernel_.k2.noise_level * np.eye(len(splits))
        drawn = rng.multivariate_normal(mean, covariance, count, check_valid="ignore", method="eigh")
        return self.centre + self.scale * drawn


def best_split(
    value: Callable[[np.ndarray], np.ndarray],
    budget: Budget,
    starts: np.ndarray,
    allowed: np.ndarray | None = None,
) -> list[np.ndarray]:
    """Return the splits of highest value that can be afforded, one per way to decide yes or no, the best first.

    Parameters
    ----------
    value : of splits (k, n), smooth; higher is better.
    starts : splits (s, n) from which the climb begins.
    allowed : (n,), which candidates may be bought; all of them when None.
    """
    from scipy.optimize import minimize

    parts = np.flatnonzero(~budget.is_yes_no & (True if allowed is None else allowed))
    found: dict[bytes, tuple[float, np.ndarray]] = {}

    def climbed(choice: np.ndarray, start: np.ndarray) -> np.ndarray:
        left = budget.total_eur - float(budget.spent_eur(choice))
        costs = budget.costs_eur[parts]
        begin = np.clip(start[parts], 0.0, 1.0)
        begin *= min(1.0, left / max(float(begin @ costs), 1e-12))

        def worth(intensities: np.ndarray) -> tuple[float, np.ndarray]:
            around = np.tile(choice, (parts.size + 1, 1))
            around[:, parts] = intensities
            around[np.arange(1, parts.size + 1), parts] += _STEP
            values = value(around)
            return -float(values[0]), -(values[1:] - values[0]) / _STEP

        within = {"type": "ineq", "fun": lambda x: (left - costs @ x) / left, "jac": lambda x: -costs / left}
        answer = minimize(
            worth, begin, jac=True, method="SLSQP", bounds=[(0.0, 1.0)] * parts.size, constraints=within,
            options={"maxiter": _MAX_STEPS},
        )  # fmt: skip
        split = choice.copy()
        split[parts] = answer.x
        return budget.fitted(split)

    for start in starts:
        for choice in budget.choices(start):
            if allowed is not None and choice[~allowed].any():
                continue
            can_climb = parts.size and float(budget.spent_eur(choice)) < budget.total_eur * (1 - 1e-9)
            split = climbed(choice, start) if can_climb else choice
            found[split.tobytes()] = (float(value(split[None])[0]), split)
    return [split for _, split in sorted(found.values(), key=lambda each: -each[0])]
