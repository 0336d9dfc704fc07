"""Elements of SVG as strings: every text is escaped, every number has as many digits as a screen can show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

INK, SOFT, LINE, WASH = "#1d2329", "#5b6670", "#d5dade", "#eef1f4"
BLUE, RUST = "#1f5a92", "#a4450f"
"""What is with the strategy, or good; and what is as things are, or bad. Apart for all colour visions, and in grey."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"


def number(x: float) -> str:
    """Return a coordinate with one decimal at most."""
    text = f"{x:.1f}"
    return text[:-2] if text.endswith(".0") else text


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return an element; underscores in names of attributes stand for hyphens, and None leaves one out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value) if isinstance(value, float) else str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(x: float, y: float, words: str, **attributes: object) -> str:
    """Return a text at a place."""
    return element("text", escape(words), x=float(x), y=float(y), **attributes)


def picture(width: float, height: float, content: Iterable[str], title: str, **attributes: object) -> str:
    """Return a whole picture that scales with its place and is read aloud by its title."""
    return element(
        "svg",
        "".join(content),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_label=title,
        font_family=FONT,
        **attributes,
    )


def path(points: Sequence[tuple[float, float]]) -> str:
    """Return the data of a line through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def area(above: Sequence[tuple[float, float]], below: Sequence[tuple[float, float]]) -> str:
    """Return the data of the area between two lines."""
    return path([*above, *reversed(below)]) + "Z"


def nice_ticks(low: float, high: float, about: int = 3) -> list[float]:
    """Return round numbers between two limits, some `about` of them."""
    width = high - low
    if width <= 0 or not math.isfinite(width):
        return [low]
    rough = width / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    first = math.ceil(low / step)
    return [step * k for k in range(first, math.floor(high / step + 1e-9) + 1)]
