"""The moments of truth of a brand: true importance beside performance, expectation, positioning, and a survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from experiments.measures.paired import Estimate, estimate
from experiments.moments.derived import derived, rank_correlation, rated_ahead
from experiments.moments.importance import true_importance
from experiments.moments.outcomes import EVERYBODY, OUTCOMES
from experiments.moments.worlds import TOUCHPOINT, Moment, moments_of

if TYPE_CHECKING:
    from experiments.running.study import Study

SURVEYED = ("shapley", "regression", "stated")
"""Kinds of importance that a survey tells."""
TOTAL, PER_ENCOUNTER = "total", "per encounter"
"""Two questions: what a touchpoint does in all, and what one encounter with it does."""


class Place(NamedTuple):
    """The place of a touchpoint in the decision matrix, all in quality points but importance.

    Attributes
    ----------
    importance : of one step, on retention, percentage points.
    ahead : perceived quality less that of the best rival; `rival` is its name.
    beyond_expected : perceived less expected quality.
    beyond_asked : perceived quality less what the positioning of the brand asks for.
    """

    importance: Estimate
    ahead: Estimate
    rival: str
    beyond_expected: Estimate
    beyond_asked: Estimate


@dataclass(frozen=True)
class Moments:
    """What was found about the moments of one brand.

    Attributes
    ----------
    study : the market, the brand, customers and weeks.
    step : of quality.
    seeds : in their order.
    runs : outcomes of all worlds.
    answers, lived : seed -> table of the survey, see :mod:`experiments.moments.survey`.
    """

    study: Study
    step: float
    seeds: tuple[int, ...]
    runs: pd.DataFrame
    answers: Mapping[int, pd.DataFrame]
    lived: Mapping[int, pd.DataFrame]

    @property
    def brand(self) -> str:
        """The brand analysed."""
        return self.study.brand

    @cached_property
    def moments(self) -> list[Moment]:
        """All touchpoints and causes."""
        return moments_of(self.study.market)

    @cached_property
    def _true(self) -> dict[tuple[str, str], dict[Moment, np.ndarray]]:
        segments = (EVERYBODY, *self.study.market.segments)
        return {
            (outcome.name, segment): true_importance(self.runs, outcome.name, segment)
            for outcome in OUTCOMES
            for segment in segments
        }

    def importance(self, moment: Moment, outcome: str, segment: str = EVERYBODY) -> Estimate:
        """Return the true importance of a moment for an outcome."""
        return estimate(self._true[outcome, segment][moment])

    @cached_property
    def level(self) -> dict[str, float]:
        """Mean of each outcome in the baseline."""
        baseline = self.runs[(self.runs["kind"] == "baseline") & (self.runs["segment"] == EVERYBODY)]
        return {outcome.name: float(baseline[outcome.name].mean()) for outcome in OUTCOMES}

    @cached_property
    def encounters(self) -> pd.Series:
        """Encounters a year of one customer with each touchpoint, mean of seeds; NaN for touchpoints nobody meets."""
        own = pd.concat([table[table["brand"] == self.brand] for table in self.lived.values()])
        return own.groupby("touchpoint")["encounters_a_year"].mean().where(lambda often: often > 0)

    @cached_property
    def survey(self) -> dict[int, pd.DataFrame]:
        """Seed -> importance by touchpoint as the survey tells it, see :func:`experiments.moments.derived.derived`."""
        return {seed: derived(answers, self.brand) for seed, answers in self.answers.items()}

    @cached_property
    def said(self) -> pd.DataFrame:
        """Mean over seeds of what the survey tells, by touchpoint."""
        return pd.concat(list(self.survey.values())).groupby(level=0).mean()

    @cached_property
    def rated_ahead(self) -> dict[str, float]:
        """Mean rating of a touchpoint, 0 to 10, less that by customers of the best rival, mean over seeds."""
        return rated_ahead(list(self.answers.values()), self.brand)

    def truth(self, question: str = TOTAL) -> pd.Series:
        """Return the mean true importance for retention by touchpoint, in total or per encounter a year."""
        of = {
            moment.name: values.mean() for moment, values in self._true["retention", EVERYBODY].items() if _is(moment)
        }
        total = pd.Series(of)
        return total if question == TOTAL else total / self.encounters.reindex(total.index)

    def agreement(self, kind: str, question: str = TOTAL) -> Estimate:
        """Return the rank correlation of what a survey says with the truth, over the surveys of all seeds."""
        truth = self.truth(question)
        return estimate(np.array([rank_correlation(truth, survey[kind]) for survey in self.survey.values()]))

    @cached_property
    def places(self) -> dict[Moment, Place]:
        """The place of each touchpoint that customers meet, in the decision matrix."""
        tables = {seed: table.set_index(["brand", "touchpoint"]) for seed, table in self.lived.items()}
        found = {}
        for moment in self.moments:
            if _is(moment) and moment.name in self.encounters.dropna().index:
                found[moment] = self._place(moment, tables)
        return found

    def _place(self, moment: Moment, tables: Mapping[int, pd.DataFrame]) -> Place:
        perceived = pd.DataFrame(
            {seed: table["perceived"].xs(moment.name, level="touchpoint") for seed, table in tables.items()}
        )
        own = perceived.loc[self.brand]
        rivals = perceived.drop(index=self.brand).dropna(how="all")
        best = str(rivals.mean(axis=1).idxmax()) if len(rivals) else ""
        ahead = own - rivals.loc[best] if best else own * np.nan
        expected, asked = (
            pd.Series({seed: table.loc[(self.brand, moment.name), column] for seed, table in tables.items()})
            for column in ("expected", "asked")
        )
        return Place(
            self.importance(moment, "retention"),
            estimate(ahead.to_numpy(float)),
            best,
            estimate((own - expected).to_numpy(float)),
            estimate((own - asked).to_numpy(float)),
        )

    @cached_property
    def threshold(self) -> float:
        """Importance above which a touchpoint is important: the mean of all touchpoints, as in importance grids."""
        return float(np.mean([self.importance(moment, "retention").mean for moment in self.moments if _is(moment)]))


def _is(moment: Moment) -> bool:
    return moment.kind == TOUCHPOINT
