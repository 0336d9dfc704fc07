"""What rooms that answer their own questions share: the page they stand in, and a question as an address."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.address import in_language
from app.catalogue import Catalogue
from app.copied import STOPS, Copied
from app.desk import Desk


class Page(Protocol):
    """The page as such a room sees it."""

    desk: Desk
    catalogue: Catalogue
    words: ModuleType
    copied: Copied | None

    def render(self, template: str, **values: Any) -> str:
        """Return a part of the page as HTML."""

    def room(self, name: str, request: Request, address: str, **values: Any) -> Response:
        """Return a room as a whole page."""


def stops_of(room: str, all_of_them: Mapping[str, Sequence[float]], page: Page) -> Mapping[str, Sequence[float]]:
    """Return where the levers of a room can stand: on a copy of the page, where that was computed."""
    return STOPS[room] if page.copied else all_of_them


class LiveQuestion(ABC):
    """A question that is whole in the address of its room.

    Attributes
    ----------
    SEEN : names in the address that change what is seen, and not the answer.
    """

    SEEN: ClassVar[tuple[str, ...]] = ()

    def query(self, **others: Any) -> str:
        """Return the address; `others` take the place of what it says, and what is usual is left out."""
        return in_language(_address(self._pairs() | others))

    @property
    def key(self) -> str:
        """What its answer depends on."""
        return _address(self._pairs() | dict.fromkeys(self.SEEN, ""))

    @abstractmethod
    def _pairs(self) -> dict[str, Any]:
        """Return what the address says by name, "" for what is usual."""


def _address(pairs: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in pairs.items() if value != ""})


def download(text: str, name: str) -> Response:
    """Return a scenario file that the browser saves under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="application/yaml", headers=headers)
