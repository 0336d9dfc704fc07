"""The road map: which works are started, within budget, capacity and patience."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sim.policies.estimates import WEEKS_A_YEAR, Estimate, has_shown
from sim.scenarios.record import Entry, events

WEEKS_A_QUARTER = 13


class Means(NamedTuple):
    """What a programme has to start works with.

    Attributes
    ----------
    available_eur : budget that is left, after the running costs of the coming quarter.
    grant_eur : what a usual quarter adds to it.
    places : works that may still be started before others land.
    busy : owner -> works that it has in progress.
    per_owner : works that one owner can have in progress.
    """

    available_eur: float
    grant_eur: float
    places: int
    busy: Counter[str]
    per_owner: int


def chosen(ranking: Sequence[Estimate], means: Means, patience_quarters: int, most_eur: float) -> list[Estimate]:
    """Return the works to start now, the best first.

    The best work that its owner has room for comes first. When the budget does not reach for it, the programme saves
    if some quarters more will do, and else takes the next one. Nothing is started that costs more than `most_eur` for a
    bad encounter avoided: what is not spent is left for later.
    """
    started: list[Estimate] = []
    left, busy = means.available_eur, Counter(means.busy)
    for each in ranking:
        if len(started) >= means.places or each.eur_per_encounter > most_eur:
            break
        if busy[each.work.owner] >= means.per_owner:
            continue
        needed = each.price_eur + WEEKS_A_QUARTER * each.work.weekly_eur
        if needed <= left:
            started.append(each)
            left -= needed
            busy[each.work.owner] += 1
        elif needed <= left + patience_quarters * means.grant_eur:
            break
    return started


def granted_eur(usual_eur: float, record: Sequence[Entry], week: int, unlocking: float) -> float:
    """Return the budget that the programme is given for a quarter.

    Shown benefits unlock it, works that showed nothing lock it: ``usual (1 + unlocking (2 s - 1))``, where s is the
    share of the works measured in the last year that have shown what was promised; as usual while nothing was measured.
    """
    recent = [entry for entry in events(record, "measured") if entry.week > week - WEEKS_A_YEAR]
    if not recent:
        return usual_eur
    promised = {entry: _promise(entry, record) for entry in recent}
    shown = sum(has_shown(entry, started) for entry, started in promised.items()) / len(recent)
    return usual_eur * (1.0 + unlocking * (2.0 * shown - 1.0))


def _promise(measured: Entry, record: Sequence[Entry]) -> Entry:
    """Return the start of the work whose effect was measured: the last one that had landed by then."""
    return [start for start in events(record, "started", measured.name) if start.until <= measured.week][-1]
