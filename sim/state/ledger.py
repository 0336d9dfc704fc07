"""The ledger: the booked weeks as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.market.agreement import MOST_PILOTS
from sim.state.counters import BOOK, BRAND_ONLY, BY_NAME, COUNTERS, FIELDS, LIVED, LIVED_AT, LIVED_COLUMNS

NONE = "none"
"""Name of the brand of people without a brand."""

ALL = "all"
"""Name of the segment of costs that belong to no customer."""

_PLACES = ("brand", "segment", "touchpoint", "cause")

_CENTS = np.array([0.01 if field.endswith("_cents") else 1.0 for field, names in FIELDS.items() for _ in names])


MARGIN = ("revenue_eur", "service_cost_eur", "support_cost_eur", "acquisition_cost_eur", "compensation_eur")
"""Counters of the margin of customers, before wages and works: what comes in, and what goes out."""

PILOT_FIGURES = ("people", "customers", "gains", "losses", "margin_eur")
"""What is booked of each group of a pilot in a week: all people in it, and of the brand its customers, those won and
lost, and their margin before wages and works."""


class Ledger:
    """Weeks of booked counters, kept as one array a week.

    Parameters
    ----------
    brands, segments, causes, touchpoints : names, sorted, as the positions in the tables of a simulation.
    """

    def __init__(
        self, brands: Sequence[str], segments: Sequence[str], causes: Sequence[str], touchpoints: Sequence[str]
    ) -> None:
        self.brands = (*brands, NONE)
        self.segments = tuple(segments)
        self.causes = tuple(causes)
        self.touchpoints = tuple(touchpoints)
        self._weeks: list[int] = []
        self._counters: list[np.ndarray] = []
        self._by_name: list[np.ndarray] = []
        self._costs: list[np.ndarray] = []
        self._pilots_of = 0
        self._pilots: dict[int, np.ndarray] = {}
        self._lived: list[tuple[np.ndarray, np.ndarray]] = []
        self._entered: list[tuple[int, int, dict[str, float]]] = []
        self._columns: tuple[str, ...] = ()

    def book(
        self,
        week: int,
        totals: np.ndarray,
        by_name: Sequence[np.ndarray],
        lived: np.ndarray,
        costs_eur: Mapping[str, np.ndarray],
    ) -> None:
        """Keep one week.

        Parameters
        ----------
        totals : (B + 1, G) BOOK.
        by_name : each of BY_NAME, (B + 1, G, names).
        lived : (B, G, T, K + 1) LIVED.
        costs_eur : some of BRAND_ONLY, (B,).
        """
        self._weeks.append(week)
        self._counters.append(as_numbers(totals))
        self._by_name.append(np.concatenate([*by_name, *_by_touchpoint(lived)], axis=-1))
        costs = np.zeros((len(self.brands), len(BRAND_ONLY)))
        for name, eur in costs_eur.items():
            costs[: len(eur), BRAND_ONLY.index(name)] = eur
        self._costs.append(costs)
        cells = np.flatnonzero((lived["encounters"] != 0) | (lived["departures"] != 0))
        self._lived.append((cells.astype(np.int32), lived.reshape(-1)[cells]))

    def book_pilots(self, brand: int, figures: np.ndarray) -> None:
        """Keep what the last week brought the brand at a position in its pilots, beside the books of the segments.

        Parameters
        ----------
        figures : (pilots, 2, B + 1, COUNTERS), of control group and pilot.
        """
        self._pilots_of = brand
        counted = figures[:, :, brand] * _CENTS
        people = figures[..., COUNTERS.index("customers")].sum(axis=-1)
        own = [counted[..., COUNTERS.index(name)] for name in ("customers", "gains", "losses")]
        plus, *minus = (counted[..., COUNTERS.index(name)] for name in MARGIN)
        self._pilots[self._weeks[-1]] = np.stack([people, *own, plus - sum(minus)], axis=-1)

    def charge(self, brand: int, eur: float) -> None:
        """Book what a scenario or a decision of the brand at position `brand` cost in the last week."""
        self._costs[-1][brand, BRAND_ONLY.index("scenario_cost_eur")] += eur

    def keep(self, columns: Sequence[str]) -> None:
        """Keep columns of programmes in the table from now on, beside those that are kept already."""
        self._columns = tuple(dict.fromkeys((*self._columns, *columns)))

    def enter(self, brand: int, figures: Mapping[str, float]) -> None:
        """Book what the programme of the brand at position `brand` entered for the last week, by kept column."""
        self._entered.append((len(self._weeks) - 1, brand, dict(figures)))

    def copy(self) -> Ledger:
        """Return an independent copy of the ledger."""
        other = Ledger(self.brands[:-1], self.segments, self.causes, self.touchpoints)
        other._weeks, other._counters = list(self._weeks), list(self._counters)
        other._by_name, other._costs = list(self._by_name), [costs.copy() for costs in self._costs]
        other._lived = list(self._lived)
        other._entered, other._columns = list(self._entered), self._columns
        other._pilots_of, other._pilots = self._pilots_of, dict(self._pilots)
        return other

    @property
    def weeks(self) -> tuple[int, ...]:
        """The weeks booked so far."""
        return tuple(self._weeks)

    def of_brand(self, brand: int, since: int = 0) -> np.ndarray:
        """Return the counters of a brand over all segments, (weeks, COUNTERS), from the booked week at `since` on."""
        weeks = self._counters[since:]
        return np.array([week[brand].sum(axis=0) for week in weeks]).reshape(len(weeks), len(COUNTERS)) * _CENTS

    def by_segment(self, brand: int, counters: Sequence[str], since: int = 0) -> np.ndarray:
        """Return some counters of a brand, (weeks, G, counters), from the booked week at `since` on."""
        places = [COUNTERS.index(name) for name in counters]
        weeks = self._counters[since:]
        shape = (len(weeks), len(self.segments), len(places))
        return np.array([week[brand][:, places] for week in weeks]).reshape(shape) * _CENTS[places]

    def costs_of(self, brand: int, since: int = 0) -> dict[str, np.ndarray]:
        """Return the costs that belong to a brand and to no customer: BRAND_ONLY -> (weeks,) EUR, as `of_brand`."""
        costs = np.array([week[brand] for week in self._costs[since:]]).reshape(-1, len(BRAND_ONLY))
        return dict(zip(BRAND_ONLY, costs.T, strict=True))

    def lived(self, since: int = 0) -> pd.DataFrame:
        """Return what was lived by week, brand, segment, touchpoint and root cause, which nobody outside can know.

        One row for each combination at which somebody met a brand or which somebody who left remembered as the worst
        moment, from the booked week at `since` on. Columns are those of :data:`sim.state.counters.LIVED_COLUMNS`, added
        up; the cause of most encounters is ``none``.
        """
        weeks = self._lived[since:]
        shape = (len(self.brands) - 1, len(self.segments), len(self.touchpoints), len(self.causes) + 1)
        cells = np.concatenate([cell for cell, _ in weeks]) if weeks else np.zeros(0, np.int32)
        values = np.concatenate([lines for _, lines in weeks]) if weeks else np.zeros(0, LIVED)
        words = (self.brands[:-1], self.segments, self.touchpoints, (NONE, *self.causes))
        table = {"week": np.repeat(self._weeks[since:], [len(cell) for cell, _ in weeks]).astype(np.int64)}
        for name, known, place in zip(_PLACES, words, np.unravel_index(cells, shape), strict=True):
            table[name] = np.array(known, dtype=object)[place]
        return pd.DataFrame(table | {name: values[name] * unit for name, unit in LIVED_COLUMNS.items()})

    def table(self) -> pd.DataFrame:
        """Return one row per week, brand and segment: every counter, those by cause and touchpoint, costs.

        Where the brand has pilots, their figures are further columns in its rows of no segment, see
        :func:`columns_of_pilots`: they are part of those of the segments already.
        """
        n_weeks, n_brands, n_segments = len(self._weeks), len(self.brands), len(self.segments)
        shape = (n_weeks, n_brands, n_segments + 1)
        columns = [*COUNTERS]
        columns += columns_by_name(self.causes, self.touchpoints)
        values = np.zeros((*shape, len(columns) + len(BRAND_ONLY)))
        if n_weeks:
            values[:, :, :-1, : len(COUNTERS)] = np.stack(self._counters) * _CENTS
            values[:, :, :-1, len(COUNTERS) : len(columns)] = np.stack(self._by_name)
            values[:, :, -1, len(columns) :] = np.stack(self._costs)
        index = pd.MultiIndex.from_product(
            [self._weeks, self.brands, (*self.segments, ALL)], names=["week", "brand", "segment"]
        )
        columns += BRAND_ONLY
        values = np.concatenate((values, self._of_programmes(shape)), axis=-1)
        columns += self._columns
        table = pd.DataFrame(values.reshape(-1, len(columns)), index, columns).reset_index()
        table = self._with_pilots(table)
        own = [*BRAND_ONLY, *self._columns, *table.columns.intersection(columns_of_pilots(MOST_PILOTS))]
        costs_nothing = (table[own] == 0.0).all(axis=1)
        is_empty = (table["segment"] == ALL) & ((table["brand"] == NONE) | costs_nothing)
        return table[~is_empty].reset_index(drop=True)

    def _of_programmes(self, shape: tuple[int, ...]) -> np.ndarray:
        """Return what programmes entered, (weeks, brands, segments, kept columns), with the segment ALL."""
        values = np.zeros((*shape, len(self._columns)))
        place = {column: position for position, column in enumerate(self._columns)}
        for week, brand, figures in self._entered:
            for column, figure in figures.items():
                values[week, brand, -1, place[column]] = figure
        return values

    def _with_pilots(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with the figures of pilots, if there are any."""
        if not self._pilots:
            return table
        pilots = len(next(iter(self._pilots.values())))
        blank = np.zeros((pilots, 2, len(PILOT_FIGURES)))
        figures = np.array([self._pilots.get(week, blank) for week in self._weeks]).reshape(len(self._weeks), -1)
        columns = columns_of_pilots(pilots)
        table[columns] = 0.0
        is_own = (table["brand"] == self.brands[self._pilots_of]) & (table["segment"] == ALL)
        table.loc[is_own, columns] = figures
        return table


