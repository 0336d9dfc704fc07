"""The manual is built from what is here, without a warning, and needs nothing from the internet."""

from __future__ import annotations

import re

import pytest

from manual.__main__ import build
from manual.contents import PAGES

pytestmark = pytest.mark.slow
LOADS = re.compile(r"""<(?:script|img|link|iframe|source)\b[^>]*?\s(?:src|href)=["']([^"']+)|@import\s+["']([^"']+)""")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the folder of the built manual."""
    folder = tmp_path_factory.mktemp("manual")
    assert build(folder) == 0
    return folder / "html"


def test_every_page_is_there(built):
    """Every page of the contents is a file."""
    assert [page.name for page in PAGES if not (built / f"{page.name}.html").is_file()] == []


def test_nothing_is_loaded_from_elsewhere(built):
    """No page and no style asks another machine for a script, a picture, a font or a style."""
    texts = [*built.rglob("*.html"), *built.rglob("*.css")]
    loaded = {
        address for file in texts for found in LOADS.findall(file.read_text(encoding="utf-8")) for address in found
    }
    assert [address for address in loaded if "//" in address] == []


def test_every_link_leads_somewhere(built):
    """Every link within the manual leads to a file, and to a heading of it where one is named."""
    dead = []
    names = {
        file: set(re.findall(r'\sid="([^"]+)"', file.read_text(encoding="utf-8"))) for file in built.rglob("*.html")
    }
    for file in names:
        article = file.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]
        for address in re.findall(r'href="([^"]+)"', article):
            path, _, heading = address.partition("#")
            target = (file.parent / path).resolve() if path else file
            if re.match(r"\w+:", address):
                continue
            if not target.exists() or (heading and heading not in names.get(target, {heading})):
                dead.append(f"{file.relative_to(built)}: {address}")
    assert dead == []
