"""What a page is made of: sections that hold sentences, groups of panels, tables and cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple

from experiments.pages.charts.canvas import Panel
from experiments.pages.palette import Ink


class Point(NamedTuple):
    """One thing to know: what it is about, and the sentence."""

    label: str
    text: str
    ink: Ink | None = None


@dataclass(frozen=True)
class Figure:
    """Panels side by side on a desk and below each other on a phone."""

    kind: ClassVar[str] = "figure"
    panels: Sequence[Panel]
    reading: str = ""
    legend: Literal["scenarios", "strategies", ""] = "strategies"
    """Whose colours the panels use: of all scenarios, of those beside the baseline, or of none."""
    key: Sequence[tuple[str, str]] = ()
    """Other colours that the panels use: what each stands for, and the colour."""


@dataclass(frozen=True)
class Cell:
    """One cell of a table; `note` stands small below the text."""

    text: str
    note: str = ""
    tone: str = ""
    """"good" or "bad": shaded; "clear": bold; always beside the sign in the text."""
    ink: Ink | None = None


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first cell of each row is its heading."""

    kind: ClassVar[str] = "table"
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    reading: str = ""
    is_text: bool = False
    """Whether cells hold words rather than numbers."""


@dataclass(frozen=True)
class Fold:
    """Detail that is closed on the screen and open on paper."""

    kind: ClassVar[str] = "fold"
    title: str
    blocks: Sequence[Figure | Table]


@dataclass(frozen=True)
class Card:
    """One statement with its verdict, a small picture, and what belongs to it."""

    kind: ClassVar[str] = "card"
    key: str
    label: str
    title: str
    verdict: str
    tone: Literal["good", "fair", "bad", ""]
    lead: str
    sentences: Sequence[str] = ()
    picture: Panel | None = None
    colours: Sequence[tuple[str, Ink]] = ()
    facts: Sequence[Point] = ()


@dataclass(frozen=True)
class Section:
    """One chapter of a page."""

    key: str
    title: str
    lead: Sequence[str]
    """Sentences first: what the section says."""
    blocks: Sequence[Figure | Table | Fold | Card] = field(default=())
