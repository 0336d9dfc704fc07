"""The language that is spoken here and now: each request of the page has its own, a command has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = {"en": "English", "fr": "Français"}
"""Code of a language -> its own name."""
_SPOKEN: ContextVar[str] = ContextVar("spoken", default="en")


def spoken() -> str:
    """Return the code of the language that is spoken here and now."""
    return _SPOKEN.get()


def speak(language: str) -> None:
    """Speak a language from here on."""
    _SPOKEN.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)
