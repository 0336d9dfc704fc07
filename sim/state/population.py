"""The initial population: people and their states before the burn-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from sim.foundations.compiled import entry
from sim.foundations.draws import Why, uniform_columns
from sim.foundations.maths import exponentials, logarithms_of_one_plus
from sim.rules.expectation import demanded_of, first_expectation
from sim.rules.usage import bill_for_breadth, bought_breadth, stated_need
from sim.state.market_tables import MarketTables
from sim.state.rows import runnable
from sim.state.tables import MOST_EXPERIENCES, NOBODY, STAGES, WEEKS_OF_AN_EXPERIENCE, Relation, Stage, World
from sim.state.traits import Column, Drawer, by_customer, people_with_traits, spreads_of

_MOST_AWARENESS, _MOST_HABIT = 0.95, 0.98
_MOST_TENURE_WEEKS = 1500
_LEAST_NEED_RATE = 1e-3
_MOST_IDLE = 0.9
"""Highest initial time since the last delivery, as a share of the time after which a customer lapses."""
_START = {"satisfaction": "start_satisfaction", "trust": "start_trust", "attachment": "start_attachment"}
_CONTRACT_WEEKS = {"year_contract_share": 52, "two_year_contract_share": 104}


class Population(NamedTuple):
    """The people of a market: customers, (n,) CUSTOMER, and their brand knowledge, (n, B) KNOWLEDGE."""

    customers: np.ndarray
    knowledge: np.ndarray
    resume: Callable[[World], None] | None = None
    """Called at the end of the burn-in to set the known states of known people."""


People = Callable[[Sequence[Mapping[str, Any]], MarketTables, int, int], Population]
"""Make the people of a market; arguments as of :func:`population`."""


def population(documents: Sequence[Mapping[str, Any]], tables: MarketTables, n_customers: int, seed: int) -> Population:
    """Return a population drawn from the market's segments.

    Parameters
    ----------
    documents : the market document of each segment, as in :func:`sim.state.market_tables.market_tables`.
    tables : the same market as records.
    n_customers : how many customers, >= 1.
    seed : random seed of the run.
    """
    segment = drawn_segments(documents, n_customers, seed)
    return people_of(documents, tables, segment, tables.category["aware_share"][segment], start_shares(tables), seed)


def drawn_segments(documents: Sequence[Mapping[str, Any]], n_customers: int, seed: int) -> np.ndarray:
    """Return the segments of a population, (n,), by their shares."""
    draw = Drawer(seed, n_customers)
    names = zip(documents[0]["segments"], documents, strict=True)
    return _picked(draw(Why.SEGMENT, 0)[:, 0], [document["segments"][name]["share"] for name, document in names])


def start_shares(tables: MarketTables) -> np.ndarray:
    """Return the share of each brand in the customers at the start, (B,); 0 for one that enters later."""
    return np.where(tables.offers["enters_in_week"][0] == 0, tables.offers["share"][0], 0.0)


def people_of(
    documents: Sequence[Mapping[str, Any]],
    tables: MarketTables,
    segment: np.ndarray,
    aware: np.ndarray,
    shares: np.ndarray,
    seed: int,
) -> Population:
    """Return people of given segments; all else about them is drawn.

    Parameters
    ----------
    segment : (n,) positions of segments, sorted by name.
    aware : (n,) probability that the category is open to somebody.
    shares : (B,) share of each brand, or (n, B) for each person; need not add up to one.
    """
    customers, knowledge = people_with_traits(documents, segment, seed)
    spreads = by_customer([spreads_of(document) for document in documents], segment)
    draw = Drawer(seed, len(segment))
    customers["is_open_to_category"] = draw(Why.START, 0)[:, 0] < aware
    _draw_start(customers, knowledge["match"], shares, spreads, tables, draw)
    runnable(_first_views)(customers, knowledge, tables.offers, tables.category, tables.behaviour)
    _know_brands(customers, knowledge, spreads, tables)
    runnable(_first_purchases)(customers, tables.offers, tables.behaviour, special.ndtri(draw(Why.START, 2)[:, 0]))
    return Population(customers, knowledge)


def _picked(u: np.ndarray, shares: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return for each uniform the position it falls in."""
    limits = np.cumsum(shares)
    return np.minimum(np.searchsorted(limits / limits[-1], u, side="right"), len(limits) - 1)


