"""The decision matrix: touchpoints by importance and performance, as they truly are and as a survey would draw them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from experiments.pictures.svg import BLUE, INK, LINE, RUST, SOFT, element, picture, text

COLOURS = {"good": BLUE, "bad": RUST, "": "#7b8791"}
"""Tone of a point -> its colour: better than customers expect, worse, or about as they do."""
_RADIUS = 9.5
_ROOM = 0.12
_SIDE = 0.4
"""Least width of each side, as a share of all values, so that the words in the corners have room."""
_LETTER = 6.3
"""Width of a letter of a label, about."""


class Layout(NamedTuple):
    """Size of a picture and the room around its plane."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    has_labels: bool


WIDE = Layout("wide", 760.0, 560.0, 22.0, 748.0, 34.0, 516.0, True)
NARROW = Layout("narrow", 400.0, 440.0, 12.0, 390.0, 34.0, 398.0, False)


class Spot(NamedTuple):
    """Where a point stands: across, and up; None where it is not known."""

    across: float | None
    up: float | None

    @property
    def is_known(self) -> bool:
        """Whether it can be drawn."""
        return all(x is not None and math.isfinite(x) for x in self)


class Point(NamedTuple):
    """A touchpoint.

    Attributes
    ----------
    key, number, title : what it is called in the address, on the picture, and in words.
    truth, survey : where it stands.
    tone : a key of `COLOURS`.
    halves : half widths of the intervals of its true place, across and up; infinite where they are not known.
    address : what a click opens.
    """

    key: str
    number: int
    title: str
    truth: Spot
    survey: Spot
    tone: str
    halves: tuple[float, float]
    address: str
    aloud: str


class Axes(NamedTuple):
    """Words of a plane: to the right, upwards, and in the corners (upper left, upper right, lower left, lower right).

    Attributes
    ----------
    cut : the height at which it is cut; across it is cut at zero.
    """

    across: str
    up: str
    corners: tuple[str, str, str, str]
    cut: float


class _Plane:
    """From values to places on the picture."""

    def __init__(self, layout: Layout, spots: Sequence[Spot], cut: float) -> None:
        self.layout = layout
        known = [(float(spot.across or 0.0), float(spot.up or 0.0)) for spot in spots if spot.is_known]
        left, right = _limits([across for across, _ in known], 0.0)
        side = _SIDE * (right - left)
        self.left, self.right = min(left, -side), max(right, side)
        self.bottom, self.top = _limits([up for _, up in known], cut)

    def x(self, across: float) -> float:
        share = (across - self.left) / (self.right - self.left)
        return self.layout.left + (self.layout.right - self.layout.left) * min(max(share, 0.0), 1.0)

    def y(self, up: float) -> float:
        share = (up - self.bottom) / (self.top - self.bottom)
        return self.layout.bottom - (self.layout.bottom - self.layout.top) * min(max(share, 0.0), 1.0)

    def place(self, spot: Spot) -> tuple[float, float]:
        return self.x(float(spot.across or 0.0)), self.y(float(spot.up or 0.0))


def _limits(values: Sequence[float], cut: float) -> tuple[float, float]:
    """Return the ends of an axis, with room for points and corners around values and cut."""
    low, high = min([*values, cut]), max([*values, cut])
    room = _ROOM * ((high - low) or 1.0)
    return low - 1.4 * room, high + 1.4 * room


def matrix_picture(layout: Layout, points: Sequence[Point], truth: Axes, survey: Axes, title: str) -> str:
    """Return the matrix; a class of what holds it says which of the two planes is seen.

    Every point is a link and carries both of its places, between which the page moves it.
    """
    planes = (
        _Plane(layout, [point.truth for point in points], truth.cut),
        _Plane(layout, [point.survey for point in points], survey.cut),
    )
    parts = [
        element("g", "".join(_background(layout, plane, axes)), class_=f"plane {name}")
        for name, plane, axes in zip(("truth", "survey"), planes, (truth, survey), strict=True)
    ]
    labels = [
        _labels(
            layout, [(point, plane.place(spot)) for point, spot in zip(points, spots, strict=True) if spot.is_known]
        )
        for plane, spots in zip(planes, ([p.truth for p in points], [p.survey for p in points]), strict=True)
    ]
    parts += [_trail(point, planes) for point in points]
    parts += [_point(point, planes, labels) for point in points]
    return picture(layout.width, layout.height, parts, title, class_=f"matrix {layout.name}").replace(
        'role="img"', 'role="group"', 1
    )


