"""What brands decide while the market runs: numbers of their own, laid over those of the market and the scenario."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sim.market.agreement import disagreements
from sim.market.messages import dotted, quoted, span
from sim.market.sheet import Listed, NumberPath, of_brand, own_numbers
from sim.scenarios.paths import is_structural
from sim.scenarios.plan import with_values
from sim.scenarios.record import Record


class Decisions:
    """Numbers that brands have set themselves.

    A brand sets what is its own: everything under ``brands.<its name>``, and its line wherever a touchpoint or a cause
    has one number for each brand. The last decision about a number stands, also over a lever of the scenario.

    Parameters
    ----------
    document : the market without levers.

    Attributes
    ----------
    values : the numbers decided so far, by path.
    are_new : whether something was decided that the world has not taken up yet.
    records : brand -> what it has entered in the record of its programme, see :mod:`sim.scenarios.record`.
    costs_eur : what the coming week costs brands by their decisions, EUR for all customers of the market.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._own: dict[str, dict[str, Listed]] = {}
        self.values: dict[NumberPath, float] = {}
        self.are_new = False
        self.records: dict[str, Record] = {}
        self.costs_eur: dict[str, float] = {}

    def own_numbers(self, brand: str) -> dict[str, Listed]:
        """Return the numbers a brand may set, by the path with the brand left out, such as ``offer.price_eur``."""
        if brand not in self._own:
            own = own_numbers(self._document, brand).items()
            self._own[brand] = {path: number for path, number in own if not is_structural(number.path)}
        return self._own[brand]

    def meant(self, brand: str, path: str) -> list[Listed]:
        """Return the numbers of a brand that a path stands for; it may have stars, and ``brand.`` in front.

        Raises
        ------
        ValueError
            When the brand has no such number, with the nearest one that it has.
        """
        own = self.own_numbers(brand)
        return [own[short] for short in of_brand(path, brand, own)]

    def take(self, brand: str, path: str, value: float) -> None:
        """Set numbers of a brand from the next week on; see :meth:`take_all`."""
        self.take_all(brand, {path: value})

    def take_all(self, brand: str, decided: Mapping[str, float]) -> None:
        """Set numbers of a brand from the next week on, by their paths.

        Raises
        ------
        ValueError
            When a number is not the brand's own, out of range, or at odds with other numbers.
        """
        taken = dict(self.values)
        for path, given in decided.items():
            value = float(given)
            for number in self.meant(brand, path):
                if not (math.isfinite(value) and number.number.low <= value <= number.number.high):
                    raise ValueError(f"{dotted(number.path)} cannot be {quoted(value)}; expected {span(number.number)}")
                taken[number.path] = value
        if taken == self.values:
            return
        for place, message in disagreements(with_values(self._document, taken)):
            raise ValueError(f"{dotted(place)}: {message}")
        self.are_new = True
        self.values = taken

    def enter(self, brand: str, entries: Record) -> None:
        """Enter lines in the record of a brand."""
        if entries:
            self.records = self.records | {brand: (*self.records.get(brand, ()), *entries)}

    def laid_over(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return a market document with what was decided."""
        return with_values(document, self.values) if self.values else document

    def copy(self) -> Decisions:
        """Return the same decisions, to go on from."""
        other = Decisions(self._document)
        other._own = self._own
        other.values = self.values
        other.are_new = self.are_new
        other.records = self.records
        other.costs_eur = self.costs_eur
        return other