def listen_to_prescribers(customers: np.ndarray, tie_start: np.ndarray, ties: np.ndarray, seed: int) -> None:
    """Choose a prescriber among the ties of those who have one; without ties there is none."""
    degree = np.diff(tie_start)
    u = uniform_columns(np.uint64(seed), Why.HOUSEHOLD, 1, np.arange(len(customers)))[:, 0]
    listens = (customers["prescriber"] != NOBODY) & (degree > 0)
    chosen = tie_start[:-1] + np.minimum((u * degree).astype(np.int64), np.maximum(degree - 1, 0))
    customers["prescriber"] = (
        np.where(listens, ties[np.where(listens, chosen, 0)] // 2, NOBODY) if len(ties) else NOBODY
    )


def _draw_start(
    customers: np.ndarray,
    match: np.ndarray,
    shares: np.ndarray,
    spreads: Column,
    tables: MarketTables,
    draw: Drawer,
) -> None:
    """Draw brand, tenure, contract and habit before the burn-in.

    Earlier choices have led people to brands that fit them: from random brands, mean fit would rise for ten years.
    """
    u = draw(Why.START, 0)
    category = tables.category[customers["segment"]]
    weights = shares * exponentials(spreads["start_sorting"][:, None] * match)
    limits = np.cumsum(weights, axis=1)
    brand = np.sum(u[:, 1:2] * limits[:, -1:] >= limits, axis=1)
    has_brand = customers["is_open_to_category"] == 1
    customers["brand"] = np.where(has_brand, brand, NOBODY)
    customers["relation"] = np.where(has_brand, Relation.USING, Relation.NONE)
    tenure = np.minimum(-spreads["start_tenure_weeks"] * logarithms_of_one_plus(-u[:, 2]), _MOST_TENURE_WEEKS)
    customers["tenure_weeks"] = np.where(has_brand, tenure, 0)
    customers["experiences"] = np.where(has_brand, np.minimum(1 + tenure / WEEKS_OF_AN_EXPERIENCE, MOST_EXPERIENCES), 0)
    idle = -logarithms_of_one_plus(-u[:, 3]) / np.maximum(customers["need_rate"], _LEAST_NEED_RATE)
    customers["quiet_weeks"] = np.where(has_brand, np.minimum(idle, _MOST_IDLE * category["lapse_weeks"]), 0)
    u = draw(Why.START, 1)
    reached = np.zeros(len(customers))
    for share, weeks in _CONTRACT_WEEKS.items():
        signed = tables.offers[share][customers["segment"], brand]
        has_contract = has_brand & (u[:, 0] >= reached) & (u[:, 0] < reached + signed)
        customers["contract_weeks"][has_contract] = 1 + (u[:, 1] * weeks)[has_contract]
        reached += signed
    spread = special.ndtri(u[:, 2])
    for state in _START:
        drawn = spreads[_START[state]] + spreads["start_relation_spread"] * spread
        customers[state] = np.where(has_brand, np.clip(drawn, 0, 1), 0)
    customers["habit"] = np.where(has_brand, np.clip(2.0 * spreads["start_habit"] * u[:, 3], 0, _MOST_HABIT), 0)
    offered = tables.offers["breadth"][customers["segment"], brand]
    customers["adopted"] = np.where(has_brand, spreads["start_adopted"] * np.minimum(customers["needed"], offered), 0)
    customers["belonging"] = np.where(has_brand, tables.offers["share"][customers["segment"], brand], 0)
    for price in ("agreed_eur", "paid_eur", "reference_eur"):
        customers[price] = tables.offers["price_eur"][customers["segment"], brand]
    customers["usual_days"] = tables.offers["lead_days"][customers["segment"], brand]


def _know_brands(customers: np.ndarray, knowledge: np.ndarray, spreads: Column, tables: MarketTables) -> None:
    """Set awareness of brands in proportion to their share of voice, and that of the present brand high."""
    is_there = tables.offers["enters_in_week"][0] == 0
    voice = np.where(is_there, tables.offers["visibility"][0], 0.0)
    relative = voice / max(voice[is_there].mean(), 1e-9)
    knowledge["awareness"] = np.clip(spreads["start_awareness"][:, None] * relative, 0, _MOST_AWARENESS)
    knowledge["image"] = np.where(is_there, spreads["start_image"][:, None], 0.0)
    owners = np.flatnonzero(customers["brand"] >= 0)
    own = owners, customers["brand"][owners]
    knowledge["awareness"][own] = spreads["start_own_awareness"][owners]
    knowledge["image"][own] = spreads["start_own_image"][owners]
    customers["experience"][owners] = knowledge["expected"][own][:, Stage.USING]


@entry
def _first_views(customers, knowledge, offers, category, behaviour):
    """Write expectation of each brand and stage before any experience."""
    for i in range(customers.shape[0]):
        me = customers[i]
        g = me.segment
        for b in range(knowledge.shape[1]):
            offer = offers[g, b]
            p = behaviour[g].expectation
            demanded = demanded_of(offer.positioning, me.demand, me.expertise, p)
            for stage in range(len(STAGES)):
                knowledge[i, b].expected[stage] = first_expectation(
                    category[g].typical_quality,
                    offer.promise[stage],
                    demanded,
                    p,
                )


@entry
def _first_purchases(customers, offers, behaviour, z):
    """Write what customers said they need, and bought, when they came to their brand; `z` (n,) are standard normal."""
    for i in range(customers.shape[0]):
        me = customers[i]
        if me.brand < 0:
            continue
        offer = offers[me.segment, me.brand]
        p = behaviour[me.segment].usage
        me.stated = stated_need(me.needed, offer.guidance, me.expertise, z[i], p)
        me.sold_up = offer.selling_up
        bought = bought_breadth(me.stated, me.sold_up, offer.breadth)
        me.adopted = min(me.adopted, bought)
        me.extended = bill_for_breadth(bought, offer.breadth, p)
