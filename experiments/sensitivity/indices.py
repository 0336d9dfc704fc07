"""Indices with their intervals, from the points of a design and their results, by SALib.

Three traps of SALib are closed here. A single missing result would silently give zeros, so results must be finite. Its
random numbers are NumPy's global ones, and its warnings' settings too, so both are put back. Its intervals for FAST are
known to be unreliable, so ours come from several search curves.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from experiments.measures.statistics import CONFIDENCE, half_width
from experiments.sensitivity.methods import HARMONICS, LEVELS, Design, problem_of

RESAMPLES = 200
"""Bootstrap resamples behind an interval."""
_FEWER_RESAMPLES, _FEWEST_RESAMPLES = 20, 10
"""The same where one resample takes long."""
_DUMMIES = 20
"""Made-up factors that do nothing, whose indices show what chance alone reaches."""
_Z = 1.959964
"""Half the width of a 95 % interval in standard deviations."""


class Index(NamedTuple):
    """One index of one factor, or of a pair.

    Attributes
    ----------
    factor, other : places of the factors; `other` is -1 for an index of one factor.
    name : of the index: "ST", "mu_star" ...
    low, high : 95 % interval.
    floor : what chance alone reaches: an index is beyond chance when `low` is above it. NaN when unknown.
    """

    factor: int
    other: int
    name: str
    value: float
    low: float
    high: float
    floor: float

    @property
    def is_significant(self) -> bool:
        """Whether the index is beyond chance; not when chance is unknown."""
        return self.low > self.floor


def indices(design: Design, results: np.ndarray, noise_share: float, seed: int, *, quick: bool = False) -> list[Index]:
    """Return all indices of a design.

    Parameters
    ----------
    results : (points, seeds), finite. Indices are those of the mean over seeds.
    noise_share : share of the variance between points that is chance, 0 to 1; NaN when unknown.
    seed : of the bootstrap.
    quick : the ranking index only, with fewer resamples.

    Raises
    ------
    ValueError
        When a result is missing.
    """
    mean = results.mean(axis=1)
    if not np.isfinite(mean).all():
        raise ValueError("a missing result would give indices of zero")
    if np.ptp(mean) == 0:
        return [
            Index(factor, -1, name, 0.0, 0.0, 0.0, 0.0)
            for factor in range(design.factors)
            for name in _NAMES[design.method]
        ]
    with undisturbed(seed):
        return _METHODS[design.method](design, results, noise_share, seed + 1, quick)


def elementary_effects(design: Design, results: np.ndarray) -> np.ndarray:
    """Return the effect of each step of a Morris design, per whole range of the factor: (trajectories, factors, ...).

    Parameters
    ----------
    results : (points, ...).
    """
    trajectories, factors = design.blocks, design.factors
    steps = np.diff(design.unit.reshape(trajectories, factors + 1, factors), axis=1)
    rises = np.diff(results.reshape(trajectories, factors + 1, *results.shape[1:]), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    sizes = np.take_along_axis(steps, moved[..., None], axis=2)[..., 0]
    effects = np.empty_like(rises)
    effects[np.arange(trajectories)[:, None], moved] = rises / sizes.reshape(*sizes.shape, *[1] * (rises.ndim - 2))
    return effects


def _morris(design: Design, results: np.ndarray, noise_share: float, seed: int, quick: bool) -> list[Index]:
    from SALib.analyze import morris

    found = _analysed(
        design, results, morris.analyze, num_levels=LEVELS, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=seed
    )
    floors = _floors_of_effects(elementary_effects(design, results))
    ranking = [_around(i, "mu_star", found["mu_star"][i], found["mu_star_conf"][i], floors[i]) for i in _each(design)]
    if quick:
        return ranking
    effects = elementary_effects(design, results.mean(axis=1))
    drawn = np.random.default_rng(seed).integers(len(effects), size=(RESAMPLES, len(effects)))
    resampled = effects[drawn]
    mu, sigma = _Z * resampled.mean(axis=1).std(axis=0, ddof=1), _Z * resampled.std(axis=1, ddof=1).std(axis=0, ddof=1)
    return [
        *ranking,
        *(_around(i, "mu", found["mu"][i], mu[i], np.nan) for i in _each(design)),
        *(_around(i, "sigma", found["sigma"][i], sigma[i], np.nan) for i in _each(design)),
    ]


def _floors_of_effects(effects: np.ndarray) -> np.ndarray:
    """Return the mean absolute effect that chance alone reaches in 19 of 20 cases, from (trajectories, factors, seeds).

    Notes
    -----
    The mean over R seeds of an effect that is chance alone is about normal with standard deviation s = (mean variance
    between seeds / R)^(1/2). Its absolute value has the mean (2/pi)^(1/2) s and the variance (1 - 2/pi) s^2, and r
    trajectories average r of them.
    """
    trajectories, factors, seeds = effects.shape
    if seeds < 2:
        return np.full(factors, np.nan)
    spread = np.sqrt(effects.var(axis=2, ddof=1).mean(axis=0) / seeds)
    return spread * (np.sqrt(2 / np.pi) + 1.645 * np.sqrt((1 - 2 / np.pi) / trajectories))


def _sobol(design: Design, results: np.ndarray, noise_share: float, seed: int, quick: bool) -> list[Index]:
    from SALib.analyze import sobol

    found = _analysed(design, results, sobol.analyze, num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=seed)
    total = [_around(i, "ST", found["ST"][i], found["ST_conf"][i], noise_share) for i in _each(design)]
    if quick:
        return total
    first = [_around(i, "S1", found["S1"][i], found["S1_conf"][i], 0.0) for i in _each(design)]
    pairs = [
        _around(i, "S2", found["S2"][i, j], found["S2_conf"][i, j], 0.0, other=j)
        for i, j in combinations(_each(design), 2)
    ]
    return [*total, *first, *pairs]


def _fast(design: Design, results: np.ndarray, noise_share: float, seed: int, quick: bool) -> list[Index]:
    """Return the mean over search curves, with its t-interval."""
    from SALib.analyze import fast

    size, curves = design.samples * design.factors, design.blocks
    parts = [
        _analysed(
            _part(design, curve, size),
            results[curve * size : (curve + 1) * size],
            fast.analyze,
            M=HARMONICS,
            num_resamples=2,
        )
        for curve in range(curves)
    ]
    floors = {"ST": noise_share, "S1": 0.0}
    rows = []
    for name in ("ST",) if quick else ("ST", "S1"):
        values = np.array([part[name] for part in parts], dtype=float)
        rows += [_around(i, name, values[:, i].mean(), half_width(values[:, i]), floors[name]) for i in _each(design)]
    return rows


def _part(design: Design, curve: int, size: int) -> Design:
    """Return one set of search curves of a FAST design."""
    return Design("fast", design.samples, design.unit[curve * size : (curve + 1) * size], np.zeros(size, int))


def _pawn(design: Design, results: np.ndarray, noise_share: float, seed: int, quick: bool) -> list[Index]:
    from SALib.analyze import pawn

    def of(points: Design, values: np.ndarray) -> dict[str, np.ndarray]:
        found = _analysed(points, values, pawn.analyze, S=4 if len(points.unit) < 256 else 8)
        return {name: np.asarray(found[name]) for name in ("median", "maximum")}

    return _resampled(design, results, of, seed, quick)


def _regional(design: Design, results: np.ndarray, noise_share: float, seed: int, quick: bool) -> list[Index]:
    """Return root mean square distances between distributions, from SALib's Cramér-von Mises statistics.

    Notes
    -----
    The statistic T of n results in a region and m others estimates n m / (n + m) times the mean squared distance, plus
    (1 + 1 / (n + m)) / 6 by chance; the distance does not grow with the number of points as T does.
    """
    from SALib.analyze import rsa

    def of(points: Design, values: np.ndarray) -> dict[str, np.ndarray]:
        count = len(points.unit)
        regions = 10 if count >= 200 else 5
        found = _analysed(points, values, rsa.analyze, bins=regions, target="Y")
        statistics = np.array([found[name] for name in found["names"]], dtype=float).T
        by_chance, weight = (1 + 1 / count) / 6, count * (regions - 1) / regions**2
        distances = np.sqrt(np.maximum(0.0, statistics - by_chance) / weight)
        return {
            "distance": np.nanmean(distances, axis=0),
            "distance_lowest": distances[0],
            "distance_highest": distances[-1],
        }

    return _resampled(design, results, of, seed, quick)


def _delta(design: Design, results: np.ndarray, noise_share: float, seed: int, quick: bool) -> list[Index]:
    """Return delta and the first-order index from the same points; SALib has its own bootstrap for both."""
    from SALib.analyze import delta

    def of(points: Design, resamples: int) -> Any:
        return _analysed(points, results, delta.analyze, num_resamples=resamples, conf_level=CONFIDENCE)

    names = {"delta": "delta_raw"} if quick else {"delta": "delta_raw", "S1": "S1"}
    found = of(design, _FEWEST_RESAMPLES if quick else _FEWER_RESAMPLES)
    floors = _floors(design, lambda points: _named(of(points, 2), names), seed, quick)
    return [
        _around(i, name, found[key][i], found[f"{key}_conf"][i], floors[name])
        for name, key in names.items()
        for i in _each(design)
    ]


def _named(found: Any, names: dict[str, str]) -> dict[str, np.ndarray]:
    return {name: found[key] for name, key in names.items()}


def _resampled(
    design: Design,
    results: np.ndarray,
    of: Callable[[Design, np.ndarray], dict[str, np.ndarray]],
    seed: int,
    quick: bool,
) -> list[Index]:
    """Return indices with bootstrap intervals over the points, for methods of which SALib gives none."""
    found = of(design, results)
    rng = np.random.default_rng(seed)
    samples: dict[str, list[np.ndarray]] = {name: [] for name in found}
    for _ in range(_FEWEST_RESAMPLES if quick else _FEWER_RESAMPLES):
        rows = rng.integers(len(design.unit), size=len(design.unit))
        for name, values in of(
            Design(design.method, design.samples, design.unit[rows], design.block), results[rows]
        ).items():
            samples[name].append(values)
    floors = _floors(design, lambda points: of(points, results), seed, quick)
    names = list(found)[:1] if quick else list(found)
    return [
        _around(i, name, found[name][i], _Z * np.std([each[i] for each in samples[name]], ddof=1), floors[name])
        for name in names
        for i in _each(design)
    ]


def _floors(design: Design, of: Callable[[Design], dict[str, np.ndarray]], seed: int, quick: bool) -> dict[str, float]:
    """Return what 19 of 20 made-up factors that do nothing stay below; unknown where it must be quick."""
    if quick:
        return defaultdict(lambda: np.nan)
    dummies = np.random.default_rng([seed, _DUMMIES]).random((len(design.unit), _DUMMIES))
    found = of(Design(design.method, design.samples, dummies, design.block))
    return {name: float(np.quantile(values, CONFIDENCE)) for name, values in found.items()}


def _analysed(design: Design, results: np.ndarray, analyse: Callable[..., Any], **how: Any) -> Any:
    """Return what SALib finds in the mean over seeds."""
    problem = problem_of(design.factors)
    problem.set_samples(design.unit).set_results(results.mean(axis=1))
    return problem.analyze(analyse, **how).analysis


def _around(factor: int, name: str, value: float, half: float, floor: float, other: int = -1) -> Index:
    value, half = float(value), float(half)
    return Index(factor, other, name, value, value - half, value + half, float(floor))


def _each(design: Design) -> range:
    return range(design.factors)


_METHODS = {
    "morris": _morris,
    "sobol": _sobol,
    "fast": _fast,
    "pawn": _pawn,
    "delta": _delta,
    "regional": _regional,
}
_NAMES = {
    "morris": ("mu_star", "mu", "sigma"),
    "sobol": ("ST", "S1"),
    "fast": ("ST", "S1"),
    "pawn": ("median", "maximum"),
    "delta": ("delta", "S1"),
    "regional": ("distance", "distance_lowest", "distance_highest"),
}


def _unheard(*_: object, **__: object) -> None:
    """Show no warning, whatever filters are set meanwhile."""


@contextmanager
def undisturbed(seed: int) -> Iterator[None]:
    """Seed NumPy's global numbers, which SALib draws from, and put back afterwards what SALib changes.

    Linear algebra runs in one thread meanwhile: same bits on any machine, and for thousands of small matrices faster.
    """
    from threadpoolctl import threadpool_limits

    state, words = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
    np.random.seed(seed % 2**32)  # noqa: NPY002
    try:
        with warnings.catch_warnings(), threadpool_limits(1):
            warnings.showwarning = _unheard
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
        warnings.formatwarning = words
