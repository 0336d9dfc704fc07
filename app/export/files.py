"""The files of a copy: pages whose links lead to each other, answers that a script finds, and scripts for a disk.

From a disk, browsers let no script load another one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any

from app.export.addresses import Pages
from app.export.copying import Copy

STATIC = Path(__file__).parents[1] / "static"
ANSWERS, SCRIPTS = "answers", "scripts"
_LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"]*)"[^>]*>.*?</a>', re.DOTALL)
_HREF = re.compile(r'\bhref="/[^"]*"')
_LANGUAGE = re.compile(r'\bdata-language="(\w+)"')
_IMPORT = re.compile(r'^import \{ (.*) \} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const) (\w+))", re.MULTILINE)
_PERSON = re.compile(r"\bperson=(\d+)")
_MODULES = ("shared", "copied", "trajectories")
_LONGEST_DIGEST = 16


def files_of(
    copies: Mapping[str, Copy], pages: Pages, language: str, languages: Sequence[str], weeks: Sequence[int]
) -> dict[str, str]:
    """Return the files of a language by their paths in the copy."""
    found: dict[str, str] = {}
    for file, copy in copies.items():
        answers = {}
        for key, told in copy.answers.items():
            names = []
            for each in told:
                content = json.dumps(_linked(each, pages, copy.people), ensure_ascii=False, separators=(",", ":"))
                name = hashlib.sha256(content.encode()).hexdigest()[:_LONGEST_DIGEST]
                found[f"{ANSWERS}/{name}.js"] = f"answered({json.dumps(name)}, {content});\n"
                names.append(name)
            answers[key] = names
        about = {"address": copy.address, "answers": answers, "people": copy.people, "weeks": list(weeks)}
        found[f"{language}/{file}"] = _page(copy, about, file, pages, languages)
    found[f"{language}/pages.js"] = f"const PAGES = {json.dumps(pages.files, indent=0)};\n"
    return found


def _page(copy: Copy, about: dict[str, Any], file: str, pages: Pages, languages: Sequence[str]) -> str:
    html = _LINK.sub(lambda link: _language(link[0], file, languages), copy.html)
    html = _relinked(html, pages, copy.people).replace('"/static/', '"../')
    scripts = f'<script type="application/json" id="copied">{in_page(about)}</script>\n'
    scripts += '<script src="pages.js"></script>\n'

    def script(module: re.Match[str]) -> str:
        return f'{scripts}<script defer src="../{SCRIPTS}/{module[1]}.js"></script>'

    return re.sub(r'<script type="module" src="\.\./(\w+)\.js"></script>', script, html)


def in_page(document: Any) -> str:
    """Return a document as JSON that can stand in a page."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _language(link: str, file: str, languages: Sequence[str]) -> str:
    """Return a link to another language, which is another folder; nothing when the copy does not speak it."""
    of = _LANGUAGE.search(link)
    if of is None:
        return link
    return _HREF.sub(f'href="../{of[1]}/{file}"', link) if of[1] in languages else ""


def _linked(told: Any, pages: Pages, people: Sequence[int]) -> Any:
    """Return an answer, all links in its texts leading to pages of the copy."""
    if isinstance(told, dict):
        return {name: _linked(value, pages, people) for name, value in told.items()}
    return _relinked(told, pages, people) if isinstance(told, str) else told


def _relinked(html: str, pages: Pages, people: Sequence[int]) -> str:
    """Return a text whose links lead to pages of the copy; a link to what is not in it is left out."""

    def linked(link: re.Match[str]) -> str:
        address = unescape(link[1])
        person = _PERSON.search(address)
        if person and int(person[1]) not in people:
            return ""
        there = pages.link(address, is_room="data-room=" in link[0])
        return _HREF.sub(f'href="{escape(there)}"', link[0], count=1) if there else ""

    return _LINK.sub(linked, html)


def common_files(first: str, languages: Sequence[str], title: str) -> dict[str, str]:
    """Return the files that all languages share, and the first page, which leads to the language of the reader.

    Parameters
    ----------
    first : file of the page that opens first.
    """
    rooms: dict[str, tuple[str, ...]] = {
        room: (room,) for room in ("journey", "customer", "moments", "listening", "network", "teach")
    }
    rooms["compare"] = ("trajectories", "surface")
    found = {f"{SCRIPTS}/{room}.js": bundled(modules) for room, modules in rooms.items()}
    found |= {name: (STATIC / name).read_text(encoding="utf-8") for name in ("page.css", "icon.svg")}
    links = "".join(f'<p><a href="{language}/{first}" lang="{language}">{title}</a></p>' for language in languages)
    choice = f"const spoken = {json.dumps(list(languages))};\n" + _CHOICE.replace("FIRST", first)
    found["index.html"] = (
        f'<!doctype html>\n<html lang="{languages[0]}">\n<head><meta charset="utf-8"><title>cxsim</title>'
        f'<link rel="stylesheet" href="page.css"><script>{choice}</script></head>\n'
        f"<body><main><h1>cxsim</h1>{links}</main></body>\n</html>\n"
    )
    return found


_CHOICE = (
    "const wished = navigator.languages.map((each) => each.slice(0, 2)).find((each) => spoken.includes(each));\n"
    "location.replace(`${wished ?? spoken[0]}/FIRST`);\n"
)


def bundled(modules: Sequence[str]) -> str:
    """Return a script that needs no other file: modules may not be loaded from a disk.

    Parameters
    ----------
    modules : of the room, the last one at the end; `live` is what a copy has in its place.
    """
    names = ["shared", "copied", *modules]
    return "".join(_module(name, is_last=name == names[-1]) for name in names)


def _module(name: str, is_last: bool) -> str:
    text = (STATIC / f"{name}.js").read_text(encoding="utf-8")
    exported = ", ".join(_EXPORT.findall(text))
    text = _EXPORT.sub("", _IMPORT.sub(_imported, text))
    if is_last:
        return f"(() => {{\n{text}}})();\n"
    return f"const {name}_js = (() => {{\n{text}return {{ {exported} }};\n}})();\n"


def _imported(line: re.Match[str]) -> str:
    module = "copied" if line[2] == "live" else line[2]
    return f"const {{ {line[1].replace(' as ', ': ')} }} = {module}_js;\n"
