"""An emulator: what the market would show at any values of the factors, learned from those that were simulated.

Each point costs seconds to simulate and a millisecond to emulate. What is seen is projected on a few directions in
which it varies (principal components), and a Gaussian process learns each of them; so the emulator also knows how
unsure it is. Source: Higdon, Gattiker, Williams & Rightley 2008, JASA 103(482):570-583.
"""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np

LEFT_OVER = 0.1
"""Components are taken until they leave at most this much of any target, in tolerances (standard deviation)."""
MOST_COMPONENTS = 12


class Emulated(NamedTuple):
    """What an emulator says of some points.

    Attributes
    ----------
    mean : (points, targets), in tolerances away from the target.
    spread : (points, components), standard deviation of each component.
    """

    mean: np.ndarray
    spread: np.ndarray


class Emulator:
    """Learns what targets show from simulated points.

    Parameters
    ----------
    inputs : (points, factors), each factor from 0 (low end of its range) to 1 (high end).
    misses : (points, targets), what was seen less the target, in tolerances.

    Attributes
    ----------
    components : (components, targets), directions of unit length.
    left_over : (targets,), standard deviation of what the components leave out, in tolerances.
    """

    def __init__(self, inputs: np.ndarray, misses: np.ndarray) -> None:
        self.middle = misses.mean(axis=0)
        centred = misses - self.middle
        _, _, directions = np.linalg.svd(centred, full_matrices=False)
        kept = next(
            (k for k in range(1, len(directions)) if _left_over(centred, directions[:k]).max() <= LEFT_OVER),
            len(directions),
        )
        self.components = directions[: min(kept, MOST_COMPONENTS)]
        self.left_over = _left_over(centred, self.components)
        self._learned = [_learned(inputs, scores) for scores in (centred @ self.components.T).T]

    def __call__(self, inputs: np.ndarray) -> Emulated:
        """Return what would be seen at some points, (points, factors) from 0 to 1."""
        scores, spreads = zip(*(each.predict(inputs, return_std=True) for each in self._learned), strict=True)
        return Emulated(self.middle + np.stack(scores, axis=1) @ self.components, np.stack(spreads, axis=1))

    def error(self, emulated: Emulated) -> np.ndarray:
        """Return the standard deviation of each target at each point, (points, targets), in tolerances."""
        return np.sqrt(emulated.spread**2 @ self.components**2 + self.left_over**2)


def _left_over(centred: np.ndarray, components: np.ndarray) -> np.ndarray:
    """Return the standard deviation of what components leave out of each target."""
    return (centred - centred @ components.T @ components).std(axis=0)


def _learned(inputs: np.ndarray, scores: np.ndarray) -> Any:
    """Return a Gaussian process that has learned one component: smooth in each factor at its own scale, with jitter.

    The jitter is what chance does to single customers when a factor is moved a little.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    smooth = ConstantKernel(1.0, (1e-2, 1e3)) * RBF(np.ones(inputs.shape[1]), (5e-2, 1e2))
    kernel = smooth + WhiteKernel(1e-3, (1e-8, 1.0))
    process = GaussianProcessRegressor(kernel, normalize_y=True, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ConvergenceWarning
        )  # a scale at its end only says that a factor does not matter
        return process.fit(inputs, scores)
