"""Addressed randomness: every draw is a pure function of seed, why, week, who and whom.

The generator is Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
(SC11, 2011), a keyed bijection of a 128-bit counter. The seed is the key, the address (who, whom, week, why) is the
counter, and the four output words are four independent uniforms, enough for four decisions of one customer. Nothing
is consumed in order, so one more customer, rule or thread moves nobody else's luck.

Draws are always compiled, also under interpreted rules, and give the same bits when compiling is switched off: masks
make Python's integers agree with wrapping int64, and numbers that may be float32 are widened first. Callers in a loop
need no arrays: the draw is inlined, and a loop that does little else is vectorised.
"""

import math
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numba import float64, int64, njit, types, uint32, uint64
from numba.core.typing.templates import Signature

_draw = partial(njit, error_model="numpy", nogil=True, cache=True, forceinline=True)

_WORD = 0xFFFFFFFF
_LEFT, _RIGHT = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_KEY_LEFT, _KEY_RIGHT = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_WORDS = types.UniTuple(uint32, 4)
_UNIFORMS = types.UniTuple(float64, 4)


def _at_address(answer: types.Type) -> list[Signature]:
    """Return the signatures of a draw with and without `whom`.

    Fixed signatures convert whatever integers come, where lazy ones would compile once more for each kind and constant.
    """
    address = (uint64, int64, int64, int64)
    return [answer(*address, int64), answer(*address, types.Omitted(0))]


class Reasons(NamedTuple):
    """The reasons for drawing. Numbers are part of every saved result: append, never renumber or reuse.

    A named tuple rather than an IntEnum: compiled code reads it as constants, and interpreted code hands compiled draws
    plain ints, which Numba dispatches some thirty times faster than enum members.
    """

    SEGMENT: int = 1
    TRAITS: int = 2
    TASTE: int = 3
    HOUSEHOLD: int = 4
    START: int = 5
    NETWORK: int = 6
    NEED: int = 10
    LIFE_EVENT: int = 11
    EPISODE: int = 12
    ENCOUNTERS: int = 13
    ENCOUNTER: int = 14
    ORDER: int = 15
    DELIVERY: int = 16
    DISCOVERY: int = 17
    PROBLEM: int = 18
    CONTACT: int = 19
    RESOLUTION: int = 20
    TALK: int = 21
    HEARING: int = 22
    REVIEW: int = 23
    RECONSIDER: int = 24
    SEARCH: int = 25
    SHORTLIST: int = 26
    CHOICE: int = 27
    CANCEL: int = 28
    RENEWAL: int = 29
    EXPANSION: int = 30
    ADOPTION: int = 31
    EXIT: int = 32
    OUTREACH: int = 33
    SURVEY: int = 34
    CATEGORY: int = 35
    PERCEPTION: int = 36
    TABLE: int = 37


Why = Reasons()


@_draw
def _low(number: Any) -> Any:
    """Return the low word of a 64-bit number, uint32."""
    return np.uint32(number & np.uint64(_WORD))


@_draw
def _high(number: Any) -> Any:
    """Return the high word of a 64-bit number, uint32."""
    return np.uint32(number >> np.uint64(32))


