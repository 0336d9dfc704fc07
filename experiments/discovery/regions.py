"""The search for regions in which a strategy loses, and how far what it finds can be believed.

A region that was looked for among many looks better than it is. So the search is repeated on shuffled futures (is there
anything to find?), on held-out futures (how dense are the regions such a search finds?), and on resampled
futures (does it find the same factors again?).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.discovery.boxes import Box, Contents, contents, quasi_p
from experiments.discovery.futures import Futures
from experiments.discovery.tree import boxes_of_a_tree

SHUFFLED, RESAMPLED, FOLDS = 199, 100, 10
CHANCE = 0.05
"""What would come about by chance more often than this is not believed."""


@dataclass(frozen=True)
class Search:
    """How a region is looked for.

    Attributes
    ----------
    max_limits : maximum of limits of a region.
    smallest : smallest share of the runs that it holds.
    density : smallest share of losses in it; None to balance density against coverage, see :attr:`Contents.excess`.
    """

    max_limits: int = 3
    smallest: float = 0.05
    density: float | None = None

    def boxes(self, futures: Futures) -> dict[Box, Contents]:
        """Return all regions that come into question, with what they hold; limits that add nothing are taken off."""
        plain = dict.fromkeys(pruned(box, futures) for box in boxes_of_a_tree(futures, self.max_limits, self.smallest))
        held = {box: contents(box, futures) for box in plain if box.limits}
        return {box: holds for box, holds in held.items() if holds.density > futures.loss_share}

    def best(self, futures: Futures) -> tuple[Box, float] | None:
        """Return the best region with its merit, None when no region has merit."""
        merits = {box: self.merit(holds) for box, holds in self.boxes(futures).items()}
        box = max(merits, key=merits.__getitem__, default=None)
        return None if box is None or merits[box] <= 0 else (box, merits[box])

    def merit(self, holds: Contents) -> float:
        """Return how good a region is: what it covers, if it is dense enough, or else its excess of losses."""
        if self.density is None:
            return holds.excess
        return holds.coverage if holds.density >= self.density else 0.0


@dataclass(frozen=True)
class Region:
    """A region in which the strategy loses more often than elsewhere.

    Attributes
    ----------
    box : its limits, the most important factor first.
    holds : what it holds of the futures outside earlier regions; coverage is of all losses.
    elsewhere : share of losses outside of it, and of earlier regions.
    low, high : 95 % interval of its density over points, the search taken for granted.
    by_chance : how probable as good a region would be if the factors did not matter, see :func:`chance_of`.
    fresh : what regions found in this way hold of futures kept apart from the search.
    quasi_p : factor -> see :func:`experiments.discovery.boxes.quasi_p`.
    found_again : factor -> share of resamples in which the search limits it.
    """

    box: Box
    holds: Contents
    elsewhere: float
    low: float
    high: float
    by_chance: float
    fresh: Contents
    quasi_p: Mapping[str, float]
    found_again: Mapping[str, float]

    @property
    def is_believed(self) -> bool:
        """Whether it is better than chance."""
        return self.by_chance <= CHANCE


def regions(futures: Futures, search: Search, maximum: int = 3, seed: int = 1) -> list[Region]:
    """Return the regions in which the strategy loses, each among the futures that the earlier ones leave.

    The last one is not believed, unless there are as many as requested or nothing was left to be found: it shows what
    the best region would have been, and that it is no better than chance.
    """
    found: list[Region] = []
    left = futures
    while len(found) < maximum and all(region.is_believed for region in found):
        best = search.best(left)
        if best is None:
            break
        rng = np.random.default_rng([seed, len(found)])
        found.append(_region(best, left, futures, search, rng))
        left = left.at(~best[0].holds(left))
    return found


def pruned(box: Box, futures: Futures) -> Box:
    """Return a region without the limits that add nothing to its density, the least important removed first."""
    while box.limits:
        doubt = {limit.factor: quasi_p(box, limit.factor, futures) for limit in box.limits}
        worst = max(doubt, key=doubt.__getitem__)
        if doubt[worst] <= CHANCE:
            return Box(tuple(sorted(box.limits, key=lambda limit: doubt[limit.factor])))
        box = box.without(worst)
    return box


def _region(
    best: tuple[Box, float], left: Futures, everything: Futures, search: Search, rng: np.random.Generator
) -> Region:
    """Return a region with all that shows how far it can be believed."""
    box, merit = best
    holds = contents(box, left)
    outside = left.at(~box.holds(left))
    low, high = _density_interval(left.at(box.holds(left)))
    again = [search.best(left.at(rng.integers(len(left.runs), size=len(left.runs)))) for _ in range(RESAMPLED)]
    limited = [{limit.factor for limit in each[0].limits} if each else set() for each in again]
    return Region(
        box=box,
        holds=holds._replace(coverage=holds.coverage * left.losses / everything.losses),
        elsewhere=outside.loss_share,
        low=low,
        high=high,
        by_chance=chance_of(merit, left, search, rng),
        fresh=fresh_contents(left, search, rng),
        quasi_p={limit.factor: quasi_p(box, limit.factor, left) for limit in box.limits},
        found_again={
            limit.factor: float(np.mean([limit.factor in factors for factors in limited])) for limit in box.limits
        },
    )


def chance_of(merit: float, futures: Futures, search: Search, rng: np.random.Generator) -> float:
    """Return the share of shuffles in which the search finds as good a region, the actual futures counted as one.

    What the strategy gained is shuffled over the points, so that it no longer has to do with any factor.
    """
    as_good = 1
    for _ in range(SHUFFLED):
        order = rng.permutation(len(futures.runs))
        shuffled = Futures(futures.factors, futures.values, futures.lost[order], futures.runs[order])
        best = search.best(shuffled)
        as_good += best is not None and best[1] >= merit
    return as_good / (SHUFFLED + 1)


def fresh_contents(futures: Futures, search: Search, rng: np.random.Generator) -> Contents:
    """Return what regions hold of points that were kept apart while they were looked for, each tenth in its turn."""
    fold = rng.permutation(len(futures.runs)) % FOLDS
    runs = lost = points = 0.0
    for turn in range(FOLDS):
        best = search.best(futures.at(fold != turn))
        if best is not None:
            apart = futures.at(fold == turn)
            inside = apart.at(best[0].holds(apart))
            points, runs, lost = points + len(inside.runs), runs + inside.runs.sum(), lost + inside.losses
    return Contents(
        points=int(points),
        size=float(runs / futures.runs.sum()),
        density=float(lost / runs) if runs else math.nan,
        coverage=float(lost / futures.losses) if futures.losses else 0.0,
    )


def _density_interval(inside: Futures) -> tuple[float, float]:
    """Return the 95 % Wilson interval of the share of losses among points, whose runs count as one each."""
    n, p, z = len(inside.runs), inside.loss_share, 1.959964
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    width = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - width), min(1.0, middle + width)
