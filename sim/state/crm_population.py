"""A population around the customers of a CRM table.

The first people are those of the table: its customers, then its former customers. All others are customers of brands
outside the table, so that there is competition. Facts that the table does not hold are drawn as for everybody.

No table holds states of mind. They develop in the burn-in, in which people also switch. At its end, everyone in the
table receives the states of a donor of the same segment, brand and about the same tenure (hot-deck imputation,
Andridge & Little 2010); the facts of the table replace those of the donor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd

from sim.market.crm import CrmTable
from sim.state.crm_facts import Slot, known_facts, lay_over, table_draws
from sim.state.market_tables import MarketTables
from sim.state.population import Population, drawn_segments, people_of, start_shares
from sim.state.tables import NOBODY, World

_LEFT_IMAGE = -0.45
"""Mean image of the brand left among churners, in runs of the shipped telecom market."""
_UNHAPPY_SHARE = 0.25
"""Share of the least satisfied customers of a brand, whose image of it has about that mean."""
_NEAREST_SHARE = 0.05
_FEWEST_DONORS = 10
"""Donors among whom one is drawn, as far as there are: of fewer, the state of one would be copied often."""
_OF_THE_SEAT = ("segment", "prescriber", "diary")
"""Columns that belong to a place in the network and the journal, not to its occupant."""


class TablePeople(NamedTuple):
    """Make the people of a market around the customers of a table. Can be pickled.

    Attributes
    ----------
    rows : as in :class:`sim.market.crm.CrmTable`.
    brands : the brands whose customers the table holds.
    customers : how many people make a market around the whole table.
    """

    rows: pd.DataFrame
    brands: tuple[str, ...]
    customers: int

    @classmethod
    def of(cls, table: CrmTable) -> Self:
        """Return the maker of the people of a :class:`sim.simulation.Simulation` from a table."""
        return cls(table.rows, table.brands, table.customers)

    def __call__(
        self, documents: Sequence[Mapping[str, Any]], tables: MarketTables, n_customers: int, seed: int
    ) -> Population:
        """Return the people. If they are fewer or more than `customers`, rows are sampled or repeated."""
        rows = self._seated(n_customers, seed)
        segments, brands = list(documents[0]["segments"]), list(documents[0]["brands"])
        segment = drawn_segments(documents, n_customers, seed)
        segment[: len(rows)] = rows["segment"].map(segments.index)
        seats = _Seats(
            brand=rows["brand"].map(brands.index).to_numpy(np.int64),
            has_left=rows["has_left"].to_numpy(),
            in_table=np.isin(brands, self.brands),
            seed=seed,
        )
        aware = tables.category["aware_share"][segment]
        aware[: len(rows)] = 1.0
        people = people_of(documents, tables, segment, aware, _shares(seats, n_customers, tables), seed)
        known = known_facts(rows, segment[: len(rows)], seats.brand, tables, seed)
        if "basket" in known:
            people.customers["basket"][len(rows) :] = _baskets(known["basket"].to_numpy(), seats, segment)
        lay_over(people.customers, known)
        people.knowledge["image"][seats.former, seats.brand[seats.former]] = _LEFT_IMAGE
        return people._replace(resume=partial(_resume, seats=seats, known=known))

    def _seated(self, n_customers: int, seed: int) -> pd.DataFrame:
        """Return the rows that take the first seats: customers in the order of the table, then former customers."""
        rows, scale = self.rows, n_customers / self.customers
        if {"price_eur", "services"} <= set(rows):
            alike = rows.groupby(["brand", "services"])["price_eur"]
            rows = rows.assign(usual_eur=alike.transform("median"))
        stayed, former = np.flatnonzero(~rows["has_left"]), np.flatnonzero(rows["has_left"])
        n_stayed = round(len(stayed) * scale)
        n_former = min(round(len(former) * scale), n_customers - n_stayed)
        stayed = _sample(stayed, n_stayed, seed, Slot.CUSTOMERS)
        former = _sample(former, n_former, seed, Slot.FORMER)
        return rows.iloc[np.concatenate([stayed, former])].reset_index(drop=True)


def _sample(rows: np.ndarray, wanted: int, seed: int, slot: int) -> np.ndarray:
    """Return `wanted` of some rows in their order; none is there twice before all are there once."""
    times, more = divmod(wanted, max(len(rows), 1))
    drawn = np.argsort(table_draws(seed, slot, rows), kind="stable")[:more]
    return np.sort(np.concatenate([np.repeat(rows, times), rows[drawn]]))


class _Seats(NamedTuple):
    """The first seats of a population, taken by the people of a table. Shapes: s seats, B brands."""

    brand: np.ndarray  # (s,) int64: in the table; former customers now have another one
    has_left: np.ndarray  # (s,) bool
    in_table: np.ndarray  # (B,) bool: whose customers the table holds
    seed: int

    @property
    def former(self) -> np.ndarray:
        """Seats of former customers."""
        return np.flatnonzero(self.has_left)

    def of(self, brand: int, has_left: bool) -> np.ndarray:
        """Return the seats of the customers of a brand, or of its former customers."""
        return np.flatnonzero((self.has_left == has_left) & (self.brand == brand))


def _shares(seats: _Seats, n_customers: int, tables: MarketTables) -> np.ndarray:
    """Return the share of each brand for each person, (n, B): the own for customers of the table, rivals for others."""
    shares = start_shares(tables)
    around = np.where(seats.in_table, 0.0, shares)
    of_all = np.tile(around if around.any() else shares, (n_customers, 1))
    is_own = np.arange(len(shares)) == seats.brand[:, None]
    of_all[: len(is_own)] = np.where(seats.has_left[:, None], np.where(is_own, 0.0, shares), is_own)
    return of_all


def _baskets(known: np.ndarray, seats: _Seats, segment: np.ndarray) -> np.ndarray:
    """Return the baskets of people around the table: that of a customer of the table and of their segment."""
    first, around = segment[: len(known)], segment[len(known) :]
    draws = table_draws(seats.seed, Slot.BASKET, np.arange(len(known), len(segment)))
    basket = np.ones(len(around))
    for g in np.unique(around):
        alike = known[~seats.has_left & (first == g)]
        if len(alike):
            basket[around == g] = alike[(draws[around == g] * len(alike)).astype(int)]
    return basket


def _resume(world: World, seats: _Seats, known: pd.DataFrame) -> None:
    """Start the people of a table with the states that similar people have after the burn-in."""
    customers, knowledge, n_first = world.customers, world.knowledge, len(known)
    brand = customers["brand"].copy()
    is_first = np.arange(len(customers)) < n_first
    is_of_table = np.append(seats.in_table, False)[brand]  # the last stands for people without a brand
    tenure = customers["tenure_weeks"].astype(float)
    tenure[:n_first] = known["tenure_weeks"]
    deck = _Deck(customers["segment"].copy(), customers["tenure_weeks"].copy(), tenure, seats.seed)
    donor = np.arange(len(customers))
    reminder = donor.copy()
    for b in np.unique(seats.brand):
        stayed, former = seats.of(b, has_left=False), seats.of(b, has_left=True)
        donor[stayed] = deck.donors(stayed, brand == b)
        donor[former] = deck.donors(former, (brand != b) & (brand != NOBODY))
        reminder[former] = deck.donors(former, _is_unhappy(customers, b))
    strangers = np.flatnonzero(~is_first & is_of_table)
    donor[strangers] = deck.donors(strangers, ~is_first & ~is_of_table)
    own = customers[list(_OF_THE_SEAT)].copy()
    remembered = knowledge[reminder[seats.former], seats.brand[seats.former]].copy()
    customers[:], knowledge[:] = customers[donor], knowledge[donor]
    for table in (world.users, world.traces, world.episodes):
        table[:] = table[donor]
    for name in _OF_THE_SEAT:
        customers[name] = own[name]
    knowledge[seats.former, seats.brand[seats.former]] = remembered
    lay_over(customers, known)
    if "adopted" in known:
        world.users["adopted"][:n_first] = customers["adopted"][:n_first, None]
    world.seen["brand"] = customers["brand"]
    for name in ("said", "left"):
        world.seen[name][donor != np.arange(len(customers))] = 0


def _is_unhappy(customers: np.ndarray, brand: int) -> np.ndarray:
    """Return the least satisfied customers of a brand, (n,) bool."""
    is_customer = customers["brand"] == brand
    if not is_customer.any():
        return is_customer
    limit = np.quantile(customers["satisfaction"][is_customer], _UNHAPPY_SHARE)
    return is_customer & (customers["satisfaction"] <= limit)


class _Deck(NamedTuple):
    """Donors and recipients of states. All arrays (n,)."""

    segment: np.ndarray
    tenure_weeks: np.ndarray  # possible donors
    wanted_weeks: np.ndarray  # of recipients; NaN when unknown
    seed: int

    def donors(self, takers: np.ndarray, may_give: np.ndarray) -> np.ndarray:
        """Return for each recipient a donor of the same segment, one of those nearest in tenure.

        Without a donor in the segment, it is one of another segment; without any, the recipient's own states are kept.
        """
        donors = takers.copy()
        draws = table_draws(self.seed, Slot.DONOR, takers)
        givers = np.flatnonzero(may_give)
        givers = givers[np.argsort(self.tenure_weeks[givers], kind="stable")]
        for g in np.unique(self.segment[takers]) if len(givers) else ():
            here = self.segment[takers] == g
            alike = givers[self.segment[givers] == g]
            alike = alike if len(alike) else givers
            wanted = self.wanted_weeks[takers[here]]
            nearest = min(len(alike), max(_FEWEST_DONORS, np.ceil(_NEAREST_SHARE * len(alike))))
            near = np.where(np.isnan(wanted), len(alike), nearest)
            first = np.searchsorted(self.tenure_weeks[alike], np.nan_to_num(wanted)) - near // 2
            first = np.clip(first, 0, len(alike) - near)
            donors[here] = alike[(first + np.floor(draws[here] * near)).astype(int)]
        return donors
