"""The budget as a set of splits: what can be afforded, and how to look around in it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from experiments.errors import RequestError
from experiments.optimisation.candidates import Portfolio

GRID = 0.01
"""Intensities are whole hundredths: finer ones cannot be distinguished, and read badly."""
_ENUMERATED = 6
"""Maximum of yes-or-no candidates of which all combinations are tried."""


def _whole_cents(amount_eur: float) -> str:
    """Return an amount that may be spent: rounded down to cents, so that it can be given as it is shown."""
    return f"{math.floor(amount_eur * 100) / 100:,.10g}"


@dataclass(frozen=True)
class Budget:
    """A budget, and what each candidate costs.

    Attributes
    ----------
    costs_eur : (n,), above 0.
    is_yes_no : (n,), which candidates are bought wholly or not at all.
    total_eur : maximum that a split may cost, planned and discounted.
    """

    costs_eur: np.ndarray
    is_yes_no: np.ndarray
    total_eur: float

    @classmethod
    def of(cls, portfolio: Portfolio, total_eur: float) -> Budget:
        """Return a budget for the candidates of a portfolio.

        Raises
        ------
        RequestError
            When the budget buys nothing, or everything and more.
        """
        costs = portfolio.costs_eur
        everything = float(costs.sum())
        if not 0 < total_eur <= everything * (1 + 1e-9):
            raise RequestError(
                f"--budget must be above 0 and at most EUR {_whole_cents(everything)}, for which all candidates can be "
                f"bought (got {total_eur:,.17g})"
            )
        if portfolio.is_yes_no.all() and total_eur < costs.min():
            cheapest = portfolio.candidates[int(costs.argmin())]
            raise RequestError(
                f"--budget of EUR {total_eur:,.10g} buys nothing: the cheapest candidate, {cheapest.name}, costs "
                f"EUR {costs.min():,.0f} and is bought wholly or not at all"
            )
        return cls(costs, portfolio.is_yes_no, float(total_eur))

    @property
    def n(self) -> int:
        """Candidates."""
        return self.costs_eur.size

    def with_total(self, total_eur: float) -> Budget:
        """Return a budget of another size for the same candidates."""
        return replace(self, total_eur=total_eur)

    def spent_eur(self, splits: np.ndarray) -> np.ndarray:
        """Return what splits (..., n) cost."""
        return splits @ self.costs_eur

    def affords(self, splits: np.ndarray) -> np.ndarray:
        """Return which splits (..., n) cost no more than the budget, but for rounding."""
        return self.spent_eur(splits) <= self.total_eur * (1 + 1e-9)

    def fitted(self, desired: np.ndarray) -> np.ndarray:
        """Return the affordable split that is closest to the intensities desired (n,).

        Yes-or-no candidates are bought first, in descending order of intensity, from one half on and as long as the
        budget lasts; the rest is shared among the others in proportion. Intensities are rounded to the grid.
        """
        split = np.clip(desired, 0.0, 1.0)
        split[self.is_yes_no] = 0.0
        left = self.total_eur
        for i in np.flatnonzero(self.is_yes_no)[np.argsort(-desired[self.is_yes_no], kind="stable")]:
            if desired[i] >= 0.5 and self.costs_eur[i] <= left * (1 + 1e-9):
                split[i], left = 1.0, max(0.0, left - self.costs_eur[i])
        parts = ~self.is_yes_no
        cost = float(split[parts] @ self.costs_eur[parts])
        if cost > left:
            split[parts] *= left / cost
        return self._on_grid(split)

    def _on_grid(self, split: np.ndarray) -> np.ndarray:
        """Return a split with whole hundredths, rounded up only as long as the budget lasts."""
        nearest = np.round(split / GRID)
        if self.affords(nearest * GRID):
            return np.round(nearest * GRID, 2)
        whole = np.floor(split / GRID + 1e-6)
        for i in np.argsort(whole - split / GRID, kind="stable"):
            more = whole + (np.arange(self.n) == i)
            if not self.is_yes_no[i] and more[i] * GRID <= 1 and self.affords(more * GRID):
                whole = more
        return np.round(whole * GRID, 2)

    def alone(self) -> list[np.ndarray]:
        """Return, for each candidate, the split that buys as much of it as possible and nothing else."""
        affordable = self.total_eur / self.costs_eur
        desired = np.where(self.is_yes_no, affordable >= 1, np.minimum(1.0, affordable))
        return [self.fitted(split) for split in np.diag(desired)]

    def equal(self) -> np.ndarray:
        """Return the split that spends the same on every candidate, up to the cost of each."""
        return self.fitted(np.where(self.is_yes_no, 1.0, np.minimum(1.0, self.total_eur / self.n / self.costs_eur)))

    def at_random(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Return affordable splits (count, n): few candidates or many, little of the money or all of it."""
        splits = np.zeros((count, self.n))
        for row in range(count):
            budget = self.with_total(self.total_eur * (1.0 if rng.random() < 0.7 else rng.random()))
            weights = rng.gamma(rng.choice([0.3, 1.0]), 1.0, self.n) + 1e-12
            desired = budget.total_eur * weights / weights.sum() / self.costs_eur
            desired[self.is_yes_no] = rng.random(int(self.is_yes_no.sum()))
            splits[row] = budget.topped_up(budget.fitted(desired), rng.permutation(self.n))
        return splits

    def topped_up(self, split: np.ndarray, order: np.ndarray) -> np.ndarray:
        """Return a split that spends the money it leaves on more of what it buys already, in this order."""
        split = split.copy()
        left = self.total_eur - float(self.spent_eur(split))
        for i in order:
            if 0 < split[i] < 1 and not self.is_yes_no[i]:
                more = min(1.0 - split[i], left / self.costs_eur[i])
                split[i], left = split[i] + more, left - more * self.costs_eur[i]
        return self.fitted(split)

    def near(self, splits: np.ndarray, rng: np.random.Generator, count: int) -> np.ndarray:
        """Return splits (count, n) that are some of the given ones (k, n) after some money has been moved."""
        moved = splits[rng.integers(len(splits), size=count)].copy()
        for split in moved:
            for _ in range(rng.integers(1, 4)):
                giver, taker = rng.choice(self.n, 2, replace=False) if self.n > 1 else (0, 0)
                amount = rng.random() * split[giver] * self.costs_eur[giver]
                for i, step in ((giver, -amount), (taker, amount)):
                    if self.is_yes_no[i]:
                        split[i] = 1.0 - split[i]
                    else:
                        split[i] = min(1.0, max(0.0, split[i] + step / self.costs_eur[i]))
        return np.array([self.fitted(split) for split in moved])

    def choices(self, around: np.ndarray) -> Iterator[np.ndarray]:
        """Yield affordable combinations of yes-or-no candidates, (n,) with zeros for all others.

        All combinations that can be afforded when there are few; else those of a split and its neighbours.
        """
        positions = np.flatnonzero(self.is_yes_no)
        if positions.size <= _ENUMERATED:
            combinations = [np.array(each, float) for each in product((0.0, 1.0), repeat=positions.size)]
        else:
            own = around[positions]
            flips = np.eye(positions.size, dtype=bool)
            combinations = [own, *(np.where(flip, 1.0 - own, own) for flip in flips)]
        for chosen in combinations:
            choice = np.zeros(self.n)
            choice[positions] = chosen
            if self.affords(choice):
                yield choice
