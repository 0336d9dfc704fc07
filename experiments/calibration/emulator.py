"""An emulator: what the market would show at any values of the factors, learned from those that were simulated.

Each point costs seconds to simulate and a millisecond to emulate. Observations are projected on a few directions in
which it varies (principal components), and a Gaussian process learns each of them: a smooth curve, the noise that
points of one block share because they have the same seeds, and the noise of single points. So the emulator knows how
certain it is of the market without noise. Sources: Higdon, Gattiker, Williams & Rightley 2008, JASA 103(482):570-583;
Ankenman, Nelson & Staum 2010, Operations Research 58(2):371-382.
"""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import orthogonal_procrustes, solve_triangular

LEFT_OVER = 0.1
"""Components are taken until they leave at most this much of any target, in tolerances (standard deviation)."""
MAX_COMPONENTS = 12
FOLDS = 5
"""Parts in which points are measured along what the others teach."""
_SHORTEST, _LONGEST = 0.25, 100.0
"""Length-scale bounds, as a fraction of the factor's range."""
_FAR = 1e6
"""A distance that is practically infinite."""


class Emulated(NamedTuple):
    """Predictions of an emulator at some points.

    Attributes
    ----------
    mean : (points, targets), in tolerances away from the target.
    spread : (points, components), standard deviation of each component: uncertainty about the market without noise.
    """

    mean: np.ndarray
    spread: np.ndarray


class Emulator:
    """Learns what targets show from simulated points.

    Parameters
    ----------
    inputs : (points, factors), each factor from 0 (low end of its range) to 1 (high end).
    misses : (points, targets), what was seen less the target, in tolerances.
    block : (points,), points with the same number have the same seeds.

    Attributes
    ----------
    components : (components, targets), directions in which the targets move together.
    elsewhere : (targets, targets), covariance of the uncertainty in all other directions, in tolerances: the level of
        the market without noise, and its variation.
    noise : (targets, targets), covariance of the noise of a point, in tolerances.
    """

    def __init__(self, inputs: np.ndarray, misses: np.ndarray, block: np.ndarray) -> None:
        calm, height, noise = _without_noise(inputs, misses, block)
        self.middle = calm.mean(axis=0)
        # In units of tolerance and noise together no direction stands out only because it has much noise.
        unit = np.linalg.cholesky(np.eye(len(noise)) + noise)
        raw, plain = (solve_triangular(unit, (each - self.middle).T, lower=True).T for each in (misses, calm))
        directions = _worthwhile(_directions(plain), plain, unit)
        self.components = directions @ unit.T
        others = np.eye(len(unit)) - self.components.T @ solve_triangular(unit.T, directions.T).T
        self.elsewhere = others @ height @ others.T + np.diag(_left_over(plain, directions, unit) ** 2)
        self._learned = [_Curve(inputs, block, scores) for scores in _scores(raw, plain, directions).T]
        self.noise = _covariance(misses - self(inputs).mean)

    def __call__(self, inputs: np.ndarray) -> Emulated:
        """Return what would be seen at some points, (points, factors) from 0 to 1."""
        scores, spreads = zip(*(curve(inputs) for curve in self._learned), strict=True)
        return Emulated(self.middle + np.stack(scores, axis=1) @ self.components, np.stack(spreads, axis=1))

    def error(self, emulated: Emulated) -> np.ndarray:
        """Return the standard deviation of a point around its prediction, noise included, (points, targets)."""
        return np.sqrt(emulated.spread**2 @ self.components**2 + np.diag(self.elsewhere + self.noise))


