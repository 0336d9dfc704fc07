"""What the page says: every sentence a whole one, in the language of whoever reads it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from app.words import en, en_class, en_copied, en_lessons, en_listening, en_market, en_moments, en_network
from language import phrase, spoken


class Words(ModuleType):
    """The words of rooms: their functions as they are, their constants said when they are read.

    Parameters
    ----------
    rooms : modules of words, in which every constant that people read is marked.
    own : words of rooms that have a name of their own.
    """

    def __init__(self, *rooms: ModuleType, **own: Words) -> None:
        super().__init__("words")
        self._rooms = rooms
        self.__dict__.update(own)

    @property
    def CODE(self) -> str:  # noqa: N802
        """The language of the page, as HTML names it."""
        return spoken()

    def __getattr__(self, name: str) -> Any:
        for room in self._rooms:
            if hasattr(room, name):
                return said(getattr(room, name))
        raise AttributeError(name)


def said(constant: Any) -> Any:
    """Return a constant with all texts in it said; anything else as it is."""
    if isinstance(constant, str):
        return phrase(constant)
    if isinstance(constant, dict):
        return {key: said(value) for key, value in constant.items()}
    if hasattr(constant, "_fields"):
        return type(constant)(*map(said, constant))
    return tuple(map(said, constant)) if isinstance(constant, tuple) else constant


WORDS = Words(
    en,
    en_lessons,
    en_class,
    copy=Words(en_copied),
    moments=Words(en_moments),
    listening=Words(en_listening),
    network=Words(en_network),
    market=Words(en_market),
)
