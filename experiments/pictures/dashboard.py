"""A dashboard beside the truth: bars by cause and by touchpoint, two scores on one line, and money by its aim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from experiments.pictures.svg import BLUE, INK, LINE, RUST, SOFT, WASH, element, nice_ticks, picture, text

_OTHER, _PALE = "#7b8791", "#e3b494"
"""What a score was taken at, and bad encounters whose root cause lies elsewhere."""


class Layout(NamedTuple):
    """Size of a picture: its width, where bars begin and end, and the height of a row."""

    name: str
    width: float
    left: float
    right: float
    row: float
    size: float


WIDE = Layout("wide", 760.0, 290.0, 690.0, 27.0, 13.5)
NARROW = Layout("narrow", 400.0, 12.0, 340.0, 42.0, 13.5)


class Row(NamedTuple):
    """A cause or a touchpoint.

    Attributes
    ----------
    true, elsewhere : bad encounters, and those of them whose root cause lies elsewhere; causes have none of the second.
    said : what the dashboard puts down to it.
    true_words, said_words : the same in words.
    """

    title: str
    is_cause: bool
    true: float
    elsewhere: float
    said: float
    true_words: str
    said_words: str


def harm_picture(layout: Layout, blocks: Sequence[tuple[str, Sequence[Row]]], title: str) -> str:
    """Return the bars of all blocks; a class of what holds it says whether the brand's or the true ones are seen.

    A row carries both of its places, since what comes first on a dashboard is often not what comes first in truth.
    """
    most = max((max(row.true, row.said) for _, rows in blocks for row in rows), default=1.0) or 1.0
    parts, y = [], 8.0

    def length(value: float) -> float:
        return (layout.right - layout.left) * value / most

    for words, rows in blocks:
        parts.append(text(4.0, y + 14, words, font_size=layout.size, font_weight=650, fill=INK))
        y += 26
        parts.append(element("line", x1=layout.left, x2=layout.left, y1=y, y2=y + layout.row * len(rows), stroke=LINE))
        by_truth = sorted(range(len(rows)), key=lambda k: (-rows[k].true, -rows[k].said))
        by_dashboard = sorted(range(len(rows)), key=lambda k: (-rows[k].said, rows[k].title))
        for k, row in enumerate(rows):
            places = {"true": y + layout.row * by_truth.index(k), "brand": y + layout.row * by_dashboard.index(k)}
            parts.append(_bars(layout, row, places, length))
        y += layout.row * len(rows) + 16
    return picture(layout.width, y, parts, title, class_=f"harm {layout.name}")


def _bars(layout: Layout, row: Row, places: dict[str, float], length: Callable[[float], float]) -> str:
    """Return the bars of one row, the true one with what the dashboard says as an outline."""
    is_wide = layout.name == "wide"
    top = 4.0 if is_wide else 19.0
    high = 17.0
    own, all_ = length(row.true - row.elsewhere), length(row.true)
    said = length(row.said)
    name = {"x": layout.left - 10, "y": 17.0, "text_anchor": "end"} if is_wide else {"x": 4.0, "y": 13.0}
    colour = BLUE if row.is_cause else _OTHER
    true = [
        element("rect", x=layout.left, y=top, width=own, height=high, fill=RUST),
        element("rect", x=layout.left + own, y=top, width=all_ - own, height=high, fill=_PALE),
        element(
            "rect", x=layout.left, y=top + 1, width=said, height=high - 2, fill="none", stroke=INK, stroke_width=1.5
        )
        if row.said
        else "",
        text(
            layout.left + max(all_, said if row.said else 0.0) + 7,
            top + 13,
            row.true_words,
            font_size=12.5,
            fill=INK if row.true else SOFT,
        ),
    ]
    brand = [
        element("rect", x=layout.left, y=top, width=said, height=high, fill=colour),
        text(layout.left + said + 7, top + 13, row.said_words, font_size=12.5, fill=INK if row.said else SOFT),
    ]
    label = text(words=row.title, font_size=layout.size - 0.5, fill=INK, **name)
    content = (
        label + element("g", "".join(true), class_="seen true") + element("g", "".join(brand), class_="seen brand")
    )
    return element(
        "g",
        content,
        class_="row",
        transform=f"translate(0 {places['true']:.1f})",
        **{f"data_{view}": f"{y:.1f}" for view, y in places.items()},
    )


class Score(NamedTuple):
    """A score on a line, with half the width of its interval, and its words."""

    value: float
    half: float
    words: str
    colour: str


def score_picture(
    scores: Sequence[tuple[str, Score]], ends: tuple[float, float], tick: Callable[[float], str], title: str
) -> str:
    """Return scores on one line; each has a class by which the page shows it or not.

    Parameters
    ----------
    ends : of the line, at least; it grows with the scores.
    """
    width, left, right, y = 400.0, 16.0, 384.0, 66.0
    reach = [score.value + side * (score.half if score.half < 200 else 0) for _, score in scores for side in (-1, 1)]
    low, high = min(ends[0], *reach) - 2, max(ends[1], *reach) + 2

    def x(value: float) -> float:
        return left + (right - left) * (value - low) / (high - low)

    parts = [element("line", x1=left, x2=right, y1=y, y2=y, stroke=LINE, stroke_width=2)]
    for value in nice_ticks(low, high, 5):
        parts.append(element("line", x1=x(value), x2=x(value), y1=y - 4, y2=y + 4, stroke=LINE, stroke_width=1))
        parts.append(text(x(value), y + 20, tick(value), text_anchor="middle", font_size=11, fill=SOFT))
    for place, (name, score) in enumerate(scores):
        here = x(score.value)
        anchor = "start" if here < width / 3 else "end" if here > 2 * width / 3 else "middle"
        inside = []
        if 0 < score.half < 200:
            inside.append(
                element(
                    "line",
                    x1=x(score.value - score.half),
                    x2=x(score.value + score.half),
                    y1=y,
                    y2=y,
                    stroke=score.colour,
                    stroke_width=4,
                    stroke_opacity=0.45,
                )
            )
        inside += [
            element("circle", cx=here, cy=y, r=7.0, fill=score.colour, stroke="#fff", stroke_width=1.5),
            element(
                "line", x1=here, x2=here, y1=y - 9, y2=y - 18 - 20 * (place % 2), stroke=score.colour, stroke_width=1
            ),
            text(
                here,
                y - 22 - 20 * (place % 2),
                score.words,
                text_anchor=anchor,
                font_size=13,
                font_weight=650,
                fill=score.colour,
            ),
        ]
        parts.append(element("g", "".join(inside), class_=name))
    return picture(width, 92.0, parts, title, class_="score")


def money_picture(right_way: float, misdirected: float, words: tuple[str, str], title: str) -> str:
    """Return money spent on works as one bar: what was to blame, and what was not."""
    width, high, total = 400.0, 26.0, right_way + misdirected
    if total <= 0:
        return ""
    wrong = width * misdirected / total
    parts = [
        element("rect", x=0.0, y=0.0, width=width, height=high, fill=WASH),
        element("rect", x=0.0, y=0.0, width=wrong, height=high, fill=RUST),
        element("rect", x=wrong, y=0.0, width=width - wrong, height=high, fill=BLUE),
        text(0.0, high + 18, words[0], font_size=12.5, fill=RUST, font_weight=650),
        text(width, high + 36, words[1], font_size=12.5, fill=BLUE, font_weight=650, text_anchor="end"),
    ]
    return picture(width, high + 44, parts, title, class_="money")
