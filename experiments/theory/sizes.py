"""Smallest effects of interest that several claims share, written down before any claim was run, with their reasons."""

from __future__ import annotations

from typing import Any

CHURN: dict[str, Any] = {
    "smallest": 1.0,
    "why": "one customer in a hundred a year, about the least that a retention budget is moved for",
}
"""Yearly churn, per cent a year, and shares of customers who leave within a year or so."""

SATISFACTION: dict[str, Any] = {
    "smallest": 0.01,
    "why": "a hundredth of the scale, about what a survey of a thousand customers can just tell from nothing",
}
"""Satisfaction, trust and attachment, 0 to 1."""

QUALITY: dict[str, Any] = {
    "smallest": 0.01,
    "why": "a tenth of the zone of tolerance, within which quality is not noticed",
}
"""Expected and perceived quality, 0 to 1."""

TWENTIETH: dict[str, Any] = {"smallest": 5.0, "why": "a twentieth, the least change of a volume that a firm plans with"}
"""Changes of counts and money, per cent."""

TENTH_OF_ALL: dict[str, Any] = {
    "smallest": 10.0,
    "why": "a tenth of all, far beyond what two ways of counting differ by",
}
"""Shares of a whole, points."""

MARGIN: dict[str, Any] = {
    "smallest": 1.0,
    "why": "one per cent of margin, below which nobody would set up a programme",
}
"""Changes of margin, per cent."""
