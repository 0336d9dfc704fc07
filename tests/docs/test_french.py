"""The French tutorial, glossary and page on worlds say what the English ones say."""

from __future__ import annotations

import re

from language.typography import typeset
from tests.docs.pages import ROOT, blocks, commands, links

DOCS = ROOT / "docs"
TUTORIAL, TUTORIEL = DOCS / "TUTORIAL.md", DOCS / "TUTORIEL.md"
GLOSSARY, GLOSSAIRE = DOCS / "GLOSSARY.md", DOCS / "GLOSSAIRE.md"
WORLDS, MONDES = DOCS / "WORLDS.md", DOCS / "MONDES.md"
CODE = re.compile(r"```[\s\S]*?```|`[^`\n]*`|\]\([^)]*\)")


def cells(page, column: int) -> list[str]:
    """Return a column of the table of a page."""
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    return [row.split("|")[column].strip() for row in rows]


def test_the_tutorials_type_the_same():
    """Readers of the French tutorial type what those of the English one do, and read on in the same pages."""
    assert commands(TUTORIEL) == commands(TUTORIAL)
    assert [blocks(TUTORIEL, kind) for kind in ("sh", "", "yaml")] == [
        blocks(TUTORIAL, kind) for kind in ("sh", "", "yaml")
    ]
    english, french = ({address for address, _ in links(page)} for page in (TUTORIAL, TUTORIEL))
    assert {*english, MONDES.name} - {TUTORIEL.name, WORLDS.name} == french - {TUTORIAL.name, GLOSSAIRE.name}


def test_the_pages_on_worlds_say_the_same():
    """The French page on worlds has the commands, links, chapters and rows of tables of the English one."""
    assert commands(MONDES) == commands(WORLDS)
    english, french = ({address for address, _ in links(page)} for page in (WORLDS, MONDES))
    assert english - {MONDES.name} == french - {WORLDS.name, GLOSSAIRE.name}
    told = [page.read_text(encoding="utf-8").splitlines() for page in (WORLDS, MONDES)]
    for begins in ("## ", "|", "- "):
        assert len({sum(line.startswith(begins) for line in page) for page in told}) == 1


def test_the_glossaries_explain_the_same_words():
    """Every English word has one French term, and no term stands for two of them."""
    assert sorted(cells(GLOSSAIRE, 2)) == sorted(cells(GLOSSARY, 1))
    terms = cells(GLOSSAIRE, 1)
    assert len(set(terms)) == len(terms)


def test_they_are_typeset_as_french():
    """High punctuation, quotation marks and apostrophes stand as in print, outside of what is typed."""
    for page in (TUTORIEL, GLOSSAIRE, MONDES):
        told = CODE.split(page.read_text(encoding="utf-8"))
        assert [typeset(part) for part in told] == told
