"""Feedback: what customers answered, week by week, as counts that brands can read; nothing true is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.state.tables import INSTRUMENTS, NOBODY, UNKNOWN, Instrument

NONE, NOT_READ = "none", "unknown"
"""In place of a touchpoint or cause: no single one is meant; the cause that was meant could not be read."""

FINEST = 2.0**-20
"""Counts of answers are multiples of it, a millionth or so: their sums are exact, however they are grouped."""

COLUMNS = ("week", "instrument", "segment", "touchpoint", "cause", "score", "answers")
"""Columns of feedback, as brands get it."""

FEEDBACK = np.dtype(
    [
        ("week", "i4"),  # from which on it is known
        ("brand", "i2"),
        ("instrument", "i2"),
        ("segment", "i2"),
        ("touchpoint", "i2"),
        ("cause", "i2"),
        ("score", "i2"),
        ("answers", "f8"),  # of the real market
    ]
)
"""Equal answers of one week, counted."""


class Feedback:
    """Answers of all weeks, kept as counts.

    Parameters
    ----------
    brands, segments, causes, touchpoints : names, sorted, as the positions in the tables of a simulation.
    """

    def __init__(
        self, brands: Sequence[str], segments: Sequence[str], causes: Sequence[str], touchpoints: Sequence[str]
    ) -> None:
        self.brands, self.segments = tuple(brands), tuple(segments)
        self.causes, self.touchpoints = tuple(causes), tuple(touchpoints)
        self._lines: list[np.ndarray] = []

    def hear(self, lines: np.ndarray, offers: np.ndarray) -> np.ndarray:
        """Keep the answers of a week until they are known; return what they cost each brand, (B,) EUR, real market.

        Parameters
        ----------
        lines : FEEDBACK, with the week in which they were given.
        offers : (B,) OFFER_RECORD, how each brand listens.
        """
        paid = lines[lines["instrument"] != Instrument.CES]  # which is asked along with satisfaction
        cost = np.bincount(paid["brand"], paid["answers"], len(self.brands)) * offers["cost_per_answer_eur"]
        known = lines.copy()
        known["week"] += offers["delay_weeks"][lines["brand"]].astype(np.int32)
        self._lines.append(known)
        return cost

    def copy(self) -> Feedback:
        """Return an independent copy."""
        other = Feedback(self.brands, self.segments, self.causes, self.touchpoints)
        other._lines = list(self._lines)
        return other

    def of_brand(self, brand: str, since: int, until: int) -> pd.DataFrame:
        """Return what a brand got to know in the weeks `since` to `until`, a row for equal answers; see COLUMNS."""
        lines = np.concatenate(self._lines) if self._lines else np.zeros(0, FEEDBACK)
        own = lines["brand"] == self.brands.index(brand)
        return self._named(lines[own & (lines["week"] >= since) & (lines["week"] <= until)])

    def _named(self, lines: np.ndarray) -> pd.DataFrame:
        """Return lines with words in place of numbers, those of one week that are equal added up."""
        places = {name: lines[name].astype(np.int64) for name in COLUMNS[:-1]} | {"answers": lines["answers"]}
        keys = list(COLUMNS[:-1])
        table = pd.DataFrame(places).groupby(keys, as_index=False)["answers"].sum()
        words: Mapping[str, tuple[str, ...]] = {
            "instrument": INSTRUMENTS,
            "segment": self.segments,
            "touchpoint": (NONE, *self.touchpoints),
            "cause": (NOT_READ, NONE, *self.causes),
        }
        first = {"touchpoint": NOBODY, "cause": UNKNOWN}
        for name, known in words.items():
            table[name] = np.array(known, dtype=object)[table[name].to_numpy() - first.get(name, 0)]
        return table
