"""Languages: every sentence that a reader sees, in the language of whoever reads it. Imports nothing of the project."""

from language.numbers import number
from language.speech import filled, mark, phrase, plural
from language.spoken import LANGUAGES, speak, speaking, spoken

__all__ = ["LANGUAGES", "filled", "mark", "number", "phrase", "plural", "speak", "speaking", "spoken"]
