"""Draws for pairs, and picking from many categories at once."""

from __future__ import annotations

import numpy as np

from sim.foundations.compiled import compiled
from sim.foundations.draws import uniforms


@compiled
def uniform_pairs(seed: int, why: int, week: int, who: np.ndarray, whom: np.ndarray) -> np.ndarray:
    """Return an (n, 4) float64 array whose row j holds the uniforms at the address of who[j] and whom[j]."""
    columns = np.empty((who.size, 4))
    for j in range(who.size):
        columns[j, 0], columns[j, 1], columns[j, 2], columns[j, 3] = uniforms(seed, why, week, who[j], whom[j])
    return columns


class Alias:
    """Picks from several lists of categories in constant time: one cell of equal width for each, shared by two.

    Source: Walker 1977, ACM Transactions on Mathematical Software 3(3); set up as Vose 1991.

    Parameters
    ----------
    weights : (lists, categories), each list with a positive sum.
    """

    def __init__(self, weights: np.ndarray) -> None:
        n_lists, self.categories = weights.shape
        keeps = np.ones(weights.shape)
        others = np.tile(np.arange(self.categories), (n_lists, 1))
        for kept, other, heights in zip(keeps, others, weights, strict=True):
            heights = heights / heights.mean()
            low = [cell for cell in range(self.categories) if heights[cell] < 1.0]
            high = [cell for cell in range(self.categories) if heights[cell] >= 1.0]
            while low and high:
                cell, giver = low.pop(), high.pop()
                kept[cell], other[cell] = heights[cell], giver
                heights[giver] -= 1.0 - heights[cell]
                (low if heights[giver] < 1.0 else high).append(giver)
        self._kept, self._other = keeps.ravel(), others.ravel()

    def pick(self, u: np.ndarray, row: np.ndarray | int = 0) -> np.ndarray:
        """Return a category for each uniform, from the list in `row`."""
        scaled = u * self.categories
        cell = scaled.astype(np.intp)
        scaled -= cell
        place = cell + row * self.categories
        return np.where(scaled < self._kept[place], cell, self._other[place])
