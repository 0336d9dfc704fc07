"""Satisfaction with single encounters, as companies ask for it: the share of answers in the two best of five boxes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from experiments.fitting.figures import WHOLE, Scope
from sim.foundations.compiled import plain
from sim.market.schema import Market
from sim.rules.answers import answer, is_in_top_boxes
from sim.rules.answers_sheet import Answers
from sim.state.tables import Event


class AnswerBook:
    """Counts answers about encounters by brand, segment and touchpoint: everybody is asked after each of them.

    Attributes
    ----------
    counts : (brands, segments, touchpoints, 2), answers, and those in the two best boxes.
    """

    def __init__(self, market: Market) -> None:
        self._names = tuple(list(part) for part in (market.brands, market.segments, market.touchpoints))
        self._parameters = Answers(**market.behaviour.answers.model_dump())  # type: ignore[attr-defined]
        self.counts = np.zeros((*(len(names) for names in self._names), 2))

    def add(self, weeks: Sequence[np.ndarray], customers: np.ndarray) -> None:
        """Count the encounters in the diaries of some weeks.

        Parameters
        ----------
        weeks : (n,) NOTE each, `who` being the row of the customer.
        customers : (customers,), with their segments and styles of answering.
        """
        for notes in weeks:
            met = notes[notes["event"] == Event.ENCOUNTER]
            who = customers[met["who"]]
            answers = plain(answer)(met["c"].astype(float), who["leniency"].astype(float), self._parameters)
            is_top = plain(is_in_top_boxes)(answers)
            place = (met["brand"], who["segment"], met["what"])
            np.add.at(self.counts, (*place, 0), 1.0)
            np.add.at(self.counts, (*place, 1), is_top)

    def top_share(self, scope: Scope) -> float:
        """Return the share of answers of a scope in the two best boxes, in %; NaN without answers."""
        chosen = self.counts
        for axis, (name, names) in enumerate(zip(scope, self._names, strict=True)):
            if name:
                chosen = chosen.take([names.index(name)], axis)
        answers, top = chosen.sum(axis=(0, 1, 2))
        return float(WHOLE * top / answers) if answers else math.nan
