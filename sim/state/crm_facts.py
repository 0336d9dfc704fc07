"""Facts of a CRM table as columns of the customers' table, which replace drawn values."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.foundations.draws import Why, uniform_columns
from sim.state.market_tables import MarketTables
from sim.state.tables import MOST_EXPERIENCES, NO_CONTRACT, NOBODY, WEEKS_OF_AN_EXPERIENCE, Buying, Relation

WEEKS_PER_MONTH = 52.0 / 12.0
_LEFT_WEEKS = 4


class Slots(NamedTuple):
    """Slots of the draws about a table. Append only."""

    CUSTOMERS: int = 0
    FORMER: int = 1
    BASKET: int = 2
    SINCE: int = 3
    CAUSE: int = 4
    DONOR: int = 5


Slot = Slots()


def table_draws(seed: int, slot: int, who: np.ndarray) -> np.ndarray:
    """Return a uniform for each of some rows or seats, (n,)."""
    return uniform_columns(np.uint64(seed), Why.TABLE, slot, who)[:, 0]


def known_facts(
    rows: pd.DataFrame, segment: np.ndarray, brand: np.ndarray, tables: MarketTables, seed: int
) -> pd.DataFrame:
    """Return columns of CUSTOMER for the people of a table, NaN where unknown.

    Of former customers, the basket and a departure a few weeks ago are known.

    Parameters
    ----------
    rows : as in :class:`sim.market.crm.CrmTable`; `usual_eur` is what rows with the same services pay.
    segment, brand : (n,) positions in the market file.
    """
    offers, faults = tables.offers[segment, brand], tables.faults[segment, brand]
    seats = np.arange(len(rows))
    since = table_draws(seed, Slot.SINCE, seats)
    known = pd.DataFrame({"brand": brand.astype(float), "tenure_weeks": rows.get("tenure_weeks", np.nan)})
    if "contract_months" in rows:
        known["contract_weeks"] = _contract_weeks(rows["contract_months"], known["tenure_weeks"], since)
    if "services" in rows:
        known["adopted"] = offers["breadth"] * rows["services"].str.count("1") / rows["services"].str.len()
    if "satisfaction" in rows:
        known["satisfaction"] = rows["satisfaction"]
    if "has_complaint" in rows and faults.size:
        known = known.assign(**_complaints(rows["has_complaint"], faults, table_draws(seed, Slot.CAUSE, seats)))
    if "price_eur" in rows:
        known["extended"] = 0.0
    has_left = rows["has_left"]
    known = known.mask(has_left)
    known.loc[has_left, "tenure_weeks"] = np.floor(_LEFT_WEEKS * since[has_left])
    known["experiences"] = np.minimum(1.0 + known["tenure_weeks"] / WEEKS_OF_AN_EXPERIENCE, MOST_EXPERIENCES)
    if "orders" in rows:
        known = known.assign(**_purchases(rows, segment, tables))
    if "users" in rows:
        known["users"] = rows["users"]
    if "price_eur" in rows:
        known["basket"], price_ratio = _prices(rows, offers["price_eur"])
        known["price_ratio"] = price_ratio.mask(has_left, 1.0)
        known = known.assign(**_usual_prices(offers["price_eur"], price_ratio, has_left))
    return known


def _contract_weeks(months: pd.Series, tenure_weeks: pd.Series, uniforms: np.ndarray) -> pd.Series:
    """Return the weeks that contracts of a length in months still run, if always renewed since acquisition."""
    length = (WEEKS_PER_MONTH * months).where(months > 0)
    a_hair = 1e-6  # so that 24 months are twice 12 months, whatever the rounding
    begun = ((tenure_weeks + a_hair) % length).fillna(pd.Series(uniforms) * length)
    return np.ceil(length - begun).clip(lower=1.0).fillna(NO_CONTRACT)


def _complaints(has_complaint: pd.Series, faults: np.ndarray, uniforms: np.ndarray) -> dict[str, np.ndarray]:
    """Return the problems brought to the brand and still open, each of a cause drawn by its probability.

    faults : (n, K) records.
    """
    reached = faults["weekly_probability"].cumsum(axis=1)
    cause = (uniforms[:, None] * reached[:, -1:] >= reached).sum(axis=1).clip(max=faults.shape[1] - 1)
    return {
        "problem": np.where(has_complaint, cause, NOBODY),
        "problem_severity": faults["severity"][np.arange(len(cause)), cause],
        "is_voiced": has_complaint.to_numpy(float),
        "failures": np.zeros(len(cause)),
        "relation": np.where(has_complaint, Relation.ASSISTED, np.nan),
    }


def _purchases(rows: pd.DataFrame, segment: np.ndarray, tables: MarketTables) -> dict[str, pd.Series]:
    """Return recency and frequency of the customers in a log of orders: nothing else is known of those who lapsed.

    Repeat orders of a customer are Poisson, and their rates are gamma with the shape of needs and the mean of the
    segment in the table (NBD, Ehrenberg 1959). The posterior mean of a rate, relative to that mean, is the need rate
    relative to that of the segment: the market keeps its mean need.
    """
    stays = ~rows["has_left"]
    repeats = (rows["orders"] - 1.0).where(stays)
    weeks = rows["tenure_weeks"].where(stays)
    by_segment = pd.DataFrame({"repeats": repeats, "weeks": weeks}).groupby(segment).transform("sum")
    mean = by_segment["repeats"] / by_segment["weeks"].where(by_segment["weeks"] > 0)
    shape = pd.Series(tables.behaviour["population"]["need_shape"][segment])
    relative = ((shape + repeats) / (shape + mean * weeks)).where(mean > 0, 1.0)
    need_rate = tables.category["mean_need_rate"][segment]
    return {
        "quiet_weeks": np.floor(rows["quiet_weeks"]).where(stays),
        "experiences": rows["orders"].clip(upper=MOST_EXPERIENCES).where(stays, 1.0),
        "need_rate": (need_rate * relative).where(stays),
    }


def _prices(rows: pd.DataFrame, list_price: np.ndarray) -> tuple[pd.Series, pd.Series]:
    """Return the basket (purchases / those at the list price) and the personal price of it / the usual price.

    With services, the usual price is that of rows with the very same services; without, everybody buys what the
    list price buys.
    """
    listed = pd.Series(list_price).where(list_price > 0)
    usual = rows.get("usual_eur", listed)
    return (usual / listed).fillna(1.0), (rows["price_eur"] / usual.where(usual > 0)).fillna(1.0)


def _usual_prices(list_price: np.ndarray, price_ratio: pd.Series, has_left: pd.Series) -> dict[str, pd.Series]:
    """Return the prices that customers of a table are used to: their own ones, as they are."""
    paid = (list_price * price_ratio).mask(has_left)
    zero = paid * 0.0
    agreed = pd.Series(list_price).mask(has_left)
    return {"agreed_eur": agreed, "paid_eur": paid, "reference_eur": paid, "price_loss": zero, "discount_weeks": zero}


def lay_over(customers: np.ndarray, known: pd.DataFrame) -> None:
    """Write the known facts of the first people into their rows."""
    first = customers[: len(known)]
    is_moved = (known["brand"] != first["brand"]) & known["brand"].notna()
    first["relation"][is_moved] = Relation.USING
    first["buying"][is_moved] = Buying.DORMANT
    first["chosen"][is_moved] = NOBODY
    for name, values in known.items():
        exact = values if first.dtype[name].kind == "f" else values.round()
        first[name] = np.where(values.isna(), first[name], exact)
    if "adopted" in known:
        first["needed"] = np.maximum(first["needed"], first["adopted"])
        first["stated"] = np.maximum(first["stated"], first["adopted"])