def _background(layout: Layout, plane: _Plane, axes: Axes) -> list[str]:
    """Return the four fields with their words, and the axes."""
    x, y = plane.x(0.0), plane.y(axes.cut)
    left, right, top, bottom = layout.left, layout.right, layout.top, layout.bottom
    upper_left, upper_right, lower_left, lower_right = axes.corners
    small = 12 if layout.has_labels else 11
    words = {"font_size": small + 1.5, "font_weight": 650, "paint_order": "stroke", "stroke": "#fff", "stroke_width": 3}
    return [
        element("rect", x=left, y=top, width=x - left, height=y - top, fill="#fbf1ea"),
        element("rect", x=x, y=top, width=right - x, height=y - top, fill="#eef4fa"),
        element("rect", x=left, y=y, width=x - left, height=bottom - y, fill="#f6f7f8"),
        element("rect", x=x, y=y, width=right - x, height=bottom - y, fill="#f6f7f8"),
        element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=SOFT, stroke_width=1),
        element("line", x1=left, x2=right, y1=y, y2=y, stroke=SOFT, stroke_width=1),
        text(left + 8, top + 18, upper_left, fill=RUST, **words),
        text(right - 8, top + 18, upper_right, fill=BLUE, text_anchor="end", **words),
        text(left + 8, bottom - 9, lower_left, fill=SOFT, **words),
        text(right - 8, bottom - 9, lower_right, fill=SOFT, text_anchor="end", **words),
        text(left, top - 12, f"↑ {axes.up}", font_size=small, fill=INK),
        text(right, bottom + 22, f"{axes.across} →", font_size=small, fill=INK, text_anchor="end"),
    ]


def _trail(point: Point, planes: tuple[_Plane, _Plane]) -> str:
    """Return the way from where a point truly stands to where a survey would draw it."""
    if not (point.truth.is_known and point.survey.is_known):
        return ""
    (x1, y1), (x2, y2) = planes[0].place(point.truth), planes[1].place(point.survey)
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=LINE, stroke_width=1.5, class_="trail")


def _point(point: Point, planes: tuple[_Plane, _Plane], labels: Sequence[dict[str, tuple[float, float, str]]]) -> str:
    spots = {"truth": point.truth, "survey": point.survey}
    places = {
        name: plane.place(spot) for (name, spot), plane in zip(spots.items(), planes, strict=True) if spot.is_known
    }
    first = places.get("truth") or places.get("survey")
    if first is None:
        return ""
    inside = [*_whiskers(point, planes[0])] if point.truth.is_known else []
    inside.append(element("circle", r=_RADIUS, fill=COLOURS[point.tone], stroke="#fff", stroke_width=1.5))
    inside.append(text(0, 4, str(point.number), text_anchor="middle", font_size=11, font_weight=650, fill="#fff"))
    for name, placed in zip(spots, labels, strict=True):
        if point.key in placed:
            dx, dy, anchor = placed[point.key]
            inside.append(
                text(
                    dx,
                    dy,
                    point.title,
                    class_=f"label {name}",
                    text_anchor=anchor,
                    font_size=12,
                    fill=INK,
                    paint_order="stroke",
                    stroke="#fff",
                    stroke_width=3,
                )
            )
    return element(
        "a",
        "".join(inside),
        href=point.address,
        class_=f"point {'' if 'survey' in places else 'unasked'}".strip(),
        transform=f"translate({first[0]:.1f} {first[1]:.1f})",
        data_point=point.key,
        aria_label=point.aloud,
        **{f"data_{name}": f"{x:.1f},{y:.1f}" for name, (x, y) in places.items()},
    )


def _whiskers(point: Point, plane: _Plane) -> list[str]:
    """Return the intervals of a true place, seen when the point is open."""
    x, y = plane.place(point.truth)
    across, up = float(point.truth.across or 0.0), float(point.truth.up or 0.0)
    parts = []
    if math.isfinite(point.halves[0]):
        low, high = plane.x(across - point.halves[0]) - x, plane.x(across + point.halves[0]) - x
        parts.append(element("line", x1=low, x2=high, y1=0, y2=0, stroke=INK, stroke_width=1.5, class_="whisker"))
    if math.isfinite(point.halves[1]):
        low, high = plane.y(up - point.halves[1]) - y, plane.y(up + point.halves[1]) - y
        parts.append(element("line", x1=0, x2=0, y1=low, y2=high, stroke=INK, stroke_width=1.5, class_="whisker"))
    return parts


def _labels(layout: Layout, placed: Sequence[tuple[Point, tuple[float, float]]]) -> dict[str, tuple[float, float, str]]:
    """Return where titles stand beside their points, those of the most important first; without room there is none."""
    if not layout.has_labels:
        return {}
    boxes = [(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS) for _, (x, y) in placed]
    found = {}
    for point, (x, y) in placed:
        width = _LETTER * len(point.title)
        for dx, dy, anchor in (
            (14.0, 4.0, "start"),
            (-14.0, 4.0, "end"),
            (0.0, -15.0, "middle"),
            (0.0, 23.0, "middle"),
        ):
            start = x + dx - {"start": 0.0, "end": width, "middle": width / 2}[anchor]
            box = (start, y + dy - 11, start + width, y + dy + 3)
            is_inside = box[0] > layout.left and box[2] < layout.right
            if is_inside and layout.top < box[1] and box[3] < layout.bottom - 18 and not _hits(box, boxes):
                boxes.append(box)
                found[point.key] = (dx, dy, anchor)
                break
    return found


def _hits(box: tuple[float, float, float, float], boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    left, top, right, bottom = box
    return any(left < b[2] and b[0] < right and top < b[3] and b[1] < bottom for b in boxes)
