"""The methods: the question each answers, the points it needs, and how its result is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from experiments.errors import RequestError
from language import mark
from sim.market.messages import unknown

LEVELS = 4
"""Levels of a factor in a Morris design."""
CURVES = 5
"""Search curves for each factor of a FAST design: their spread gives its intervals."""
HARMONICS = 4
"""Harmonics that FAST adds up."""
_LEAST_PER_CURVE = 4 * HARMONICS**2 + 1


class Method(NamedTuple):
    """A method of sensitivity analysis.

    Attributes
    ----------
    name, title : on the command line and on pages.
    answers : the question it answers.
    counts : what `samples` counts.
    least, usual : minimum and default numbers of samples.
    measure : the index that ranks the factors.
    reads : the meaning of that index in words.
    is_structured : whether every point is needed: one that is missing spoils the estimate.
    points : samples, factors -> points.
    """

    name: str
    title: str
    answers: str
    counts: str
    least: int
    usual: int
    measure: str
    reads: str
    is_structured: bool
    points: Callable[[int, int], int]


METHODS: dict[str, Method] = {
    each.name: each
    for each in (
        Method(
            "morris",
            mark("Morris screening"),
            mark("Which of many assumptions can be left alone?"),
            mark("trajectories"),
            4,
            20,
            "mu_star",
            mark("mean absolute effect of moving the assumption across its whole range"),
            True,
            lambda samples, factors: samples * (factors + 1),
        ),
        Method(
            "sobol",
            mark("Sobol indices"),
            mark("Which share of the variance is due to which assumption, alone and together with others?"),
            mark("base samples"),
            8,
            128,
            "ST",
            mark("share of the variance that goes with the assumption: its own, and that of all its interactions"),
            True,
            lambda samples, factors: samples * (2 * factors + 2),
        ),
        Method(
            "fast",
            mark("Extended FAST"),
            mark("Which share of the variance is due to which assumption, alone and in all?"),
            mark("points of a search curve"),
            _LEAST_PER_CURVE,
            _LEAST_PER_CURVE,
            "ST",
            mark("share of the variance that goes with the assumption: its own, and that of all its interactions"),
            True,
            lambda samples, factors: samples * factors * CURVES,
        ),
        Method(
            "pawn",
            mark("PAWN"),
            mark("Which assumption shifts the whole distribution of the result?"),
            mark("points"),
            64,
            512,
            "median",
            mark("largest shift of the distribution of the result when the assumption is known, 0 to 1"),
            False,
            lambda samples, factors: samples,
        ),
        Method(
            "delta",
            mark("Delta"),
            mark("Which assumption changes the shape of the result's distribution?"),
            mark("points"),
            64,
            512,
            "delta",
            mark("area by which the density of the result moves when the assumption is known, 0 to 1"),
            False,
            lambda samples, factors: samples,
        ),
        Method(
            "regional",
            mark("Regional sensitivity"),
            mark("Which assumptions distinguish the best and the worst results from the others?"),
            mark("points"),
            64,
            512,
            "distance",
            mark("distance between the assumption's distribution within a tenth of the results and elsewhere"),
            False,
            lambda samples, factors: samples,
        ),
    )
}


@dataclass(frozen=True)
class Design:
    """Points in the unit cube.

    Attributes
    ----------
    method : name of the method it is made for.
    samples : how many trajectories, base samples, curve points or points.
    unit : (points, factors), 0 = low end of the range of a factor, 1 = high end.
    block : (points,) the independent piece of the design that a point belongs to: a trajectory, a base sample, a set of
        search curves, or the point itself. Blocks stand one after the other.
    """

    method: str
    samples: int
    unit: np.ndarray
    block: np.ndarray

    @property
    def blocks(self) -> int:
        """The number of independent pieces."""
        return int(self.block[-1]) + 1

    @property
    def factors(self) -> int:
        """The number of factors."""
        return int(self.unit.shape[1])

    def first(self, blocks: int) -> Design:
        """Return the beginning of the design, which is a design of the same kind."""
        kept = self.block < blocks
        samples = self.samples if self.method == "fast" else blocks
        return Design(self.method, samples, self.unit[kept], self.block[kept])

    def without(self, missing: np.ndarray) -> Design:
        """Return the design without some points, given as (points,) booleans."""
        kept = ~missing
        return Design(self.method, int(kept.sum()), self.unit[kept], np.arange(kept.sum()))


def method_called(name: str) -> Method:
    """Return a method by its name.

    Raises
    ------
    RequestError
        When no method has that name.
    """
    if name not in METHODS:
        raise RequestError(unknown("method", name, METHODS))
    return METHODS[name]


def checked_samples(method: Method, samples: int | None) -> int:
    """Return how many samples a design has; the usual number when None.

    Raises
    ------
    RequestError
        When there are too few, or a Sobol design's are no power of two, which would unbalance its sequence.
    """
    samples = method.usual if samples is None else samples
    if samples < method.least:
        raise RequestError(f"{method.name} needs at least {method.least} {method.counts} (got {samples})")
    if method.name == "sobol" and samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        raise RequestError(f"sobol needs a power of two: use {below} or {2 * below} base samples (got {samples})")
    return samples


def design_of(method: Method, factors: int, samples: int, seed: int) -> Design:
    """Return the points that a method needs; the same for the same seed.

    Raises
    ------
    RequestError
        When there are fewer than two factors.
    """
    if factors < 2:
        raise RequestError("a sensitivity analysis compares factors: name at least two with --factors")
    from SALib.sample import fast_sampler, latin, sobol
    from SALib.sample.morris import sample as morris

    salib_seed = seed + 1  # SALib takes a zero for no seed at all
    samplers: dict[str, tuple[Callable[..., Any], int]] = {
        "morris": (partial(morris, N=samples, num_levels=LEVELS, seed=salib_seed), factors + 1),
        "sobol": (partial(sobol.sample, N=samples, calc_second_order=True, seed=salib_seed), 2 * factors + 2),
        "fast": (partial(_curves, fast_sampler.sample, samples, salib_seed), factors * samples),
    }
    sampler, size = samplers.get(method.name, (partial(latin.sample, N=samples, seed=salib_seed), 1))
    unit = problem_of(factors).sample(sampler).samples
    return Design(method.name, samples, unit, np.arange(len(unit)) // size)


def _curves(sampler: Callable[..., np.ndarray], samples: int, seed: int, problem: Any) -> np.ndarray:
    """Return several FAST designs of different phases below each other."""
    curves = range(seed * CURVES, (seed + 1) * CURVES)
    return np.vstack([sampler(problem, samples, M=HARMONICS, seed=curve) for curve in curves])


def problem_of(factors: int) -> Any:
    """Return the unit cube as SALib knows it; factors have no names there, for it forbids some."""
    from SALib import ProblemSpec

    names = [f"x{number}" for number in range(factors)]
    return ProblemSpec({"names": names, "bounds": [[0.0, 1.0]] * factors, "outputs": ["Y"]})
