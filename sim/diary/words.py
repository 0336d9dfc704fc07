"""The words behind numbered columns: names of brands, segments, causes and stages, from number to word and back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.market.messages import unknown
from sim.market.schema import Market
from sim.state.ledger import NONE
from sim.state.states import CUSTOMER_COLUMNS
from sim.state.tables import NOBODY


class Words:
    """What the numbered columns of customers mean in one market; NOBODY is called "none", as in the ledger."""

    def __init__(self, market: Market) -> None:
        named = {part: (*getattr(market, part), NONE) for part in ("brands", "causes")}
        named["segments"] = tuple(market.segments)
        self._words: dict[str, tuple[str, ...]] = {
            column.name: column.words if isinstance(column.words, tuple) else named[column.words]
            for column in CUSTOMER_COLUMNS
            if column.words
        }
        self._numbers = {
            column: {word: NOBODY if words[-1] == NONE and word == NONE else k for k, word in enumerate(words)}
            for column, words in self._words.items()
        }

    def __contains__(self, column: str) -> bool:
        return column in self._words

    def word(self, column: str, number: int) -> str:
        """Return the word for one number of a column."""
        words = self._words[column]
        return words[number % len(words)]

    def words(self, column: str, numbers: np.ndarray) -> pd.Categorical:
        """Return the words for the numbers of a column."""
        words = self._words[column]
        return pd.Categorical.from_codes(numbers.astype(np.int16) % len(words), list(words))

    def number(self, column: str, word: str) -> int:
        """Return the number that stands for a word.

        Raises
        ------
        ValueError
            When the column has no such word, with the nearest one.
        """
        numbers = self._numbers[column]
        if word not in numbers:
            raise ValueError(unknown(column.replace("_", " "), str(word), numbers))
        return numbers[word]
