"""A page that is served, and a browser in front of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_SECONDS_TO_BEGIN = 120


@dataclass(frozen=True)
class Served:
    """A page that is served by a process of its own.

    Attributes
    ----------
    address : with the token of this start.
    door : the address at which teams of a class join.
    """

    address: str
    door: str
    folder: Path
    process: int

    @property
    def base(self) -> str:
        """The address of the page, without the token."""
        return self.address.partition("/?")[0]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the page with two workers on any free port."""
    with serving(tmp_path_factory.mktemp("page")) as found:
        yield found


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve the page, and keep what it keeps in a folder."""
    pytest.importorskip("starlette", reason="the page's packages are not installed: pip install cxsim[app]")
    command = [sys.executable, "-m", "experiments.cli", "app", "--no-browser", "--port=0", "--workers=2", "--out=runs"]
    command += ["--class-address=127.0.0.1"]
    where = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        command, cwd=folder, env=os.environ | {"PYTHONPATH": where}, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found, process.stderr.read()
        door = re.search(r"http://[\d.:]+", process.stderr.readline())
        assert door
        try:
            yield Served(found[0], door[0], folder / "runs", process.pid)
        finally:
            process.send_signal(signal.SIGINT)


@pytest.fixture(scope="module")  # while it runs, so does an event loop, which other tests want for themselves
def browser(chromium: str) -> Iterator[Any]:
    """Start a headless browser, or skip the test."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    """Open the page as its user does; a request to anywhere else, or an error in it, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(1000 * _SECONDS_TO_BEGIN)
    elsewhere, errors = [], []
    page.on("request", lambda request: None if request.url.startswith(served.base) else elsewhere.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(served.address)
    yield page
    assert elsewhere == []
    assert errors == []
    context.close()
