"""The generator is the published one, and an address means the same everywhere."""

import os
import subprocess
import sys

import numpy as np
import pytest
from numba import njit

from sim.foundations.draws import Reasons, Why, philox4x32, uniform, uniform_columns, uniforms

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(
    "counter, key, words",
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zeros", "ones", "pi"],
)
def test_generator_gives_the_published_answers(counter, key, words):
    """Philox4x32-10 answers as the known-answer file (kat_vectors) of Random123 says."""
    assert words == philox4x32(*counter, *key)


def test_address_is_the_counter_and_seed_the_key():
    """Who, whom, week and why are the counter in this order; the seed's low and high words are the key."""
    words = philox4x32(42, 7, 5, 27, 0x89ABCDEF, 0x01234567)
    assert tuple((word + 0.5) / 2**32 for word in words) == uniforms(0x0123456789ABCDEF, Why.CHOICE, 5, 42, 7)


def test_burn_in_weeks_wrap():
    """Week -1 is the last of the 2**32 weeks."""
    assert uniforms(1, Why.NEED, 2**32 - 1, 3) == uniforms(1, Why.NEED, -1, 3)


def test_largest_address_is_admissible():
    """A seed of 64 bits and ids of 32 bits are used whole, also when they come as NumPy scalars."""
    words = philox4x32(ONES, ONES - 1, 9, Why.TABLE, ONES, ONES)
    expected = tuple((word + 0.5) / 2**32 for word in words)
    assert expected == uniforms(2**64 - 1, Why.TABLE, 9, ONES, ONES - 1)
    assert expected == uniforms(np.uint64(2**64 - 1), Why.TABLE, np.int16(9), np.uint32(ONES), np.uint32(ONES - 1))


def test_nobody_is_number_zero():
    """A draw without a partner is a draw with partner 0."""
    assert uniforms(1, Why.TALK, 2, 3, 0) == uniforms(1, Why.TALK, 2, 3)


def test_one_uniform_is_the_first_of_four():
    """`uniform` is the first of `uniforms`, with and without a partner."""
    assert uniforms(1, Why.TALK, 2, 3)[0] == uniform(1, Why.TALK, 2, 3)
    assert uniforms(1, Why.TALK, 2, 3, 4)[0] == uniform(1, Why.TALK, 2, 3, 4)


@pytest.mark.parametrize("kind", [np.int32, np.uint32, np.int64])
def test_columns_hold_the_scalar_draws(kind):
    """The vectorised draw is, bit for bit, the scalar draw of each customer, whatever integers hold the ids."""
    who = np.array([0, 5, 3, 2_000_000_000], dtype=kind)
    expected = np.array([uniforms(3, Why.TRAITS, -7, int(i)) for i in who])
    np.testing.assert_array_equal(uniform_columns(3, Why.TRAITS, -7, who), expected)


def test_draws_inside_compiled_loops_are_those_outside():
    """A kernel and the interpreter get the same four numbers at an address, reasons being constants of the kernel."""

    @njit
    def drawn(seed, week, who, whom):
        return uniforms(seed, Why.HEARING, week, who, whom)

    assert uniforms(8, Why.HEARING, -4, 12, 13) == drawn(8, -4, np.int32(12), np.int32(13))


def address_of(words: tuple[int, ...], key: tuple[int, int]) -> tuple[int, ...]:
    """Return the counter that Philox4x32-10 turns into `words`: its rounds undone, last one first."""
    c0, c1, c2, c3 = words
    for done in reversed(range(10)):
        k0, k1 = (key[0] + done * 0x9E3779B9) & ONES, (key[1] + done * 0xBB67AE85) & ONES
        before0, before2 = c3 * pow(0xD2511F53, -1, 2**32) & ONES, c1 * pow(0xCD9E8D57, -1, 2**32) & ONES
        high0, high2 = 0xD2511F53 * before0 >> 32, 0xCD9E8D57 * before2 >> 32
        c0, c1, c2, c3 = before0, c0 ^ high2 ^ k0, before2, c2 ^ high0 ^ k1
    return c0, c1, c2, c3


@pytest.mark.parametrize("word, bound", [(0, 2.0**-33), (ONES, 1 - 2.0**-33)])
def test_uniforms_stay_inside_the_open_interval(word, bound):
    """Even the unluckiest address, whose words are all zeros or all ones, gives numbers above 0 and below 1."""
    who, whom, week, why = address_of((word,) * 4, (5, 0))
    assert (bound,) * 4 == uniforms(5, why, week, who, whom)


def test_no_two_addresses_share_a_draw(walk):
    """Within one seed the four words tell every address from every other."""
    draws = np.concatenate([walk(axis, 50_000, 2) for axis in ("why", "week", "who", "whom")])
    assert len(draws) == len(np.unique(draws, axis=0))


def test_reasons_are_numbered_once_and_in_order():
    """No number serves two reasons, and new reasons are appended: numbers only grow down the list."""
    numbers = list(Why)
    assert sorted(set(numbers)) == numbers
    assert Reasons() == Why


EVERYTHING = """
import numpy as np
from sim.foundations import draws
from sim.foundations.distributions import exponential, gumbel, lognormal, normal, pick
addresses = [(seed, why, week, who, whom)
             for seed in (0, 1, 2**64 - 1) for why in (1, draws.Why.TABLE) for week in (-30, 0, 104)
             for who in (0, 7, np.int32(19_999), np.uint32(2**32 - 1)) for whom in (0, np.int32(3))]
us = [u for address in addresses for u in draws.uniforms(*address)]
us += [2.0**-33, 1 - 2.0**-33, 0.5, 0.075, 1e-12]
us += list(draws.uniform_columns(5, draws.Why.TRAITS, 0, np.arange(300, dtype=np.int32)).ravel())
small = np.float32(0.3)
cumulative = np.array([0.1, 0.4, 0.9], dtype=np.float32)
for u in us:
    print(float(u).hex(), normal(u).hex(), gumbel(u).hex(), exponential(u, small).hex(),
          lognormal(u, small, small).hex(), pick(u, cumulative))
"""


def test_bits_do_not_depend_on_compiling():
    """With compiling switched off draws and quantiles have the same bits, of float32 numbers too; nothing warns."""
    printed = [
        subprocess.run(
            [sys.executable, "-W", "error::RuntimeWarning", "-c", EVERYTHING],
            env=os.environ | {"NUMBA_DISABLE_JIT": switch},
            capture_output=True,
            text=True,
            check=True,
        )
        for switch in "01"
    ]
    assert printed[0].stdout.count("\n") > 1000
    assert printed[0].stdout == printed[1].stdout
    assert not printed[1].stderr
