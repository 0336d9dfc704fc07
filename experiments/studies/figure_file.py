"""A panel as a file of its own: heading, legend and drawing on white, for pages that are not ours."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from html import escape

from experiments.pages.charts.canvas import Panel
from experiments.pages.page import swatch
from experiments.pages.palette import Ink

_WIDTH, _MARGIN = 360, 18
_HEADING, _LINE = 14, 19
_LETTERS_A_LINE = 41
_SCALE = 1.5
"""Size at which a drawing is shown, relative to that of a panel on a page."""
_LETTER = 6.3
_VIEW = re.compile(r'viewBox="0 0 [\d.]+ (?P<height>[\d.]+)"')


def figure_svg(panel: Panel, legend: Sequence[tuple[str, Ink]] = ()) -> str:
    """Return a drawn panel as an SVG document.

    Parameters
    ----------
    legend : what each ink stands for.

    Raises
    ------
    ValueError
        When nothing was drawn on the panel.
    """
    drawn = str(panel.svg)
    view = _VIEW.search(drawn)
    if view is None:
        raise ValueError(f"nothing is drawn on {panel.title}")
    height = float(view["height"])
    head, y = [], float(_MARGIN)
    for line in textwrap.wrap(panel.title, _LETTERS_A_LINE):
        y += _LINE
        head.append(f'<text x="{_MARGIN}" y="{y - 5:g}" font-size="{_HEADING}" font-weight="600">{escape(line)}</text>')
    for row in _rows(legend):
        x = float(_MARGIN)
        for title, ink in row:
            mark = str(swatch(ink)).replace("<svg ", f'<svg x="{x:g}" y="{y + 4:g}" width="28" height="12" ', 1)
            head.append(f'{mark}<text x="{x + 33:g}" y="{y + 14:g}" font-size="11">{escape(title)}</text>')
            x += _width(title)
        y += _LINE
    y += 8
    placed = drawn.replace(
        "<svg ", f'<svg x="{_MARGIN}" y="{y:g}" width="{_WIDTH}" height="{height:g}" overflow="visible" ', 1
    )
    wide, high = _WIDTH + 2 * _MARGIN, y + height + _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high:g}" width="{_SCALE * wide:g}" '
        f'height="{_SCALE * high:g}" font-family="system-ui, sans-serif" fill="#39434d">\n'
        f'<rect width="{wide}" height="{high:g}" fill="white"/>\n' + "\n".join(head) + f"\n{placed}\n</svg>\n"
    )


def side_by_side(drawings: Sequence[str], columns: int) -> str:
    """Return SVG documents of :func:`figure_svg` as one, row by row.

    Parameters
    ----------
    columns : drawings in a row.
    """
    wide, y = _SCALE * (_WIDTH + 2 * _MARGIN), 0.0
    placed: list[str] = []
    for first in range(0, len(drawings), columns):
        row = drawings[first : first + columns]
        placed += [each.replace("<svg ", f'<svg x="{place * wide:g}" y="{y:g}" ', 1) for place, each in enumerate(row)]
        y += max(_height(each) for each in row)
    size = f'viewBox="0 0 {columns * wide:g} {y:g}" width="{columns * wide:g}" height="{y:g}"'
    paper = f'<rect width="{columns * wide:g}" height="{y:g}" fill="white"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{paper}\n' + "".join(placed) + "</svg>\n"


def _height(drawing: str) -> float:
    """Return the height of an SVG document of :func:`figure_svg`."""
    view = _VIEW.search(drawing)
    assert view is not None
    return _SCALE * float(view["height"])


def _rows(legend: Sequence[tuple[str, Ink]]) -> Iterator[list[tuple[str, Ink]]]:
    """Yield the entries of a legend in rows that fit."""
    row: list[tuple[str, Ink]] = []
    for entry in legend:
        if row and sum(_width(title) for title, _ in [*row, entry]) > _WIDTH + _MARGIN:
            yield row
            row = []
        row.append(entry)
    if row:
        yield row


def _width(title: str) -> float:
    return 33 + _LETTER * len(title) + 14
