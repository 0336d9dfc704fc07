"""The record of a programme: what a brand has decided about works, paid, and believed at the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Event = Literal[
    "granted",
    "reviewed",
    "blamed_touchpoint",
    "blamed_cause",
    "surveyed",
    "coded",
    "started",
    "paid",
    "landed",
    "measured",
]

GROUPS = ("promoters", "passives", "detractors")
"""Groups of answers to the question of recommendation: 9 or 10, 7 or 8, and the rest."""

PROGRAMME = "programme"
"""In place of a work, what the programme itself costs."""


class Entry(NamedTuple):
    """One line of the record; amounts and encounters are those of the real market.

    Attributes
    ----------
    week : at whose end it was entered; costs fall due in the week after.
    event : what happened. *granted*: a budget of `eur`. *reviewed*: the answers were looked at, and on average `value`
        answers a week were read. *blamed_touchpoint*, *blamed_cause*: `value` bad encounters a week were put down to
        the touchpoint or cause `name`. *surveyed*: `value` customers a week answered as `name` (promoters, passives,
        detractors). *coded*: the cause `name` entered the codebook. *started*: the work `name`
        began, believed to avoid `value` bad encounters a week, until `until`. *paid*: `eur` for the work `name`.
        *landed*: its changes are in force. *measured*: `value` bad encounters a week are claimed to be avoided, with
        a standard error of `spread`.
    name : of a work, touchpoint or cause.
    until : week at whose end a work that was started lands.
    """

    week: int
    event: Event
    name: str = ""
    value: float = 0.0
    spread: float = 0.0
    eur: float = 0.0
    until: int = 0


Record = tuple[Entry, ...]


def events(record: Sequence[Entry], event: Event, name: str | None = None) -> list[Entry]:
    """Return the entries of one kind, of one name when it is given."""
    return [entry for entry in record if entry.event == event and name in (None, entry.name)]


COLUMNS = {
    "started": "works_started",
    "landed": "works_landed",
    "measured": "works_measured",
    "paid": "works_eur",
    "coded": "codes_found",
    "blamed_touchpoint": "blamed_at",
    "blamed_cause": "blamed_on",
    "surveyed": "surveyed",
    "reviewed": "reviews_held",
    "granted": "granted_eur",
}
"""Event -> the column of the booked weeks, to which the name of the work, touchpoint or cause is added."""

ESTIMATED, CLAIMED, UNSURE, READ = "works_estimated", "works_claimed", "works_unsure", "answers_read"
"""Bad encounters a week that a work was believed to avoid, when it was started; that it is claimed to have avoided,
when it was measured; the standard error of the claim; answers a week that were read for a review."""


def booked(entries: Sequence[Entry], share: float) -> dict[str, float]:
    """Return the entries of a week as columns of the booked weeks; `share` of the market is simulated."""
    columns: dict[str, float] = {}

    def add(column: str, name: str, value: float) -> None:
        full = f"{column}.{name}" if name else column
        columns[full] = columns.get(full, 0.0) + value

    for _, event, name, value, spread, eur, _ in entries:
        if event in ("granted", "paid"):
            add(COLUMNS[event], name, share * eur)
        elif event in ("blamed_touchpoint", "blamed_cause", "surveyed"):
            add(COLUMNS[event], name, share * value)
        else:
            add(COLUMNS[event], name, 1.0)
        if event == "started":
            add(ESTIMATED, name, share * value)
        elif event == "measured":
            add(CLAIMED, name, share * value)
            add(UNSURE, name, share * spread)
        elif event == "reviewed":
            add(READ, name, share * value)
    return columns


def columns_of(works: Iterable[str], touchpoints: Iterable[str], causes: Iterable[str]) -> list[str]:
    """Return all columns of a programme."""
    of_works = (*(COLUMNS[event] for event in ("started", "landed", "measured")), ESTIMATED, CLAIMED, UNSURE)
    return [
        COLUMNS["granted"],
        COLUMNS["reviewed"],
        READ,
        *(f"{COLUMNS['surveyed']}.{group}" for group in GROUPS),
        *(f"{column}.{name}" for name in works for column in of_works),
        *(f"{COLUMNS['paid']}.{name}" for name in (PROGRAMME, *works)),
        *(f"{COLUMNS['blamed_touchpoint']}.{name}" for name in touchpoints),
        *(f"{COLUMNS['blamed_cause']}.{name}" for name in causes),
        *(f"{COLUMNS['coded']}.{name}" for name in causes),
    ]
