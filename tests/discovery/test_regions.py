"""The losing region is found where it was put, believed as far as it can be, and not invented where there is none."""

import math

import numpy as np
import pytest
from scipy.stats import binom

from experiments.discovery import regions as searching
from experiments.discovery.boxes import Box, Limit, contents, quasi_p
from experiments.discovery.futures import Criterion, Futures, futures_of
from experiments.discovery.regions import Search, pruned, regions
from experiments.discovery.tree import boxes_of_a_tree
from tests.discovery.conftest import FAULT, PRICE

TRUE_BOX = Box((Limit(PRICE, low=1.2), Limit(FAULT, high=0.01)))
HEALED = Criterion("healed")


@pytest.fixture(scope="module")
def futures(swept) -> Futures:
    return futures_of(swept(), HEALED)


@pytest.fixture(scope="module")
def found(futures) -> list[searching.Region]:
    return regions(futures, Search(), maximum=2)


def test_known_region_is_found(found):
    """Both limits are found, near where they were put, and no other."""
    limits = {limit.factor: limit for limit in found[0].box.limits}
    assert limits.keys() == {PRICE, FAULT}
    assert limits[PRICE].low == pytest.approx(1.2, abs=0.08)
    assert limits[FAULT].high == pytest.approx(0.01, abs=0.003)
    assert math.isinf(limits[PRICE].high)
    assert math.isinf(limits[FAULT].low)


def test_density_and_coverage_are_those_of_the_region(found, futures):
    """The figures of the region are what can be counted in the sweep; it holds nine in ten of what was put there."""
    inside, put = found[0].box.holds(futures), TRUE_BOX.holds(futures)
    assert found[0].holds.density == pytest.approx(futures.lost[inside].mean())
    assert found[0].holds.coverage == pytest.approx(futures.lost[inside].sum() / futures.lost.sum())
    assert found[0].elsewhere == pytest.approx(futures.lost[~inside].mean())
    assert (inside & put).sum() >= 0.9 * put.sum()


def test_known_region_is_believed(found):
    """Shuffled futures have nothing like it, kept-apart futures agree, resamples find the same factors."""
    region = found[0]
    assert region.by_chance == 1 / (searching.SHUFFLED + 1)
    assert region.low <= region.fresh.density <= region.high
    assert all(again > 0.8 for again in region.found_again.values())


def test_nothing_more_is_claimed(found):
    """What is left when the region is taken out has no region that is believed."""
    assert not any(region.is_believed for region in found[1:])


def test_nothing_is_found_where_nothing_is(swept, monkeypatch):
    """Where losses come by chance, a region is believed about once in twenty times: at most 4 times in 20 (98 %)."""
    monkeypatch.setattr(searching, "SHUFFLED", 39)
    monkeypatch.setattr(searching, "RESAMPLED", 1)
    believed = 0
    for seed in range(20):
        nothing = futures_of(swept(points=60, seeds=1, seed=100 + seed, has_box=False), HEALED)
        believed += any(region.is_believed for region in regions(nothing, Search(), maximum=1, seed=seed))
    assert believed <= 4


def test_seeds_of_a_point_are_no_more_points(swept):
    """The same points run with more seeds, all alike, are no better evidence."""
    once = futures_of(swept(points=60, seeds=1, noise=0), HEALED)
    often = Futures(once.factors, once.values, once.lost, 5 * once.runs)
    assert quasi_p(TRUE_BOX, PRICE, once) == quasi_p(TRUE_BOX, PRICE, often)


def test_quasi_p_is_the_binomial_probability(futures):
    """It is the probability of as many losing points, drawn from the region without the limit."""
    inside = TRUE_BOX.holds(futures)
    wider = Box((Limit(FAULT, high=0.01),)).holds(futures)
    losses, density = round(futures.lost[inside].sum()), futures.lost[wider].mean()
    assert quasi_p(TRUE_BOX, PRICE, futures) == pytest.approx(binom.sf(losses - 1, inside.sum(), density))


def test_limits_that_add_nothing_are_taken_off(futures):
    """A limit on a factor that does not matter goes; the others stay, the most telling first."""
    limits = pruned(TRUE_BOX.narrowed("network.ties", low=4.5), futures).limits
    assert {limit.factor for limit in limits} == {PRICE, FAULT}
    doubts = [quasi_p(TRUE_BOX, limit.factor, futures) for limit in limits]
    assert doubts == sorted(doubts)


def test_requested_density_is_kept(futures):
    """With a requested density, the region has it, and covers the most of those that do."""
    box, _ = Search(density=0.6).best(futures)
    dense = [holds for holds in Search().boxes(futures).values() if holds.density >= 0.6]
    assert contents(box, futures).coverage == max(holds.coverage for holds in dense)
    assert Search(density=1.0).best(futures.at(np.flatnonzero(futures.lost == 0.5))) is None


def test_trees_keep_their_limits(futures):
    """Regions have at most as many limits as asked for, and are never smaller than asked for."""
    for box in boxes_of_a_tree(futures, 2, 0.1):
        assert sum(math.isfinite(limit.low) + math.isfinite(limit.high) for limit in box.limits) <= 2
        assert contents(box, futures).size >= 0.1 - 1e-9


def test_same_sweep_same_regions(found, futures):
    """The same question gives the same answer, to the last bit."""
    assert regions(futures, Search(), maximum=1) == found[:1]
