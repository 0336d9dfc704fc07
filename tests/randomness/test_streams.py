"""Draws met on the way along any axis of the address look independent and uniform.

Every test turns its statistic into a two-sided p-value of the theory and asks for more than one in a million: draws are
deterministic, so a test that passes once passes always, and a flaw of the addresses gives p-values far below.
"""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from sim.foundations.addresses import address_of
from sim.foundations.draws import Why, philox4x32, uniform_columns, uniform_of

LEAST_P = 1e-6
STEPS = 200_000


def two_sided(statistic: float, freedom: int) -> float:
    """Return the p-value of a chi-square statistic; one too small (draws spread too evenly) counts as well."""
    return 2 * min(stats.chi2.cdf(statistic, freedom), stats.chi2.sf(statistic, freedom))


def evenness(cells: np.ndarray, count: int) -> float:
    """Return the p-value of cell numbers being spread evenly over `count` cells."""
    return two_sided(stats.chisquare(np.bincount(cells, minlength=count)).statistic, count - 1)


def words(draws: np.ndarray) -> np.ndarray:
    """Return the 32-bit words behind uniforms."""
    return (draws * 2.0**32).astype(np.uint32)


def bits(numbers: np.ndarray) -> np.ndarray:
    """Return the bits of 32-bit numbers along a new last axis."""
    return numbers[..., None] >> np.arange(32, dtype=np.uint32) & 1


@pytest.mark.parametrize("word", range(4))
def test_uniforms_are_uniform(walk, axis, word):
    """Each word has the uniform distribution: 4,096 equal cells, and the Kolmogorov-Smirnov distance."""
    u = walk(axis, STEPS)[:, word]
    assert evenness((u * 4096).astype(int), 4096) > LEAST_P
    assert stats.kstest(u, "uniform").pvalue > LEAST_P


def test_moments(walk, axis):
    """The first four moments about the middle are those of the uniform distribution, 0, 1/12, 0 and 1/80."""
    centred = walk(axis, STEPS).ravel() - 0.5
    for power in (1, 2, 3, 4):
        mean, mean_square = (0.5**k / (k + 1) if k % 2 == 0 else 0.0 for k in (power, 2 * power))
        z = (np.mean(centred**power) - mean) / np.sqrt((mean_square - mean**2) / centred.size)
        assert 2 * stats.norm.sf(abs(z)) > LEAST_P


@pytest.mark.parametrize("word", range(4))
def test_serial_correlation(walk, axis, word):
    """Steps up to fifty apart are uncorrelated (Ljung and Box 1978)."""
    u = walk(axis, STEPS)[:, word] - 0.5
    lags = np.arange(1, 51)
    correlations = np.array([np.dot(u[:-lag], u[lag:]) for lag in lags]) / np.dot(u, u)
    statistic = STEPS * (STEPS + 2) * np.sum(correlations**2 / (STEPS - lags))
    assert two_sided(statistic, len(lags)) > LEAST_P


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("second", range(4))
def test_neighbours_are_independent(walk, axis, first, second):
    """A word of one address and a word of the next fill the unit square evenly."""
    draws = walk(axis, STEPS)
    here, next_door = draws[::2, first], draws[1::2, second]
    assert evenness((here * 64).astype(int) * 64 + (next_door * 64).astype(int), 4096) > LEAST_P


@pytest.mark.parametrize("first, second", [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)])
def test_words_of_an_address_are_independent(walk, axis, first, second):
    """Two of the four decisions taken from one address fill the unit square evenly."""
    draws = walk(axis, STEPS)
    assert evenness((draws[:, first] * 64).astype(int) * 64 + (draws[:, second] * 64).astype(int), 4096) > LEAST_P


def test_every_bit_is_fair(walk, axis):
    """Each of the 128 bits of an address is set half of the time, and changes half of the time at the next step."""
    drawn = bits(words(walk(axis, STEPS // 4)))
    for fair in (drawn, drawn[::2] ^ drawn[1::2]):
        z = (fair.mean(axis=0) - 0.5) * 2 * np.sqrt(len(fair))
        assert two_sided(np.sum(z**2), z.size) > LEAST_P


def test_one_bit_of_the_address_changes_half_of_the_words():
    """Setting any one of the 192 bits of seed and address turns over a binomial(128, 1/2) number of output bits."""

    @njit
    def answers(asked):
        given = np.empty((len(asked), 4), dtype=np.uint32)
        for i in range(len(asked)):
            q = asked[i]
            words = philox4x32(q[0], q[1], q[2], q[3], q[4], q[5])
            given[i, 0], given[i, 1], given[i, 2], given[i, 3] = words
        return given

    # Addresses as the model uses them: everyone in some weeks, for each reason, under small seeds.
    asked = np.array(
        [(who, 0, week, why, seed, 0) for who in range(8) for week in (-1, 0) for why in Why for seed in (0, 1)]
    )
    asked &= 0xFFFFFFFF
    for part in range(6):
        for bit in range(32):
            clear = asked[asked[:, part] >> bit & 1 == 0]
            marked = clear.copy()
            marked[:, part] |= 1 << bit
            changed = bits(answers(clear) ^ answers(marked)).sum(axis=(1, 2))
            assert two_sided(np.sum((changed - 64) ** 2 / 32), len(clear)) > LEAST_P


def test_decisions_of_a_customer_are_uncorrelated():
    """Over 50,000 customers no two of 144 decisions (weeks, reasons, seeds, words of an address) move together."""
    customers = np.arange(50_000)
    decisions = np.hstack(
        [
            uniform_columns(seed, why, week, customers)
            for seed in (1, 2)
            for why in (Why.NEED, Why.EPISODE, Why.CONTACT, Why.RESOLUTION, Why.CHOICE, Why.CANCEL)
            for week in (-1, 0, 1)
        ]
    )
    correlations = np.corrcoef(decisions.T)[np.triu_indices(decisions.shape[1], 1)]
    assert two_sided(len(customers) * np.sum(correlations**2), correlations.size) > LEAST_P


def test_uniforms_of_things_that_share_a_draw_are_independent():
    """Numbers of different things from one draw are uniform each, fill the unit square in pairs, and correlate nowhere.

    Things are the usual names, and addresses that differ by one or by one bit.
    """
    addresses = [address_of(f"cause_{k}") for k in range(8)] + [1, 2, 3, 1 << 30]

    @njit
    def made(draws, addresses):
        into = np.empty((len(addresses), len(draws)))
        for k in range(len(addresses)):
            for i in range(len(draws)):
                into[k, i] = uniform_of(draws[i], addresses[k])
        return into

    own = made(uniform_columns(1, Why.EPISODE, 1, np.arange(STEPS))[:, 0], np.array(addresses))
    for k, u in enumerate(own):
        assert evenness((u * 4096).astype(int), 4096) > LEAST_P
        for other in own[:k]:
            assert evenness((u * 64).astype(int) * 64 + (other * 64).astype(int), 4096) > LEAST_P
    correlations = np.corrcoef(own)[np.triu_indices(len(own), 1)]
    assert two_sided(STEPS * np.sum(correlations**2), correlations.size) > LEAST_P
