"""Quantile functions: uniforms turned into the distributions that traits, counts and tastes are drawn from."""

import math

import numpy as np
from numba import float64, int64

from sim.foundations.draws import draw, uniforms

# Wichura's coefficients, numerator and denominator, highest power first.
_CENTRE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
_SHOULDER = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0),
)  # fmt: skip
_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0),
)  # fmt: skip


@draw
def _polynomial(r: float, coefficients: tuple) -> float:
    """Return a polynomial of degree seven in r (Horner's scheme); written out, so that several are computed at once."""
    a, b, c, d, e, f, g, h = coefficients
    return ((((((a * r + b) * r + c) * r + d) * r + e) * r + f) * r + g) * r + h


@draw
def _ratio(r: float, above_and_below: tuple) -> float:
    """Return the quotient of two polynomials of degree seven in r."""
    return _polynomial(r, above_and_below[0]) / _polynomial(r, above_and_below[1])


@draw
def _is_central(q: float) -> bool:
    """Return whether a uniform less one half lies where one polynomial serves."""
    return abs(q) <= 0.425


@draw
def _normal_at_centre(q: float) -> float:
    return q * _ratio(0.180625 - q * q, _CENTRE)


@draw
def _normal_far_out(u: float) -> float:
    is_low = u < 0.5
    r = math.sqrt(-math.log(u if is_low else 1.0 - u))
    z = _ratio(r - 1.6, _SHOULDER) if r <= 5.0 else _ratio(r - 5.0, _TAIL)
    return -z if is_low else z


@draw(float64(float64))
def normal(u: float) -> float:
    """Return the standard normal quantile of a uniform in (0, 1), relative error about 1e-16.

    Source: Wichura 1988, Algorithm AS 241 (PPND16), Applied Statistics 37(3), 477-484.
    """
    q = u - 0.5
    return _normal_at_centre(q) if _is_central(q) else _normal_far_out(u)


@draw
def normals(into: np.ndarray, u: np.ndarray, far: np.ndarray, count: int) -> None:
    """Write the :func:`normal` of the first `count` numbers of `u` into `into`; `far` is room for as many positions.

    The central formula, right for six in seven, is computed for all: a loop without branches is vectorised. Those in
    the tails are then listed and corrected, which is twice as fast as a branch for each.
    """
    n_far = 0
    for k in range(count):
        into[k] = _normal_at_centre(u[k] - 0.5)
    for k in range(count):
        far[n_far] = k
        n_far += 0 if _is_central(u[k] - 0.5) else 1
    for k in range(n_far):
        into[far[k]] = _normal_far_out(u[far[k]])


@draw(float64(float64, float64, float64))
def lognormal(u: float, median: float, sigma: float) -> float:
    """Return the lognormal quantile of a uniform, median * exp(sigma * normal(u))."""
    return float(median) * math.exp(float(sigma) * normal(u))


@draw(float64(float64, float64))
def exponential(u: float, mean: float) -> float:
    """Return the exponential quantile of a uniform, -mean * ln(1 - u)."""
    return -float(mean) * math.log1p(-u)


@draw(float64(float64, float64))
def evenly(u: float, mean: float) -> float:
    """Return the quantile of the uniform distribution from zero to twice its mean."""
    return 2.0 * float(u) * float(mean)


@draw(float64(float64))
def gumbel(u: float) -> float:
    """Return the standard Gumbel quantile of a uniform, -ln(-ln(u)): the taste shock of a logit choice."""
    return -math.log(-math.log(u))


@draw
def pick(u: float, cumulative: np.ndarray) -> int:
    """Return the category a uniform falls in, given the running sums of the weights (array or tuple, last entry > 0).

    Category k has probability (cumulative[k] - cumulative[k - 1]) / cumulative[-1]; weightless ones are never picked.
    Counting what lies below is faster than looking for it: the processor need not guess where the search will end.
    """
    target = u * float(cumulative[-1])
    below = 0
    for k in range(len(cumulative) - 1):
        below += 1 if float(cumulative[k]) <= target else 0
    return below


@draw
def share_within(u: float, cumulative: np.ndarray, picked: int) -> float:
    """Return where a uniform lies within the category that :func:`pick` found for it, 0 to 1: uniform again."""
    below = float(cumulative[picked - 1]) if picked > 0 else 0.0
    return (u * float(cumulative[-1]) - below) / (float(cumulative[picked]) - below)


def poisson_sums(rate: float, maximum: int) -> np.ndarray:
    """Return the probabilities of at most 0, 1 ... `maximum` events, for a mean of `rate`, >= 0.

    :func:`pick` draws a count from them. The last is one, so that larger counts count as `maximum`.
    """
    sums = np.ones(maximum + 1)
    probability = reached = math.exp(-rate)
    for count in range(maximum):
        sums[count] = reached
        probability *= rate / (count + 1)
        reached += probability
    return sums


@draw(float64(int64, int64, int64, int64, float64))
def gamma(seed: int, why: int, week: int, who: int, shape: float) -> float:
    """Return a gamma draw of the given shape (> 0) and scale one at an address; attempts are numbered by `whom`.

    Source: Marsaglia & Tsang 2000, with their boost ``G(a) = G(a + 1) U^(1/a)`` below shape one.
    """
    boosted = shape + 1.0 if shape < 1.0 else shape
    d = boosted - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    for attempt in range(64):
        u = uniforms(seed, why, week, who, attempt)
        x = normal(u[0])
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        if math.log(u[1]) < 0.5 * x * x + d - d * v + d * math.log(v):
            return d * v * (math.pow(u[2], 1.0 / shape) if shape < 1.0 else 1.0)
    return shape
