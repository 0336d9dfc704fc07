"""Functions whose indices are known, as tasks that take a trial; and what is known of them."""

from __future__ import annotations

import math

import numpy as np

from experiments.design.factor import Factor
from experiments.running.trials import Trial
from tests.sensitivity.made_up import factors_called

ISHIGAMI: tuple[Factor, ...] = factors_called("x1", "x2", "x3", "idle", low=-math.pi, high=math.pi)
"""`idle` does nothing."""
_A, _B = 7.0, 0.1


def ishigami(trial: Trial) -> np.ndarray:
    """Return the function of Ishigami & Homma 1990, as one scenario with one metric; the seed does nothing."""
    x1, x2, x3 = (trial.values.get(name, 0.0) for name in ("x1", "x2", "x3"))
    return np.array([[math.sin(x1) + _A * math.sin(x2) ** 2 + _B * x3**4 * math.sin(x1)]])


def ishigami_shares() -> dict[str, list[float]]:
    """Return the first-order, total and pairwise shares of the variance, in closed form."""
    one = 0.5 * (1 + _B * math.pi**4 / 5) ** 2
    two = _A**2 / 8
    both = _B**2 * math.pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + both
    first, total = [one, two, 0.0, 0.0], [one + both, two, both, 0.0]
    pairs = [0.0, both, 0.0, 0.0, 0.0, 0.0]
    return {name: [part / whole for part in parts] for name, parts in (("S1", first), ("ST", total), ("S2", pairs))}


_STRENGTHS = (0.0, 1.0, 4.5, 9.0)
G_FUNCTION: tuple[Factor, ...] = factors_called("x1", "x2", "x3", "x4", low=0.0, high=1.0)


def g_function(trial: Trial) -> np.ndarray:
    """Return the g function of Sobol with strengths 0, 1, 4.5 and 9."""
    factors = [(abs(4 * trial.values[f"x{i + 1}"] - 2) + a) / (1 + a) for i, a in enumerate(_STRENGTHS)]
    return np.array([[math.prod(factors)]])


def g_shares() -> dict[str, list[float]]:
    """Return the first-order, total and pairwise shares of the variance, in closed form (Saltelli & Sobol 1995)."""
    own = np.array([1 / (3 * (1 + a) ** 2) for a in _STRENGTHS])
    whole = np.prod(1 + own) - 1
    total = [own[i] * np.prod(np.delete(1 + own, i)) / whole for i in range(4)]
    pairs = [own[i] * own[j] / whole for i in range(4) for j in range(i + 1, 4)]
    return {"S1": list(own / whole), "ST": total, "S2": pairs}


def ramp(trial: Trial) -> np.ndarray:
    """Return two scenarios: nothing, and one that gains where x1 is below 0.8, but for a little luck of the seed."""
    luck = 0.01 * np.random.default_rng(trial.seed).normal()
    return np.array([[0.0], [0.8 - trial.values["x1"] + luck]])


def broken(trial: Trial) -> np.ndarray:
    """Return nothing where x1 is high, and fail where it is higher."""
    x1 = trial.values["x1"]
    if x1 > 0.99:
        raise ValueError("x1 is too high")
    return np.array([[math.nan if x1 > 0.97 else x1]])
