"""What a copy of the page holds: static files, in which only what was computed beforehand can be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ROOMS = ("compare", "journey", "customer", "moments", "listening", "network", "teach")
"""Rooms that can be copied."""
ABOUT = "copied"
"""The page that says what is in a copy, and what is not."""
STOPS: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "listening": {"coverage": (1.0,), "response": (0.6,), "accuracy": (1.0,)},
    "network": {"depth": (0.2, 0.4), "length": (1.0, 4.0), "reach": (0.1, 0.5, 1.0)},
}
"""Room -> lever -> where it can stand in a copy, beside where it stands at first: every combination is computed."""


@dataclass(frozen=True)
class Copied:
    """What is in a copy.

    Attributes
    ----------
    lived : market -> the strategies whose lives can be looked at, in Journey and One customer.
    surfaces : market -> the surface of its levers, as the browser reads it (JSON); empty before it is fitted.
    weeks : those at which a stage of the journey can be opened.
    """

    markets: tuple[str, ...]
    lived: Mapping[str, tuple[str, ...]]
    weeks: tuple[int, ...]
    surfaces: Mapping[str, str] = field(default_factory=dict)
    rooms: tuple[str, ...] = ROOMS

    @property
    def shown(self) -> tuple[str, ...]:
        """The rooms among which one can choose."""
        return (*self.rooms, ABOUT)
