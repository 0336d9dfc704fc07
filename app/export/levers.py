"""Levers of a copy: the questions that carry a surface, and the surface as a browser reads it, with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.address import Asked, scenario_file
from app.answers import FIGURES, SHOWN
from app.catalogue import Facts
from app.export.desk import text_of
from app.export.surface import Fitted, Values, fitted, placed, points
from app.export.work import GAIN, SURFACE, Told
from app.rooms.compare import quantiles
from app.words import en, en_copied
from language import number, phrase

_POINTS_AT_ONCE = 8


@dataclass(frozen=True)
class Levers:
    """The levers of a market, and where they are lived.

    Attributes
    ----------
    asked : the question with all levers as today.
    positions : see :func:`app.export.surface.points`.
    """

    asked: Asked
    facts: Facts
    positions: Sequence[Values]

    @classmethod
    def of(cls, asked: Asked, facts: Facts, samples: int) -> Levers:
        """Return the levers of a market with the points of a surface."""
        return cls(asked, facts, points(facts, samples))

    @property
    def figures(self) -> tuple[str, ...]:
        """What a surface is fitted to."""
        return GAIN, *SHOWN[self.facts["kind"]]

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions that carry the surface, some points each."""
        asked = self.asked
        common = {"kind": SURFACE, "market": asked.market, "customers": asked.customers, "weeks": asked.weeks}
        common |= {"figures": list(self.figures)}
        texts = [self._scenario(position) for position in self.positions]
        parts = [texts[first : first + _POINTS_AT_ONCE] for first in range(0, len(texts), _POINTS_AT_ONCE)]
        return [common | {"seed": seed, "scenarios": part} for seed in asked.seeds for part in parts]

    def _scenario(self, position: Values) -> str:
        moved = {
            lever["key"]: value
            for lever, value in zip(self.facts["levers"], position, strict=True)
            if value != lever["today"]
        }
        return scenario_file(self.asked.but(levers=moved), self.facts, "", "") if moved else ""

    def surfaces(self, answers: Mapping[str, Sequence[Told]]) -> dict[str, Fitted]:
        """Return the surface of each figure, from the answers to :meth:`questions`."""
        told = {seed: [] for seed in self.asked.seeds}  # type: dict[int, list[Told]]
        for question in self.questions():
            told[question["seed"]] += answers[text_of(question)]
        at = placed(self.positions, self.facts)
        is_one = (np.abs(at - at[0]) > 0).sum(axis=1) == 1
        return {
            name: fitted(at, np.array([[each[name] for each in of_seed] for of_seed in told.values()]), is_one)
            for name in self.figures
        }


def document(levers: Levers, surfaces: Mapping[str, Fitted], as_is: Sequence[Sequence[list[float]]]) -> dict[str, Any]:
    """Return what a browser needs to tell what levers come to, in the language that is spoken.

    Parameters
    ----------
    as_is : rows of each future as things are.
    """
    stops = [lever["stops"] for lever in levers.facts["levers"]]
    first = next(iter(surfaces.values()))
    return {
        "low": [each[0] for each in stops],
        "high": [each[-1] for each in stops],
        "at": [[round(float(x), 6) for x in row] for row in first.at],
        "figures": {name: surface.document() for name, surface in surfaces.items()},
        "as_is": {name: _mean([FIGURES[name](rows) for rows in as_is]) for name in levers.figures if name != GAIN},
        "weeks": levers.asked.weeks,
        "begins": levers.facts["levers_from_week"],
        "quantile": quantiles()[len(levers.asked.seeds) - 2],
        "signs": _signs(),
        "words": _words(levers),
    }


def _mean(series: Sequence[Sequence[float]]) -> list[float]:
    return [round(sum(week) / len(series), 4) for week in zip(*series, strict=True)]


def _signs() -> dict[str, str]:
    """Return the signs of numbers, as the language writes them."""
    text = number(-1_234.5, 1)
    return {"minus": text[0], "thousands": text[2], "decimal": text[6]}


def _words(levers: Levers) -> dict[str, Any]:
    """Return the sentences of an answer, whose fields a browser fills in."""
    over = {"horizon": en.horizon(levers.asked.weeks)}
    asked = levers.asked

    def open_(sentence: str, *fields: str) -> str:
        return phrase(sentence, **over, **{name: f"{{{name}}}" for name in fields})

    return {
        "amounts": {f"{factor:.0f}": list(map(phrase, pair)) for factor, pair in en._AMOUNTS.items()},
        "ticks": {f"{factor:.0f}": phrase(text) for factor, text in en._TICKS.items()},
        "percentage": phrase("{percentage}\u00a0%"),
        "points": phrase("{difference}\u00a0points"),
        "gains": open_(en._FINDINGS["clear", True, True], "amount"),
        "loses": open_(en._FINDINGS["clear", False, True], "amount"),
        "unclear": open_(en._UNCLEAR[True], "low", "high"),
        "limit": open_(
            "It may cost up to {limit} over {horizon}, whatever doing it takes: that is the lower limit of its gain.",
            "limit",
        ),
        "never": phrase("It would lose money even if it cost nothing."),
        "open": phrase("It may not pay at any cost: these futures do not show a gain clearly."),
        "basis": en_copied.surface_basis(
            len(levers.positions), len(asked.seeds), asked.customers, levers.facts["customers"]
        ),
        "panels": {name: phrase(en.PANELS[name]) for name in levers.figures},
        "week": phrase(en.WEEK),
        "today": phrase(en.TODAY),
    }
