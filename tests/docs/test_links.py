"""Links lead somewhere."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, links, name_of

ABROAD = ("https://", "http://", "mailto:")


@pytest.mark.parametrize("page", [pytest.param(page, id=name_of(page)) for page in PAGES if links(page)])
def test_links_lead_to_what_exists(page):
    """Every address within the project is that of a file or folder, with a heading of that name where one is named."""
    dead = []
    for address, _ in links(page):
        if address.startswith(ABROAD):
            continue
        path, _, heading = unquote(address).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or not target.is_relative_to(ROOT) or (heading and heading not in anchors(target)):
            dead.append(address)
    assert dead == []
