"""Which fact to measure next: what deciding after knowing it would gain, over the worlds that agree with what is known.

Expected value of partial perfect information, by regression over the worlds (Strong, Oakley & Brennan 2014, Medical
Decision Making 34(3):311-326). For each world the decision follows what all other worlds say of worlds with such a fact
(leave one out), so that a fact without a meaning is worth nothing on average. Of the facts looked at the best one is
believed when it is better than the best one after shuffling facts over worlds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

SHUFFLED = 199
WEIGHTINGS = 200
CHANCE = 0.05
_LEAST = 1e-9
FEWEST_WORLDS = 12
"""With fewer worlds a regression over them says nothing."""


class Worth(NamedTuple):
    """What knowing a fact beforehand would be worth, in the unit of the gains.

    Attributes
    ----------
    fact : in words.
    value : when all worlds count alike; at least 0.
    low, high : between which it lies under nine of ten other weightings, drawn at random (Rubin 1981).
    by_chance : share of shuffles in which the best of all facts is worth as much.
    changes : in how many worlds another choice is made.
    """

    fact: str
    value: float
    low: float
    high: float
    by_chance: float
    changes: int

    @property
    def is_believed(self) -> bool:
        """Whether it is worth more than chance would make of it."""
        return self.value > 0 and self.by_chance <= CHANCE


def worths(gains: np.ndarray, facts: Mapping[str, np.ndarray], seed: int = 1) -> list[Worth]:
    """Return what each fact is worth, the most valuable first.

    Parameters
    ----------
    gains : (choices, worlds), without luck; doing nothing is one of the choices.
    facts : in words -> its value in each world, (worlds,); those that are the same everywhere are left out.
    """
    known = {fact: values for fact, values in facts.items() if np.isfinite(values).all() and np.ptp(values) > 0}
    worlds = gains.shape[1]
    if worlds < FEWEST_WORLDS or not known:
        return []
    rng = np.random.default_rng(seed)
    alike = np.full(worlds, 1.0 / worlds)
    drawn = rng.dirichlet(np.ones(worlds), WEIGHTINGS)
    table = np.stack(list(known.values()))
    orders = np.stack([rng.permutation(worlds) for _ in range(SHUFFLED)])
    best = np.array([max(value_of(gains, chosen(gains, row[order]), alike) for row in table) for order in orders])
    found = []
    for fact, values in known.items():
        choice = chosen(gains, values)
        value = max(0.0, value_of(gains, choice, alike))
        low, high = np.quantile([value_of(gains, choice, weights) for weights in drawn], [0.05, 0.95])
        by_chance = (1 + np.count_nonzero(best >= value)) / (SHUFFLED + 1)
        changes = int(np.count_nonzero(choice != gains.mean(axis=1).argmax()))
        found.append(Worth(fact, value, max(0.0, float(low)), max(0.0, float(high)), float(by_chance), changes))
    return sorted(found, key=lambda each: -each.value)


def of_everything(gains: np.ndarray) -> float:
    """Return what knowing the world itself would be worth, more than any fact can be."""
    return float(gains.max(axis=0).mean() - gains.mean(axis=1).max())


def chosen(gains: np.ndarray, fact: np.ndarray) -> np.ndarray:
    """Return the choice for each world by a straight line through the other worlds' gains, (worlds,) positions."""
    z = (fact - fact.mean()) / fact.std()
    line = gains.mean(axis=1, keepdims=True) + (gains * z).mean(axis=1, keepdims=True) * z
    own = (1.0 + z * z) / len(z)
    left_out = (line - gains * own) / np.maximum(1.0 - own, _LEAST)
    return np.asarray(left_out.argmax(axis=0))


def value_of(gains: np.ndarray, choice: np.ndarray, weights: np.ndarray) -> float:
    """Return what some choices gain beyond the best single one."""
    taken = np.take_along_axis(gains, choice[None], axis=0)[0]
    return float((weights * taken).sum() - (gains * weights).sum(axis=1).max())
