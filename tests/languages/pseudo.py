"""A language in which all that is in the catalogue stands in wide letters: what is left in plain ones is not."""

from __future__ import annotations

import json
import re
from functools import cache
from gettext import NullTranslations
from html.parser import HTMLParser

_WIDE = {code: code + 0xFEE0 for code in (*range(65, 91), *range(97, 123))}
PLAIN_WORD = re.compile(r"[A-Za-z]{2,}")
_FIELD = re.compile(r"(\{[^}]*\})")
_UNSEEN = ("script", "style", "pre", "code")
_VOID = ("meta", "link", "input", "br", "wbr", "hr", "img", "source", "path", "line", "circle", "rect")
_SPOKEN = ("aria-label", "aria-valuetext", "title", "alt", "placeholder", "data-done")


def wide(text: str) -> str:
    """Return a text in wide letters, its fields left as they are."""
    return "".join(part if _FIELD.fullmatch(part) else part.translate(_WIDE) for part in _FIELD.split(text))


class Pseudo(NullTranslations):
    """Translates every sentence that is in the catalogue into wide letters, and nothing else."""

    def __init__(self, known: frozenset[str]) -> None:
        super().__init__()
        self._known = known

    def gettext(self, message: str) -> str:
        """Return a sentence in wide letters."""
        return wide(message) if message in self._known else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return one form of a sentence in wide letters."""
        return self.gettext(msgid1 if n == 1 else msgid2)


@cache
def in_wide_letters(language: str) -> NullTranslations:
    """Return the catalogue of a language as the tests read it."""
    from language.catalogue import TRANSLATED, read

    if language == "en":
        return NullTranslations()
    ids = [message.id for message in read(TRANSLATED[0]) if message.id]
    return Pseudo(frozenset(form for one in ids for form in ([one] if isinstance(one, str) else one)))


class _Seen(HTMLParser):
    """Gathers what a reader of a page sees or hears, but for what is marked as being in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_hidden = tag in _UNSEEN or ("lang" in given and tag != "html")
        if not any(self._open) and not is_hidden:
            self.texts += [value for name, value in attrs if name in _SPOKEN and value]
            self.texts += json.loads(given.get("data-texts") or "[]")
        if tag not in _VOID:
            self._open.append(is_hidden)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not any(self._open):
            self.texts += [value for name, value in attrs if name in _SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.texts.append(data)


def untranslated(html: str, *names: str) -> list[str]:
    """Return the texts of a page that hold words which are not of the catalogue, but for some names."""
    seen = _Seen()
    seen.feed(html)
    allowed = {"cxsim", *names}
    return [" ".join(text.split()) for text in seen.texts if set(PLAIN_WORD.findall(text)) - allowed]
