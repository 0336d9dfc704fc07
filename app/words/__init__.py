"""What the page says: one module a language, every sentence a whole one in a function of its own."""

from types import ModuleType

from app.words import en

LANGUAGES: dict[str, ModuleType] = {"en": en}
"""Language -> its module; all have the same functions."""
