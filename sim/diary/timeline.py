"""A diary as a timeline in words: what happened to a customer, without figures, and the ordinary left in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sim.diary.tellings import Entry

_BELOW, _ABOVE = -0.2, 0.25
"""Perceived less expected quality from which on an encounter is told by itself; others are counted."""
_FIGURES = re.compile(r" \((satisfaction|EUR) [^)]*\)|; expected .*$|, severity .*$")
"""Figures at the end of the sentences of a diary."""
_IN_BACKGROUND = ("heard", "spoke", "told", "searched")
"""Events that are added up over some weeks, as ordinary encounters are."""


class Moment(NamedTuple):
    """One line of a timeline.

    Attributes
    ----------
    first_week, last_week : of what it tells; the same for one event. Weeks below 1 lie before the run.
    brand : title of the brand that it is about.
    tone : "good", "bad" or "".
    is_turn : whether the customer came to a brand or left one.
    counted : how many events are counted in it; 0 when one is told by itself.
    """

    first_week: int
    last_week: int
    brand: str
    text: str
    tone: str = ""
    is_turn: bool = False
    counted: int = 0

    @property
    def weeks(self) -> str:
        """The weeks in words."""
        return f"week {self.first_week}" + (f" to {self.last_week}" if self.last_week > self.first_week else "")


def timeline(entries: Iterable[Entry]) -> list[Moment]:
    """Return the moments of a diary in their order.

    Moving encounters, troubles, help, orders and departures are told one by one; ordinary encounters and what is heard
    between them are counted.
    """
    moments: list[Moment] = []
    background: list[Entry] = []
    trouble = ""
    for entry in entries:
        if entry.event == "trouble":
            trouble = trouble or entry.about
            continue
        if not trouble and _is_ordinary(entry):
            background.append(entry)
            continue
        moments += _counted(background)
        background = []
        moments.append(_told(entry, trouble))
        trouble = ""
    return [*moments, *_counted(background)]


def parting(one: Sequence[Entry], other: Sequence[Entry]) -> int | None:
    """Return the first week in which two diaries of the same customer differ, None when they do not."""
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            return min(mine.week, yours.week)
    longer = max(one, other, key=len)
    shared = min(len(one), len(other))
    return longer[shared].week if len(longer) > shared else None


def _gap(entry: Entry) -> float:
    """Return perceived less expected quality of an encounter."""
    return entry.figures["perceived"] - entry.figures["expected"]


def _is_ordinary(entry: Entry) -> bool:
    if entry.event == "encounter":
        return _BELOW < _gap(entry) < _ABOVE
    return entry.event in _IN_BACKGROUND


def _counted(background: Sequence[Entry]) -> Iterator[Moment]:
    """Yield ordinary encounters and talk of some weeks, added up by what they are."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in background:
        is_encounter = entry.event == "encounter"
        event = "spoke" if entry.event == "told" else entry.event
        groups.setdefault((event, "" if is_encounter else entry.about, entry.brand), []).append(entry)
    for (event, about, brand), found in sorted(groups.items(), key=lambda group: group[1][0].week):
        count, name = len(found), short(brand)
        if event == "encounter":
            worse = sum(_gap(entry) < 0.0 for entry in found)
            text = f"{count} encounter{'' if count == 1 else 's'} with {name}, {worse or 'none'} below expectation"
        elif event == "searched":
            text = f"looked for a provider: {about}"
        else:
            verb = "heard somebody speak" if event == "heard" else "spoke"
            text = f"{verb} {about} of {name}" + (f", {count} times" if count > 1 else "")
        tone = {"well": "good", "badly": "bad"}.get(about, "")
        yield Moment(found[0].week, found[-1].week, brand, text, tone, counted=count)


def _told(entry: Entry, trouble: str) -> Moment:
    """Return one event that is told by itself, with the trouble that was felt there."""
    is_turn = entry.event in ("left", "left_market", "lapsed", "delivered")
    text = _FIGURES.sub("", entry.text)
    tone = _TONES.get(entry.event, "")
    if entry.event == "encounter":
        text, tone = _felt(entry, trouble)
    elif entry.event == "delivered":
        text, tone = _delivered(entry.brand, entry.figures["actual_days"] - entry.figures["promised_days"])
    for title in (entry.brand, entry.about):
        text = text.replace(title, short(title)) if title else text
    return Moment(entry.week, entry.week, entry.brand, text, tone, is_turn)


def short(title: str) -> str:
    """Return a title without what it adds after a comma: ``Pico, the low-cost operator`` is Pico."""
    return title.partition(", ")[0]


def _felt(entry: Entry, trouble: str) -> tuple[str, str]:
    """Return how an encounter was felt, with its tone."""
    where = f"{entry.about} of {entry.brand}"
    if trouble:
        return f"{where}: {trouble}", "bad"
    if _gap(entry) < 0.0:
        return f"{where} was far below expectation", "bad"
    return f"{where} was far above expectation", "good"


def _delivered(brand: str, days_late: float) -> tuple[str, str]:
    """Return how an order came, with its tone."""
    if days_late <= 0:
        return f"{brand} delivered as promised", ""
    days = max(1, round(days_late))
    return f"{brand} delivered {days} day{'' if days == 1 else 's'} later than promised", "bad"


_TONES = {
    "problem": "bad",
    "gave_up_waiting": "bad",
    "not_solved": "bad",
    "soothed": "bad",
    "stayed_silent": "bad",
    "gave_up_complaining": "bad",
    "neighbour_left": "bad",
    "price_rose": "bad",
    "cancelled": "bad",
    "gave_up_visit": "bad",
    "reconsidered": "bad",
    "left": "bad",
    "solved": "good",
    "stayed": "good",
    "extended": "good",
}
