"""A surface through what was lived: what levers come to between the points that were tried, and how wrong that may be.

A Gaussian process for each figure, in a form that a browser evaluates in a few lines: the covariance of a question with
each point, weighed. Weights are kept for each future, so that luck is seen as on the page: futures apart, and the
interval of their mean.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.catalogue import Facts

_STEPS = (0.0, 1 / 3, 2 / 3, 1.0)
"""Where a lever stands, from its first stop to its last, while all others stand as today."""
_DESIGN_SEED = 1
_OF_TWENTY = 19
"""In how many of twenty cases an answer that was left out is met within the error that is told."""
_DIGITS = 6
Values = tuple[float, ...]


def points(facts: Facts, samples: int) -> list[Values]:
    """Return where levers stand in the runs that carry a surface: today first, each lever alone, then all at once.

    The last ones are spread evenly over all stops of all levers. Source: Sobol' 1967; Owen 1998 (scrambling).

    Parameters
    ----------
    samples : how many points there are at which all levers move; a power of two.
    """
    from scipy.stats.qmc import Sobol

    levers = facts["levers"]
    today = tuple(lever["today"] for lever in levers)
    found = [today]
    for place, lever in enumerate(levers):
        for step in _STEPS:
            stop = lever["stops"][round(step * (len(lever["stops"]) - 1))]
            found.append((*today[:place], stop, *today[place + 1 :]))
    for row in Sobol(len(levers), rng=np.random.default_rng(_DESIGN_SEED)).random(samples):
        found.append(tuple(_stop(lever["stops"], share) for lever, share in zip(levers, row, strict=True)))
    return list(dict.fromkeys(found))


def _stop(stops: Sequence[float], share: float) -> float:
    return stops[min(int(share * len(stops)), len(stops) - 1)]


@dataclass(frozen=True)
class Fitted:
    """A figure over all positions of the levers.

    Attributes
    ----------
    at : (points, levers), each lever from 0 (its first stop) to 1 (its last).
    lengths : (levers,), how far a lever moves until its effect is another one.
    height, noise : of the covariance, and what is rough beside it.
    weights : (quarters, futures, points).
    centre : (quarters, futures), what is told far away from all points.
    errors : "one" and "several" (levers moved) -> (quarters,), within which 19 of 20 left-out answers were met.
    """

    at: np.ndarray
    lengths: np.ndarray
    height: float
    noise: float
    weights: np.ndarray
    centre: np.ndarray
    errors: Mapping[str, np.ndarray]

    def __call__(self, at: np.ndarray) -> np.ndarray:
        """Return the figure at a position of the levers, (quarters, futures)."""
        near = self.height * np.exp(-0.5 * (((at - self.at) / self.lengths) ** 2).sum(axis=1))
        found: np.ndarray = self.centre + self.weights @ near
        return found

    def document(self) -> dict[str, Any]:
        """Return the surface as plain numbers."""
        return {
            "lengths": _plain(self.lengths),
            "height": _plain(self.height),
            "weights": _plain(self.weights),
            "centre": _plain(self.centre),
            "errors": {name: _plain(values) for name, values in self.errors.items()},
        }


def placed(positions: Sequence[Values], facts: Facts) -> np.ndarray:
    """Return positions of the levers from 0, the first stop, to 1, the last, (positions, levers)."""
    low, high = (np.array([lever["stops"][end] for lever in facts["levers"]]) for end in (0, -1))
    found: np.ndarray = (np.array(positions) - low) / (high - low)
    return found


def fitted(at: np.ndarray, lived: np.ndarray, is_one: np.ndarray) -> Fitted:
    """Return the surface of a figure.

    Parameters
    ----------
    at : (points, levers), from :func:`placed`.
    lived : (futures, points, quarters), by how much the figure differs from how things are.
    is_one : (points,) bool, where one lever was moved alone.

    Notes
    -----
    Lengths and noise are those that make the mean over futures at the end most likely; an answer that is left out is
    told by all others in closed form. Source: Rasmussen & Williams 2006, Gaussian Processes for Machine Learning.
    """
    lengths, height, noise = _shape(at, lived[:, :, -1].mean(axis=0))
    near = height * np.exp(-0.5 * (((at[:, None] - at[None]) / lengths) ** 2).sum(axis=2))
    inverse = np.linalg.inv(near + noise * np.eye(len(at)))
    values = lived.transpose(2, 0, 1)
    centre = values.mean(axis=2)
    weights = (values - centre[..., None]) @ inverse
    left_out = np.abs(weights.mean(axis=1) / np.diag(inverse))
    return Fitted(
        at,
        lengths,
        height,
        noise,
        weights,
        centre,
        {"one": _within(left_out[:, is_one]), "several": _within(left_out[:, ~is_one])},
    )


def _shape(at: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Return lengths, height and noise of the covariance."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    kernel = ConstantKernel(1.0, (1e-2, 1e4)) * RBF(np.ones(at.shape[1]), (0.1, 50.0)) + WhiteKernel(1e-3, (1e-6, 1.0))
    scale = float(values.std()) or 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a lever without effect is at the bound
        found = GaussianProcessRegressor(kernel, random_state=0).fit(at, (values - values.mean()) / scale).kernel_
    return np.array(found.k1.k2.length_scale), found.k1.k1.constant_value * scale**2, found.k2.noise_level * scale**2


def _within(errors: np.ndarray) -> np.ndarray:
    """Return within which size 19 of 20 errors lie, by quarter."""
    found: np.ndarray = np.quantile(errors, _OF_TWENTY / 20, axis=1)
    return found


def _plain(values: Any) -> Any:
    """Return numbers with as many digits as a picture can show."""
    if isinstance(values, np.ndarray):
        return [_plain(each) for each in values]
    return float(f"{float(values):.{_DIGITS}g}")
