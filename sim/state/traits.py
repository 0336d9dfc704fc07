"""Traits, household and taste of people, drawn once when a population is made.

Traits are drawn by address, one slot of four uniforms after another, and turned into gammas, betas and normals: people
differ within segments as well as between them. One more customer changes nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from sim.foundations.addresses import address_of
from sim.foundations.draws import Why, uniform_columns
from sim.foundations.maths import exponentials
from sim.state.columns import at_start
from sim.state.states import CUSTOMER_COLUMNS, KNOWLEDGE_COLUMNS
from sim.state.tables import NOBODY

KEPT, MOST_KEPT = 4, 50_000
"""Number of populations kept in memory for further runs, and their maximum size."""

_LEAST_WEIGHT = 0.02

Numbers = tuple[tuple[str, float], ...]
Column = Mapping[str, np.ndarray]
"""Name -> number of each customer, (n,)."""


class Drawer:
    """Uniforms of the population, four for each customer and slot; slots take the place of weeks."""

    def __init__(self, seed: int, n_customers: int) -> None:
        self.seed = np.uint64(seed)
        self.who = np.arange(n_customers)

    def __call__(self, why: int, slot: int) -> np.ndarray:
        """Return uniforms, (n, 4)."""
        return uniform_columns(self.seed, why, slot, self.who)


class _Nature(NamedTuple):
    """The arguments from which people are drawn; equal natures make equal people.

    Attributes
    ----------
    segment : (n,) int64 positions of segments, as bytes.
    means, spreads : numbers of each segment.
    """

    segment: bytes
    means: tuple[Numbers, ...]
    spreads: tuple[Numbers, ...]
    brands: tuple[str, ...]
    seed: int


def people_with_traits(
    documents: Sequence[Mapping[str, Any]], segment: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return customers, (n,) CUSTOMER, and knowledge, (n, B) KNOWLEDGE, with traits only.

    Drawing costs as much as ten simulated weeks, so the last few populations are kept: runs with the same random seed
    mostly have the same people.

    Parameters
    ----------
    documents : the market document of each segment, as in :func:`sim.state.market_tables.market_tables`.
    segment : (n,) positions of segments, sorted by name.
    seed : random seed of the run.
    """
    specs = [document["segments"][name] for name, document in zip(documents[0]["segments"], documents, strict=True)]
    nature = _Nature(
        np.asarray(segment, np.int64).tobytes(),
        tuple(_numbers(spec) for spec in specs),
        tuple(_numbers(spreads_of(document)) for document in documents),
        tuple(documents[0]["brands"]),
        seed,
    )
    if len(segment) > MOST_KEPT:
        return _drawn(nature)
    customers, knowledge = _kept(nature)
    return customers.copy(), knowledge.copy()


def spreads_of(document: Mapping[str, Any]) -> dict[str, float]:
    """Return how people of a segment differ from each other, from its market document."""
    behaviour = document["behaviour"]
    return behaviour["population"] | {"frailty_spread": behaviour["loyalty"]["frailty_spread"]}


def by_customer(numbers: Sequence[Mapping[str, float]], segment: np.ndarray) -> Column:
    """Return for each name the number of every customer, from the numbers of each segment."""
    return {name: np.array([each[name] for each in numbers])[segment] for name in numbers[0]}


def _numbers(group: Mapping[str, Any]) -> Numbers:
    return tuple((name, value) for name, value in group.items() if name != "title")


def _drawn(nature: _Nature) -> tuple[np.ndarray, np.ndarray]:
    """Return people of a nature."""
    segment = np.frombuffer(nature.segment, np.int64)
    customers = at_start(CUSTOMER_COLUMNS, len(segment))
    knowledge = at_start(KNOWLEDGE_COLUMNS, (len(segment), len(nature.brands)))
    draw = Drawer(nature.seed, len(segment))
    means = by_customer([dict(each) for each in nature.means], segment)
    customers["segment"] = segment
    _draw_traits(customers, means, by_customer([dict(each) for each in nature.spreads], segment), draw)
    _draw_household(customers, means, draw)
    for b, brand in enumerate(nature.brands):
        knowledge["match"][:, b] = special.ndtri(draw(Why.TASTE, address_of(brand))[:, 0])
    return customers, knowledge


