"""What was true and no company can know: what customers felt and lived, and why they left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.export.states import recommendations
from experiments.export.watching import Watcher, Week, number_of
from sim.simulation import Simulation
from sim.state.tables import NOBODY, REASONS, Event

_STATES = ("satisfaction", "experience", "trust", "attachment", "habit", "mood", "hassle", "grudge", "price_loss")
"""Columns of customers that are exported as they stand."""


class People(Watcher):
    """What everybody felt at the end of each period, and what was lived in it."""

    def __init__(self, simulation: Simulation, brand: str) -> None:
        super().__init__(simulation, brand)
        self._felt = np.zeros((len(simulation.world.customers), len(self.names.causes)), np.int64)
        self._silent = np.zeros(len(simulation.world.customers), np.int64)

    def see(self, week: Week) -> None:
        """Count the trouble of the week, and keep everybody at the end of a period."""
        notes = week.notes
        felt = notes[notes["event"] == Event.TROUBLE]
        np.add.at(self._felt, (felt["who"], felt["what"]), 1)
        np.add.at(self._silent, notes["who"][notes["event"] == Event.STAYED_SILENT], 1)
        if not week.ends_period:
            return
        now = week.world.customers
        brand = now["brand"].astype(np.int64)
        image = week.world.knowledge["image"][np.arange(len(now)), brand].astype(np.float64)
        recommended = recommendations(now, image, week.world.behaviour)
        self.keep(
            row=np.arange(len(now)),
            week=np.full(len(now), week.number),
            brand=brand,
            segment=now["segment"].astype(np.int64),
            recommendation=np.where(brand >= 0, recommended, np.nan),
            problem=now["problem"].astype(np.int64),
            worst_at=now["worst_at"].astype(np.int64),
            worst_for=now["worst_for"].astype(np.int64),
            silent=self._silent.copy(),
            felt=self._felt.astype(np.int16),
            **{name: now[name].astype(np.float32) for name in _STATES},
        )
        self._felt[:] = 0
        self._silent[:] = 0

    def table(self) -> pd.DataFrame:
        """Return what everybody felt."""
        of = self.kept()
        columns: dict[str, Any] = {
            "customer": number_of(of["row"]),
            "week": of["week"],
            "brand": self.names.brand(of["brand"]),
            "segment": self.names.segment(of["segment"]),
        }
        columns |= {f"true_{name}": of[name] for name in _STATES}
        columns |= {
            "true_recommendation": of["recommendation"].astype(np.float32),
            "open_problem": self.names.cause(of["problem"]),
            "worst_at": self.names.touchpoint(of["worst_at"]),
            "worst_for": self.names.cause(of["worst_for"]),
            "silent_problems": of["silent"],
        }
        columns |= {f"lived_{cause}": of["felt"][:, k] for k, cause in enumerate(self.names.causes)}
        return pd.DataFrame(columns)


class Departures(Watcher):
    """Departures: the reason that decided, all reasons, and what was felt and remembered."""

    def see(self, week: Week) -> None:
        """Keep who left this week."""
        left = week.notes[week.notes["event"] == Event.LEFT]
        rows = left["who"].astype(np.int64)
        before, now = week.before[rows], week.world.customers[rows]
        self.keep(
            row=rows,
            week=np.full(len(rows), week.number),
            brand=left["brand"].astype(np.int64),
            segment=now["segment"].astype(np.int64),
            to=now["brand"].astype(np.int64),
            reason=left["what"].astype(np.int64),
            reasons=now["reasons"].astype(np.int64),
            trigger=before["trigger"].astype(np.int64),
            tenure=left["c"].astype(np.int64),
            satisfaction=left["a"].astype(np.float64),
            trust=left["b"].astype(np.float64),
            worst_at=before["worst_at"].astype(np.int64),
            worst_for=before["worst_for"].astype(np.int64),
        )

    def table(self) -> pd.DataFrame:
        """Return the departures."""
        of = self.kept()
        switched = of["to"] != NOBODY
        return pd.DataFrame(
            {
                "customer": number_of(of["row"]),
                "left_in_week": of["week"],
                "brand": self.names.brand(of["brand"]),
                "segment": self.names.segment(of["segment"]),
                "went_to": self.names.brand(of["to"]),
                "reason": self.names.reason(of["reason"]),
                "all_reasons": _listed(of["reasons"]),
                "opened_by": self.names.trigger(np.where(switched, of["trigger"], -1)),
                "tenure_weeks": of["tenure"],
                "true_satisfaction": of["satisfaction"].astype(np.float32),
                "true_trust": of["trust"].astype(np.float32),
                "worst_at": self.names.touchpoint(of["worst_at"]),
                "worst_for": self.names.cause(of["worst_for"]),
            }
        )


def _listed(bits: np.ndarray) -> pd.Categorical:
    """Return reasons that are one bit each as words with blanks between them."""
    known, place = np.unique(bits, return_inverse=True)
    texts = [" ".join(name for k, name in enumerate(REASONS) if bit & (1 << k)) for bit in known.tolist()]
    names = list(dict.fromkeys(texts))
    codes = np.array([names.index(text) for text in texts], np.int64)
    return pd.Categorical.from_codes(codes[place], names)
