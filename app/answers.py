"""Live answers: futures put together as they come, in plain numbers. Only whole futures are averaged."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

CUSTOMERS, PROMOTERS, DETRACTORS, LOSSES, ORDERS, MARGIN, COST = range(7)
"""Places in a row of a week, see :mod:`app.engine.futures`; money is at its present value."""
WEEKS_SMOOTHED = 13
"""Churn and orders are shown over a quarter of a year, since a week holds few departures."""
_WEEKS_A_YEAR = 52

Series = list[float]


class Spread(NamedTuple):
    """A mean over futures with half the width of its 95 % interval; infinite for one future."""

    mean: float
    half: float

    @property
    def low(self) -> float:
        """The lower limit."""
        return self.mean - self.half

    @property
    def high(self) -> float:
        """The upper limit."""
        return self.mean + self.half

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def spread(values: Sequence[float], quantiles: Sequence[float]) -> Spread:
    """Return the mean of one value per future with its interval; `quantiles` of Student's t by degrees of freedom."""
    n = len(values)
    mean = math.fsum(values) / n
    if n < 2:
        return Spread(mean, math.inf)
    variance = math.fsum((value - mean) ** 2 for value in values) / (n - 1)
    return Spread(mean, quantiles[n - 2] * math.sqrt(variance / n))


@dataclass
class Future:
    """The rows of one seed, as things are and with the strategy, as far as they have come."""

    seed: int
    as_is: list[Series] = field(default_factory=list)
    with_it: list[Series] = field(default_factory=list)

    def add(self, told: dict[str, Any]) -> None:
        """Take in what a worker tells; a worker that had to begin again tells some weeks twice."""
        first = int(told["from"])
        self.as_is[first:] = told["as_is"]
        self.with_it[first:] = told["with"]


@dataclass
class Answer:
    """What is known so far of a question.

    Attributes
    ----------
    futures : in the order of their seeds.
    quantiles : of Student's t at 97.5 %, by degrees of freedom from 1 on.
    """

    weeks: int
    futures: list[Future]
    quantiles: Sequence[float]

    @property
    def whole(self) -> list[Future]:
        """The futures that have reached the last week."""
        return [future for future in self.futures if len(future.with_it) == self.weeks]

    @property
    def is_whole(self) -> bool:
        """Whether every future has reached the last week."""
        return len(self.whole) == len(self.futures)

    @property
    def shown(self) -> list[Future]:
        """The futures that are drawn: the whole ones, or the one that has come furthest."""
        return self.whole or [max(self.futures, key=lambda future: len(future.with_it))]

    @property
    def reached(self) -> int:
        """The week that all futures which are drawn have reached."""
        return min(len(future.with_it) for future in self.shown)

    @property
    def gain(self) -> Spread:
        """Gain in margin after all costs so far, EUR at its present value."""
        return self._over_futures(lambda future: _total(future.with_it, MARGIN) - _total(future.as_is, MARGIN))

    @property
    def gain_before_cost(self) -> Spread:
        """Gain before what the strategy costs: what it may cost."""
        return self._over_futures(
            lambda future: (
                _total(future.with_it, MARGIN)
                - _total(future.as_is, MARGIN)
                + _total(future.with_it, COST)
                - _total(future.as_is, COST)
            )
        )

    @property
    def cost(self) -> float:
        """What the strategy costs, EUR at its present value; the same in every future."""
        first = self.shown[0]
        return _total(first.with_it, COST) - _total(first.as_is, COST)

    def _over_futures(self, of: Any) -> Spread:
        return spread([of(future) for future in self.shown], self.quantiles)

    def gains(self) -> list[Series]:
        """Return the accumulated gain of each future that is drawn, week by week."""
        return [
            _accumulated(b[MARGIN] - a[MARGIN] for a, b in zip(future.as_is, future.with_it, strict=True))
            for future in self.shown
        ]

    def levels(self, of: str) -> tuple[Series, Series, Spread]:
        """Return a figure as things are and with the strategy, averaged over futures, and its difference at the end."""
        figure = FIGURES[of]
        pairs = [(figure(future.as_is), figure(future.with_it)) for future in self.shown]
        weeks = range(self.reached)
        as_is = [_mean(a[week] for a, _ in pairs) for week in weeks]
        with_it = [_mean(b[week] for _, b in pairs) for week in weeks]
        last = self.reached - 1
        return as_is, with_it, spread([b[last] - a[last] for a, b in pairs], self.quantiles)

    def difference_at(self, of: str, week: int) -> tuple[float, float, Spread]:
        """Return a figure in a week as things are and with the strategy, and its difference."""
        figure = FIGURES[of]
        pairs = [(figure(future.as_is)[week - 1], figure(future.with_it)[week - 1]) for future in self.shown]
        return _mean(a for a, _ in pairs), _mean(b for _, b in pairs), spread([b - a for a, b in pairs], self.quantiles)

    def gain_at(self, week: int) -> Spread:
        """Return the accumulated gain up to a week."""
        return spread([gains[week - 1] for gains in self.gains()], self.quantiles)


def customers(rows: Sequence[Series]) -> Series:
    """Return the customers of each week."""
    return [row[CUSTOMERS] for row in rows]


def net_promoter_score(rows: Sequence[Series]) -> Series:
    """Return promoters less detractors among 100 customers, each week."""
    return [100 * (row[PROMOTERS] - row[DETRACTORS]) / row[CUSTOMERS] if row[CUSTOMERS] else 0.0 for row in rows]


def churn(rows: Sequence[Series]) -> Series:
    """Return yearly churn in per cent, over the last quarter of a year at each week."""
    return [
        100 * _WEEKS_A_YEAR * _total(lately, LOSSES) / people if (people := _total(lately, CUSTOMERS)) else 0.0
        for lately in _quarters(rows)
    ]


def orders(rows: Sequence[Series]) -> Series:
    """Return orders a week, over the last quarter of a year at each week."""
    return [_total(lately, ORDERS) / len(lately) for lately in _quarters(rows)]


def _quarters(rows: Sequence[Series]) -> list[Sequence[Series]]:
    """Return the last quarter of a year at each week; in the first one, all of it."""
    weeks = range(1, len(rows) + 1)
    return [rows[max(0, week - WEEKS_SMOOTHED) : max(week, WEEKS_SMOOTHED)] for week in weeks]


FIGURES = {"customers": customers, "nps": net_promoter_score, "churn": churn, "orders": orders}
SHOWN = {"contractual": ("customers", "nps", "churn"), "repeat_purchase": ("customers", "nps", "orders")}
"""Kind of market -> the figures that are drawn: where purchases repeat, nobody gives notice, so churn says little."""


def _total(rows: Sequence[Series], place: int) -> float:
    return math.fsum(row[place] for row in rows)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return math.fsum(found) / len(found)


def _accumulated(values: Iterable[float]) -> Series:
    total, found = 0.0, []
    for value in values:
        total += value
        found.append(total)
    return found
