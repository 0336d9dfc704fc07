"""Who knows whom: everybody as a dot in the circle of their segment, the best connected in the middle."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from experiments.pictures.svg import INK, SOFT, element, number, picture, text

WIDTH = 760.0
_GAP, _MANY = 6.4, 2_000
"""Distance of neighbours in a circle, and for how many people: fewer have more room."""
_DOT = 0.41
"""Radius of a dot, as a share of that distance."""
_LETTER = 7.4
_GOLDEN = math.pi * (3 - math.sqrt(5))
_BETWEEN, _HEAD = 22.0, 30.0

Spot = tuple[float, float]


def gap_for(people: int) -> float:
    """Return the distance of neighbours for a number of people."""
    return _GAP * math.sqrt(_MANY / max(people, 1))


def places(
    segments: Sequence[int], ties: Sequence[Sequence[int]], titles: Sequence[str]
) -> tuple[list[Spot], dict[int, tuple[Spot, float]]]:
    """Return where everybody stands, and the circle of each segment: its centre and radius.

    Parameters
    ----------
    segments : of each person.
    ties : pairs of people who know each other.
    """
    known = [0] * len(segments)
    for one, other in ties:
        known[one] += 1
        known[other] += 1
    members: dict[int, list[int]] = {}
    for person, segment in enumerate(segments):
        members.setdefault(segment, []).append(person)
    gap = gap_for(len(segments))
    radii = {segment: gap * math.sqrt(len(people)) + 4 for segment, people in sorted(members.items())}
    circles = _circles(radii, {segment: max(2 * radii[segment], _LETTER * len(titles[segment])) for segment in radii})
    spots: list[Spot] = [(0.0, 0.0)] * len(segments)
    for segment, people in members.items():
        (x, y), _ = circles[segment]
        for k, person in enumerate(sorted(people, key=lambda each: (-known[each], each))):
            r = gap * math.sqrt(k + 0.5)
            spots[person] = (x + r * math.cos(k * _GOLDEN), y + r * math.sin(k * _GOLDEN))
    return spots, circles


def _circles(radii: Mapping[int, float], widths: Mapping[int, float]) -> dict[int, tuple[Spot, float]]:
    """Return circles in rows, as many in a row as there is room for with their titles, each row in the middle."""
    rows: list[list[int]] = [[]]
    for segment in radii:
        width = sum(widths[each] + _BETWEEN for each in rows[-1]) + widths[segment]
        if rows[-1] and width > WIDTH:
            rows.append([])
        rows[-1].append(segment)
    if len(rows) > 1 and len(rows[-1]) < len(rows[-2]) - 1:
        rows[-1].insert(0, rows[-2].pop())
    found, y = {}, 0.0
    for row in rows:
        tall = max(radii[each] for each in row)
        x = (WIDTH - sum(widths[each] for each in row) - _BETWEEN * (len(row) - 1)) / 2
        y += _HEAD + tall
        for segment in row:
            found[segment] = ((x + widths[segment] / 2, y), radii[segment])
            x += widths[segment] + _BETWEEN
        y += tall
    return found


def acquaintances_picture(
    segments: Sequence[int], ties: Sequence[Sequence[int]], titles: Sequence[str], title: str
) -> str:
    """Return the picture; dots stand in the order of people, and what became of each is a class that the page sets."""
    spots, circles = places(segments, ties, titles)
    height = max((y + radius for (_, y), radius in circles.values()), default=100.0) + 8
    lines = "".join(
        f"M{number(spots[one][0])} {number(spots[one][1])}L{number(spots[other][0])} {number(spots[other][1])}"
        for one, other in ties
    )
    parts = [element("path", d=lines, stroke=INK, stroke_width=0.5, stroke_opacity=0.09, fill="none")]
    parts += [
        text(x, y - radius - 8, titles[segment], text_anchor="middle", font_size=14, font_weight=650, fill=SOFT)
        for segment, ((x, y), radius) in circles.items()
    ]
    parts.append(element("g", " ", class_="paths"))
    dots = "".join(element("circle", cx=x, cy=y, r=_DOT * gap_for(len(segments))) for x, y in spots)
    parts.append(element("g", dots, class_="people"))
    return picture(WIDTH, height, parts, title, class_="acquaintances")
