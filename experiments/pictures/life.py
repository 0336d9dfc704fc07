"""One life in two worlds: grey what both share, in colour what happened in one of them only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from experiments.pictures.svg import BLUE, INK, LINE, RUST, SOFT, area, element, nice_ticks, path, picture, text
from language import number

GREY = "#97a2ad"
_COLOURS = (RUST, BLUE)
_LABEL = 110.0
"""Width of a label, within which another one at the same height would overlap."""


class Mark(NamedTuple):
    """Something in a week: its sign ("bar", "ring", "disc" or "cross"), and in which worlds it happened."""

    week: int
    sign: str
    as_is: bool
    with_it: bool


class World(NamedTuple):
    """A life: satisfaction and brand at the end of each week, and what stands at the end of its line."""

    satisfaction: Sequence[float]
    brand: Sequence[int]
    figure: str
    word: str


class Words(NamedTuple):
    """Words of the picture; `moved` says where somebody went, by the number of the brand."""

    satisfaction: str
    week: str
    parted: str
    moved: Callable[[int], str]


class Layout(NamedTuple):
    """Widths of a layout; rows are named at their left, or above them when there is no room."""

    name: str
    width: float
    left: float
    right: float
    plot: float
    row: float
    size: float


WIDE = Layout("wide", 1000.0, 172.0, 848.0, 250.0, 42.0, 15.0)
_BOLD = 0.62
"""Width of a bold letter on average, of its size."""
NARROW = Layout("narrow", 400.0, 34.0, 300.0, 190.0, 54.0, 12.5)


def life_picture(
    worlds: tuple[World, World],
    parted: int | None,
    rows: Mapping[str, Sequence[Mark]],
    words: Words,
    layout: Layout,
    title: str,
) -> str:
    """Return satisfaction in both worlds, and below it a row for each kind of event.

    Parameters
    ----------
    worlds : as things are, and with the strategy.
    parted : the first week in which they differ; None when they never do.
    rows : kind of event, in words -> its marks.
    """
    weeks = len(worlds[0].satisfaction)
    top, bottom = 40.0, 40.0 + layout.plot
    values = [value for world in worlds for value in world.satisfaction]
    low, high = min(values) - 0.03, max(values) + 0.03

    def x(week: float) -> float:
        return layout.left + (layout.right - layout.left) * week / weeks

    def y(value: float) -> float:
        return bottom - (bottom - top) * (value - low) / (high - low)

    parts = [
        text(
            layout.left - 30 if layout is WIDE else 0,
            18,
            words.satisfaction,
            font_size=layout.size,
            font_weight=650,
            fill=INK,
            text_anchor="end" if layout is WIDE else "start",
        )
    ]
    for value in nice_ticks(low, high, 4):
        parts.append(element("line", x1=layout.left, x2=layout.right, y1=y(value), y2=y(value), stroke=LINE))
        parts.append(
            text(
                layout.left - 8, y(value) + 4, number(value, 1), font_size=layout.size - 2, fill=SOFT, text_anchor="end"
            )
        )
    parts += _lives(worlds, parted, x, y, words, layout)
    height = bottom + 16
    for name, marks in rows.items():
        parts += _row(name, marks, height + (layout.row / 2 if layout is WIDE else layout.row - 20), height, x, layout)
        height += layout.row
    for k in range(1, 5):
        label = f"{words.week} {weeks // 4}" if k == 1 else str(weeks * k // 4)
        parts.append(
            text(x(weeks * k / 4), height + 18, label, font_size=layout.size - 2, fill=SOFT, text_anchor="middle")
        )
    return picture(layout.width, height + 26, parts, title, class_=f"life {layout.name}")


def _lives(worlds, parted, x, y, words, layout):  # type: ignore[no-untyped-def]
    """Return the two lines, grey as long as they are one, with what lies between them shaded."""
    weeks = len(worlds[0].satisfaction)
    common = (parted or weeks + 1) - 1
    parts = []
    if parted:
        lines = [[(x(w), y(v)) for w, v in enumerate(world.satisfaction, 1) if w >= common] for world in worlds]
        parts.append(element("path", d=area(*lines), fill=BLUE, fill_opacity=0.1))
        at = x(parted)
        parts.append(element("line", x1=at, x2=at, y1=26.0, y2=y(worlds[0].satisfaction[parted - 1]), stroke=INK))
        place, anchor = _beside(at, _long(words.parted, layout.size - 1), layout.width)
        parts.append(
            text(place, 30, words.parted, font_size=layout.size - 1, font_weight=650, fill=INK, text_anchor=anchor)
        )
    shared = list(enumerate(worlds[0].satisfaction[:common], 1))
    if len(shared) > 1:
        parts.append(
            element("path", d=path([(x(w), y(v)) for w, v in shared]), fill="none", stroke=GREY, stroke_width=2.5)
        )
    placed: list[tuple[float, float]] = []
    for world, colour, dash in zip(worlds, _COLOURS, (None, "7 4"), strict=True) if parted else ():
        for first, last in _stays(world.brand, max(common, 1)):
            points = [(x(w), y(world.satisfaction[w - 1])) for w in range(first, last + 1)]
            parts.append(
                element(
                    "path",
                    d=path(points),
                    fill="none",
                    stroke=colour,
                    stroke_width=2.8,
                    stroke_dasharray=dash,
                    stroke_linejoin="round",
                )
            )
            if first > max(common, 1):
                across, height = points[0]
                is_taken = any(abs(across - x_) < _LABEL and abs(height - y_) < layout.size for x_, y_ in placed)
                placed.append(points[0])
                anchor = "end" if first > 0.8 * weeks else "start"
                beside = height - 14 if is_taken else height + 26
                parts += _move(points[0], beside, words.moved(world.brand[first - 1]), colour, anchor, layout)
    return parts + _ends(worlds, parted, x, y, layout)


def _move(at, beside, words, colour, anchor, layout):  # type: ignore[no-untyped-def]
    """Return the sign of a move to another brand, with its name."""
    label = text(
        at[0],
        beside,
        words,
        font_size=layout.size - 1,
        font_weight=650,
        fill=colour,
        text_anchor=anchor,
        paint_order="stroke",
        stroke="#fff",
        stroke_width=4,
    )
    return [element("circle", cx=at[0], cy=at[1], r=7.0, fill="#fff", stroke=colour, stroke_width=2.5), label]


def _stays(brand: Sequence[int], first: int) -> list[tuple[int, int]]:
    """Return the first and last week of each stay with a brand, from a week on."""
    found, begin = [], first
    for week in range(first + 1, len(brand) + 1):
        if brand[week - 1] != brand[week - 2]:
            found.append((begin, week - 1))
            begin = week
    return [*found, (begin, len(brand))]


def _ends(worlds, parted, x, y, layout):  # type: ignore[no-untyped-def]
    """Return the figures at the ends of the lines, moved apart where they would overlap."""
    weeks = len(worlds[0].satisfaction)
    if not parted:
        return [
            text(
                x(weeks) + 10,
                y(worlds[0].satisfaction[-1]) + 5,
                worlds[0].figure,
                font_size=layout.size,
                font_weight=650,
                fill=SOFT,
            )
        ]
    heights = [y(world.satisfaction[-1]) for world in worlds]
    room, size = layout.width - x(weeks) - 10, layout.size - 2
    lines = [_lines(world.word, room, size) for world in worlds]
    needed = 1.2 * layout.size * (1 + max(map(len, lines)))
    overlap = needed - abs(heights[0] - heights[1])
    if overlap > 0:
        way = 1 if heights[0] >= heights[1] else -1
        heights = [heights[0] + way * overlap / 2, heights[1] - way * overlap / 2]
    parts = []
    for world, colour, height, told in zip(worlds, _COLOURS, heights, lines, strict=True):
        parts.append(
            text(x(weeks) + 10, height + 4, world.figure, font_size=layout.size + 1, font_weight=650, fill=colour)
        )
        parts += [
            text(x(weeks) + 10, height + 4 + place * layout.size, line, font_size=size, font_weight=650, fill=colour)
            for place, line in enumerate(told, start=1)
        ]
    return parts


def _long(words: str, size: float) -> float:
    """Return about how wide bold words of a size are."""
    return _BOLD * size * len(words)


def _beside(at: float, long: float, width: float) -> tuple[float, str]:
    """Return where words that are so long stand beside a line, and how: at its right, its left, or at the edge."""
    if at + 6 + long <= width:
        return at + 6, "start"
    return (at - 6, "end") if long <= at - 6 else (width - 2, "end")


def _lines(words: str, room: float, size: float) -> list[str]:
    """Return words on as many lines as it takes for them to fit."""
    found = [""]
    for word in words.split():
        longer = f"{found[-1]} {word}".strip()
        if found[-1] and _long(longer, size) > room:
            found.append(word)
        else:
            found[-1] = longer
    return found


def _row(name, marks, y, top, x, layout):  # type: ignore[no-untyped-def]
    """Return a row of events, with how many there were in each world."""
    at_left = layout is WIDE
    parts = [
        text(
            layout.left - 14 if at_left else 0,
            y + 5 if at_left else top + 16,
            name,
            font_size=layout.size - 1,
            fill=INK,
            text_anchor="end" if at_left else "start",
        ),
        element("line", x1=layout.left, x2=layout.right, y1=y, y2=y, stroke=LINE),
    ]
    for mark in marks:
        if mark.as_is and mark.with_it:
            parts.append(_sign(mark.sign, x(mark.week), y, GREY))
        elif mark.as_is:
            parts.append(_sign(mark.sign, x(mark.week), y - 8, RUST))
        else:
            parts.append(_sign(mark.sign, x(mark.week), y + 8, BLUE))
    counts = sum(mark.as_is for mark in marks), sum(mark.with_it for mark in marks)
    for count, colour, dy in zip(counts, _COLOURS, (-3, 13), strict=True):
        parts.append(
            text(layout.right + 12, y + dy, str(count), font_size=layout.size - 1, font_weight=650, fill=colour)
        )
    return parts


def _sign(sign: str, x: float, y: float, colour: str) -> str:
    if sign == "bar":
        return element("line", x1=x, x2=x, y1=y - 6, y2=y + 6, stroke=colour, stroke_width=2.2)
    if sign == "ring":
        return element("circle", cx=x, cy=y, r=4.5, fill="#fff", stroke=colour, stroke_width=2)
    if sign == "cross":
        return element("path", d=f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8", stroke=colour, stroke_width=2.4)
    return element("circle", cx=x, cy=y, r=5.0, fill=colour)
