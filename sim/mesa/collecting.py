"""Mesa's data collector, which finds the indicators of a brand in the ledger instead of collecting them every week."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import mesa

from sim.state.indicators import INDICATORS, with_indicators
from sim.state.ledger import NONE

SHOWN = ("customers", "share", *(each.name for each in INDICATORS))
"""Figures of a brand, over all segments, that are there without being collected; `share` is that of customers, %."""


def _week(model: Any) -> int:
    return model.simulation.week


def _given(function: Callable[[Any], Any], model: Any) -> Any:
    """Return what a function gives for the model; as a partial, Mesa takes any callable for one of the model."""
    return function(model)


class LedgerCollector(mesa.DataCollector):
    """Collects what it is asked for, and shows beside it every indicator of one brand.

    Parameters
    ----------
    model : the :class:`sim.model.LoyaltyModel`.
    brand : whose indicators are shown.
    """

    def __init__(self, model: Any, brand: str) -> None:
        self._collected: dict[str, list[Any]] = {}
        self._is_collecting = True
        self._read = (-1, dict[str, list[float]]())
        self.model = model
        self.brand = brand
        super().__init__({"week": _week})
        self._is_collecting = False

    @property
    def model_vars(self) -> dict[str, list[Any]]:
        """One list of weekly values for each figure, as everything in Mesa that reads a collector expects."""
        return self._collected if self._is_collecting else self._collected | self._indicators()

    @model_vars.setter
    def model_vars(self, collected: dict[str, list[Any]]) -> None:
        self._collected = collected

    def _indicators(self) -> dict[str, list[float]]:
        weeks = len(self.model.simulation.ledger.weeks)
        if self._read[0] != weeks:
            booked = self.model.booked
            own = booked[booked["brand"] == self.brand].groupby("week").sum(numeric_only=True)
            everybody = booked[booked["brand"] != NONE].groupby("week")["customers"].sum()
            table = with_indicators(own).assign(share=100.0 * own["customers"] / everybody)
            self._read = (weeks, {name: table[name].tolist() for name in SHOWN})
        return self._read[1]

    def also(self, name: str, function: Callable[[Any], Any]) -> None:
        """Collect what a function of the model gives, from the next week on; earlier weeks hold None."""
        self.model_reporters[name] = partial(_given, function)
        self._collected[name] = [None] * self.model.steps

    def collect(self, model: Any) -> None:
        """Collect the last week."""
        self._is_collecting = True
        try:
            super().collect(model)
        finally:
            self._is_collecting = False
