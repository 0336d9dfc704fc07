"""French typography: translators type plain spaces, readers get those that do not break."""

from __future__ import annotations

import re

from language.numbers import NBSP, THIN

_RULES = (
    (re.compile(r"«[ \u00a0]*"), f"«{NBSP}"),
    (re.compile(r"[ \u00a0]*»"), f"{NBSP}»"),
    (re.compile(r" ([;!?])"), rf"{THIN}\1"),
    (re.compile(r" :(?=\s|$)"), f"{NBSP}:"),
    (re.compile(r" (?=%|[Mk]?€)"), NBSP),
    (re.compile(r" ± "), f"{NBSP}±{NBSP}"),
    (re.compile(r"'(?=\w|«|\{)"), "’"),
)


_BEFORE_VOWEL = re.compile(r"\b([Dd]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)e (?=[AÀÂEÉÈÊIÎOÔUÛ][a-zà-ÿ])")
"""Words that lose their last letter before a name that begins with a vowel."""


def elided(text: str) -> str:
    """Return a French sentence whose fields are filled in with its elisions: ``d’Acme``, ``qu’Orchid``."""
    return _BEFORE_VOWEL.sub(r"\1’", text)


def typeset(text: str) -> str:
    """Return a French text with the spaces and apostrophes of print."""
    for found, put in _RULES:
        text = found.sub(put, text)
    return text
