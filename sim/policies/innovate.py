"""innovate: a brand raises what it delivers quarter by quarter, and with it the standard of the market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.policies.intelligence import Intelligence
from sim.policies.policy import WEEKS_A_QUARTER, Policy, check_numbers, default

FUNCTIONS = "touchpoints.*.quality.functional"
"""What innovation improves: what works better, not how warmly it is said."""

POINT = 0.01
"""The part of the scale of quality, or of visibility, that costs are given for."""


@dataclass(frozen=True, kw_only=True)
class Innovate(Policy):
    """Raise functional quality at all touchpoints by `pace` a quarter, up to `reach` above the start, at a price.

    The market's standard follows the best that is delivered (:mod:`sim.rules.expectation`), so that what delighted is
    expected later. Innovation without cost would be the best strategy of all: each hundredth costs
    `quality_point_eur`.

    Source. Form: incremental innovation that competitors come to know within 12 to 18 months (Mansfield 1985), and
    standards that rise with it. Numbers: our assumption.

    Parameters
    ----------
    pace, reach, quality_point_eur : see :data:`sim.market.policy_sheet.POLICY`.
    """

    kind: ClassVar[str] = "innovate"
    pace: float = default("pace")
    reach: float = default("reach")
    quality_point_eur: float = default("quality_point_eur")

    def __post_init__(self) -> None:
        check_numbers(self)

    def decide(self, known: Intelligence) -> Mapping[str, float]:
        """Return the quality of next quarter, at the end of a quarter; nothing in between."""
        if (known.week - self.from_week) % WEEKS_A_QUARTER:
            return {}
        raised = {
            path: known.admissible(path, min(now + self.pace, max(now, known.at_start(path) + self.reach)))
            for path, now in known.numbers(FUNCTIONS).items()
        }
        return {path: value for path, value in raised.items() if value > known.get(path)}

    def cost_eur(self, known: Intelligence, decided: Mapping[str, float]) -> float:
        """Return what the rise of quality costs."""
        return self.quality_point_eur * points_gained(known, decided)


def points_gained(known: Intelligence, decided: Mapping[str, float]) -> float:
    """Return by how many hundredths a decision raises a dimension of quality, mean over all touchpoints."""
    if not decided:
        return 0.0
    rises = sum(max(0.0, value - known.get(path)) for path, value in decided.items() if path.startswith("touchpoints."))
    return rises / len(known.numbers(FUNCTIONS)) / POINT
