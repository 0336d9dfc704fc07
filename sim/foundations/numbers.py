"""Parameters and their sheet: default, range, unit, grade, meaning and source of each number.

A parameter of a rule is declared once, as a field of the named tuple in the sheet beside the rule file::

    @parameters
    class Impressions(NamedTuple):
        loss_aversion: float = number(2.25, 1, 4, "ratio", "measured", "weight of a loss", "Tversky & Kahneman 1992")

``Impressions()`` has the default values, and ``sheet_of(Impressions)`` their sheet. The records that kernels
read, the market file's schema, levers, factors and tables of the docs are made from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeVar

Grade = Literal["measured", "adapted", "assumed"]
"""How well a number is known: *measured* in a cited study, *adapted* from one (other scale, category or form), or
*assumed* by us."""

OUR_ASSUMPTION = "our assumption"


class Number(NamedTuple):
    """One line of the parameter sheet.

    Attributes
    ----------
    default : value when a market file gives none; None when the market file must give it.
    low, high : admissible range, both ends included. Also the default range of sensitivity analyses.
    unit : unit of the value ("share", "EUR a month", "weeks", "quality" for the scale 0 to 1, ...).
    grade : measured, adapted or assumed.
    meaning : what the number means, one phrase.
    source : where the form and the number come from.
    """

    default: float | None
    low: float
    high: float
    unit: str
    grade: Grade
    meaning: str
    source: str = OUR_ASSUMPTION


Kind = TypeVar("Kind", bound=type)
Sheet = Mapping[str, Number]

_SHEETS: dict[type, Sheet] = {}


def number(
    default: float, low: float, high: float, unit: str, grade: Grade, meaning: str, source: str = OUR_ASSUMPTION
) -> Any:
    """Return a :class:`Number` as the default of a field in a class of :func:`parameters`."""
    return Number(default, low, high, unit, grade, meaning, source)


def parameters(kind: Kind) -> Kind:
    """Return a named tuple, whose fields default to a :func:`number`, with plain defaults; its sheet is kept apart."""
    made: Any = kind
    _SHEETS[kind] = dict(made._field_defaults)
    made._field_defaults = {name: float(line.default) for name, line in made._field_defaults.items()}
    made.__new__.__defaults__ = tuple(made._field_defaults.values())
    return kind


def sheet_of(kind: type) -> Sheet:
    """Return field -> line of the sheet of a class of :func:`parameters`."""
    return _SHEETS[kind]
