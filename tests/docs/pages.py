"""The project's pages taken apart: Markdown files, and the text of notebooks."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = [*sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sim/**/*.md")]), *NOTEBOOKS]


def name_of(page: Path) -> str:
    """Return the path of a page in the project: names the test of it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, *languages: str) -> list[str]:
    """Return the blocks of code of a page that are written in one of the languages; "" for those that do not say."""
    return [token.content for token in _tokens(page) if token.type == "fence" and token.info.strip() in languages]


def fences(page: Path) -> list[tuple[str, str, str]]:
    """Return language, file and text of the blocks of a page that name a file: ``python file=stayers.py``."""
    infos = [(token.info.split(), token.content) for token in _tokens(page) if token.type == "fence"]
    return [
        (info[0], info[1].removeprefix("file="), text)
        for info, text in infos
        if len(info) > 1 and info[1].startswith("file=")
    ]


def commands(page: Path) -> list[list[str]]:
    """Return the words of every ``cxsim`` command of a page, in blocks and in the text."""
    lines = [line for block in blocks(page, "", "sh", "console") for line in block.splitlines()]
    lines += [token.content for token in _inline(page) if token.type == "code_inline"]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("cxsim ")]


def links(page: Path) -> list[tuple[str, str]]:
    """Return address and words of every link and picture of a page."""
    found, inside = [], None
    for token in _inline(page):
        if token.type == "image":
            found.append((str(token.attrs["src"]), token.content))
        elif token.type == "link_open":
            inside = (str(token.attrs["href"]), [])
        elif token.type == "link_close" and inside:
            found.append((inside[0], "".join(inside[1])))
            inside = None
        elif inside:
            inside[1].append(token.content)
    return found


def anchors(page: Path) -> set[str]:
    """Return what a link can add to the address of a page: its headings as forges write them in addresses."""
    tokens = _tokens(page)
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _inline(page: Path) -> Iterator[Token]:
    for token in _tokens(page):
        yield from token.children or ()


@cache
def _tokens(page: Path) -> list[Token]:
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return MarkdownIt().enable("table").parse(text)
