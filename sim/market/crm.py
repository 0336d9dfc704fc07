"""CRM tables: real customers for a market."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.market.checking import checked
from sim.market.crm_agreement import mapping_disagreements
from sim.market.crm_cells import Cells
from sim.market.crm_file import read_cells
from sim.market.crm_mapping import BrandColumns, CrmMapping, LeftColumns
from sim.market.crm_notation import AmbiguousError, currency_of, notation_of
from sim.market.crm_orders import customers_of
from sim.market.crm_pseudonyms import pseudonymous
from sim.market.crm_rows import MOST_REPEATED, Checked, checked_rows
from sim.market.documents import Node, read_document
from sim.market.loading import load_market
from sim.market.market_sheet import CATEGORY
from sim.market.messages import InputError, Place, Problem, dotted, listed, printable, quoted
from sim.market.schema import Market

FAR_FROM_LIST_PRICE = 2.0
FAR_FROM_LIST_PRICE_WITH_SERVICES = 10.0
"""Ratio of the median to the list price, or its inverse, above which the unit of prices is in doubt. The price of some
services differs from that of one, but not as much as cents from euros or years from months."""
MOST_REASONS = 5
EXAMPLE_CHURN = 0.15
"""A churn of one year, by which the part of chance is shown."""
_NORMAL_95 = 1.96
_POINTS_WORTH_TELLING = 1.0
EURO = ("", "EUR", "€")
"""Currencies that need no rate of exchange."""

AtPlace = Callable[[Place, str], Problem]
"""Returns a problem with a place of a mapping."""


@dataclass(frozen=True)
class CrmTable:
    """The customers of a table, checked. Can be pickled.

    Attributes
    ----------
    rows : one row for each person, sorted by the id of the customer (as text): line, customer, brand, segment,
        has_left and what the mapping adds of tenure_weeks, quiet_weeks, orders, price_eur, contract_months, services
        (a 1 or 0 for each), users, satisfaction (0 to 1, NaN when missing) and has_complaint. A row that has
        left is a former customer of `brand`.
    rejected : one row for each error: line (in a Parquet file the number of the row), customer, column,
        value, reason.
    brands : the brands whose customers the table holds.
    customers : how many people make a market in which these brands have their share.
    doubts : valid contents that are probably not intended.
    notes : what was guessed about the file and left out of a log of orders, in words.
    summary : contents and notes, in words.
    cells : the mapped columns as they stand in the file; without rows where the table was sent to another process.
    left_shares : share of the rows of each brand that are marked as having left, 0 to 1; empty when no column says so.
    """

    path: Path
    mapping: CrmMapping
    rows: pd.DataFrame
    rejected: pd.DataFrame
    brands: tuple[str, ...]
    customers: int
    doubts: tuple[Problem, ...]
    notes: tuple[str, ...]
    summary: str
    cells: Cells
    left_shares: dict[str, float]

    def __getstate__(self) -> dict[str, Any]:
        # A worker needs the customers, not the file.
        return self.__dict__ | {"cells": self.cells.without_rows}


def load_crm(
    path: str | Path,
    market: str | Path | Market,
    mapping: str | Path | CrmMapping | None = None,
    key: bytes | None = None,
) -> CrmTable:
    """Return the customers of a CRM table.

    Parameters
    ----------
    path : a CSV file or a Parquet file, with a row for each customer, or for each order if the mapping says so.
    market : whose segments and brands the rows belong to.
    mapping : meaning of the columns: loaded, or a YAML file; that under ``crm`` in the market file when None.
    key : of the pseudonyms that stand in place of ids from here on; ids are kept when None.

    Raises
    ------
    InputError
        When the table or the mapping cannot be used, or more rows are rejected than used.
    """
    path, market = Path(path), load_market(market)
    asks = f"{{}} in {Path(mapping).name}" if isinstance(mapping, str | Path) else "crm.{}"
    mapping, at_place = _loaded_mapping(mapping, market)
    brands = _brands(mapping, market)
    if problems := [at_place(*each) for each in _unfit(mapping, market)]:
        raise InputError(problems)
    needed = {column: asks.format(key) for column, key in mapping.columns().items()}
    cells = read_cells(path, needed, mapping.format.encoding)
    if key is not None:
        cells = pseudonymous(cells, mapping, key)
    (rows, rejected, unused), notes = _checked(path, cells, mapping, market, brands)
    if "brand" not in rows:
        rows.insert(1, "brand", brands[0])
    left_shares = rows.groupby("brand")["has_left"].mean().to_dict() if mapping.left else {}
    rows, lapsed = _without_those_left_out(rows, mapping, market)
    notes += lapsed
    rows = rows.sort_values("customer", kind="stable", ignore_index=True)
    customers = _people_around(path, rows, sum(market.brands[brand].share for brand in sorted(brands)))
    doubts = (*(at_place(*each) for each in unused), *_doubtful_prices(path, cells, mapping, market, rows))
    words = "\n".join(_summary(path, market, rows, rejected, brands, customers, notes))
    return CrmTable(path, mapping, rows, rejected, brands, customers, doubts, notes, words, cells, left_shares)


def points_of_chance(customers: int) -> float:
    """Return by how many percentage points the churn of one run differs by chance alone, where it is `EXAMPLE_CHURN`.

    It is half the width of the 95 % interval of a binomial share: customers leave or stay one by one.
    """
    return 100.0 * _NORMAL_95 * (EXAMPLE_CHURN * (1.0 - EXAMPLE_CHURN) / customers) ** 0.5


def _checked(
    path: Path, cells: Cells, mapping: CrmMapping, market: Market, brands: Sequence[str]
) -> tuple[Checked, tuple[str, ...]]:
    """Return the usable rows of a table, one for each customer, and what was guessed and left out, in words."""
    try:
        notation = notation_of(cells, mapping)
    except AmbiguousError as error:
        raise InputError([_problem(path, str(error))]) from error
    notes = (*cells.notes, *notation.notes)
    log = None
    if mapping.orders:
        log = customers_of(cells, mapping, mapping.orders, notation)
        cells, notes = log.cells, (*notes, *log.notes)
    else:
        _refuse_log(path, cells, mapping)
    facts = log.facts if log else None
    checked = checked_rows(cells, mapping, notation, market.segments, brands, market.start_date, facts)
    n_used = len(checked.rows)
    if log:
        n_used = log.n_rows
        checked = checked._replace(rejected=pd.concat([log.rejected, checked.rejected], ignore_index=True))
    n_rejected = checked.rejected["line"].nunique()
    if n_rejected > n_used:
        few = _problem(path, f"more rows are rejected ({n_rejected:,}) than used ({n_used:,})")
        raise InputError([few, *_most_frequent(path, checked.rejected)])
    return checked, notes


def _unfit(mapping: CrmMapping, market: Market) -> Iterator[tuple[Place, str]]:
    """Yield what a mapping asks of a market that it has not: place and message."""
    tenure = mapping.tenure
    if tenure and tenure.since and not (tenure.until or market.start_date):
        yield ("tenure", "until"), "is missing: the day of the table, unless the market has a start_date"
    if mapping.orders and market.category.kind == "contractual":
        yield ("orders",), "needs a market of repeat purchases (in this one customers have contracts)"


def _refuse_log(path: Path, cells: Cells, mapping: CrmMapping) -> None:
    """Refuse a table in which many rows have the id of another row."""
    ids = cells.text[mapping.customer]
    is_again = (ids.duplicated() & (ids != "")).to_numpy()
    if is_again.sum() <= MOST_REPEATED * len(ids):
        return
    second = int(np.flatnonzero(is_again)[0])
    first = int(np.flatnonzero(ids == ids[second])[0])
    message = (
        f"a table has one row per customer, and {is_again.sum():,} of {len(ids):,} rows have the id of an earlier row "
        f"(lines {cells.lines[first]} and {cells.lines[second]} are both {quoted(ids[second])}): if it is a log of "
        "orders, give the column of their date in the mapping, orders: {date: ...}"
    )
    raise InputError([_problem(path, message)])


def _without_those_left_out(
    rows: pd.DataFrame, mapping: CrmMapping, market: Market
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the rows that become people, with `has_left` as the mapping treats it, and how many have lapsed."""
    if mapping.orders:
        weeks = market.category.lapse_weeks
        has_lapsed = rows["quiet_weeks"] > weeks
        rows = rows.assign(has_left=has_lapsed)
        if mapping.orders.lapsed_as == "nobody":
            rows = rows[~has_lapsed]
        found = f"customers who have lapsed, with no order in the last {weeks:g} weeks: {has_lapsed.sum():,}"
        return rows.reset_index(drop=True), (found,) if has_lapsed.any() else ()
    match mapping.left:
        case None | LeftColumns(count_as="customers"):
            rows = rows.assign(has_left=False)
        case LeftColumns(count_as="nobody"):
            rows = rows[~rows["has_left"]].reset_index(drop=True)
    return rows, ()


