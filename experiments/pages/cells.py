"""Cells of tables that hold a difference."""

from __future__ import annotations

from experiments.measures.paired import Estimate
from experiments.pages.blocks import Cell
from experiments.pages.formats import plus_minus


def difference_cell(change: Estimate, unit: str, better: str = "") -> Cell:
    """Return a difference with its interval; shaded when it is clear, bold when neither way is better."""
    tone = ""
    if change.is_significant:
        tone = "clear" if not better else "good" if change.is_above == (better == "higher") else "bad"
    return Cell(plus_minus(change, unit, signed=True), tone=tone)
