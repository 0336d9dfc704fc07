"""Feedback: what customers answered, week by week, as counts that brands can read; nothing true is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.rules.answers import TOP_SCORE, WORST_CONTENT
from sim.state.ledger import Ledger
from sim.state.tables import INSTRUMENTS, NOBODY, STAGES, UNKNOWN, Instrument

NONE, NOT_READ = "none", "unknown"
"""In place of a touchpoint or cause: no single one is meant; the cause that was meant could not be read."""

FINEST = 2.0**-20
"""Counts of answers are multiples of it, a millionth or so: their sums are exact, however they are grouped."""

COLUMNS = ("week", "instrument", "segment", "touchpoint", "cause", "score", "answers")
"""Columns of feedback, as brands get it."""

ALL = "all"
"""In place of a segment: any of them."""

RIVAL_INSTRUMENTS = ("informants", "mystery")

RIVAL = np.dtype(
    [
        ("week", "i4"),
        ("instrument", "i2"),  # position in RIVAL_INSTRUMENTS
        ("rival", "i2"),
        ("segment", "i2"),  # NOBODY for any
        ("touchpoint", "i2"),  # NOBODY for none
        ("score", "i2"),  # 0 to 10
        ("answers", "f8"),  # of the real market
        ("price_eur", "f8"),  # NaN where nobody pays it now
    ]
)
"""What is found out of a rival: by informants (their experience, and the price if they pay it now), or by mystery
shopping (the quality of a visit, for any segment)."""

MESSAGE = np.dtype(
    [("week", "i4"), ("stage", "i2"), ("sent", "f8"), ("received", "f8"), ("expected", "f8"), ("people", "f8")]
)
"""What a message test tells: the promise as it is sent, as it is understood, and what is expected, 0 to 1."""

POINTS_PER_STAR = 2
"""Points, of ten, that a star of five stands for."""

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


class Sounding(NamedTuple):
    """What a brand found out in a week besides what customers answer, one line for each finding.

    Attributes
    ----------
    informants, mystery : RIVAL.
    messages : MESSAGE.
    """

    informants: np.ndarray
    mystery: np.ndarray
    messages: np.ndarray


NOTHING_FOUND = Sounding(np.zeros(0, RIVAL), np.zeros(0, RIVAL), np.zeros(0, MESSAGE))


class Feedback:
    """Answers of all weeks, kept as counts.

    Parameters
    ----------
    brands, segments, causes, touchpoints : names, sorted, as the positions in the tables of a simulation.
    people : how many real people each simulated customer stands for.
    """

    def __init__(
        self,
        brands: Sequence[str],
        segments: Sequence[str],
        causes: Sequence[str],
        touchpoints: Sequence[str],
        people: float = 1.0,
    ) -> None:
        self.brands, self.segments = tuple(brands), tuple(segments)
        self.causes, self.touchpoints = tuple(causes), tuple(touchpoints)
        self.people = people
        self._lines: list[np.ndarray] = []
        self._soundings: dict[str, list[Sounding]] = {}

    def sound(self, brand: str, found: Sounding) -> None:
        """Keep what a brand found out in a week besides what customers answer."""
        self._soundings.setdefault(brand, []).append(found)

    def rivals(self, brand: str, since: int) -> pd.DataFrame:
        """Return what a brand found out of its rivals since a week, with the columns of RIVAL."""
        weeks = self._soundings.get(brand, [NOTHING_FOUND])
        lines = np.concatenate([part for week in weeks for part in (week.informants, week.mystery)])
        words = {
            "instrument": RIVAL_INSTRUMENTS,
            "rival": self.brands,
            "segment": (ALL, *self.segments),
            "touchpoint": (NONE, *self.touchpoints),
        }
        return _in_words(_columns(lines[lines["week"] >= since]), words, {"segment": NOBODY, "touchpoint": NOBODY})

    def messages(self, brand: str, since: int) -> pd.DataFrame:
        """Return the message tests of a brand since a week, with the columns of MESSAGE."""
        lines = np.concatenate([week.messages for week in self._soundings.get(brand, [NOTHING_FOUND])])
        return _in_words(_columns(lines[lines["week"] >= since]), {"stage": STAGES}, {})

    def hear(self, lines: np.ndarray, offers: np.ndarray) -> np.ndarray:
        """Keep the answers of a week until they are known; return what they cost each brand, (B,) EUR, real market.

        Parameters
        ----------
        lines : FEEDBACK, with the week in which they were given.
        offers : (B,) OFFER_RECORD, how each brand listens.
        """
        if not len(lines):
            return np.zeros(len(self.brands))
        asked = lines[np.isin(lines["instrument"], (Instrument.CSAT, Instrument.NPS))]  # ease along with satisfaction
        unhappy = asked[asked["score"] < WORST_CONTENT]
        cost = np.bincount(asked["brand"], asked["answers"], len(self.brands)) * offers["cost_per_answer_eur"]
        replies = np.bincount(unhappy["brand"], unhappy["answers"], len(self.brands)) * offers["is_answered"]
        cost += replies * offers["cost_per_reply_eur"]
        known = lines.copy()
        known["week"] += offers["delay_weeks"][lines["brand"]].astype(np.int32)
        self._lines.append(known)
        return cost

    def copy(self) -> Feedback:
        """Return an independent copy."""
        other = Feedback(self.brands, self.segments, self.causes, self.touchpoints, self.people)
        other._lines = list(self._lines)
        other._soundings = {brand: list(found) for brand, found in self._soundings.items()}
        return other

    def of_brand(self, brand: str, since: int, until: int, ledger: Ledger) -> pd.DataFrame:
        """Return what a brand got to know in the weeks `since` to `until`, a row for equal answers; see COLUMNS.

        Reviews and data of use are in its `ledger`.
        """
        lines = np.concatenate([*self._lines, self._posted(brand, ledger), self._used(brand, ledger)])
        own = lines["brand"] == self.brands.index(brand)
        return self._named(lines[own & (lines["week"] >= since) & (lines["week"] <= until)])

    def _posted(self, brand: str, ledger: Ledger) -> np.ndarray:
        """Return public reviews as FEEDBACK, a star for two points."""
        b = self.brands.index(brand)
        posted = ledger.by_segment(b, [f"reviews_{stars}" for stars in range(1, 6)])
        week, segment, stars = np.nonzero(posted)
        lines = np.zeros(len(week), FEEDBACK)
        lines["week"], lines["segment"] = np.array(ledger.weeks, int)[week], segment
        lines["score"], lines["answers"] = POINTS_PER_STAR * (stars + 1), posted[week, segment, stars] * self.people
        lines["brand"], lines["instrument"], lines["touchpoint"], lines["cause"] = (
            b,
            Instrument.REVIEWS,
            NOBODY,
            UNKNOWN,
        )
        return lines

    def _used(self, brand: str, ledger: Ledger) -> np.ndarray:
        """Return how much of what they bought the customers of each segment use, in tenths, as FEEDBACK."""
        b = self.brands.index(brand)
        counted = ledger.by_segment(b, ["customers", "adopted_sum", "bought_sum"])
        week, segment = np.nonzero(counted[:, :, 2])
        customers, adopted, bought = counted[week, segment].T
        lines = np.zeros(len(week), FEEDBACK)
        lines["week"], lines["segment"] = np.array(ledger.weeks, int)[week], segment
        lines["score"] = np.rint(TOP_SCORE * adopted / bought).clip(0, TOP_SCORE)
        lines["answers"] = customers * self.people
        lines["brand"], lines["instrument"], lines["touchpoint"], lines["cause"] = b, Instrument.USAGE, NOBODY, NOBODY
        return lines

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
        return _in_words(table, words, {"touchpoint": NOBODY, "cause": UNKNOWN})


def _columns(lines: np.ndarray) -> pd.DataFrame:
    """Return lines as a table of wide numbers."""
    kinds = {name: lines.dtype[name].kind for name in lines.dtype.names or ()}
    return pd.DataFrame({name: lines[name].astype(np.int64 if kind == "i" else float) for name, kind in kinds.items()})


def _in_words(table: pd.DataFrame, words: Mapping[str, Sequence[str]], first: Mapping[str, int]) -> pd.DataFrame:
    """Return a table with words in place of the numbers of some columns, which begin at `first`, or at 0."""
    for name, known in words.items():
        table[name] = np.array(known, dtype=object)[table[name].to_numpy() - first.get(name, 0)]
    return table
