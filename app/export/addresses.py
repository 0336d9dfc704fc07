"""Addresses in a copy: which file shows what the page shows at an address, and by which name its answers are known.

Python writes links by these rules, and `copied.js` reads them by the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

OF_A_PAGE = ("market", "strategy", "as_is", "lesson", "guess", "off", "depth", "length", "reach")
"""What decides on which page something stands; all else that is looked at stands behind the # of its address."""
OF_ALL = ("seed", "weeks", "customers", "lang", "visitor")
"""What is the same all over a copy."""
_LIVED = ("seed", "weeks", "customers")
"""What decides what is lived: a copy has one of each."""
_NOT_IN_NAMES = re.compile(r"[^0-9A-Za-z.-]+")


def parted(address: str) -> tuple[str, str]:
    """Return the page that an address is of, and what else it says."""
    path, _, query = address.partition("?")
    pairs = [(name, value) for name, value in parse_qsl(query) if name not in OF_ALL]
    own = sorted(f"{name}={value}" for name, value in pairs if name in OF_A_PAGE)
    return " ".join([path, *own]), urlencode([pair for pair in pairs if pair[0] not in OF_A_PAGE])


def key_of(address: str) -> str:
    """Return by which name the answer at an address is known; how it is looked at does not matter."""
    page, rest = parted(address)
    return " ".join([page, *sorted(f"{name}={value}" for name, value in parse_qsl(rest) if name != "view")])


def file_of(address: str) -> str:
    """Return the name of the file of a page: its room, and what it is of."""
    path, _, query = address.partition("?")
    words = [path.strip("/")]
    for name, value in parse_qsl(query):
        if name in OF_A_PAGE:
            words.append(value if name in ("market", "strategy", "lesson", "guess") else f"{name}-{value}")
    return _NOT_IN_NAMES.sub("-", "-".join(words)) + ".html"


class Pages:
    """The pages of a copy, by what they are of.

    Parameters
    ----------
    usual : what is the same all over the copy, where it is not what the page takes for usual.
    """

    def __init__(self, usual: Mapping[str, Any]) -> None:
        self.files: dict[str, str] = {}
        self._usual = {name: str(value) for name, value in usual.items()}

    def add(self, address: str, file: str = "") -> str:
        """Add a page, and return the name of its file; a page that has one can be had at other addresses too."""
        self.files[parted(address)[0]] = file or file_of(address)
        return self.files[parted(address)[0]]

    def link(self, address: str, is_room: bool = False) -> str:
        """Return where an address leads in the copy, "" when it is not in it.

        Parameters
        ----------
        is_room : whether the room as it opens does as well, when it is not there as it is asked for.
        """
        asked = dict(parse_qsl(address.partition("?")[2]))
        if any(asked.get(name, self._usual.get(name)) != self._usual.get(name) for name in _LIVED):
            return ""
        page, rest = parted(address)
        if page not in self.files and is_room:
            page, rest = parted(f"{address.partition('?')[0]}?{urlencode({'market': asked.get('market', '')})}")[0], ""
        return self.files.get(page, "") + (f"#{rest}" if rest else "") if page in self.files else ""


def options(**given: Any) -> dict[str, Any]:
    """Return what an address says, without what is empty."""
    return {name: value for name, value in given.items() if value not in ("", None)}


def address(path: str, pairs: Mapping[str, Any]) -> str:
    """Return an address."""
    return f"{path}?{urlencode(pairs)}"
