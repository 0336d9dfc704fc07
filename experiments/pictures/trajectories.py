"""Trajectories: a figure week by week, as things are and with a strategy, with what lies between them shaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from experiments.pictures.svg import BLUE, INK, LINE, SOFT, area, element, nice_ticks, path, picture, text

WIDTH, HEIGHT = 360.0, 196.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 276.0, 12.0, 168.0
_LETTERS_APART = 15.0
_SIZE = 12


class Label(NamedTuple):
    """What stands at the end of a line: a figure, and a word for it."""

    figure: str
    word: str = ""


class _Frame:
    """Axes: weeks to the right, values up."""

    def __init__(self, weeks: int, values: Sequence[float], has_zero: bool = False) -> None:
        low, high = min(values, default=0.0), max(values, default=1.0)
        if has_zero:
            low, high = min(low, 0.0), max(high, 0.0)
        room = 0.08 * (high - low) or max(abs(high) * 0.02, 0.5)
        self.low, self.high, self.weeks = low - room, high + room, weeks

    def x(self, week: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * week / self.weeks

    def y(self, value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * (value - self.low) / (self.high - self.low)

    def line(self, values: Sequence[float]) -> list[tuple[float, float]]:
        return [(self.x(week), self.y(value)) for week, value in enumerate(values, start=1)]

    def background(self, tick: Callable[[float], str], week_word: str) -> list[str]:
        """Return gridlines with their values, and the weeks below."""
        parts = []
        for value in nice_ticks(self.low, self.high):
            y = self.y(value)
            is_zero = abs(value) < 1e-9 * max(1.0, abs(self.high))
            parts.append(
                element("line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, stroke=SOFT if is_zero else LINE, stroke_width=1)
            )
            parts.append(text(_LEFT - 6, y + 4, tick(value), text_anchor="end", font_size=11, fill=SOFT))
        quarter = self.weeks // 4
        for k in range(1, 5):
            words = f"{week_word} {quarter}" if k == 1 else str(quarter * k)
            parts.append(text(self.x(quarter * k), _BOTTOM + 20, words, text_anchor="middle", font_size=11, fill=SOFT))
        return parts


def gain_picture(
    gains: Sequence[Sequence[float]],
    band: Sequence[tuple[float, float]],
    mean: Sequence[float],
    weeks: int,
    end: Label,
    tick: Callable[[float], str],
    title: str,
    week_word: str,
) -> str:
    """Return the accumulated gain: a thin line for each future, the interval of their mean, and the mean.

    Parameters
    ----------
    band : lower and upper limit of the mean each week; empty for a single future.
    """
    values = [value for line in gains for value in line] + [value for pair in band for value in pair]
    frame = _Frame(weeks, values, has_zero=True)
    parts = frame.background(tick, week_word)
    drawn = []
    if band:
        limits = [frame.line([pair[side] for pair in band]) for side in (1, 0)]
        drawn.append(element("path", d=area(*limits), fill=BLUE, fill_opacity=0.13))
    if len(gains) > 1:
        drawn += [
            element("path", d=path(frame.line(line)), fill="none", stroke=BLUE, stroke_opacity=0.35, stroke_width=1)
            for line in gains
        ]
    if mean:
        drawn.append(_line(frame, mean, BLUE))
        parts += _ends(frame, [(mean[-1], end, BLUE)], len(mean))
    return picture(WIDTH, HEIGHT, [*parts, element("g", "".join(drawn), class_="drawn")], title)


def pair_picture(
    as_is: Sequence[float],
    with_it: Sequence[float],
    weeks: int,
    ends: tuple[Label, Label],
    tick: Callable[[float], str],
    title: str,
    week_word: str,
) -> str:
    """Return a figure as things are (grey, dashed) and with a strategy (blue), with the difference shaded.

    Parameters
    ----------
    ends : labels of the two lines; that of the strategy is left out when both are the same.
    """
    frame = _Frame(weeks, [*as_is, *with_it])
    parts = frame.background(tick, week_word)
    differs = list(as_is) != list(with_it)
    lines = [frame.line(as_is), frame.line(with_it)]
    drawn = []
    if as_is:
        if differs:
            drawn.append(element("path", d=area(*lines), fill=BLUE, fill_opacity=0.16))
        drawn.append(_line(frame, as_is, SOFT, dash="5 3", width=2))
        labels = [(as_is[-1], ends[0], SOFT)]
        if differs:
            drawn.append(_line(frame, with_it, BLUE))
            labels.append((with_it[-1], ends[1], BLUE))
        parts += _ends(frame, labels, len(as_is))
    return picture(WIDTH, HEIGHT, [*parts, element("g", "".join(drawn), class_="drawn")], title)


def _line(frame: _Frame, values: Sequence[float], colour: str, dash: str | None = None, width: float = 2.5) -> str:
    return element(
        "path",
        d=path(frame.line(values)),
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=dash,
        stroke_linejoin="round",
        stroke_linecap="round" if dash is None else None,
    )


def _ends(frame: _Frame, labels: Sequence[tuple[float, Label, str]], week: int) -> list[str]:
    """Return labels beside the ends of lines, moved apart where they would overlap."""
    places = sorted(((frame.y(value), label, colour) for value, label, colour in labels), key=lambda each: each[0])
    heights = [place[0] for place in places]
    needed = [_LETTERS_APART * (2 if place[1].word else 1) for place in places]
    for k in range(1, len(heights)):
        overlap = heights[k - 1] + needed[k - 1] - heights[k]
        if overlap > 0:
            heights[k - 1] -= overlap / 2
            heights[k] += overlap / 2
    parts = []
    for height, (_, label, colour) in zip(heights, places, strict=True):
        height = min(max(height, _TOP + 4), _BOTTOM - (8 if label.word else 0))
        x = frame.x(week) + 8
        parts.append(text(x, height + 4, label.figure, font_size=_SIZE + 1, font_weight=600, fill=colour))
        if label.word:
            parts.append(text(x, height + 18, label.word, font_size=11, fill=colour if colour != INK else SOFT))
    return parts
