"""Addressed randomness: every draw is a pure function of seed, why, week, who and whom.

The generator is Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
(SC11, 2011), a keyed bijection of a 128-bit counter. The seed is the key, the address (who, whom, week, why) is the
counter, and the four output words are four independent uniforms, enough for four decisions of one customer. Nothing
is consumed in order, so one more customer, rule or thread changes nobody else's random numbers.

Draws are always compiled, also under interpreted rules, and give the same bits when compiling is switched off: masks
make Python's integers agree with wrapping int64, and numbers that may be float32 are widened first. Callers in a loop
need no arrays: the draw is inlined, and a loop that does little else is vectorised.
"""

from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
from numba import float64, int64, types, uint32, uint64
from numba.core.typing.templates import Signature

from sim.foundations.compiled import drawn


def draw(given: Any) -> Any:
    """Compile a draw: on the first call, or at once when signatures are given, as in ``@draw(signatures)``."""
    return drawn(given) if isinstance(given, FunctionType) else lambda function: drawn(function, given)


_WORD = 0xFFFFFFFF
_LEFT, _RIGHT = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_KEY_LEFT, _KEY_RIGHT = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_MIX_FIRST, _MIX_SECOND = np.uint64(0x85EBCA6B), np.uint64(0xC2B2AE35)
_WORDS = types.UniTuple(uint32, 4)
_UNIFORMS = types.UniTuple(float64, 4)


def _at_address(answer: types.Type) -> list[Signature]:
    """Return the signatures of a draw with and without `whom`.

    Fixed signatures convert whatever integers come, where lazy ones would compile once more for each kind and constant.
    """
    address = (uint64, int64, int64, int64)
    return [answer(*address, int64), answer(*address, types.Omitted(0))]


class Reasons(NamedTuple):
    """The purpose of a draw. Numbers are part of every saved result: append, never renumber or reuse.

    The numbers 13, 23, 24, 30, 33 and 34 are retired.

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
    ENCOUNTER: int = 14
    ORDER: int = 15
    DELIVERY: int = 16
    DISCOVERY: int = 17
    PROBLEM: int = 18
    CONTACT: int = 19
    RESOLUTION: int = 20
    TALK: int = 21
    HEARING: int = 22
    SEARCH: int = 25
    SHORTLIST: int = 26
    CHOICE: int = 27
    CANCEL: int = 28
    RENEWAL: int = 29
    ADOPTION: int = 31
    EXIT: int = 32
    CATEGORY: int = 35
    PERCEPTION: int = 36
    TABLE: int = 37
    PRICE: int = 38
    MEETING: int = 39
    CHANNEL: int = 40
    SETTLING: int = 41
    VISIT: int = 42
    SALE: int = 45
    FOLLOW_UP: int = 46
    PROPOSAL: int = 47
    PURCHASE: int = 48
    SURVEY: int = 49
    RELATIONAL: int = 50
    REPLY: int = 51
    INFORMANT: int = 52
    MYSTERY: int = 53
    MESSAGE: int = 54
    DISPOSITION: int = 60
    PILOT: int = 61


Why = Reasons()


@draw
def _low(number: Any) -> Any:
    """Return the low word of a 64-bit number, uint32."""
    return np.uint32(number & np.uint64(_WORD))


@draw
def _high(number: Any) -> Any:
    """Return the high word of a 64-bit number, uint32."""
    return np.uint32(number >> np.uint64(32))


@draw(_WORDS(uint32, uint32, uint32, uint32, uint32, uint32))
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


@draw
def _word(number: int) -> Any:
    """Return an id, a week or a purpose as a word, uint32; weeks of the burn-in wrap around."""
    return np.uint32(int(number) & _WORD)


@draw(_at_address(_UNIFORMS))
def uniforms(seed: int, why: int, week: int, who: int, whom: int = 0) -> tuple[float, float, float, float]:
    """Return the four uniforms at an address, each in the open interval (0, 1): (word + 0.5) / 2**32.

    Parameters
    ----------
    seed : random seed of the run, 0..2**64-1.
    why : purpose of the draw, a member of `Why`.
    week : negative in burn-in.
    who, whom : ids of up to 32 bits; a pair takes both, in the order that the purpose gives them.
    """
    key = np.uint64(seed)
    a, b, c, d = philox4x32(_word(who), _word(whom), _word(week), _word(why), _low(key), _high(key))
    return (a + 0.5) * 2.0**-32, (b + 0.5) * 2.0**-32, (c + 0.5) * 2.0**-32, (d + 0.5) * 2.0**-32


@draw(_at_address(float64))
def uniform(seed: int, why: int, week: int, who: int, whom: int = 0) -> float:
    """Return the first of the four uniforms at an address."""
    return uniforms(seed, why, week, who, whom)[0]


@draw([float64(float64, int64)])
def uniform_of(u: float, address: int) -> float:
    """Return the uniform of one of many things that share a draw, such as causes of trouble in one encounter.

    One thing has the same number whatever others there are, and numbers of different things are independent.

    Parameters
    ----------
    u : one of the `uniforms` of an address.
    address : of the thing, of up to 32 bits that look random, see :mod:`sim.foundations.addresses`.

    Source: the word behind `u` and the address, mixed by the finaliser of MurmurHash3 (Appleby 2011), fmix32.
    """
    word = np.uint32(int(u * 2.0**32)) ^ _word(address)
    word = _low(np.uint64(word ^ (word >> np.uint32(16))) * _MIX_FIRST)
    word = _low(np.uint64(word ^ (word >> np.uint32(13))) * _MIX_SECOND)
    return ((word ^ (word >> np.uint32(16))) + 0.5) * 2.0**-32


@draw
def uniform_columns(seed: int, why: int, week: int, who: np.ndarray) -> np.ndarray:
    """Return an (n, 4) float64 array whose row i holds the `uniforms` of who[i], for `who` (n,) integer."""
    columns = np.empty((who.size, 4))
    for i in range(who.size):
        columns[i, 0], columns[i, 1], columns[i, 2], columns[i, 3] = uniforms(seed, why, week, who[i])
    return columns


@draw
def draw_block(into: np.ndarray, seed: int, why: int, week: int, start: int, stop: int) -> None:
    """Write the `uniforms` of customers `start` to `stop` into the first columns of `into`, (4, at least stop - start).

    A loop that only draws, into rows of its own, is vectorised: three to four times as fast as drawing inside the
    branches of a phase.
    """
    for i in range(start, stop):
        u = uniforms(seed, why, week, i)
        column = i - start
        into[0, column], into[1, column], into[2, column], into[3, column] = u[0], u[1], u[2], u[3]


@draw
def draw_pairs(into: np.ndarray, seed: int, why: int, week: int, who: np.ndarray, whom: np.ndarray, count: int) -> None:
    """Write the `uniforms` of the first `count` pairs of `who` and `whom` into columns, as :func:`draw_block` does."""
    for pair in range(count):
        u = uniforms(seed, why, week, who[pair], whom[pair])
        into[0, pair], into[1, pair], into[2, pair], into[3, pair] = u[0], u[1], u[2], u[3]
