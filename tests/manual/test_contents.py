"""The manual has a place for every page, and everything that it is made from."""

from __future__ import annotations

from manual import contents
from tests.docs.pages import NOTEBOOKS, ROOT, name_of

SOURCES = [page.source for page in contents.PAGES if page.source]


def test_every_page_has_its_place():
    """Pages of docs and of markets, findings of studies and notebooks stand in the contents once; nothing else does."""
    pages = [*ROOT.glob("docs/*.md"), *ROOT.glob("sim/**/*.md"), *ROOT.glob("experiments/studies/*/*.md"), *NOTEBOOKS]
    assert sorted(SOURCES) == sorted([*map(name_of, pages), "CHANGELOG.md"])


def test_addresses_are_unlike():
    """No two pages have the same address or title."""
    assert len({page.name for page in contents.PAGES}) == len(contents.PAGES)
    assert len({page.title for page in contents.PAGES}) == len(contents.PAGES)
