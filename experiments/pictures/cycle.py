"""The cycle: places around use, arrows between them, and words beside them; dots and numbers are put in later.

Whoever shows it draws a dot for each customer at its place, and writes numbers into the elements marked for them:
``data-flow`` for people a week, ``data-count`` for people at a place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from experiments.pictures.svg import BLUE, INK, RUST, SOFT, element, number, picture

ARROW = "#aab5bf"
COLOURS = ("#a4450f", "#e0954b", "#b9bec6", "#6fa3d0", "#1f5a92")
"""From the least to the most satisfied: rust to blue through grey, apart for all colour visions and by lightness."""

Point = tuple[float, float]


class Place(NamedTuple):
    """Where people stand, and where the words about them begin, and how those are aligned."""

    at: Point
    words: Point
    align: str


class Arrow(NamedTuple):
    """From, bent towards, to; where its number stands, and how that is aligned."""

    start: Point
    bend: Point
    end: Point
    words: Point
    align: str
    flow: str
    colour: str = ARROW


class Layout(NamedTuple):
    """Places and arrows of a width.

    Attributes
    ----------
    radius : of the crowd in the middle.
    thick : width of an arrow for one person a week.
    """

    name: str
    width: float
    height: float
    radius: float
    size: float
    thick: float
    places: Mapping[str, Place]
    arrows: tuple[Arrow, ...]


WIDE = Layout(
    "wide",
    1000.0,
    760.0,
    132.0,
    18.0,
    0.42,
    {
        "use": Place((500, 372), (628, 474), "start"),
        "need": Place((455, 96), (455, 26), "middle"),
        "search": Place((738, 138), (768, 122), "start"),
        "choice": Place((842, 330), (868, 338), "start"),
        "leave": Place((950, 236), (950, 200), "middle"),
        "waiting": Place((812, 566), (812, 600), "middle"),
        "discovery": Place((552, 650), (552, 690), "middle"),
        "help": Place((206, 560), (206, 604), "middle"),
        "share": Place((176, 252), (176, 148), "middle"),
    },
    (
        Arrow((498, 232), (480, 165), (462, 120), (440, 186), "end", "reconsider"),
        Arrow((480, 90), (600, 84), (712, 132), (0, 0), "", "search"),
        Arrow((718, 152), (620, 210), (572, 262), (640, 176), "end", "drop"),
        Arrow((756, 156), (815, 220), (838, 308), (0, 0), "", "decide"),
        Arrow((822, 332), (720, 320), (642, 334), (738, 306), "middle", "stay"),
        Arrow((852, 314), (885, 265), (930, 246), (868, 258), "end", "leave", RUST),
        Arrow((990, 470), (925, 540), (836, 564), (886, 476), "middle", "come", BLUE),
        Arrow((796, 572), (700, 640), (576, 648), (0, 0), "", "come"),
        Arrow((546, 632), (530, 580), (508, 512), (0, 0), "", "come"),
        Arrow((404, 468), (350, 530), (232, 556), (350, 572), "start", "complain"),
        Arrow((222, 540), (300, 420), (362, 396), (262, 448), "end", "helped"),
        Arrow((366, 330), (300, 290), (222, 262), (0, 0), "", "talk"),
        Arrow((206, 226), (290, 124), (426, 98), (296, 108), "end", "hear"),
    ),
)

NARROW = Layout(
    "narrow",
    400.0,
    560.0,
    84.0,
    12.5,
    0.28,
    {
        "use": Place((200, 272), (250, 372), "start"),
        "need": Place((168, 72), (168, 26), "middle"),
        "search": Place((312, 92), (316, 46), "middle"),
        "choice": Place((338, 226), (348, 264), "middle"),
        "leave": Place((372, 138), (372, 112), "middle"),
        "waiting": Place((326, 424), (326, 452), "middle"),
        "discovery": Place((214, 480), (214, 512), "middle"),
        "help": Place((66, 412), (74, 452), "middle"),
        "share": Place((46, 168), (6, 222), "start"),
    },
    (
        Arrow((188, 184), (178, 130), (172, 94), (187, 126), "start", "reconsider"),
        Arrow((184, 70), (245, 66), (298, 86), (0, 0), "", "search"),
        Arrow((302, 104), (262, 140), (242, 196), (284, 152), "start", "drop"),
        Arrow((320, 106), (336, 150), (338, 208), (0, 0), "", "decide"),
        Arrow((326, 230), (308, 240), (288, 252), (304, 294), "middle", "stay"),
        Arrow((346, 212), (352, 180), (366, 154), (366, 190), "start", "leave", RUST),
        Arrow((396, 352), (376, 396), (342, 420), (364, 348), "middle", "come", BLUE),
        Arrow((316, 430), (280, 466), (232, 478), (0, 0), "", "come"),
        Arrow((210, 466), (206, 440), (202, 362), (0, 0), "", "come"),
        Arrow((140, 336), (124, 376), (86, 404), (126, 390), "start", "complain"),
        Arrow((62, 392), (70, 330), (114, 298), (64, 326), "end", "helped"),
        Arrow((116, 240), (94, 214), (70, 188), (0, 0), "", "talk"),
        Arrow((56, 144), (88, 92), (148, 74), (92, 84), "end", "hear"),
    ),
)

_MARK = re.compile(r"\{(\w+):(\w+)\}")


def cycle_picture(layout: Layout, places: Mapping[str, tuple[str, ...]], flows: Mapping[str, str], title: str) -> str:
    """Return the cycle without dots and numbers.

    Parameters
    ----------
    places : place -> its name and the lines below, in which ``{count:need}`` and ``{flow:silent}`` stand for numbers.
    flows : flow -> what people do, under its number.
    title : what the picture is, for screen readers.
    """
    parts = [_arrow(arrow, layout) for arrow in layout.arrows]
    parts += [_flow(arrow, flows[arrow.flow], layout) for arrow in layout.arrows if arrow.align and arrow.flow in flows]
    parts.append(element("g", " ", class_="dots"))
    parts += [_place(name, layout.places[name], *words, size=layout.size) for name, words in places.items()]
    spots = {f"data_{name}": f"{number(place.at[0])},{number(place.at[1])}" for name, place in layout.places.items()}
    return picture(
        layout.width,
        layout.height,
        parts,
        title,
        class_=f"cycle {layout.name}",
        data_radius=layout.radius,
        data_thick=layout.thick,
        **spots,
    ).replace('role="img"', 'role="group"', 1)


def _arrow(arrow: Arrow, layout: Layout) -> str:
    """Return an arrow whose width and head are set when its flow is known."""
    (x0, y0), (xb, yb), (x1, y1) = arrow.start, arrow.bend, arrow.end
    is_heard = arrow.flow == "hear"
    turn = math.degrees(math.atan2(y1 - yb, x1 - xb))
    line = element(
        "path",
        d=f"M{number(x0)} {number(y0)}Q{number(xb)} {number(yb)} {number(x1)} {number(y1)}",
        fill="none",
        stroke=arrow.colour,
        stroke_width=4.0 if is_heard else 1.5,
        stroke_dasharray="2 5" if is_heard else None,  # it would be the widest by far: most of it is said in passing
        data_width=None if is_heard else arrow.flow,
    )
    place = f"translate({number(x1)} {number(y1)}) rotate({number(turn)})"
    head = element("path", d="M-1.4 -1L1 0L-1.4 1Z", fill=arrow.colour, transform=f"{place} scale(6)")
    return line + element("g", head, data_head=None if is_heard else arrow.flow, data_place=place)


def _flow(arrow: Arrow, words: str, layout: Layout) -> str:
    """Return the number of an arrow, and what these people do."""
    x, y = arrow.words
    colour = INK if arrow.colour == ARROW else arrow.colour
    shared = {"text_anchor": arrow.align, "paint_order": "stroke", "stroke": "#fff", "stroke_width": 4}
    figure = element(
        "text", "–", x=x, y=y, font_size=layout.size + 2, font_weight=650, fill=colour, data_flow=arrow.flow, **shared
    )
    return figure + element(
        "text",
        escape(words),
        x=x,
        y=y + layout.size + 2,
        font_size=layout.size - 1,
        fill=SOFT if colour == INK else colour,
        **shared,
    )


def _place(key: str, place: Place, name: str, *lines: str, size: float) -> str:
    """Return the name of a place, which opens it, and the lines below."""
    x, y = place.words
    parts = [
        element("text", _marked(name), x=x, y=y, font_size=size + 3, font_weight=650, fill=INK, text_anchor=place.align)
    ]
    for row, line in enumerate(lines, start=1):
        parts.append(
            element(
                "text",
                _marked(line),
                x=x,
                y=y + row * (size + 2),
                font_size=size - 1,
                fill=SOFT,
                text_anchor=place.align,
            )
        )
    content = "".join(parts)
    return element("a", content, href=f"#{key}", data_opens=key) if key != "leave" else content


def _marked(words: str) -> str:
    """Return words in which numbers have elements of their own."""
    return _MARK.sub(r'<tspan data-\1="\2">–</tspan>', escape(words))
