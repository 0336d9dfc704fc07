"""Maturity of a programme: what listening and deciding are like at each of five levels."""

from __future__ import annotations

from typing import Any

PRESETS: dict[str, tuple[Any, ...]] = {
    # coverage
    "contact_coverage": (0.1, 0.3, 0.4, 0.5, 0.6),
    "journey_coverage": (0.0, 0.1, 0.3, 0.5, 0.5),
    "use_coverage": (0.0, 0.0, 0.01, 0.02, 0.03),
    "relational_coverage": (0.0, 0.25, 0.5, 1.0, 1.0),
    # accuracy
    "accuracy": (0.3, 0.4, 0.6, 0.75, 0.9),
    # integration
    "mode": ("silo", "silo", "joined", "joined", "joined"),
    "compares": (
        "with_what_alarmed",
        "with_what_alarmed",
        "with_what_alarmed",
        "with_a_fresh_window",
        "with_a_fresh_window",
    ),
    # speed
    "delay_weeks": (8, 6, 4, 2, 1),
    "review_weeks": (52, 26, 13, 13, 4),
    "is_answered": (0.0, 0.1, 0.25, 0.5, 0.75),
    # budget
    "budget_share": (0.002, 0.005, 0.01, 0.015, 0.015),
    "works_in_progress": (1, 1, 2, 3, 4),
}
"""Part -> its value at the levels 1 (starts), 2 (asks at contacts), 3 (joins), 4 (steers) and 5 (lives it).

In the spirit of the customer-experience maturity index (CxM 2016), which rates companies by these five groups; the
numbers are our assumption.
"""

WITHOUT_LEVEL: dict[str, Any] = {
    "mode": "joined",
    "compares": "with_a_fresh_window",
    "review_weeks": 13,
    "budget_share": 0.01,
    "works_in_progress": 2,
}
"""Part -> its value for a programme without a level; how it listens is then left to the market's own numbers."""


def part(given: Any, name: str, level: int | None) -> Any:
    """Return a part of a programme: as given, else as its level says; None when it is left as it is in the market."""
    if given is not None:
        return given
    return WITHOUT_LEVEL.get(name) if level is None else PRESETS[name][level - 1]
