"""A diary as a timeline in words: what happened to a customer, without figures, and the ordinary left in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sim.diary.tellings import TELLINGS, Entry
from sim.state.tables import Events, lower

_BELOW, _ABOVE = -0.2, 0.25
"""Perceived less expected quality from which on an encounter is told by itself; others are counted."""
_FIGURES = re.compile(r" \((satisfaction|EUR) [^)]*\)|; expected .*$|, severity .*$")
"""Figures at the end of the sentences of a diary."""
_IN_BACKGROUND = ("heard", "spoke", "told", "searched")
"""Events that are added up over some weeks, as ordinary encounters are."""


_EVENTS = dict(zip(Events(), lower(Events._fields), strict=True))
BRIEFLY: Mapping[str, str] = MappingProxyType(
    {_EVENTS[event]: _FIGURES.sub("", telling.sentence) for event, telling in TELLINGS.items()}
)
"""Event -> its sentence without figures, for what is told by itself."""

ENCOUNTERS = {
    True: (
        "{count} encounter with {brand}, not below expectation",
        "{count} encounters with {brand}, none below expectation",
    ),
    False: (
        "{count} encounter with {brand}, {worse} below expectation",
        "{count} encounters with {brand}, {worse} below expectation",
    ),
}
"""Whether all were as expected or better -> the sentence for one, and for many."""
SPOKEN_OFTEN = {
    "heard": "heard somebody speak {about} of {brand}, {count} times",
    "spoke": "spoke {about} of {brand}, {count} times",
}
"""Event -> the sentence for more than one; one is told by itself."""
LATE = ("{brand} delivered {days} day later than promised", "{brand} delivered {days} days later than promised")
IN_TIME = "{brand} delivered as promised"
TROUBLED, FAR_BELOW, FAR_ABOVE = (
    "{about} of {brand}: {trouble}",
    "{about} of {brand} was far below expectation",
    "{about} of {brand} was far above expectation",
)
"""How an encounter was felt."""


class Moment(NamedTuple):
    """One line of a timeline.

    Attributes
    ----------
    first_week, last_week : of what it tells; the same for one event. Weeks below 1 lie before the run.
    brand : title of the brand that it is about.
    sentence : what is told, with fields; or its forms for one and for many of what `count` or `days` counts.
    values : of the fields, with whole titles.
    tone : "good", "bad" or "".
    is_turn : whether the customer came to a brand or left one.
    counted : how many events are counted in it; 0 when one is told by itself.
    """

    first_week: int
    last_week: int
    brand: str
    sentence: str | tuple[str, str]
    values: Mapping[str, object]
    tone: str = ""
    is_turn: bool = False
    counted: int = 0

    @property
    def text(self) -> str:
        """What is told, in English."""
        one_or_many = self.sentence if isinstance(self.sentence, str) else self.sentence[self.number != 1]
        return one_or_many.format(**self.shortly())

    def shortly(self, said: Callable[[str], str] = str) -> dict[str, object]:
        """Return the values with titles as they are `said`, and short."""
        return {name: short(said(each)) if isinstance(each, str) else each for name, each in self.values.items()}

    @property
    def number(self) -> int:
        """How many it is about; 1 when nothing is counted."""
        return int(str(self.values.get("days", self.values.get("count", 1))))

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
        worse = sum(_gap(entry) < 0.0 for entry in found) if event == "encounter" else 0
        sentence = _background(event, len(found), worse)
        values = {"count": len(found), "brand": brand, "about": about, "worse": worse}
        tone = {"well": "good", "badly": "bad"}.get(about, "")
        yield Moment(found[0].week, found[-1].week, brand, sentence, values, tone, counted=len(found))


def _background(event: str, count: int, worse: int) -> str | tuple[str, str]:
    """Return the sentence for what is added up; `worse` encounters were below expectation."""
    if event == "encounter":
        return ENCOUNTERS[not worse]
    return SPOKEN_OFTEN[event] if count > 1 and event in SPOKEN_OFTEN else BRIEFLY[event]


def _told(entry: Entry, trouble: str) -> Moment:
    """Return one event that is told by itself, with the trouble that was felt there."""
    is_turn = entry.event in ("left", "left_market", "lapsed", "delivered")
    values: dict[str, object] = {**entry.figures, "brand": entry.brand, "about": entry.about}
    sentence: str | tuple[str, str] = BRIEFLY[entry.event]
    tone = _TONES.get(entry.event, "")
    if entry.event == "encounter":
        values["trouble"] = trouble
        sentence, tone = _felt(entry, trouble)
    elif entry.event == "delivered":
        late = entry.figures["actual_days"] - entry.figures["promised_days"]
        values["days"] = max(1, round(late))
        sentence, tone = (LATE, "bad") if late > 0 else (IN_TIME, "")
    return Moment(entry.week, entry.week, entry.brand, sentence, values, tone, is_turn)


def short(title: str) -> str:
    """Return a title without what it adds after a comma: ``Pico, the low-cost operator`` is Pico."""
    return title.partition(", ")[0]


def _felt(entry: Entry, trouble: str) -> tuple[str, str]:
    """Return how an encounter was felt, with its tone."""
    if trouble:
        return TROUBLED, "bad"
    return (FAR_BELOW, "bad") if _gap(entry) < 0.0 else (FAR_ABOVE, "good")


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
