"""The budget as a set of splits: what can be afforded, and how to look around in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from experiments.errors import RequestError
from experiments.optimisation.candidates import Portfolio

GRID = 0.01
"""Intensities are whole hundredths: finer ones cannot be told apart, and read badly."""
_MOST_CHOICES = 6
"""Up to so many yes-or-no candidates, all combinations of them are looked at."""


@dataclass(frozen=True)
class Purse:
    """A budget, and what each candidate costs.

    Attributes
    ----------
    costs_eur : (n,), above 0.
    is_yes_no : (n,), which candidates are bought wholly or not at all.
    budget_eur : most that a split may cost, planned and discounted.
    """

    costs_eur: np.ndarray
    is_yes_no: np.ndarray
    budget_eur: float

    @classmethod
    def of(cls, portfolio: Portfolio, budget_eur: float) -> Purse:
        """Return the purse of a budget.

        Raises
        ------
        RequestError
            When the budget buys nothing, or everything and more.
        """
        costs = portfolio.costs_eur
        everything = float(costs.sum())
        if not 0 < budget_eur <= everything * (1 + 1e-9):
            raise RequestError(
                f"--budget must be above 0 and at most EUR {everything:,.0f}, for which all candidates can be bought "
                f"(got {budget_eur:,.10g})"
            )
        if portfolio.is_yes_no.all() and budget_eur < costs.min():
            cheapest = portfolio.candidates[int(costs.argmin())]
            raise RequestError(
                f"--budget of EUR {budget_eur:,.10g} buys nothing: the cheapest candidate, {cheapest.name}, costs "
                f"EUR {costs.min():,.0f} and is bought wholly or not at all"
            )
        return cls(costs, portfolio.is_yes_no, float(budget_eur))

    @property
    def n(self) -> int:
        """Candidates."""
        return self.costs_eur.size

    def of_budget(self, budget_eur: float) -> Purse:
        """Return the purse with another budget."""
        return replace(self, budget_eur=budget_eur)

    def spent_eur(self, splits: np.ndarray) -> np.ndarray:
        """Return what splits (..., n) cost."""
        return splits @ self.costs_eur

    def affords(self, splits: np.ndarray) -> np.ndarray:
        """Return which splits (..., n) cost no more than the budget, but for rounding."""
        return self.spent_eur(splits) <= self.budget_eur * (1 + 1e-9)

    def fitted(self, wanted: np.ndarray) -> np.ndarray:
        """Return the split that comes closest to the intensities wanted (n,) and can be afforded.

        Yes-or-no candidates are bought first, the most wanted first, if wanted by half at least and as long as the
        budget lasts; what is left is shared among the others in proportion. Intensities are rounded to the grid.
        """
        split = np.clip(wanted, 0.0, 1.0)
        split[self.is_yes_no] = 0.0
        left = self.budget_eur
        for i in np.flatnonzero(self.is_yes_no)[np.argsort(-wanted[self.is_yes_no], kind="stable")]:
            if wanted[i] >= 0.5 and self.costs_eur[i] <= left * (1 + 1e-9):
                split[i], left = 1.0, max(0.0, left - self.costs_eur[i])
        parts = ~self.is_yes_no
        asked = float(split[parts] @ self.costs_eur[parts])
        if asked > left:
            split[parts] *= left / asked
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

    def filled(self, order: np.ndarray, most: float = 1.0) -> np.ndarray:
        """Return the split that buys as much as it can of one candidate after the other.

        Parameters
        ----------
        order : positions of candidates, the first bought first.
        most : intensity up to which a candidate is bought.
        """
        wanted, left = np.zeros(self.n), self.budget_eur
        for i in order:
            affordable = left / self.costs_eur[i]
            wanted[i] = float(affordable >= 1) if self.is_yes_no[i] else min(most, affordable)
            left -= wanted[i] * self.costs_eur[i]
        return self.fitted(wanted)

    def equal(self) -> np.ndarray:
        """Return the split that spends the same on every candidate, as far as there is something to buy."""
        return self.fitted(np.where(self.is_yes_no, 1.0, np.minimum(1.0, self.budget_eur / self.n / self.costs_eur)))

    def at_random(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Return splits (count, n) spread over what can be afforded: few candidates or many, little money or all."""
        splits = np.zeros((count, self.n))
        for row in range(count):
            purse = self.of_budget(self.budget_eur * (1.0 if rng.random() < 0.7 else rng.random()))
            weights = rng.gamma(rng.choice([0.3, 1.0]), 1.0, self.n) + 1e-12
            wanted = purse.budget_eur * weights / weights.sum() / self.costs_eur
            wanted[self.is_yes_no] = rng.random(int(self.is_yes_no.sum()))
            splits[row] = purse.topped_up(purse.fitted(wanted), rng.permutation(self.n))
        return splits

    def topped_up(self, split: np.ndarray, order: np.ndarray) -> np.ndarray:
        """Return a split that spends what it leaves on more of what it buys already, in this order."""
        split = split.copy()
        left = self.budget_eur - float(self.spent_eur(split))
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
        """Yield what yes-or-no candidates can be bought together, (n,) with zeros for all others.

        All combinations that can be afforded when there are few; else those of a split and its neighbours.
        """
        positions = np.flatnonzero(self.is_yes_no)
        if positions.size <= _MOST_CHOICES:
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