def _problem(path: Path, message: str) -> Problem:
    return Problem(str(path), None, "", message)


def mapping_in(document: Node, market: Market | None = None) -> CrmMapping:
    """Return the mapping of a file.

    Parameters
    ----------
    market : whose segments and brands it names; they are not checked when None.

    Raises
    ------
    InputError : with all problems, each with its line.
    """
    strange = mapping_disagreements(document.plain(), market.segments, market.brands) if market else ()
    return checked(CrmMapping, document, more=strange)


def _loaded_mapping(mapping: str | Path | CrmMapping | None, market: Market) -> tuple[CrmMapping, AtPlace]:
    """Return the mapping, with names checked against the market, and a function that locates its problems."""
    if isinstance(mapping, str | Path):
        document = read_document(Path(mapping))
        return mapping_in(document, market), document.problem
    owner, place = ("mapping", ()) if mapping else (f"market {market.name}", ("crm",))

    def at_place(path: Place, message: str) -> Problem:
        return Problem(owner, None, dotted((*place, *path)), message)

    mapping = mapping or market.crm
    if mapping is None:
        message = "has no mapping of the columns of a table: give one with --mapping, or write it into the market file"
        raise InputError([at_place((), message)])
    strange = mapping_disagreements(mapping.model_dump(), market.segments, market.brands)
    if problems := [at_place(*each) for each in strange]:
        raise InputError(problems)
    return mapping, at_place


