"""Diaries in the language of whoever reads them: the sentences of the world, said again."""

from __future__ import annotations

from functools import cache

from language import mark, phrase, plural, spoken
from sim.diary.tellings import TELLINGS, Entry
from sim.diary.timeline import Moment
from sim.state.tables import Event, lower

SIGNS = (mark("well"), mark("badly"))
"""Words of the world for what is said of a brand; they stand in the middle of a sentence."""


@cache
def sentences() -> dict[str, str]:
    """Return the sentence of each event of a diary."""
    names = dict(zip(Event, lower(Event._fields), strict=True))
    return {names[event]: telling.sentence for event, telling in TELLINGS.items()}


def retold(entry: Entry) -> Entry:
    """Return a line of a diary in the language that is spoken."""
    if spoken() == "en":
        return entry
    brand, about = phrase(entry.brand), phrase(entry.about)
    text = phrase(sentences()[entry.event], brand=brand, about=about, **entry.figures)
    return entry._replace(brand=brand, about=about, text=text)


def told(moment: Moment) -> str:
    """Return a line of a timeline in the language that is spoken."""
    if spoken() == "en":
        return moment.text
    values = moment.shortly(phrase)
    if isinstance(moment.sentence, str):
        return phrase(moment.sentence, **values)
    one, many = moment.sentence
    return plural(one, many, moment.number, **values)


def weeks_of(moment: Moment) -> str:
    """Return the weeks of a moment."""
    if moment.last_week > moment.first_week:
        return phrase("week {first} to {last}", first=moment.first_week, last=moment.last_week)
    return phrase("week {week}", week=moment.first_week)