def columns_of_pilots(pilots: int) -> list[str]:
    """Return the columns of the figures of pilots: ``pilot_1_control_people``, ``pilot_1_meant_losses`` ..."""
    return [
        f"pilot_{pilot + 1}_{group}_{figure}"
        for pilot in range(pilots)
        for group in ("control", "meant")
        for figure in PILOT_FIGURES
    ]


def columns_by_name(causes: Sequence[str], touchpoints: Sequence[str]) -> list[str]:
    """Return the columns of the counters by cause and by touchpoint."""
    names = {"causes": causes, "touchpoints": touchpoints}
    places = [*BY_NAME.items(), *((f"{what}_at", "touchpoints") for what in LIVED_AT)]
    return [f"{what}.{name}" for what, part in places for name in names[part]]


def _by_touchpoint(lived: np.ndarray) -> list[np.ndarray]:
    """Return what is booked by touchpoint of what was lived, (B + 1, G, T) each; nobody's part is empty."""
    sums = [lived[name].sum(axis=-1) * LIVED_COLUMNS[name] for name in LIVED_AT]
    return [np.concatenate([each, np.zeros((1, *each.shape[1:]))]) for each in sums]


def in_order_of_file(
    booked: pd.DataFrame,
    brands: Sequence[str],
    segments: Sequence[str],
    causes: Sequence[str],
    touchpoints: Sequence[str],
) -> pd.DataFrame:
    """Return booked weeks with brands, segments, causes and touchpoints in the order in which people read them.

    Parameters
    ----------
    booked : as of :meth:`Ledger.table`, perhaps of several runs one after another.
    brands, segments, causes, touchpoints : all names, in the order of the market file.
    """
    week = (booked["week"] != booked["week"].shift()).cumsum()
    places = [
        booked[key].astype(str).map({name: place for place, name in enumerate(names)})
        for key, names in (("segment", (*segments, ALL)), ("brand", (*brands, NONE)))
    ]
    by_name = columns_by_name(causes, touchpoints)
    others = [column for column in booked.columns if column not in by_name]
    first = others.index(COUNTERS[-1]) + 1
    columns = [*others[:first], *by_name, *others[first:]]
    return booked.iloc[np.lexsort((*places, week))][columns].reset_index(drop=True)


def as_numbers(totals: np.ndarray) -> np.ndarray:
    """Return ledger lines as plain numbers, one last axis over COUNTERS."""
    return totals.view(np.float64).reshape(*totals.shape, len(COUNTERS))


def added_up(books: np.ndarray) -> np.ndarray:
    """Return the ledger of the week, (B + 1, G) BOOK, from the books of all blocks, added in their order."""
    total = books.view(np.float64).reshape(*books.shape, len(COUNTERS)).sum(axis=0)
    return total.view(BOOK).reshape(books.shape[1:])