_kept = lru_cache(maxsize=KEPT)(_drawn)


def _shape(variation: np.ndarray) -> np.ndarray:
    """Return the shape of a gamma with a coefficient of variation."""
    return 1.0 / np.maximum(variation, 1e-3) ** 2


def _gamma(u: np.ndarray, mean: np.ndarray, shape: np.ndarray) -> np.ndarray:
    return special.gammaincinv(shape, u) * mean / shape


def _beta(u: np.ndarray, mean: np.ndarray, concentration: np.ndarray) -> np.ndarray:
    return special.betaincinv(mean * concentration, (1.0 - mean) * concentration, u)


def _draw_traits(customers: np.ndarray, means: Column, spreads: Column, draw: Drawer) -> None:
    """Draw traits."""
    shape = _shape(spreads["trait_variation"])
    u = draw(Why.TRAITS, 0)
    customers["price_sensitivity"] = _gamma(u[:, 0], means["price_sensitivity"], shape)
    customers["expertise"] = _beta(u[:, 1], means["expertise"], spreads["concentration"])
    customers["voice"] = _beta(u[:, 2], means["voice"], spreads["concentration"])
    customers["talk"] = _gamma(u[:, 3], means["talk"], _shape(spreads["talk_variation"]))
    u = draw(Why.TRAITS, 1)
    customers["susceptibility"] = _gamma(u[:, 0], means["susceptibility"], shape)
    customers["mobility"] = means["mobility"] * exponentials(spreads["frailty_spread"] * special.ndtri(u[:, 1]))
    customers["need_rate"] = _gamma(u[:, 2], means["need_rate"], spreads["need_shape"])
    customers["proneness"] = _gamma(u[:, 3], means["proneness"], spreads["proneness_shape"])
    u = draw(Why.TRAITS, 2)
    customers["patience"] = np.maximum(_gamma(u[:, 0], np.ones(len(u)), spreads["patience_shape"]), 0.1)
    customers["leniency"] = special.ndtri(u[:, 1])
    customers["outside"] = special.ndtri(u[:, 2])
    customers["needed"] = _beta(u[:, 3], means["needed_breadth"], spreads["concentration"])
    u = draw(Why.TRAITS, 3)
    weights = np.stack([means[f"{name}_weight"] for name in ("functional", "emotional", "relational")])
    weights = weights / np.maximum(weights.sum(axis=0), 1e-9)
    weights = np.maximum(weights + spreads["dimension_spread"] * special.ndtri(u[:, :3].T), _LEAST_WEIGHT)
    weights /= weights.sum(axis=0)
    customers["variety_seeking"] = _gamma(u[:, 3], means["variety_seeking"], shape)
    customers["functional_weight"], customers["emotional_weight"] = weights[0], weights[1]
    customers["demand"] = means["expectation"]


def _draw_household(customers: np.ndarray, means: Column, draw: Drawer) -> None:
    """Draw the decision unit: users, payer, recipient and whether there is a prescriber."""
    u = draw(Why.HOUSEHOLD, 0)
    more_users = np.clip(special.pdtrik(u[:, 3], np.maximum(means["users"] - 1.0, 1e-9)), 0, 20)
    customers["users"] = 1 + np.where(means["users"] > 1.0, np.ceil(more_users), 0).astype(int)
    customers["payer_is_other"] = u[:, 0] < means["payer_share"]
    customers["has_recipient"] = u[:, 1] < means["recipient_share"]
    customers["prescriber"] = np.where(u[:, 2] < means["prescriber_share"], 0, NOBODY)
