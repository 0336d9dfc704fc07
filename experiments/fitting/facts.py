"""Facts: what a company knows of itself, and of its rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.fitting.figures import FIGURES, Figure, Scope
from language import mark

BASES = {
    "": mark("everybody"),
    "everybody": mark("everybody"),
    "respondents": mark("those who answered a survey"),
    "headquarters": mark("what reached headquarters"),
}
"""Whom a figure covers."""


class Fact(NamedTuple):
    """One figure that the market should show.

    Attributes
    ----------
    what : a name among :data:`experiments.fitting.figures.FIGURES`.
    scope : whose figure.
    value, tolerance : in the unit of the figure; the tolerance is above 0.
    has_own_tolerance : whether the file gives it; else it is the default of the figure.
    source : where the value comes from, as the file says.
    basis : whom it covers.
    line : where it stands in the file; None for what is implied: shares that are not given, and that shares stand
        still.
    date : day on which it was known, as YYYY-MM-DD; empty for one that always holds.
    """

    what: str
    scope: Scope
    value: float
    tolerance: float
    has_own_tolerance: bool = True
    source: str = ""
    basis: str = "everybody"
    line: int | None = None
    date: str = ""

    @property
    def figure(self) -> Figure:
        """The kind of fact."""
        return FIGURES[self.what]

    @property
    def is_implied(self) -> bool:
        """Whether it is not in the file."""
        return self.line is None

    @property
    def title(self) -> str:
        """The fact in words."""
        return f"{self.figure.label}, {whose}" if (whose := self.whose) else self.figure.label

    @property
    def whose(self) -> str:
        """Whose figure, in words; empty for all together."""
        return " and ".join(self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the brand, the segment and the touchpoint that it is about, as words."""
        return tuple(part.replace("_", " ") for part in self.scope if part)

    def missed(self, shown: float) -> float:
        """Return how far from the fact what is shown lies, in tolerances."""
        return (shown - self.value) / self.tolerance

    def missed_straight(self, shown: np.ndarray | float) -> np.ndarray:
        """Return the same on the scale of the search, equal to it near the fact."""
        unit = self.tolerance * self.figure.slope(self.value)
        return np.asarray((self.figure.straightened(shown) - self.figure.straightened(self.value)) / unit)


@dataclass(frozen=True)
class Facts:
    """The facts of a file.

    Attributes
    ----------
    file : as messages call it.
    sha256 : of its content.
    all : in the order of the file, then those that are implied; of dated ones the last of each.
    earlier, later : dated ones before those, and after the day until which the file was read.
    notes : remarks about the file, in sentences.
    """

    file: str
    sha256: str
    all: tuple[Fact, ...]
    notes: tuple[str, ...] = ()
    earlier: tuple[Fact, ...] = ()
    later: tuple[Fact, ...] = ()

    @property
    def given(self) -> tuple[Fact, ...]:
        """Those that stand in the file."""
        return tuple(fact for fact in self.all if not fact.is_implied)


def missed(facts: Sequence[Fact], shown: np.ndarray) -> np.ndarray:
    """Return how far from the facts what is shown lies, in tolerances on the scale of the search, (..., facts)."""
    return np.stack([fact.missed_straight(shown[..., place]) for place, fact in enumerate(facts)], axis=-1)