def _brands(mapping: CrmMapping, market: Market) -> tuple[str, ...]:
    """Return the brands whose customers the table holds."""
    offered = ((name, market.brands[name]) for name in market.listed("brands"))
    at_start = [name for name, brand in offered if brand.enters_in_week == 0 and brand.share > 0]
    if mapping.left and mapping.left.count_as == "former" and len(at_start) == 1:
        message = "former customers need a rival to be with; set them to nobody"
        raise InputError([Problem(f"market {market.name}", None, "crm.left.count_as", message)])
    columns = mapping.brand or BrandColumns(name=market.focus)
    brands = dict.fromkeys(columns.values.values() or at_start) if columns.column else [columns.name or market.focus]
    without = [brand for brand in brands if brand not in at_start]
    if without:
        message = f"{listed(without)} has no customers when the market begins"
        raise InputError([Problem(f"market {market.name}", None, "crm.brand", message)])
    return tuple(brands)


def _people_around(path: Path, rows: pd.DataFrame, share: float) -> int:
    """Return how many people make a market in which the customers of a table have a share."""
    n_customers = int((~rows["has_left"]).sum())
    if not n_customers:
        raise InputError([_problem(path, "holds no present customer")])
    people = max(len(rows), round(n_customers / share))
    limits = CATEGORY["customers"]
    if not limits.low <= people <= limits.high:
        message = f"makes a market of {people:,} people, and a market has {limits.low:,} to {limits.high:,}"
        raise InputError([_problem(path, message)])
    return people


