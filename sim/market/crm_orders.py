"""A log of orders turned into customers: recency, frequency and value of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.market.crm_cells import Cells
from sim.market.crm_mapping import CrmMapping, OrderColumns
from sim.market.crm_notation import Notation
from sim.market.crm_rows import DAYS_PER_WEEK, MOST_EUR, MOST_TENURE_WEEKS, Checker

MOST_PIECES = 1e6


class Log(NamedTuple):
    """The customers of a log of orders.

    Attributes
    ----------
    cells : the table with one row for each customer, that of the last order.
    facts : of each customer, weeks since the first and since the last order, number of orders, mean order (EUR).
    rejected : rows that cannot be used, one for each error.
    n_rows : number of rows used.
    notes : the day of the table, and what was left out, in words.
    """

    cells: Cells
    facts: pd.DataFrame
    rejected: pd.DataFrame
    n_rows: int
    notes: tuple[str, ...]


def customers_of(cells: Cells, mapping: CrmMapping, orders: OrderColumns, notation: Notation) -> Log:
    """Return the customers of a log of orders.

    Rows of a customer with the same order are added up. An order that does not add up to more than nothing is a
    return: it lowers the mean order of the customer, and is not counted.

    Parameters
    ----------
    cells : the columns that `mapping` names; rows without a customer are orders of guests.
    notation : how numbers and dates are written.
    """
    customer = cells.text[mapping.customer]
    is_guest = (customer == "").to_numpy()
    known = cells._replace(text=cells.text[~is_guest].reset_index(drop=True), lines=cells.lines[~is_guest])
    check = Checker(known, known.text[mapping.customer], notation)
    day = check.days(orders.date)
    until = pd.Timestamp(orders.until) if orders.until else day.max()
    ago = (until - day).dt.days / DAYS_PER_WEEK
    check.refuse(ago < 0, orders.date, f"is after the day of the table, {until.date()}")
    check.refuse(ago > MOST_TENURE_WEEKS, orders.date, "is more than a hundred years ago")
    rows = known.text[[mapping.customer]].set_axis(["customer"], axis=1)
    rows = rows.assign(place=np.arange(len(rows)), day=day, eur=_amounts(check, mapping, orders))
    rows["order"] = known.text[orders.order] if orders.order else rows["place"]
    is_good, rejected = check.verdict()
    rows = rows[is_good].sort_values(["customer", "day", "place"], kind="stable")
    last, facts, returns = _by_customer(rows, until)
    if not mapping.price:
        facts = facts.drop(columns="price_eur")
    left_out = (int(is_guest.sum()), returns, rows["customer"].nunique() - len(facts))
    one_row_each = known._replace(
        text=known.text.iloc[last].reset_index(drop=True), lines=known.lines[last], misshapen=cells.misshapen.iloc[:0]
    )
    return Log(one_row_each, facts, rejected, len(rows), tuple(_notes(until, *left_out)))


def _amounts(check: Checker, mapping: CrmMapping, orders: OrderColumns) -> pd.Series | float:
    """Return the amount of each row in EUR; one where no price is mapped."""
    pieces: pd.Series | float = 1.0
    if orders.quantity:
        pieces = check.numbers(orders.quantity, -MOST_PIECES, MOST_PIECES)
    if not mapping.price:
        return pieces
    each = mapping.price.eur_per_unit
    return pieces * each * check.numbers(mapping.price.column, -MOST_EUR / each, MOST_EUR / each)


def _by_customer(rows: pd.DataFrame, until: pd.Timestamp) -> tuple[np.ndarray, pd.DataFrame, int]:
    """Return the position of each customer's last row, the facts of each customer, and the number of returns."""
    by_order = rows.groupby(["customer", "order"], sort=False)
    orders = by_order.agg(day=("day", "min"), eur=("eur", "sum")).reset_index()
    is_return = orders["eur"] <= 0
    bought = orders[~is_return].groupby("customer", sort=True)
    found = bought.agg(first=("day", "min"), last=("day", "max"), orders=("eur", "size"), eur=("eur", "sum"))
    returned = orders[is_return].groupby("customer")["eur"].sum().reindex(found.index, fill_value=0.0)
    facts = pd.DataFrame(
        {
            "tenure_weeks": (until - found["first"]).dt.days / DAYS_PER_WEEK,
            "quiet_weeks": (until - found["last"]).dt.days / DAYS_PER_WEEK,
            "orders": found["orders"].astype(float),
            "price_eur": (found["eur"] + returned).clip(lower=0.0) / found["orders"],
        }
    )
    last = rows[rows["customer"].isin(found.index)].groupby("customer", sort=True)["place"].last()
    return last.to_numpy(), facts.reset_index(drop=True), int(is_return.sum())


def _notes(until: pd.Timestamp, guests: int, returns: int, only_returns: int) -> Iterator[str]:
    yield f"the day of the table is {until.date()}"
    if guests:
        yield f"rows without a customer (orders of guests), left out: {guests:,}"
    if returns:
        yield f"returns, which lower the mean order of their customers: {returns:,}"
    if only_returns:
        yield f"customers with returns only, left out: {only_returns:,}"
