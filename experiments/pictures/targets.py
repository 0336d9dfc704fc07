"""How near figures are to their targets: each on a line of its own, in tolerances, before and after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from experiments.pictures.svg import BLUE, INK, LINE, RUST, SOFT, element, picture, text

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW = 400.0, 12.0, 388.0, 34.0, 54.0
_FARTHEST = 5.0
"""Tolerances at which a line ends; what is farther away stands at its end."""


class Target(NamedTuple):
    """A figure.

    Attributes
    ----------
    off, before : how far it is from its target, in tolerances; NaN when there is nothing to observe.
    is_met : whether it is within one tolerance.
    words : both figures, in words.
    """

    title: str
    off: float
    before: float
    is_met: bool
    words: str


def targets_picture(targets: Sequence[Target], ends: tuple[str, str], title: str) -> str:
    """Return a line per figure with the tolerance in its middle.

    Parameters
    ----------
    ends : words for too low and too high.
    """

    def x(off: float) -> float:
        share = (min(max(off, -_FARTHEST), _FARTHEST) + _FARTHEST) / (2 * _FARTHEST)
        return _LEFT + (_RIGHT - _LEFT) * share

    height = _TOP + _ROW * len(targets) + 4
    parts = [
        element("rect", x=x(-1.0), y=_TOP - 10, width=x(1.0) - x(-1.0), height=height - _TOP + 6, fill="#e9f1ec"),
        element("line", x1=x(0.0), x2=x(0.0), y1=_TOP - 10, y2=height - 4, stroke="#7fa58b", stroke_width=1),
        text(_LEFT, 16, f"← {ends[0]}", font_size=11.5, fill=SOFT),
        text(_RIGHT, 16, f"{ends[1]} →", font_size=11.5, fill=SOFT, text_anchor="end"),
    ]
    for row, target in enumerate(targets):
        y = _TOP + _ROW * row
        parts.append(text(_LEFT, y + 9, target.title, font_size=12.5, fill=INK, font_weight=600))
        parts.append(text(_LEFT, y + 25, target.words, font_size=12, fill=SOFT))
        parts.append(element("line", x1=_LEFT, x2=_RIGHT, y1=y + 36, y2=y + 36, stroke=LINE, stroke_width=1))
        if math.isfinite(target.before):
            parts.append(element("circle", cx=x(target.before), cy=y + 36, r=5.0, fill="#fff", stroke=SOFT))
        if math.isfinite(target.off):
            colour = BLUE if target.is_met else RUST
            parts.append(element("circle", cx=x(target.off), cy=y + 36, r=6.0, fill=colour, stroke="#fff"))
    return picture(_WIDTH, height, parts, title, class_="targets")
