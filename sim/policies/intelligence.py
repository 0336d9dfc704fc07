"""Market intelligence (Kohli & Jaworski 1990): all that one brand can know at the end of a week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, reduce
from operator import getitem
from typing import Any

import numpy as np
import pandas as pd

from sim.market.market_sheet import QUALITY
from sim.market.sheet import NumberPath
from sim.policies.codebook import Confusion
from sim.policies.works import Work, works_of
from sim.rules.value import WEEKS_PER_MONTH
from sim.scenarios.decisions import Decisions
from sim.scenarios.record import Record
from sim.state.feedback import Feedback
from sim.state.ledger import Ledger
from sim.state.observed import Published, encounters, observed, public

_PUBLIC_NUMBERS: dict[str, tuple[str, ...]] = {
    "price_eur": ("offer", "price_eur"),
    "promised_days": ("promise", "delivery_days"),
    "visibility": ("visibility",),
}
Documents = Callable[[int], Sequence[dict[str, Any]]]
"""Returns the market documents of a week, one a segment."""


@dataclass(frozen=True)
class Intelligence:
    """What a brand knows: its own books, its own numbers, and what anybody can look up.

    Attributes
    ----------
    brand : its name in the market file.
    week : the last week that was simulated, 0 before the first.
    brands : names of all brands, sorted.
    is_contractual : whether customers sign contracts, so that the brand sees who comes and who leaves.
    real_people : customers of the market for each that is simulated.
    disposition : 0 to 1, drawn once for each brand and seed: brands below a probability are those that react.
    """

    brand: str
    week: int
    brands: tuple[str, ...]
    is_contractual: bool
    real_people: float
    disposition: float
    _ledger: Ledger
    _feedback: Feedback
    _published: Sequence[Published]
    _decisions: Decisions
    _documents: Documents

    def observed(self, weeks: int | None = None) -> pd.DataFrame:
        """Return what the brand can know of its own last `weeks`, all of them by default: a row for each week.

        Columns are listed in :data:`sim.state.observed.OBSERVED`; nothing in them is what customers feel.
        """
        since = 0 if weeks is None else max(0, len(self._ledger.weeks) - weeks)
        return observed(self._ledger, self.brands.index(self.brand), self.is_contractual, since)

    def feedback(self, weeks: int | None = None) -> pd.DataFrame:
        """Return what customers answered, as far as it came to be known in the last `weeks`, all of them by default.

        One row for equal answers: `week` in which they were known, `instrument` (``csat``, ``ces``, ``nps``,
        ``complaints`` that reached headquarters and ``alerts`` of staff, both of score 0, public ``reviews``, two
        points a star, and ``usage``: how much of what they bought the customers of a segment use, in tenths),
        `segment`, `touchpoint` or ``none``, `cause` that was read in the verbatim, ``none`` when it names none and
        ``unknown`` when it could not be read, `score` (whole, 0 to 10), and `answers`, how many such there are in the
        real market. Nothing in it is what customers feel or what went wrong, but what they say and what is understood.
        """
        return self._feedback.of_brand(self.brand, self._since(weeks), self.week, self._ledger)

    def rivals(self, weeks: int | None = None) -> pd.DataFrame:
        """Return what informants and mystery shopping told of rivals in the last `weeks`, all of them by default.

        Columns `week`, `instrument` (``informants``, ``mystery``), `rival`, `segment`, `touchpoint`, `score` (0 to 10),
        `answers`, and `price_eur` where somebody pays it now.
        """
        return self._feedback.rivals(self.brand, self._since(weeks))

    def messages(self, weeks: int | None = None) -> pd.DataFrame:
        """Return message tests of the last `weeks`, all of them by default.

        By `week` and `stage` the promise as `sent`, as `received` by those who met it, what is `expected`, and how many
        `people` were asked; compare them before and after a campaign.
        """
        return self._feedback.messages(self.brand, self._since(weeks))

    def _since(self, weeks: int | None) -> int:
        return 1 if weeks is None else self.week - weeks + 1

    def public(self, weeks_ago: int = 0) -> pd.DataFrame:
        """Return what anybody could look up, indexed by brand.

        Columns are `price_eur`, `promised_days`, `visibility` (adverts can be counted), `rating` and `reviews`.

        Parameters
        ----------
        weeks_ago : 0 for the last week, up to :data:`sim.state.observed.WEEKS_REMEMBERED`; the oldest week that is
            remembered stands for those before it.
        """
        return public(self._published_in(weeks_ago), self.brands)

    def _published_in(self, weeks_ago: int) -> Published:
        until = self.week - weeks_ago
        known = [each for each in self._published if each.week <= until] or self._published[:1]
        return known[-1]

    def shopped(self, brand: str, weeks_ago: int = 0) -> dict[str, float]:
        """Return the quality that mystery shoppers met at a brand: path of the number -> its mean over segments.

        They visit so often that chance hardly matters, and meet no trouble; whoever sends them pays for it.

        Parameters
        ----------
        weeks_ago : as in :meth:`public`.
        """
        met = self._published_in(weeks_ago).quality[:, self.brands.index(brand)].mean(axis=0)
        return {
            f"touchpoints.{touchpoint}.quality.{dimension}": float(value)
            for touchpoint, values in zip(self._first_documents[0]["touchpoints"], met, strict=True)
            for dimension, value in zip(QUALITY, values, strict=True)
        }

    @cached_property
    def public_at_start(self) -> pd.DataFrame:
        """`price_eur`, `promised_days` and `visibility` of every brand as the market begins, entrants included."""
        documents = self._first_documents
        numbers = {
            column: [
                np.mean([reduce(getitem, path, document["brands"][name]) for document in documents])
                for name in self.brands
            ]
            for column, path in _PUBLIC_NUMBERS.items()
        }
        return pd.DataFrame(numbers, pd.Index(self.brands, name="brand"))

    def get(self, path: str) -> float:
        """Return a number of the brand as it is decided for the next week, mean over segments.

        Parameters
        ----------
        path : as in a scenario, without the brand: ``offer.price_eur``, ``operations.support_agents``.

        Raises
        ------
        ValueError
            When the brand has no such number, or the path stands for several.
        """
        return self._number(path, self._next_documents)

    @property
    def unit_cost_eur(self) -> float:
        """What one more customer costs in a month, or one more order, before contacts and works, EUR."""
        service = WEEKS_PER_MONTH * self.get("costs.service_eur") if self.is_contractual else 0.0
        return self.get("costs.goods_eur") + service

    def numbers(self, pattern: str) -> dict[str, float]:
        """Return the numbers of the brand that a path with stars stands for, as decided for the next week.

        Returns
        -------
        path without the brand -> mean over segments.
        """
        return {
            path: self._mean(number.path)
            for path, number in self._decisions.own_numbers(self.brand).items()
            if fnmatchcase(path, pattern)
        }

    def _mean(self, path: NumberPath) -> float:
        """Return a number as decided for the next week, mean over segments."""
        documents = self._next_documents
        values: list[Any] = [reduce(getitem, path, document) for document in documents]
        return float(sum(values)) / len(documents)

    @property
    def record(self) -> Record:
        """What the brand has entered in the record of its programme so far."""
        return self._decisions.records.get(self.brand, ())

    @cached_property
    def works(self) -> dict[str, Work]:
        """What the brand can do about what customers say, by name."""
        return works_of(self._next_documents[0]["brands"][self.brand])

    @property
    def stages(self) -> dict[str, str]:
        """Touchpoint -> the stage in which customers meet it; indirect ones, at which nobody can be asked, left out."""
        touchpoints = self._next_documents[0]["touchpoints"]
        return {name: each["stage"] for name, each in touchpoints.items() if each["kind"] != "indirect"}

    @property
    def taken_for(self) -> Confusion:
        """Cause -> other causes for which verbatims about it are taken, with shares; every cause is in it."""
        return {name: each.get("taken_for", {}) for name, each in self._next_documents[0]["causes"].items()}

    @property
    def last_week(self) -> int:
        """The horizon of the market, week in which plans end."""
        return round(self._next_documents[0]["category"]["horizon_weeks"])

    def encounters(self, after: int, until: int) -> dict[str, float]:
        """Return the encounters a week at each touchpoint in some weeks, which a brand can count, in the real market.

        Parameters
        ----------
        after, until : the weeks after the first and until the second; those before week 1 were not counted.
        """
        weekly = encounters(self._ledger, self.brands.index(self.brand), after, until)
        return {name: self.real_people * each for name, each in weekly.items()}

    def at_start(self, path: str) -> float:
        """Return a number of the brand as the market begins, mean over segments; see :meth:`get`."""
        return self._number(path, self._first_documents)

    @cached_property
    def _first_documents(self) -> Sequence[dict[str, Any]]:
        return self._documents(0)

    @cached_property
    def _next_documents(self) -> Sequence[dict[str, Any]]:
        return [self._decisions.laid_over(document) for document in self._documents(self.week + 1)]

    def _number(self, path: str, documents: Sequence[dict[str, Any]]) -> float:
        numbers = self._decisions.meant(self.brand, path)
        if len(numbers) > 1:
            raise ValueError(f"{path!r} stands for {len(numbers)} numbers: name one of them")
        return float(np.mean([reduce(getitem, numbers[0].path, document) for document in documents]))

    def admissible(self, path: str, value: float) -> float:
        """Return the value nearest to `value` that a number of the brand may have."""
        sheet = [number.number for number in self._decisions.meant(self.brand, path)]
        return min(max(value, *(each.low for each in sheet)), *(each.high for each in sheet))
