"""Sentences in the language of whoever reads: English is the key, and what stands there when nothing is translated.

``phrase("After {weeks} weeks.", weeks=8)`` is all that an author needs. A sentence is whole, with named fields, never
glued from parts; fields that are numbers with a format (``{share:.2f}``) are written as the language writes them.
Sentences that are kept as constants are wrapped in :func:`mark` and said when they are shown. `make translations` finds
both.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from string import Formatter

from language.numbers import written
from language.spoken import spoken
from language.typography import elided

_HERE = Path(__file__).parent


def mark(text: str) -> str:
    """Return a text as it is, and let it be found for translation: for constants, which are said when shown."""
    return text


def phrase(text: str, /, **values: object) -> str:
    """Return a whole sentence in the language that is spoken, with its fields filled in.

    Parameters
    ----------
    text : the English sentence; what is no sentence of the catalogue, such as a title of a user's own, stays as it is.
    values : one for each field of the sentence; without any, braces are left alone.
    """
    translated = catalogue(spoken()).gettext(text) if text else text
    return filled(translated, **values)


def plural(one: str, many: str, count: float, /, **values: object) -> str:
    """Return a sentence about a number of things, in the form that the number asks for in the language.

    Parameters
    ----------
    one, many : the English sentence for one, and for any other number.
    count : decides the form; it is in the sentence as `{count}` when it is among the values.
    """
    if spoken() == "en":
        translated = one if count == 1 else many
    else:
        translated = catalogue(spoken()).ngettext(one, many, int(abs(count)))  # in French, 1.5 is still one
    return filled(translated, **values)


def filled(sentence: str, /, **values: object) -> str:
    """Return a sentence that is already said with its fields filled in; without any, braces are left alone."""
    if not values:
        return sentence
    text = _FORMATTER.vformat(sentence, (), values)
    return elided(text) if spoken() == "fr" else text


class _Written(Formatter):
    """Fills in fields; numbers that have a format are written as the language writes them."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Return one field."""
        text = format(value, format_spec)
        return written(text) if format_spec and isinstance(value, (int, float)) else text


_FORMATTER = _Written()


@cache
def catalogue(language: str) -> NullTranslations:
    """Return what is translated into a language; nothing for English, which is the key."""
    if language == "en":
        return NullTranslations()
    with (_HERE / f"{language}.mo").open("rb") as compiled:
        return GNUTranslations(compiled)
