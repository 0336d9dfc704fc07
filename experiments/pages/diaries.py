"""Diaries in the language of whoever reads them: the sentences of the world, said again."""

from __future__ import annotations

from functools import cache

from language import mark, phrase, spoken
from sim.diary.tellings import TELLINGS, Entry
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
