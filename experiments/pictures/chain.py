"""The chain: what was promised, expected, delivered and perceived at each touchpoint of a stage, worst first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from experiments.pictures.svg import BLUE, INK, RUST, SOFT, element, picture, text
from language import number

WIDTH = 420.0
_LEFT, _RIGHT, _TOP, _ROW = 14.0, 384.0, 54.0, 62.0
_OVER = {"paint_order": "stroke", "stroke": "#fff", "stroke_width": 4}
"""How words stand over a line."""
_THINNEST, _THICKEST = 3.0, 12.0
_WORD = 58
"""Width that the longest word below an arrow may take."""
_ROOM = 40.0
"""Width that a word below an arrow needs."""


class Link(NamedTuple):
    """A touchpoint.

    Attributes
    ----------
    met, trouble : how often it is met, and how often with trouble, in words.
    expected, delivered, perceived : mean quality, 0 to 1.
    often : the rate that sets the thickness of its arrow.
    """

    title: str
    met: str
    trouble: str
    expected: float
    delivered: float
    perceived: float
    often: float


class Marks(NamedTuple):
    """The words for what was promised, expected, delivered and perceived."""

    promised: str
    expected: str
    delivered: str
    perceived: str


def chain_picture(links: Sequence[Link], promised: float, marks: Marks, title: str) -> str:
    """Return one arrow per touchpoint from what is expected to what is perceived, with what was promised as a line.

    Parameters
    ----------
    promised : mean of the stage, 0 to 1.
    """
    values = [promised, *(x for link in links for x in (link.expected, link.delivered, link.perceived))]
    low, high = min(values) - 0.03, max(values) + 0.02
    height = _TOP + _ROW * len(links) + 6

    def x(value: float) -> float:
        return _LEFT + 30 + (_RIGHT - _LEFT - 30) * (value - low) / (high - low)

    parts = [
        element("line", x1=x(promised), x2=x(promised), y1=30.0, y2=height, stroke=INK, stroke_width=1.5),
        text(
            min(x(promised), _RIGHT),
            22,
            f"{marks.promised} {number(promised, 2)}",
            text_anchor="end",
            font_size=13,
            font_weight=650,
            fill=INK,
        ),
    ]
    most = max((link.often for link in links), default=1.0)
    for row, link in enumerate(links):
        parts += _row(link, _TOP + _ROW * row, x, most, marks if row == 0 else None)
    return picture(WIDTH, height, parts, title)


def _row(link: Link, y: float, x: Callable[[float], float], most: float, marks: Marks | None) -> list[str]:
    """Return one touchpoint; the first says what the ends of its arrow are."""
    start, end = x(link.expected), x(link.perceived)
    is_below = link.perceived < link.expected
    colour = RUST if link.expected - link.perceived > 0.1 else SOFT if is_below else BLUE
    thick = _THINNEST + (_THICKEST - _THINNEST) * link.often / most
    way = -1 if is_below else 1
    head = thick / 2 + 5
    line_y = y + 44
    tip = end
    neck = tip - way * head * 1.4
    parts = [
        text(_LEFT, y + 18, link.title, font_size=13.5, font_weight=650, fill=INK, **_OVER),
        text(_LEFT, y + 33, f"{link.met} · {link.trouble}", font_size=12, fill=SOFT, **_OVER),
    ]
    if (start - neck) * -way > 0:
        parts.append(element("line", x1=start, x2=neck, y1=line_y, y2=line_y, stroke=colour, stroke_width=thick))
    given = x(link.delivered)
    beyond = given if 0 < (given - tip) * way < _ROOM else tip
    parts += [
        element(
            "path",
            d=f"M{tip:.1f} {line_y:.1f}L{neck:.1f} {line_y - head:.1f}L{neck:.1f} {line_y + head:.1f}Z",
            fill=colour,
        ),
        element("circle", cx=start, cy=line_y, r=4.5, fill="#fff", stroke=INK, stroke_width=1.5),
        text(
            beyond + way * 5,
            line_y + 4.5,
            number(link.perceived, 2),
            font_size=13,
            font_weight=650,
            fill=colour,
            text_anchor="end" if is_below else "start",
        ),
    ]
    tick = thick / 2 + 4
    parts += [
        element("line", x1=given, x2=given, y1=line_y - tick, y2=line_y + tick, stroke=colour_, stroke_width=width)
        for colour_, width in (("#fff", 5), (INK, 2))
    ]
    if marks:
        under = line_y + 20
        inside = min(max(start - 8 * way, _WORD), WIDTH - _WORD)
        parts.append(text(inside, under, marks.expected, font_size=11, fill=SOFT, text_anchor=_side(-way)))
        parts.append(text(tip + 8 * way, under, marks.perceived, font_size=11, fill=colour, text_anchor=_side(way)))
        if min(abs(given - start), abs(given - tip)) > _ROOM:
            parts.append(text(given, under, marks.delivered, font_size=11, fill=INK, text_anchor="middle"))
    return parts


def _side(way: int) -> str:
    """Return how words are aligned that stand to the left (-1) or to the right (1) of a place."""
    return "end" if way < 0 else "start"
