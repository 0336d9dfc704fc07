"""Which values of the factors agree with the targets: likelihood by way of the emulator, sampled by emcee.

Prior: every value within the range of a factor is equally likely. Likelihood: observations differ from what the
market shows, noise apart, by a normal error that adds up the tolerance of the target and the uncertainty of the
emulator. Sampler: an ensemble of walkers that copes with factors that trade off with each other (Goodman & Weare 2010;
Foreman-Mackey, Hogg, Lang & Goodman 2013).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import cho_factor, solve_triangular

from experiments.calibration.emulator import Emulator

WALKERS = 256
"""Many walkers and few steps: an emulator answers for a hundred points as fast as for one."""
_FORGOTTEN = 0.25
"""Share of the steps that depend on where the walkers started."""


class Likelihood:
    """Log-likelihood of points, by way of an emulator.

    Parameters
    ----------
    emulator : of the misses of the targets, in tolerances.
    """

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        targets = len(emulator.elsewhere)
        known = np.eye(targets) + emulator.elsewhere
        self._root = np.tril(cho_factor(known, lower=True)[0])
        self._log_scale = np.log(np.diag(self._root)).sum() + 0.5 * targets * np.log(2 * np.pi)
        self._directions = solve_triangular(self._root, emulator.components.T, lower=True)

    def __call__(self, inputs: np.ndarray) -> np.ndarray:
        """Return the log-likelihood of points, (points, factors) from 0 to 1."""
        emulated = self.emulator(inputs)
        misses = solve_triangular(self._root, emulated.mean.T, lower=True).T
        # The emulator adds low rank to what is known: Woodbury's identity, a small matrix for each point.
        directions = self._directions * emulated.spread[:, None, :]
        inner = np.eye(directions.shape[2]) + directions.transpose(0, 2, 1) @ directions
        along = np.einsum("ptc,pt->pc", directions, misses)
        explained = np.einsum("pc,pc->p", along, np.linalg.solve(inner, along[:, :, None])[:, :, 0])
        distance = (misses**2).sum(axis=1) - explained
        return -0.5 * (distance + np.linalg.slogdet(inner)[1]) - self._log_scale


class Sample(NamedTuple):
    """Draws from the posterior.

    Attributes
    ----------
    draws : (draws, factors), from 0 to 1.
    log_likelihood : (draws,).
    effective : how many independent draws they are worth, of the factor that mixes worst; 0 when a walker never moved.
    """

    draws: np.ndarray
    log_likelihood: np.ndarray
    effective: float


def sampled(
    log_likelihood: Callable[[np.ndarray], np.ndarray], factors: int, draws: int, seed: int, steps: int = 400
) -> Sample:
    """Return draws from the posterior of factors whose prior is even from 0 to 1.

    Parameters
    ----------
    log_likelihood : of points, (points, factors).
    draws : how many are kept, evenly from the chains.
    seed : of the walkers; equal seeds give equal draws.
    steps : of each walker; the first quarter is forgotten.
    """
    import emcee
    from scipy.stats.qmc import Sobol

    rng = np.random.default_rng(seed)

    def log_density(inputs: np.ndarray) -> np.ndarray:
        is_inside = ((inputs >= 0) & (inputs <= 1)).all(axis=1)
        density = np.full(len(inputs), -np.inf)
        if is_inside.any():
            density[is_inside] = log_likelihood(inputs[is_inside])
        return density

    looked_at = Sobol(factors, rng=rng).random_base2(12)
    start = looked_at[np.argsort(log_likelihood(looked_at), kind="stable")[-WALKERS:]]
    ensemble = emcee.EnsembleSampler(WALKERS, factors, log_density, vectorize=True)
    ensemble.run_mcmc(emcee.State(start, random_state=_state(rng)), steps)
    forgotten = int(_FORGOTTEN * steps)
    chain, density = ensemble.get_chain(discard=forgotten), ensemble.get_log_prob(discard=forgotten)
    with np.errstate(invalid="ignore"):  # a walker that never moved is correlated without end
        correlated = float(np.max(emcee.autocorr.integrated_time(chain, tol=0)))
    flat = chain.reshape(-1, factors)
    kept = np.linspace(0, len(flat) - 1, draws).round().astype(int)
    return Sample(flat[kept], density.reshape(-1)[kept], len(flat) / correlated if np.isfinite(correlated) else 0.0)


def _state(rng: np.random.Generator) -> Any:
    """Return a state of the older generator that emcee draws from, made by ours."""
    return np.random.RandomState(np.random.MT19937(int(rng.integers(2**32)))).get_state()
