"""The glossary explains the words of the model, each once."""

from __future__ import annotations

import re

import pytest

from sim.state.states import BRAND_STATE_COLUMNS, CUSTOMER_COLUMNS, KNOWLEDGE_COLUMNS, SEEN_COLUMNS
from tests.docs.pages import PAGES, ROOT, links, name_of

GLOSSARY = ROOT / "docs" / "GLOSSARY.md"
COLUMNS = [column.name for column in (*CUSTOMER_COLUMNS, *KNOWLEDGE_COLUMNS, *SEEN_COLUMNS, *BRAND_STATE_COLUMNS)]
NOT_THE_IDEA = {"is", "has", "to", "other", "for", "weeks", "days", "minutes", "cents", "factor", "probability", "rate"}
NOT_THE_IDEA |= {"weight", "ratio", "share", "severity"}
ENOUGH = 4
"""Letters by which a word is known in its other forms: expected, expectation."""

ROWS = [line.split("|")[1].strip() for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if "|" in line][2:]


def _stems(words: str) -> set[str]:
    return {word[:ENOUGH] for word in re.findall("[a-z]+", words.lower())}


EXPLAINED = set().union(*map(_stems, ROWS))


def test_every_column_is_explained():
    """The idea in the name of every column of the model's state is a word of the glossary."""
    ideas = {column: set(column.split("_")) - NOT_THE_IDEA for column in COLUMNS}
    assert [column for column, idea in ideas.items() if not _stems(" ".join(idea)) & EXPLAINED] == []


def test_words_stand_once_and_in_order():
    """A word is found where the alphabet puts it, and nowhere else."""
    assert sorted({row.lower() for row in ROWS}) == [row.lower() for row in ROWS]


@pytest.mark.parametrize("page", [pytest.param(page, id=name_of(page)) for page in PAGES if page != GLOSSARY])
def test_words_with_a_link_are_explained(page):
    """Whoever follows a word into the glossary finds it there."""
    followed = [words for address, words in links(page) if address.partition("#")[0].endswith(GLOSSARY.name)]
    words = [word for word in followed if word.lower() != "glossary"]
    assert [word for word in words if not _stems(word) & EXPLAINED] == []
