"""A page: the answer in words, then chapters; one self-contained file without requests, the same bits every time."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version as version_of
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from experiments.pages.blocks import Figure, Fold, Point, Section, Table
from experiments.pages.formats import clean
from experiments.pages.palette import Ink
from experiments.results.kept import replacing
from language import phrase, spoken

Block = Section | Figure | Table | Fold


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page; all its text may come from a file and is escaped.

    Attributes
    ----------
    title : heading of the page.
    lead : the answer. The first sentence stands large, the others small below it.
    blocks : chapters in their order; a figure, table or fold that stands between them gets a place of its own.
    kind : what kind of page it is, above the title: "Sensitivity of a decision".
    contents : heading of the list of chapters after the first, when it is not that of details.
    facts : what was run, in a few words each, below the title.
    warning : what to know before anything else, above the answer.
    points : what to know besides the answer, each under its own label.
    legend : scenarios with their inks, baseline first, for figures that say so.
    command : the command that makes the page again.
    version : of cxsim; the installed one when None.
    """

    title: str
    lead: str | Sequence[str]
    blocks: Sequence[Block]
    kind: str = ""
    contents: str = ""
    facts: Sequence[str] = ()
    warning: Point | None = None
    points: Sequence[Point] = ()
    legend: Sequence[tuple[str, Ink]] = ()
    command: str = ""
    version: str | None = None


def write_page(page: Page, path: Path) -> None:
    """Write a page as one HTML file.

    Raises
    ------
    OutputError
        When the file cannot be written; nothing half written is left behind.
    """
    with replacing(path) as beside:
        beside.write_text(html(page), encoding="utf-8", newline="\n")


def html(page: Page) -> str:
    """Return a page as HTML."""
    lead = [page.lead] if isinstance(page.lead, str) else list(page.lead)
    environment = _environment()
    script = Markup(environment.get_template("page.js").render())
    return environment.get_template("page.html.j2").render(
        title=clean(page.title),
        kind=clean(page.kind),
        contents=clean(page.contents) or phrase("Details for the analyst"),
        facts=list(page.facts),
        headline=lead[0] if lead else "",
        remarks=lead[1:],
        warning=page.warning,
        points=list(page.points),
        sections=list(_sections(page.blocks)),
        legend=list(page.legend),
        command=clean(page.command),
        version=clean(version_of("cxsim") if page.version is None else page.version),
        script=script,
        language=spoken(),
        script_digest=_digest(script),
    )


def _digest(script: str) -> Markup:
    """Return the name of a script by its content: browsers then run this one, and none that a name would bring."""
    return Markup("'sha256-{}'").format(b64encode(sha256(script.encode()).digest()).decode())


def _sections(blocks: Sequence[Block]) -> Iterator[Section]:
    """Yield the chapters; blocks between them are gathered in chapters without a title."""
    loose = 0
    for is_chapter, run in groupby(blocks, key=lambda block: isinstance(block, Section)):
        if is_chapter:
            yield from (each for each in run if isinstance(each, Section))
        else:
            loose += 1
            yield Section(f"between-{loose}", "", (), [each for each in run if not isinstance(each, Section)])


def _environment() -> Environment:
    """Return the templates; all text that comes from a file is escaped."""
    environment = Environment(
        loader=PackageLoader("experiments.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["phrase"] = phrase
    environment.filters |= {"swatch": swatch, "patch": patch, "unbroken": unbroken, "foldable": foldable}
    return environment


def swatch(ink: Ink) -> Markup:
    """Return a small drawing of a scenario's colour, dash and marker."""
    dash = ink.dash if isinstance(ink.dash, tuple) else (0, ())
    pattern = " ".join(f"{2 * length:g}" for length in dash[1])
    return Markup(
        '<svg class="swatch" viewBox="0 0 28 12" aria-hidden="true"><line x1="0" y1="6" x2="28" y2="6" stroke="{0}" '
        'stroke-width="2.4" stroke-dasharray="{1}"/><path d="{2}" fill="{0}"/></svg>'
    ).format(ink.colour, pattern, _MARKER_PATHS[ink.marker])


def patch(colour: str) -> Markup:
    """Return a small square of a colour."""
    return Markup(
        '<svg class="swatch" viewBox="0 0 28 12" aria-hidden="true"><path d="M8 0h12v12h-12z" fill="{0}"/></svg>'
    ).format(colour)


def foldable(path: str) -> Markup:
    """Return a dotted path that is folded at its dots when it is too wide."""
    return Markup(".<wbr>").join(path.split("."))


def unbroken(command: str) -> Markup:
    """Return a command whose words are not broken at their hyphens, only where one alone is too wide for the page."""
    return Markup(" ").join(Markup("<span>{}</span>").format(word) for word in command.split(" "))


_MARKER_PATHS = {
    "s": "M10 2h8v8h-8z",
    "o": "M14 1.5a4.5 4.5 0 1 0 .01 0z",
    "D": "M14 1l5 5-5 5-5-5z",
    "^": "M14 1l5 9h-10z",
    "v": "M14 11l5-9h-10z",
    "P": "M12 1h4v3h3v4h-3v3h-4V8H9V4h3z",
    "X": "M10 1l4 3 4-3 1 1-3 4 3 4-1 1-4-3-4 3-1-1 3-4-3-4z",
}