def _most_frequent(path: Path, rejected: pd.DataFrame) -> Iterator[Problem]:
    """Yield the most frequent errors, each with its first line."""
    alike = ["column", rejected["reason"].str.replace(r"\bline \d+", "line", regex=True)]
    groups = [rows for _, rows in rejected.groupby(alike, sort=False)]
    for rows in sorted(groups, key=len, reverse=True)[:MOST_REASONS]:
        first = rows.iloc[0]
        got = f" (got {quoted(first['value'])})" if first["value"] else ""
        often = f"; {len(rows):,} rows like this" if len(rows) > 1 else ""
        yield Problem(str(path), int(first["line"]), printable(first["column"]), f"{first['reason']}{got}{often}")


def _times_list_price(market: Market, rows: pd.DataFrame) -> float:
    """Return the median price, as a multiple of the list price of the brand."""
    offers = market.model_dump()["brands"]
    place, brands = pd.factorize(rows["brand"])
    list_prices = np.array([offers[brand]["offer"]["price_eur"] for brand in brands])
    return float((rows["price_eur"] / list_prices[place]).median())


def _doubtful_prices(
    path: Path, cells: Cells, mapping: CrmMapping, market: Market, rows: pd.DataFrame
) -> Iterator[Problem]:
    """Yield that prices are probably in another unit than EUR, or for another time than list prices."""
    if not mapping.price:
        return
    currency = currency_of(cells.text[mapping.price.column])
    if currency.upper() not in EURO and mapping.price.eur_per_unit == 1.0:
        message = f"prices are in {quoted(currency)}, and eur_per_unit, the rate of exchange, is not given"
        yield Problem(str(path), None, printable(mapping.price.column), message)
    ratio = _times_list_price(market, rows)
    far = FAR_FROM_LIST_PRICE_WITH_SERVICES if mapping.services else FAR_FROM_LIST_PRICE
    if not 1 / far < ratio < far:
        message = f"the median price is {ratio:.3g} times the list price: are prices in EUR, and for the same period?"
        yield Problem(str(path), None, printable(mapping.price.column), message)


def _summary(
    path: Path,
    market: Market,
    rows: pd.DataFrame,
    rejected: pd.DataFrame,
    brands: tuple[str, ...],
    people: int,
    notes: Sequence[str],
) -> Iterator[str]:
    """Yield a summary of a table and of the market made from it, in words."""
    has_left = rows["has_left"]
    n_rejected = rejected["line"].nunique()
    yield f"{path.name}: {len(rows):,} rows used, {n_rejected:,} rejected"
    yield from (f"  {problem}" for problem in _most_frequent(path, rejected))
    yield from (f"  {note}" for note in notes)
    former = f", and {has_left.sum():,} former customers, now with rivals" if has_left.any() else ""
    yield f"  {(~has_left).sum():,} customers of {listed(brands)}{former}"
    shares = rows["segment"].value_counts(normalize=True)
    yield "  segments: " + ", ".join(f"{name} {shares.get(name, 0.0):.0%}" for name in market.listed("segments"))
    if "price_eur" in rows:
        yield f"  prices: the median is {_times_list_price(market, rows):.2f} times the list price"
    others = people - len(rows)
    yield f"  a market of {people:,} people: {others:,} more, customers of other brands, are drawn from the segments"
    if (points := points_of_chance(int((~has_left).sum()))) >= _POINTS_WORTH_TELLING:
        yield f"  chance alone moves a churn of {EXAMPLE_CHURN:.0%} a year by {points:.0f} points between runs (95 %)"
