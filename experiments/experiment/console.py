"""Output of commands: results to standard output, suitable for pipes; everything else to standard error."""

from __future__ import annotations

import json
import math
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from sim.market.messages import visible

if TYPE_CHECKING:
    from sim.market.messages import Problem

Row = Mapping[str, Any]

_INVISIBLE_IN_JSON = re.compile("[\x7f-\x9f\xad\u061c\u200b\u200e-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What JSON leaves as it is and a terminal may obey or hide."""

_TONES: Mapping[str, Mapping[str, Any]] = {
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "heading": {"bold": True},
    "": {},
}
"""Tone of a line -> how a terminal shows it; colours are left out elsewhere."""

SECONDS_IN_SILENCE = 2.0
"""After how long it is printed what takes so long."""
SECONDS_BETWEEN_LINES = 30.0
"""How often progress is printed where there is no terminal."""


def spaced(text: str) -> str:
    """Return a text with plain spaces in place of those at which a page breaks no line."""
    return text.translate(_PLAIN_SPACES)


_PLAIN_SPACES = {ord("\u00a0"): " ", ord("\u202f"): " "}


def say(*lines: str) -> None:
    """Print a message to standard error; what a name from a file would do to a terminal is written as an escape."""
    for line in lines:
        typer.echo(visible(spaced(line)), err=True)


def show_lines(*lines: str) -> None:
    """Print lines to standard output, as :func:`say` does to standard error."""
    for line in lines:
        typer.echo(visible(spaced(line)))


def show_toned(lines: Iterable[tuple[str, str]]) -> None:
    """Print lines to standard output; on a terminal in the colour of their tone: "good", "bad", "heading" or ""."""
    for line, tone in lines:
        typer.echo(typer.style(visible(line), **_TONES[tone]))


def say_doubts(doubts: Iterable[Problem]) -> None:
    """Print values that are allowed but probably unintended, to standard error."""
    from sim.market.messages import grouped

    for doubt in grouped(doubts):
        say(f"note: {doubt}")


def show_json(document: Any) -> None:
    """Print a document as JSON, in which unknown values (NaN) are null."""
    text = json.dumps(_without_nan(document), indent=2, ensure_ascii=False)
    typer.echo(_INVISIBLE_IN_JSON.sub(lambda found: json.dumps(found[0])[1:-1].replace("\x7f", "\\u007f"), text))


def show(
    rows: Sequence[Row], as_json: bool = False, titles: Mapping[str, str] | None = None, is_rounded: bool = False
) -> None:
    """Print a table: drawn for a terminal, tab-separated for a pipe, or as JSON. The first row names the columns.

    Parameters
    ----------
    titles : headings of columns whose names are not clear.
    is_rounded : whether a terminal shows three digits of each number; pipes and programs always get all.
    """
    if as_json:
        show_json(rows)
    elif not rows:
        say("nothing found")
    elif sys.stdout.isatty():
        _draw(rows, titles or {}, is_rounded)
    else:
        for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
            typer.echo("\t".join(map(_in_words, cells)))


def _draw(rows: Sequence[Row], titles: Mapping[str, str], is_rounded: bool) -> None:
    """Print a table for a terminal, transposed where it is too wide for it."""
    from rich.console import Console

    text = _rounded if is_rounded else _in_words
    head = [visible(titles.get(name, name.replace("_", " "))) for name in rows[0]]
    cells = [[text(cell) for cell in row.values()] for row in rows]
    is_number = [isinstance(cell, float | int) for cell in rows[0].values()]
    console = Console()
    table = _table(head, cells, is_number)
    first, *others = zip(head, *cells, strict=True)
    sideways = _table(first, others, [False, *[True] * len(rows)])
    if _narrowest(table) > console.width >= _narrowest(sideways):
        table = sideways
    console.print(table)


def _narrowest(table: Any) -> int:
    """Return the least width of a table in which no word is broken."""
    from rich.console import Console
    from rich.measure import Measurement

    wide = Console(width=10_000)
    return Measurement.get(wide, wide.options, table).minimum


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], is_number: Sequence[bool]) -> Any:
    """Return a table of texts, numbers on the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for title, right in zip(head, is_number, strict=True):
        table.add_column(Text(title), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _rounded(cell: Any) -> str:
    """Return a cell as text, a number with three digits and no fewer than its whole ones."""
    if not isinstance(cell, float) or math.isnan(cell):
        return _in_words(cell)
    return f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.3g}"


def _in_words(cell: Any) -> str:
    """Return a cell as text; unknown values are empty."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return f"{cell:.10g}" if isinstance(cell, float) else visible(str(cell))


def _without_nan(document: Any) -> Any:
    if isinstance(document, Mapping):
        return {key: _without_nan(value) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [_without_nan(value) for value in document]
    return None if isinstance(document, float) and not math.isfinite(document) else document


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function (done, expected) that moves a bar on standard error, or prints a line now and then to a file."""
    if not sys.stderr.isatty():
        yield _Lines(title)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left"))
    an_hour = 3600.0
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=an_hour) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, expected: progress.update(task, completed=done, total=expected)


@contextmanager
def told_if_long(doing: str) -> Iterator[None]:
    """Print what is being done when it takes more than a moment, and again now and then."""
    is_done = threading.Event()

    def tell() -> None:
        silent = SECONDS_IN_SILENCE
        while not is_done.wait(silent):
            say(f"{doing} ...")
            silent = SECONDS_BETWEEN_LINES

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        is_done.set()
        teller.join()


class _Lines:
    """Progress for a file or a pipe: a line now and then, none for short work."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._began = self._last = time.monotonic()
        self._first: int | None = None

    def __call__(self, done: int, expected: int) -> None:
        """Print the progress, unless it was printed a moment ago."""
        now = time.monotonic()
        if self._first is None:
            self._first = done  # runs of an earlier attempt do not count for the speed of this one
        if now - self._last < SECONDS_BETWEEN_LINES or done >= expected:
            return
        self._last = now
        left = ""
        if done > self._first:
            minutes = (now - self._began) / (done - self._first) * (expected - done) / 60.0
            left = f", about {minutes:.0f} min left" if minutes >= 1 else ", less than a minute left"
        say(f"{self._title}: {done:,} of {expected:,}{left}")
