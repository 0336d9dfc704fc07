"""Pictures of the program for README and manual, made from the program: ``python -m manual.pictures REPORT``.

They show the report of a comparison, whose file is given, and the page in the browser; the README gets the answer of
the report in words. Playwright and Chromium are needed.

Example: python -m manual.pictures results/telecom/report.html
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from manual.code import ROOT

FOLDER = ROOT / "docs" / "pictures"
README = ROOT / "README.md"
WIDE = {"width": 1280, "height": 860}
_SECONDS = 300
"""Longest wait for a page that computes."""

_MOVING = 4000
"""Milliseconds in which what moves on the page comes to rest."""

QUESTION = "market=telecom&strategy=fix-root-causes&weeks=156"
ROOMS = {
    "compare": (f"compare?{QUESTION}", "#aloud:not(:empty)", ""),
    "journey": (f"journey?{QUESTION}", "svg.wide .dots circle", "svg.wide [data-opens=use] text"),
    "customer": (f"customer?{QUESTION}", "#people a", ""),
}
"""Picture of the page -> its room, what has to be there before it is taken, and what is clicked first."""

PICTURES = ("report", *ROOMS)
"""Names of all pictures."""

_ANSWER = re.compile(r"(?<=<!-- answer -->\n).*?(?=\n<!-- end of answer -->)", re.DOTALL)


@contextmanager
def browser() -> Iterator[Any]:
    """Start a browser without a window."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def page_served() -> Iterator[tuple[str, str]]:
    """Serve the page on any free port; give its address with the token of this start, and without."""
    command = [sys.executable, "-m", "experiments.cli", "app", "--no-browser", "--port=0", "--workers=1", "--out=runs"]
    where = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            command, cwd=folder, env=os.environ | {"PYTHONPATH": where}, stderr=subprocess.PIPE, text=True
        ) as process,
    ):
        assert process.stderr is not None
        if not (found := re.search(r"http://\S+", process.stderr.readline())):
            raise RuntimeError(f"the page could not be served: {process.stderr.read()}")
        try:
            yield found[0], found[0].partition("/?")[0]
        finally:
            process.send_signal(signal.SIGINT)


def of_report(opened: Any, report: Path, folder: Path) -> str:
    """Take the picture of a report down to the last strategy of its answer, and return the answer in words."""
    page = opened.new_page(viewport=WIDE)
    page.goto(report.resolve().as_uri())
    box = page.locator(".answer .headline, .answer dl > div:has(.swatch)").last.bounding_box()
    page.set_viewport_size(WIDE | {"height": round(box["y"] + box["height"]) + 12})
    page.screenshot(path=folder / "report.png")
    words: str = page.locator(".headline").inner_text()
    page.close()
    return words


def of_page(opened: Any, folder: Path) -> None:
    """Take a picture of each room of the page."""
    with page_served() as (address, base):
        context = opened.new_context(viewport=WIDE)
        page = context.new_page()
        page.set_default_timeout(1000 * _SECONDS)
        page.goto(address)
        page.locator("#waiting").wait_for(state="hidden")
        for name, (room, what, opens) in ROOMS.items():
            page.goto(f"{base}/{room}")
            page.locator(what).first.wait_for(state="attached")
            if opens:
                page.locator(opens).first.click()
            page.wait_for_timeout(_MOVING)
            page.screenshot(path=folder / f"{name}.png")
        context.close()


def with_answer(text: str, answer: str) -> str:
    """Return the README with the answer of a report in its place.

    Raises
    ------
    ValueError
        When there is no place for it.
    """
    if not _ANSWER.search(text):
        raise ValueError("the README has no place for the answer: <!-- answer --> and <!-- end of answer -->")
    return _ANSWER.sub(lambda _: f"> {answer}", text)


def main(arguments: list[str]) -> int:
    """Make all pictures, and put the answer into the README."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("Usage: python -m manual.pictures REPORT (the report.html of a comparison)", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with browser() as opened:
        answer = of_report(opened, Path(arguments[0]), FOLDER)
        of_page(opened, FOLDER)
    README.write_text(with_answer(README.read_text(encoding="utf-8"), answer), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
