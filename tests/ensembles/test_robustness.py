"""Luck and assumptions apart, regret, and the worth of facts, on gains whose answer is known."""

import numpy as np
import pytest

from experiments.comparison.information import of_everything, worths
from experiments.measures.robustness import Gains, regrets

WORLDS = 64
ASSUMED, LUCK = 3.0, 1.5


def gains(assumed: float, luck: float, middle: float = 2.0, seed: int = 1) -> tuple[Gains, np.ndarray]:
    """Return gains of a future in every world and a second one in a fourth of them, and the true gains of worlds."""
    rng = np.random.default_rng(seed)
    true = middle + assumed * rng.normal(size=WORLDS)
    world = np.arange(WORLDS + WORLDS // 4) % WORLDS
    return Gains(true[world] + luck * rng.normal(size=len(world)), world), true


def test_the_spread_is_split():
    """Pairs of futures of one world show luck, and what is left is due to assumptions."""
    found = [gains(ASSUMED, LUCK, seed=seed)[0] for seed in range(20)]
    assert np.mean([each.luck for each in found]) == pytest.approx(LUCK**2, rel=0.2)
    assert np.mean([each.assumptions for each in found]) == pytest.approx(ASSUMED**2, rel=0.15)


def test_worlds_are_counted_without_luck():
    """Luck spreads futures: counted plainly too many worlds seem to lose, without luck about as many as do."""
    apart = []
    for seed in range(12):
        found, true = gains(1.0, 2.0, middle=1.5, seed=seed)
        apart.append([np.count_nonzero(found.means > 0), found.better, np.count_nonzero(true > 0)])
    plain, without, really = np.mean(apart, axis=0)
    assert abs(without - really) < 0.5 * abs(plain - really)


def test_without_pairs_nothing_is_drawn_together():
    """When every world was simulated once luck is unknown, and gains stay as they are."""
    alone = Gains(np.array([1.0, -2.0, 3.0]), np.arange(3))
    assert np.isnan(alone.luck)
    assert list(alone.of_worlds) == [1.0, -2.0, 3.0]


def test_worlds_that_differ_by_luck_alone_are_alike():
    """Where assumptions make no difference every world has the same gain."""
    found, _ = gains(0.0, 1.0, seed=3)
    assert np.ptp(found.of_worlds) < 0.5 * np.ptp(found.means)


def test_regret():
    """Regret is what the best choice of the same world gains more."""
    first, second = regrets([np.array([0.0, 0.0]), np.array([5.0, -1.0])])
    assert (first.mean, first.largest, first.best) == (2.5, 5.0, 1)
    assert (second.mean, second.largest, second.best) == (0.5, 1.0, 1)


def test_the_fact_that_decides_is_found():
    """A fact that tells where a strategy loses is worth most of what the world itself is; noise is worth nothing."""
    rng = np.random.default_rng(6)
    fact = rng.normal(size=WORLDS)
    table = np.stack([np.zeros(WORLDS), 3.0 * fact + 0.3 + 0.2 * rng.normal(size=WORLDS)])
    found = worths(table, {"decides": fact, **{f"noise {n}": rng.normal(size=WORLDS) for n in range(8)}})
    assert found[0].fact == "decides"
    assert found[0].is_believed
    assert not any(each.is_believed for each in found[1:])
    assert 0.7 * of_everything(table) < found[0].value <= of_everything(table) + 1e-9


def test_no_fact_is_worth_anything_when_one_choice_is_always_best():
    """Where every world says the same, knowing more changes nothing."""
    rng = np.random.default_rng(7)
    table = np.stack([np.zeros(WORLDS), 5.0 + rng.random(WORLDS)])
    found = worths(table, {"anything": rng.normal(size=WORLDS)})
    assert found[0].value == 0
    assert of_everything(table) == 0


def test_worlds_are_not_counted_where_luck_hides_them():
    """Where futures differ by luck alone, worlds are not told apart; where assumptions matter, they are."""
    told = [gains(assumed, LUCK, seed=seed)[0].tells_worlds for assumed in (0.0, ASSUMED) for seed in range(10)]
    assert sum(told[:10]) < 9
    assert all(told[10:])
    alone = Gains(np.array([1.0, -2.0, 3.0]), np.arange(3))
    assert not alone.tells_worlds
