"""Diaries in another language tell of the same events."""

from __future__ import annotations

from experiments.pages.diaries import retold, sentences
from language import phrase, speaking
from sim.diary.tellings import TELLINGS, Entry
from sim.state.tables import Event


def test_every_event_is_retold_with_its_own_sentence():
    """What is said again of an event is the sentence of that event, in the language that is spoken."""
    told = {name: TELLINGS[event].sentence for name, event in zip(Event._fields, Event, strict=True)}
    assert sentences() == {name.lower(): sentence for name, sentence in told.items()}
    left = Entry(3, "left", "Acme", "price", "", {"tenure_weeks": 4.0, "satisfaction": 0.5, "trust": 0.25})
    with speaking("fr"):
        expected = phrase(told["LEFT"], brand="Acme", about=phrase("price"), **left.figures)
        assert retold(left).text == expected