def _without_noise(
    inputs: np.ndarray, misses: np.ndarray, block: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return misses without the noise of their block, the covariance of their mean, and that of the noise of a point.

    All roughly, by a parabola in each factor and a level for each block: the mean is uncertain as there are few blocks.
    """
    parabola = np.hstack([np.ones((len(inputs), 1)), inputs, inputs**2])
    is_in = block[:, None] == np.unique(block)
    both = np.hstack([parabola, is_in])
    gains, _, rank, _ = np.linalg.lstsq(both, misses)
    own = _covariance(misses - both @ gains) * len(misses) / max(len(misses) - int(rank), 1)
    levels = gains[parabola.shape[1] :]
    levels -= is_in.mean(axis=0) @ levels
    return misses - is_in @ levels, _covariance(levels) / max(len(levels) - 1, 1), own


def _covariance(apart: np.ndarray) -> np.ndarray:
    """Return a covariance, drawn towards independence as far as the number of points requires (Ledoit & Wolf 2004)."""
    from sklearn.covariance import ledoit_wolf

    return np.asarray(ledoit_wolf(apart, assume_centered=True)[0])


def _directions(plain: np.ndarray) -> np.ndarray:
    """Return orthonormal directions in which points differ, (components, targets), those with the largest first."""
    return np.asarray(np.linalg.svd(plain - plain.mean(axis=0), full_matrices=False)[2])


def _worthwhile(directions: np.ndarray, plain: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Return the first of some directions, up to where they leave hardly anything of any target."""
    maximum = min(MAX_COMPONENTS, len(directions), len(plain) - len(plain) // FOLDS - 2)
    enough = (k for k in range(1, maximum) if _left_over(plain, directions[:k], unit).max() <= LEFT_OVER)
    return directions[: next(enough, maximum)]


def _left_over(plain: np.ndarray, directions: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Return the standard deviation of what directions leave out of each target, in tolerances."""
    return np.asarray(((plain - plain @ directions.T @ directions) @ unit.T).std(axis=0))


def _scores(raw: np.ndarray, plain: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Return how far along directions each point lies, (points, components), as seen by the other points.

    Directions lean towards the noise of the points that they are learned from, which therefore seem to lie farther
    along them than they do: the information in the targets would be overstated, especially with many targets. So the
    points of each fold are measured along the directions of all others (cross-fitting), turned to agree with those of
    all.

    Parameters
    ----------
    raw, plain : (points, targets), with and without the noise of their block.
    """
    scores = np.empty((len(raw), len(directions)))
    for fold in range(FOLDS):
        is_here = np.arange(len(raw)) % FOLDS == fold
        others = _directions(plain[~is_here])[: len(directions)]
        turn, _ = orthogonal_procrustes(others.T, directions.T)
        scores[is_here] = raw[is_here] @ others.T @ turn
    return scores


class _Curve:
    """One component as a Gaussian process: smooth in each factor at its own scale, with noise on top; or flat.

    It is flat unless the scales are worth their number (Schwarz 1978, Annals of Statistics 6(2):461-464): a curve
    through noise would claim effects of the factors that do not exist. The number of the block is one more coordinate,
    along which the smooth curve is the same everywhere, and the noise of one block far from that of any other.
    """

    def __init__(self, inputs: np.ndarray, block: np.ndarray, scores: np.ndarray) -> None:
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

        factors = inputs.shape[1]
        self._scale = scores.std() or 1.0
        level = ConstantKernel(1.0, "fixed")
        bounds = [(_SHORTEST, _LONGEST)] * factors + [(_FAR, _FAR)]
        smooth = ConstantKernel(1.0, (1e-2, 1e3)) * RBF([1.0] * factors + [_FAR], bounds)
        shared = ConstantKernel(0.1, (1e-8, 1.0)) * RBF([_FAR] * factors + [1 / _FAR], "fixed")
        noise = shared + WhiteKernel(0.1, (1e-8, 1.0))
        at, height = np.column_stack([inputs, block]), scores / self._scale
        flat, curved = (_process(at, height, kernel + noise) for kernel in (level, level + smooth))
        gain = curved.log_marginal_likelihood_value_ - flat.log_marginal_likelihood_value_
        is_flat = gain < 0.5 * (factors + 1) * np.log(len(inputs))
        self._process = flat if is_flat else curved
        shared, own = self._process.kernel_.k2.k1, self._process.kernel_.k2.k2
        self._noise = shared.k1.constant_value + own.noise_level
        self._everywhere = self._predicted(inputs[:1]) if is_flat else None

    def __call__(self, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and standard deviation of the curve at points, without noise."""
        mean, spread = self._everywhere or self._predicted(inputs)
        return np.broadcast_to(mean, len(inputs)), np.broadcast_to(spread, len(inputs))

    def _predicted(self, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        of_no_block = np.column_stack([inputs, np.full(len(inputs), -1.0)])
        mean, spread = self._process.predict(of_no_block, return_std=True)
        return self._scale * mean, self._scale * np.sqrt(np.maximum(spread**2 - self._noise, 0.0))


def _process(at: np.ndarray, height: np.ndarray, kernel: Any) -> Any:
    """Return a Gaussian process that has learned how high a curve is at some points."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor

    with warnings.catch_warnings():
        # A scale at its bound only means that a factor does not matter.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return GaussianProcessRegressor(kernel, random_state=0).fit(at, height)
