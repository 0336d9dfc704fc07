"""Links of the project's pages, turned into links of the manual."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import PurePosixPath

from manual.contents import PAGES

ROOT_PAGE = "index"
RULES = "reference/rules"
SOURCES = "source"
"""Folder of the pages that show files of the project which are no pages."""

PICTURES = {".png", ".svg", ".jpg"}
_ABROAD = ("http://", "https://", "mailto:")
_LINK = re.compile(r"(?<=\]\()([^)\s]+)(?=\))")
_FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,}).*?^\1\2[`~]*\s*$", re.DOTALL | re.MULTILINE)

PLACES = {page.source: page.name for page in PAGES if page.source} | {"README.md": ROOT_PAGE}
"""File of the project -> page of the manual that shows it."""


def place_of(path: str) -> str:
    """Return the page of the manual that shows a file or folder of the project."""
    if path in PLACES:
        return PLACES[path]
    inside = PurePosixPath(path)
    if inside == PurePosixPath("sim/rules"):
        return RULES
    if inside.parent == PurePosixPath("sim/rules") and not inside.stem.endswith("_sheet"):
        return f"{RULES}/{inside.stem}"
    return f"{SOURCES}/{path.replace('.', '-')}"


def within(source: str, address: str) -> str:
    """Return the file of the project that an address in another file of it leads to."""
    return os.path.normpath(os.path.join(os.path.dirname(source), address)).replace(os.sep, "/")


def rewritten(text: str, source: str, page: str, follow: Callable[[str], str]) -> str:
    """Return a text with its links as those of the manual.

    Parameters
    ----------
    text : Markdown of the file `source`.
    page : the page of the manual that shows it.
    follow : called with each file of the project that is linked; returns where the manual has it, with its ending.
    """

    def changed(match: re.Match[str]) -> str:
        address = match.group()
        if address.startswith((*_ABROAD, "#")):
            return address
        path, sign, heading = address.partition("#")
        target = follow(within(source, path))
        return os.path.relpath(target, os.path.dirname(page) or ".").replace(os.sep, "/") + sign + heading

    parts, end = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_LINK.sub(changed, text[end : fence.start()]), fence.group()]
        end = fence.end()
    return "".join([*parts, _LINK.sub(changed, text[end:])])
