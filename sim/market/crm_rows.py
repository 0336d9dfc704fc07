"""The rows of a CRM table: text turned into facts about customers; unusable values are reported with their reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.market.crm_cells import Cells
from sim.market.crm_mapping import (
    NO,
    YES,
    CrmMapping,
    Flags,
    SatisfactionColumn,
    SegmentColumns,
    TenureColumn,
    UsersColumns,
)
from sim.market.crm_notation import NAMES, Notation
from sim.market.messages import Place, listed, quoted

_YES_OR_NO = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
DECIMAL = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
WEEKS = {"weeks": 1.0, "months": 52.0 / 12.0, "years": 52.0}
MOST_TENURE_WEEKS = 100 * 52.0
DAYS_PER_WEEK = 7.0
MOST_EUR = 100_000.0
MOST_USERS = 100
MISSING = "is missing"
REJECTED = ("line", "customer", "column", "value", "reason")


class Checked(NamedTuple):
    """Usable rows, and the errors of the others."""

    rows: pd.DataFrame
    """Columns line, customer, segment, has_left, and those of brand, tenure_weeks, quiet_weeks, orders, price_eur,
    contract_months, services (a 1 or 0 for each), users, satisfaction (0 to 1, NaN = missing) and has_complaint that
    are mapped."""
    rejected: pd.DataFrame
    """One row for each error: line, customer, column, value, reason."""
    unused: list[tuple[Place, str]]
    """Entries of the mapping that fit no row: place in the mapping and message."""


MOST_REPEATED = 0.02
"""Share of rows with the id of an earlier row from which a table is taken for a log of orders, and refused."""


def checked_rows(
    cells: Cells,
    mapping: CrmMapping,
    notation: Notation,
    segments: Collection[str],
    brands: Collection[str],
    day: date | None = None,
    of_orders: pd.DataFrame | None = None,
) -> Checked:
    """Return the rows of a table as facts.

    Parameters
    ----------
    cells : the columns that `mapping` names.
    notation : how numbers and dates are written.
    segments, brands : names known to the market.
    day : the day of the table where the mapping gives none: tenure since a date is counted up to it.
    of_orders : facts of each row that come from a log of orders, see :mod:`sim.market.crm_orders`.
    """
    check = Checker(cells, cells.text[mapping.customer], notation)
    facts: dict[str, Any] = {
        "line": cells.lines,
        "customer": check.customers(mapping.customer),
        "segment": check.segments(mapping.segment, segments),
    }
    if mapping.brand and mapping.brand.column:
        values = mapping.brand.values or {name: name for name in brands}
        place = ("brand", "values") if mapping.brand.values else None
        facts["brand"] = check.named(mapping.brand.column, values, place)
    if mapping.tenure:
        facts["tenure_weeks"] = check.tenure(mapping.tenure, day)
    if of_orders is not None:
        facts |= {name: of_orders[name] for name in of_orders}
    elif mapping.price:
        each = mapping.price.eur_per_unit
        facts["price_eur"] = each * check.numbers(mapping.price.column, 0, MOST_EUR / each)
    if mapping.contract:
        facts["contract_months"] = check.named(mapping.contract.column, mapping.contract.months, ("contract", "months"))
    if mapping.services:
        subscribed = np.where(check.flags(mapping.services, ("services",)), "1", "0")
        facts["services"] = subscribed.view(f"<U{subscribed.shape[1]}").ravel()
    if mapping.users:
        facts["users"] = check.users(mapping.users)
    if mapping.satisfaction:
        facts["satisfaction"] = check.satisfaction(mapping.satisfaction)
    if mapping.complaint:
        facts["has_complaint"] = check.flags(mapping.complaint, ("complaint",)).any(axis=1)
    facts["has_left"] = check.flags(mapping.left, ("left",)).any(axis=1) if mapping.left else False
    is_good, rejected = check.verdict()
    return Checked(pd.DataFrame(facts)[is_good].reset_index(drop=True), rejected, check.unused)


def plain_value(text: str) -> str:
    """Return a value in the common form of tables and mappings: a number without trailing zeros, 1 for 1.0."""
    return re.sub(r"\.?0+$", "", text) if re.fullmatch(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+", text) else text


class Checker:
    """Reads columns and notes errors; its results for rows with errors have no meaning."""

    def __init__(self, cells: Cells, ids: pd.Series, notation: Notation) -> None:
        self.text = cells.text
        self.typed = cells.typed
        self.notation = notation
        self.lines = cells.lines
        self.ids = ids
        self.wrong = [cells.misshapen.assign(customer="", column="", value="")]
        self.unused: list[tuple[Place, str]] = []

    def verdict(self) -> tuple[np.ndarray, pd.DataFrame]:
        """Return which rows are usable, and all errors, in the order of the file."""
        wrong = pd.concat(self.wrong, ignore_index=True)[list(REJECTED)]
        wrong = wrong.drop_duplicates().sort_values("line", kind="stable", ignore_index=True)
        return ~np.isin(self.lines, wrong["line"]), wrong

    def refuse(self, is_wrong: pd.Series, column: str, reason: str | pd.Series) -> None:
        """Note an error of some rows."""
        if is_wrong.any():
            value = self.text[column] if column else ""
            wrong = {"line": self.lines, "customer": self.ids, "column": column, "value": value, "reason": reason}
            self.wrong.append(pd.DataFrame(wrong)[is_wrong])

    def customers(self, column: str) -> pd.Series:
        """Return the ids, which must be unique."""
        self.refuse(self.ids == "", column, MISSING)
        is_again = self.ids.duplicated() & (self.ids != "")
        is_first = ~self.ids.duplicated() & self.ids.isin(self.ids[is_again])
        first = pd.Series(self.lines[is_first.to_numpy()], self.ids[is_first])
        earlier = self.ids[is_again].map(first).astype("str")
        reason = pd.Series("", self.ids.index)
        reason[is_again] = "is the customer of line " + earlier + " too: one row per customer"
        self.refuse(is_again, column, reason)
        return self.ids

    def numbers(
        self, column: str, low: float, high: float, *, is_whole: bool = False, may_be_blank: bool = False
    ) -> pd.Series:
        """Return the numbers of a column, NaN where it is blank."""
        written = self.text[column]
        text = written if column in self.typed else self.notation.numbers.plain(written)
        is_blank = text == ""
        is_number = text.str.fullmatch(DECIMAL)
        number = text.where(is_number, "nan").astype(float)
        if not may_be_blank:
            self.refuse(is_blank, column, MISSING)
        self.refuse(
            ~is_number & ~is_blank, column, f"must be a number{self._expected(written[~is_number & ~is_blank])}"
        )
        self.refuse((number < low) | (number > high), column, f"must be from {low:,.10g} to {high:,.10g}")
        if is_whole:
            self.refuse(is_number & (number % 1 != 0), column, "must be a whole number")
        return number

    def _expected(self, wrong: pd.Series) -> str:
        """Return what to do about values that are no numbers."""
        if any(self.notation.dates.is_date(value) for value in wrong.unique()):
            return "; tenure from dates of joining is mapped with since in place of column"
        numbers = self.notation.numbers
        return f" with a {NAMES[numbers.decimal]}" if numbers.is_special else ""

    def days(self, column: str) -> pd.Series:
        """Return the dates of a column, datetime64, NaT where there is none."""
        text = self.text[column]
        day = self.notation.dates.days(text)
        self.refuse(text == "", column, MISSING)
        reason = f"must be a date with a year of four digits, {self.notation.dates.order}"
        self.refuse(day.isna() & (text != ""), column, reason)
        return day

    def tenure(self, tenure: TenureColumn, day: date | None) -> pd.Series:
        """Return the tenure in weeks; `day` is that of the table where the mapping gives none."""
        if tenure.column is not None and tenure.unit is not None:
            weeks = WEEKS[tenure.unit]
            return weeks * self.numbers(tenure.column, 0, MOST_TENURE_WEEKS / weeks)
        until, column = pd.Timestamp(tenure.until or day), str(tenure.since)
        since = (until - self.days(column)).dt.days / DAYS_PER_WEEK
        self.refuse(since < 0, column, f"is after the day of the table, {until.date()}")
        self.refuse(since > MOST_TENURE_WEEKS, column, "is more than a hundred years ago")
        return since

    def named(self, column: str, values: Mapping[str, Any], place: Place | None) -> pd.Series:
        """Return the meaning of the values of a column; `place` is that of the values in the mapping, if any."""
        text = self.text[column]
        meanings = {cell: values[value] for value, cells in self._cells_of(column, values, place) for cell in cells}
        self.refuse(text == "", column, MISSING)
        reason = f"must be one of {listed(values, 'the mapping')}"
        self.refuse(~text.isin(list(meanings)) & (text != ""), column, reason)
        return text.map(meanings)

    def _cells_of(self, column: str, values: Iterable[str], place: Place | None) -> Iterator[tuple[str, list[str]]]:
        """Yield each value that a mapping names, with the cells of a column that have it; note values without any.

        As in flags, words for yes are one, and words for no: for a value that no cell has, and throughout a column that
        holds nothing else.
        """
        cells = {cell: plain_value(cell) for cell in self.text[column].unique()}
        meanings = {cell: _YES_OR_NO.get(plain.casefold()) for cell, plain in cells.items()}
        holds_flags = all(meaning is not None for cell, meaning in meanings.items() if cell)
        named = {plain_value(value) for value in values}
        for value in values:
            meaning = _YES_OR_NO.get(plain_value(value).casefold())
            found = [cell for cell, plain in cells.items() if plain == plain_value(value)]
            if meaning is not None and (holds_flags or not found):
                found += [cell for cell, plain in cells.items() if meanings[cell] is meaning and plain not in named]
            if not found and place is not None:
                self.unused.append(((*place, value), f"no row has {quoted(value)} in {quoted(column)}"))
            yield value, found

    def flags(self, flags: Flags, place: Place) -> np.ndarray:
        """Return which columns say yes, (n, columns) bool; `place` is that of the flags in the mapping."""
        yes, no = (*YES, *flags.yes), (*NO, *flags.no)
        meanings = {plain_value(word).casefold(): False for word in no}
        meanings |= {plain_value(word).casefold(): True for word in yes}
        reason = f"must be one of {listed(yes)} or one of {listed(no)}"
        flagged, used = [], set()
        for column in flags.columns:
            text = self.text[column]
            words = text.map({cell: plain_value(cell).casefold() for cell in text.unique()})
            used |= set(words.unique())
            self.refuse(text == "", column, MISSING)
            self.refuse(~words.isin(list(meanings)) & (text != ""), column, reason)
            flagged.append(words.isin([word for word, meaning in meanings.items() if meaning]))
        for key, own in (("yes", flags.yes), ("no", flags.no)):
            for word in own:
                if plain_value(word).casefold() not in used:
                    self.unused.append(((*place, key), f"no row has {quoted(word)} in {listed(flags.columns)}"))
        return np.stack(flagged, axis=1)

    def segments(self, columns: SegmentColumns, known: Collection[str]) -> pd.Series:
        """Return the segments, from a column or by rules."""
        if columns.column:
            names = columns.values or {name: name for name in known}
            return self.named(columns.column, names, ("segment", "values") if columns.values else None)
        segment = pd.Series("", self.text.index)
        for position, rule in enumerate(columns.rules or ()):
            place: Place = ("segment", "rules", position)
            n_unused = len(self.unused)
            fits = segment == ""
            for column, values in rule.when.items():
                cells = [
                    cell for _, found in self._cells_of(column, values, (*place, "when", column)) for cell in found
                ]
                fits &= self.text[column].isin(cells)
            for column, least in rule.at_least.items():
                fits &= self.numbers(column, -np.inf, np.inf) >= least
            for column, limit in rule.below.items():
                fits &= self.numbers(column, -np.inf, np.inf) < limit
            segment[fits] = rule.segment
            if not fits.any() and len(self.unused) == n_unused:
                self.unused.append((place, "fits no row that the rules before it leave"))
        self.refuse(segment == "", "", "fits no rule of segment")
        return segment

    def users(self, columns: UsersColumns) -> Any:
        """Return how many people meet the product."""
        if columns.column:
            return self.numbers(columns.column, 1, MOST_USERS, is_whole=True)
        if columns.one_more_for:
            return 1 + self.flags(columns.one_more_for, ("users", "one_more_for")).sum(axis=1)
        return columns.number

    def satisfaction(self, column: SatisfactionColumn) -> pd.Series:
        """Return satisfaction, 0 to 1, NaN where it is missing."""
        ends = sorted((column.worst, column.best))
        return (self.numbers(column.column, *ends, may_be_blank=True) - column.worst) / (column.best - column.worst)
