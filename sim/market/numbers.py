"""What the parameter sheet says of one number: default, range, unit, grade and source."""

from __future__ import annotations

from typing import Literal, NamedTuple

Grade = Literal["measured", "adapted", "assumed"]
"""How well a number is known: *measured* in a cited study, *adapted* from one (other scale, category or form), or
*assumed* by us."""


class Number(NamedTuple):
    """One line of the parameter sheet.

    Attributes
    ----------
    default : value when a market file is silent; None when the market file must say it.
    low, high : admissible range, both ends included. Also the default range of sensitivity analyses.
    unit : unit of the value ("share", "EUR a month", "weeks", "quality" for the scale 0 to 1, ...).
    grade : measured, adapted or assumed.
    meaning : what the number says, one sentence.
    source : where the form and the number come from.
    """

    default: float | None
    low: float
    high: float
    unit: str
    grade: Grade
    meaning: str
    source: str = "our assumption"
