"""Estimates: what a work is believed to bring for its price, in bad encounters avoided per euro."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sim.policies.attribution import NOTHING, Blame, Target
from sim.policies.works import Work
from sim.scenarios.record import Entry, events

WEEKS_A_YEAR = 52

SHOWN = 0.5
"""A benefit counts as shown when at least this share of what was promised is measured."""


class Estimate(NamedTuple):
    """What is believed of a work before it is started.

    Attributes
    ----------
    avoided : bad encounters a week that it avoids.
    price_eur : its price now, dearer each time it is done.
    """

    work: Work
    avoided: float
    price_eur: float

    @property
    def eur_per_encounter(self) -> float:
        """Price of one bad encounter avoided within a year of running costs, EUR."""
        return (self.price_eur + WEEKS_A_YEAR * self.work.weekly_eur) / (WEEKS_A_YEAR * self.avoided)


def ranked(
    works: Iterable[Work], blame: Mapping[Target, Blame], record: Sequence[Entry], repeat_price: float
) -> list[Estimate]:
    """Return the works that are believed to avoid anything, the cheapest per bad encounter first.

    A work that was done before is a candidate again once it was measured and has shown something, at a higher price.
    """
    found = []
    for work in works:
        starts, measured = events(record, "started", work.name), events(record, "measured", work.name)
        avoided = work.avoids * blame.get(work.target, NOTHING).bad
        may_be_repeated = len(measured) == len(starts) and (not starts or has_shown(measured[-1], starts[-1]))
        if avoided > 0 and may_be_repeated:
            found.append(Estimate(work, avoided, work.one_off_eur * repeat_price ** len(starts)))
    return sorted(found, key=lambda each: (each.eur_per_encounter, each.work.name))


def has_shown(measured: Entry, started: Entry) -> bool:
    """Return whether a work has shown the benefit for which it was chosen, or a good part of it."""
    return measured.value >= SHOWN * started.value