@_draw(_WORDS(uint32, uint32, uint32, uint32, uint32, uint32))
def philox4x32(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Return the four 32-bit words of Philox4x32-10 for a counter (c0..c3) and a key (k0, k1), all in 0..2**32-1.

    Words stay 32 bits wide: a compiled loop then multiplies several of them at once.

    Source: Salmon et al. 2011; multipliers and Weyl key increments as in Random123.
    """
    for _ in range(10):
        left = _LEFT * np.uint64(c0)
        right = _RIGHT * np.uint64(c2)
        c0, c1, c2, c3 = _high(right) ^ c1 ^ k0, _low(right), _high(left) ^ c3 ^ k1, _low(left)
        k0 = _low(np.uint64(k0) + _KEY_LEFT)
        k1 = _low(np.uint64(k1) + _KEY_RIGHT)
    return c0, c1, c2, c3


@_draw
def _word(number: int) -> Any:
    """Return an id, a week or a reason as a word, uint32; weeks of the burn-in wrap around."""
    return np.uint32(int(number) & _WORD)


@_draw(_at_address(_UNIFORMS))
def uniforms(seed: int, why: int, week: int, who: int, whom: int = 0) -> tuple[float, float, float, float]:
    """Return the four uniforms at an address, each in the open interval (0, 1): (word + 0.5) / 2**32.

    Parameters
    ----------
    seed : 0..2**64-1, the run's luck.
    why : the reason for drawing, a member of `Why`.
    week : negative in burn-in.
    who, whom : ids of up to 32 bits; a pair takes both, in the order the reason gives them.
    """
    key = np.uint64(seed)
    a, b, c, d = philox4x32(_word(who), _word(whom), _word(week), _word(why), _low(key), _high(key))
    return (a + 0.5) * 2.0**-32, (b + 0.5) * 2.0**-32, (c + 0.5) * 2.0**-32, (d + 0.5) * 2.0**-32


@_draw(_at_address(float64))
def uniform(seed: int, why: int, week: int, who: int, whom: int = 0) -> float:
    """Return the first of the four uniforms at an address."""
    return uniforms(seed, why, week, who, whom)[0]


@_draw
def uniform_columns(seed: int, why: int, week: int, who: np.ndarray) -> np.ndarray:
    """Return an (n, 4) float64 array whose row i holds the `uniforms` of who[i], for `who` (n,) integer."""
    columns = np.empty((who.size, 4))
    for i in range(who.size):
        columns[i, 0], columns[i, 1], columns[i, 2], columns[i, 3] = uniforms(seed, why, week, who[i])
    return columns


@_draw
def draw_block(into: np.ndarray, seed: int, why: int, week: int, start: int, stop: int) -> None:
    """Write the `uniforms` of customers `start` to `stop` into the first columns of `into`, (4, at least stop - start).

    A loop that only draws, into rows of its own, is vectorised: three to four times as fast as drawing inside the
    branches of a phase.
    """
    for i in range(start, stop):
        u = uniforms(seed, why, week, i)
        column = i - start
        into[0, column], into[1, column], into[2, column], into[3, column] = u[0], u[1], u[2], u[3]


@_draw
def draw_pairs(into: np.ndarray, seed: int, why: int, week: int, who: np.ndarray, whom: np.ndarray, count: int) -> None:
    """Write the `uniforms` of the first `count` pairs of `who` and `whom` into columns, as :func:`draw_block` does."""
    for pair in range(count):
        u = uniforms(seed, why, week, who[pair], whom[pair])
        into[0, pair], into[1, pair], into[2, pair], into[3, pair] = u[0], u[1], u[2], u[3]


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


@_draw
def _polynomial(r: float, coefficients: tuple) -> float:
    """Return a polynomial of degree seven in r (Horner's scheme); written out, so that several are reckoned at once."""
    a, b, c, d, e, f, g, h = coefficients
    return ((((((a * r + b) * r + c) * r + d) * r + e) * r + f) * r + g) * r + h


@_draw
def _ratio(r: float, above_and_below: tuple) -> float:
    """Return the quotient of two polynomials of degree seven in r."""
    return _polynomial(r, above_and_below[0]) / _polynomial(r, above_and_below[1])


@_draw
def _is_central(q: float) -> bool:
    """Return whether a uniform less one half lies where one polynomial serves."""
    return abs(q) <= 0.425


@_draw
def _normal_at_centre(q: float) -> float:
    return q * _ratio(0.180625 - q * q, _CENTRE)


@_draw
def _normal_far_out(u: float) -> float:
    is_low = u < 0.5
    r = math.sqrt(-math.log(u if is_low else 1.0 - u))
    z = _ratio(r - 1.6, _SHOULDER) if r <= 5.0 else _ratio(r - 5.0, _TAIL)
    return -z if is_low else z


@_draw(float64(float64))
def normal(u: float) -> float:
    """Return the standard normal quantile of a uniform in (0, 1), relative error about 1e-16.

    Source: Wichura 1988, Algorithm AS 241 (PPND16), Applied Statistics 37(3), 477-484.
    """
    q = u - 0.5
    return _normal_at_centre(q) if _is_central(q) else _normal_far_out(u)


@_draw
def normals(into: np.ndarray, u: np.ndarray, far: np.ndarray, count: int) -> None:
    """Write the :func:`normal` of the first `count` numbers of `u` into `into`; `far` is room for as many positions.

    The centre, where six in seven lie, is reckoned for all: a loop without branches is vectorised. Then those far out
    are listed and mended, which is twice as fast as asking each in turn.
    """
    n_far = 0
    for k in range(count):
        into[k] = _normal_at_centre(u[k] - 0.5)
    for k in range(count):
        far[n_far] = k
        n_far += 0 if _is_central(u[k] - 0.5) else 1
    for k in range(n_far):
        into[far[k]] = _normal_far_out(u[far[k]])


@_draw(float64(float64, float64, float64))
def lognormal(u: float, median: float, sigma: float) -> float:
    """Return the lognormal quantile of a uniform, median * exp(sigma * normal(u))."""
    return float(median) * math.exp(float(sigma) * normal(u))


@_draw(float64(float64, float64))
def exponential(u: float, mean: float) -> float:
    """Return the exponential quantile of a uniform, -mean * ln(1 - u)."""
    return -float(mean) * math.log1p(-u)


@_draw(float64(float64))
def gumbel(u: float) -> float:
    """Return the standard Gumbel quantile of a uniform, -ln(-ln(u)): the taste shock of a logit choice."""
    return -math.log(-math.log(u))


@_draw
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


def poisson_sums(rate: float, most: int) -> np.ndarray:
    """Return the probabilities of at most 0, 1 ... `most` events, of which `rate`, >= 0, are expected.

    :func:`pick` draws a count from them. The last is one, so that whatever goes beyond counts as `most`.
    """
    sums = np.ones(most + 1)
    probability = reached = math.exp(-rate)
    for count in range(most):
        sums[count] = reached
        probability *= rate / (count + 1)
        reached += probability
    return sums


@_draw(float64(int64, int64, int64, int64, float64))
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
