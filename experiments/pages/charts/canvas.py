"""The canvas of charts: small SVG panels with the reader's own fonts, identical every time."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import Formatter

from experiments.pages.formats import clipped, ticked

WIDTH = 5.0
"""Width of a panel in inches of 72 units: 360 units fill a phone and stand side by side on a desk."""
TEXT = 11
"""Size of all text in a panel, in the units of its width."""
_LETTER = 0.62 * TEXT
_GAP = 6
"""Width of a digit and the space next to a tick, in the same units."""
_MARGIN = 0.01
_INK = "#39434d"
_GRID = "#e3e7ea"
_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#b9c1c8",
    "axes.grid": True,
    "axes.labelcolor": _INK,
    "axes.labelsize": TEXT,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "figure.dpi": 72,
    "font.family": "DejaVu Sans",  # shipped with Matplotlib: every machine measures the same widths
    "font.size": TEXT,
    "grid.color": _GRID,
    "grid.linewidth": 0.8,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "svg.fonttype": "none",
    "text.color": _INK,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "xtick.color": _INK,
    "xtick.labelsize": TEXT,
    "xtick.major.size": 0,
    "ytick.color": _INK,
    "ytick.labelsize": TEXT,
    "ytick.major.size": 0,
}
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"#([\w-]+)")
_FONT = re.compile(r"font(-family)?: (?P<size>[\d.]+px)?[^;]*;? ?")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_NO_TURN = "rotate(-0 "


@dataclass
class Panel:
    """One drawing: heading above it, a description for screen readers, a sentence below it, and the SVG once drawn."""

    title: str
    description: str
    reading: str = ""
    svg: Markup = field(default=Markup(""), init=False)


@contextmanager
def drawing(panel: Panel, height: float, *, foot: float = 0.0) -> Iterator[Axes]:
    """Lend axes as wide as a panel and `height` inches high; what is drawn on them becomes the SVG of the panel.

    `foot` inches are left for the ticks below, and as much as they need for those at the left.
    """
    with mpl.rc_context(_STYLE | {"svg.hashsalt": panel.title}), warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=r"Glyph .* missing", category=UserWarning
        )  # the reader's fonts may have it
        figure = Figure(figsize=(WIDTH, height))
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        yield axes
        left, bottom = _tick_width(axes), foot / height
        axes.set_position((left, bottom, 1 - left - _MARGIN, 1 - bottom - _MARGIN / height))
        text = io.StringIO()
        figure.savefig(
            text, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
    panel.svg = _inline(text.getvalue(), panel)


def _tick_width(axes: Axes) -> float:
    """Return the share of the width that the ticks at the left need; measuring them would take half of the time."""
    ticks = axes.yaxis.get_major_formatter().format_ticks(list(axes.get_yticks()))
    longest = max(map(len, ticks), default=0)
    return _MARGIN + (longest * _LETTER + _GAP) / (72 * WIDTH) if longest else _MARGIN


class _Ticks(Formatter):
    """Ticks written as everywhere in the report, all with the digits that their distance needs."""

    def __init__(self, unit: str, signed: bool) -> None:
        self.unit, self.signed = unit, signed

    def __call__(self, x: float, pos: int | None = None) -> str:
        return self.format_ticks([x])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the labels of all ticks of an axis."""
        step = float(np.diff(values).min()) if len(values) > 1 else 1.0
        size = float(np.abs(values).max(initial=step))
        return [ticked(x, self.unit, step, size, self.signed) for x in values]


def write_row(axes: Axes, x: float, y: float, text: str, side: str) -> None:
    """Write at height `y`, `x` from 0 (left) to 1 (right), over whatever line runs behind."""
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    axes.annotate(text, (x, y), xycoords=axes.get_yaxis_transform(), va="baseline", ha=side, bbox=paper, zorder=3)


def name_rows(axes: Axes, names: Sequence[str], above: float, longest: int) -> None:
    """Write the name of each row above it, first row on top, in place of an axis."""
    for row, name in enumerate(names):
        write_row(axes, 0, row - above, clipped(name, longest), "left")
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)


def unit_axis(axis: mpl.axis.Axis, unit: str, signed: bool = False) -> None:
    """Write ticks as the report writes numbers; the unit itself stands in the heading."""
    axis.set_major_formatter(_Ticks(unit, signed))


def _inline(document: str, panel: Panel) -> Markup:
    """Return an SVG document as part of a page: lean, in the reader's fonts, named for screen readers."""
    root = ElementTree.fromstring(document)
    for unused in (*root.iter(_SVG + "metadata"), *root.findall(f"{_SVG}defs/{_SVG}style/..")):
        root.remove(unused)
    referenced = set(
        _REFERENCE.findall(" ".join(of for each in root.iter() for of in each.attrib.values() if "#" in of))
    )
    for element in root.iter():
        _slim(element, referenced)
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-label": f"{panel.title}. {panel.description}",
    }
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _slim(element: ElementTree.Element, referenced: set[str]) -> None:
    """Drop what a page does not need of an element: name space, unused identity, font, long fractions."""
    element.tag = element.tag.removeprefix(_SVG)
    given = element.attrib
    if given.get("id") not in referenced:
        given.pop("id", None)
    if given.get("transform", "").startswith(_NO_TURN):
        del given["transform"]
    if _LINK in given:
        given["href"] = given.pop(_LINK)
    if "d" in given:
        given["d"] = " ".join(_LONG_NUMBER.sub(_rounded, given["d"]).split())
    if element.tag == "text":
        given["style"] = _FONT.sub(
            lambda match: f"font-size: {match['size']}; " if match["size"] else "", given["style"]
        )
    else:
        element.text = None
    element.tail = None


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
