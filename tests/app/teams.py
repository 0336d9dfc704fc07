"""A class as its teacher and teams use it, without a browser: cookies, forms, redirects."""

from __future__ import annotations

import csv
import json
import time
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.app.conftest import Served

MOST_LOOKS = 3_000


class Client:
    """Somebody with cookies of their own.

    Attributes
    ----------
    waited : seconds until each page was there.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self.waited: list[float] = []
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """Return a page."""
        return self._asked(Request(self.base + path))[1]

    def post(self, path: str, **given: Any) -> str:
        """Send a form; return the address to which it leads."""
        body = urlencode(given, doseq=True).encode()
        return self._asked(Request(self.base + path, body, {"Origin": self.base}))[0]

    def _asked(self, request: Request) -> tuple[str, str]:
        began = time.monotonic()
        with self._opener.open(request) as answer:
            found = answer.url, answer.read().decode()
        self.waited.append(time.monotonic() - began)
        return found


class Teacher(Client):
    """The teacher, who has the token of the page."""

    def __init__(self, served: Served) -> None:
        super().__init__(served.base)
        self.code = ""
        self.come_back(served)

    def come_back(self, served: Served) -> None:
        """Open the page, perhaps one that was started again."""
        self.base = served.base
        self.get("/" + served.address.partition(served.base + "/")[2])

    def begin(self, **given: Any) -> None:
        """Begin a class."""
        self.code = self.post("/class/new", **given).partition("code=")[2]

    def do(self, what: str, **more: Any) -> str:
        """Do something with the class."""
        return self.post("/class/do", code=self.code, what=what, **more)

    @property
    def phase(self) -> str:
        """Where the class stands."""
        return str(json.loads(self.get(f"/class/state?code={self.code}"))["at"].split()[-1])

    def wait_for(self, phase: str) -> None:
        """Wait until the class has come to a phase."""
        for _ in range(MOST_LOOKS):
            if self.phase == phase:
                return
            time.sleep(0.2)
        raise AssertionError(f"the class never came to {phase}")

    def marks(self) -> list[dict[str, str]]:
        """Return the marks."""
        return list(csv.DictReader(self.get(f"/class/marks.csv?code={self.code}").splitlines()))


def team(served: Served, code: str, number: int) -> Client:
    """Return a team that has joined."""
    found = Client(served.door)
    assert found.post("/team/join", code=code, name=f"Team {number}").endswith("/team")
    return found


def decision(number: int, round_: int) -> dict[str, Any]:
    """Return what a team decides: some cut the price, some start works, some do both."""
    strategies = ("fix-root-causes", "polish-interactions", "onboarding")
    return {
        "price": (27, 25, 24)[number % 3],
        "start": [strategies[(number + round_) % 3]] if number % 2 else [],
        "ask": ["help", "use"] if number % 2 else ["recommend"],
        "cause": "reliability" if number % 2 else "billing",
        "touchpoint": "network_use" if number % 3 else "help_line",
        "nps": 5,
        "note": f"team {number}, round {round_}",
    }
