"""One colour and one dash per scenario everywhere, told apart by people with any colour vision and in grey print."""

from __future__ import annotations

from typing import NamedTuple


class Ink(NamedTuple):
    """How a scenario is drawn: colour, dash and marker (Matplotlib's), so that colour is never the only sign."""

    colour: str
    dash: str | tuple[float, tuple[float, ...]]
    marker: str


BASELINE = Ink("#5f6b76", (0, (4, 2)), "s")
_COLOURS = ("#1c8be0", "#d06a1c", "#12402f", "#b0309f", "#4d2fd6", "#6b4414")
"""Apart by hue for most people, and by lightness for those who see fewer hues; each stands out on white."""

_MARKERS = ("o", "D", "^", "v", "P", "X")
_DASHES: tuple[str | tuple[float, tuple[float, ...]], ...] = (
    "-",
    (0, (6, 1.5)),
    (0, (1.5, 1.2)),
    (0, (6, 1.5, 1.5, 1.5)),
)

POSITIVE = "#2f7d6b"
NEGATIVE = "#b5485d"
NEUTRAL = "#5f6b76"
LOYALTY = {"loyal": "#1d4f73", "latent": "#5d93b8", "spurious": "#e0b667", "none": "#a9a9a9"}
"""Types of loyalty: two blues for those who like the brand, sand and grey for those who do not."""


def inks(count: int) -> list[Ink]:
    """Return the ink of each of `count` scenarios, baseline first; colours come back with another dash and marker."""
    own = [
        Ink(
            _COLOURS[i % len(_COLOURS)],
            _DASHES[i // len(_COLOURS) % len(_DASHES)],
            _MARKERS[(i + i // len(_COLOURS)) % len(_MARKERS)],
        )
        for i in range(count - 1)
    ]
    return [BASELINE, *own][:count]
