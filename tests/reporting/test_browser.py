"""The page stands in a browser, on a desk and in a hand."""

from __future__ import annotations

import subprocess
from html import escape
from pathlib import Path

import pytest

FRAME = """<!doctype html><iframe style="width:{width}px;height:800px;border:0" srcdoc="{page}"></iframe><script>
const frame = document.querySelector("iframe");
frame.onload = () => {{
  const page = frame.contentDocument;
  page.querySelectorAll("details").forEach((each) => {{ each.open = true; }});
  const wide = [...page.querySelectorAll("svg[role=img], p, h1, h2, h3, li, dd")].filter(
    (each) => each.getBoundingClientRect().right > {width} + 1);
  const drawn = [...page.querySelectorAll("figure svg")].filter((each) => each.getBoundingClientRect().height > 40);
  const cut = [...page.querySelectorAll("th, td")].filter(
    (each) => each.getBoundingClientRect().right > {width} + 1);
  const overflow = page.documentElement.scrollWidth - {width};
  document.body.dataset.answer = [
    "overflow", overflow, "wide", wide.length, "cut", cut.length, "pictures", drawn.length].join(" ");
}};
</script>"""


INJECTED = """<script>document.body.dataset.ran = "script"</script>
<img src="data:," onerror="document.body.dataset.ran = 'handler'">"""


@pytest.mark.parametrize("width", [390, 500, 1280])
def test_nothing_is_wider_than_the_screen(chromium, html, tmp_path, width):
    """At phone and desk width all pictures are drawn, no column is cut, and the page does not scroll sideways."""
    frame = tmp_path / "frame.html"
    frame.write_text(FRAME.format(width=width, page=escape(html)), encoding="utf-8")
    found = opened(chromium, frame).partition('data-answer="')[2].partition('"')[0].split()
    seen = dict(zip(found[::2], map(int, found[1::2]), strict=True))
    assert seen["overflow"] <= 0
    assert seen["wide"] == 0
    assert seen["cut"] == 0 or width > 640
    assert seen["pictures"] > 30


def test_only_our_script_runs(chromium, html, tmp_path):
    """If a name from a file got onto the page as it is, the browser would still refuse to run what it holds."""
    attacked = html.replace("</main>", f"{INJECTED}</main>")
    page = tmp_path / "page.html"
    page.write_text(attacked, encoding="utf-8")
    assert 'data-ran="' not in opened(chromium, page)
    page.write_text(attacked.replace("Content-Security-Policy", "none"), encoding="utf-8")
    assert 'data-ran="' in opened(chromium, page)


def opened(chromium: str, file: Path) -> str:
    """Return a page as it is after a browser has opened it."""
    return subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--allow-file-access-from-files",
            f"--user-data-dir={file.parent / 'profile'}",
            "--window-size=1400,1000",
            "--virtual-time-budget=10000",
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
