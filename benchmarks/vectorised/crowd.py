"""Customers of one segment as columns, and the numbers of the market as that segment meets them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.plain_records import plain_record
from benchmarks.vectorised.draws import Alias
from sim.state.market_tables import RECEIVING
from sim.state.tables import ENCOUNTERS_A_WEEK, World


class Crowd:
    """Customers of one segment.

    Attributes
    ----------
    who : (m,) ids, the addresses of draws.
    first : place of the first one among all customers, sorted by segment.
    me : one column for each field of a customer, (m,).
    mind : what they have in mind of each brand: columns (brands * m,), brand after brand; ``expected`` (4, brands * m).
    traces : (causes * m,), cause after cause.
    shown : what others will see of them: ``said`` and ``left``, (m,).
    """

    def __init__(self, world: World, rows: np.ndarray, first: int, real: type[np.floating]) -> None:
        self.size, self.first, self.who = rows.size, first, rows
        customers, knowledge = world.customers[rows], world.knowledge[rows]
        self.me: Any = _columns(customers, real)
        self.me.brand = self.me.brand.astype(np.intp)
        fields = ("awareness", "image", "praise", "blame", "match")
        self.mind: Any = SimpleNamespace(**{name: knowledge[name].T.astype(real).ravel() for name in fields})
        self.mind.expected = (
            knowledge["expected"].transpose(2, 1, 0).astype(real).reshape(knowledge["expected"].shape[-1], -1)
        )
        self.traces = world.traces[rows].T.astype(real).ravel()
        self.shown: Any = SimpleNamespace(said=np.zeros(rows.size, np.int8), left=np.zeros(rows.size, np.int8))

    @property
    def nbytes(self) -> int:
        """Return the memory of all columns."""
        columns = [*vars(self.me).values(), *vars(self.mind).values(), *vars(self.shown).values()]
        return sum(column.nbytes for column in columns) + self.traces.nbytes + self.who.nbytes


class SegmentTerms:
    """The market as one segment meets it.

    Attributes
    ----------
    real : type in which is reckoned.
    p, category : numbers of behaviour and category.
    offer : columns (brands + 1,), the last one for nobody's customers.
    touchpoint : columns (touchpoints,).
    quality : columns (brands * touchpoints,) by dimension.
    faults : columns (brands + 1, causes).
    """

    def __init__(self, world: World, g: int, real: type[np.floating]) -> None:
        self.real = real
        self.p: Any = plain_record(world.behaviour[g].tolist(), world.behaviour.dtype)
        self.category: Any = plain_record(world.category[g].tolist(), world.category.dtype)
        self.n_brands, self.n_touchpoints = world.quality.shape[1:3]
        self.n_causes = world.faults.shape[2]
        self.offer: Any = _columns(np.append(world.offers[g], world.offers[g, :1]), real)
        self.touchpoint: Any = _columns(world.touchpoints[g], real)
        self.touchpoint.cost_cents = np.floor(world.touchpoints[g]["cost_eur"] * 100.0 + 0.5)
        self.quality = tuple(world.quality[g, :, :, dimension].ravel().astype(real) for dimension in range(3))
        self.faults: Any = _columns(np.concatenate([world.faults[g], np.zeros_like(world.faults[g, :1])]), real)
        self.exposure = world.exposure[g].ravel().astype(real)
        self.reach = world.reach[g]
        rates = np.diff(self.reach, axis=1, prepend=0.0)
        self.touchpoint_met = Alias(rates + 1e-300)
        self.encounters = Alias(_poisson(self.reach[:, -1]))
        self.deliveries_met = min(3, int(self.reach[RECEIVING, -1] + 0.5))


def _columns(table: np.ndarray, real: type[np.floating]) -> SimpleNamespace:
    """Return the fields of a table as contiguous columns; whole numbers stay whole."""
    names = table.dtype.names or ()
    is_real = {name: np.issubdtype(table.dtype[name].base, np.floating) for name in names}
    kinds = {name: real if is_real[name] else table.dtype[name].base for name in names}
    return SimpleNamespace(**{name: table[name].astype(kinds[name], order="C") for name in names})


def _poisson(rates: np.ndarray) -> np.ndarray:
    """Return the probabilities of 0, 1, ... encounters for each rate; the last stands for that many and more."""
    probabilities = np.empty((rates.size, ENCOUNTERS_A_WEEK + 1))
    probabilities[:, 0] = np.exp(-rates)
    for count in range(1, ENCOUNTERS_A_WEEK):
        probabilities[:, count] = probabilities[:, count - 1] * rates / count
    probabilities[:, -1] = 1.0 - probabilities[:, :-1].sum(axis=1)
    return np.maximum(probabilities, 0.0)
