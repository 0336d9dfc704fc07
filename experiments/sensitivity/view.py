"""A sensitivity analysis seen for a page: names, inks, and the findings that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from experiments.design.factor import Factor
from experiments.pages.formats import clean, words
from experiments.pages.palette import Ink, inks
from experiments.pages.phrases import quoted
from experiments.sensitivity.analysis import Finding, Stage
from experiments.sensitivity.indices import Index
from language import phrase

MOST_INKED = 6
"""Factors that have a colour of their own."""
MOST_DRAWN = 15
"""Factors that one picture holds; tables have them all."""


@dataclass(frozen=True)
class Sensitivity:
    """An analysis prepared for its page.

    Attributes
    ----------
    stages : one, or a screening and what followed it.
    scenarios : titles, in the order of the study.
    notes : what else was changed to keep shares together, one sentence each.
    """

    stages: tuple[Stage, ...]
    market: str
    brand: str
    scenarios: tuple[str, ...]
    customers: int
    weeks: int
    burn_in_weeks: int
    notes: tuple[str, ...]


class SensitivityView:
    """What the words and figures read.

    Attributes
    ----------
    of : the analysis.
    stage : the last one, which answers; `screening` is the one before it, if there was one.
    """

    def __init__(self, of: Sensitivity) -> None:
        self.of = of
        *before, self.stage = of.stages
        self.screening: Stage | None = before[0] if before else None
        self.titles = titled([factor.path for factor in of.stages[0].explored.factors])

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of the last stage."""
        return self.stage.explored.factors

    @property
    def finding(self) -> Finding:
        """The finding about the outcome that was named first."""
        return self.stage.findings[0]

    def title(self, factor: int, stage: Stage | None = None) -> str:
        """Return the title of a factor by its place in a stage, the last one when None."""
        return self.titles[(stage or self.stage).explored.factors[factor].path]

    def subject(self, finding: Finding) -> str:
        """Return what a finding is about, within a sentence: a figure of a scenario, or the difference between two."""
        outcome = finding.outcome
        label = phrase(outcome.label)
        label = label[:1].lower() + label[1:] if label[1:2].islower() else label
        if outcome.second is None:
            return phrase("{label} with {scenario}", label=label, scenario=self.scenario(outcome.first))
        if outcome.is_self_relative:
            return phrase("{label} of {scenario}", label=label, scenario=self.scenario(outcome.first))
        return phrase(
            "the difference between {scenario} and {other} in {label}",
            scenario=self.scenario(outcome.first),
            other=self.scenario(outcome.second),
            label=label,
        )

    def heading(self, finding: Finding) -> str:
        """Return the name of a finding's figure, short."""
        return phrase(finding.outcome.label)

    @property
    def contrast(self) -> str:
        """The outcomes, as a sentence: figures of a scenario, or differences between two."""
        outcome = self.finding.outcome
        if outcome.second is None:
            return phrase("All figures are those of {scenario}.", scenario=self.scenario(outcome.first))
        return phrase(
            "All figures are differences: {scenario} less {other}.",
            scenario=self.scenario(outcome.first),
            other=self.scenario(outcome.second),
        )

    def scenario(self, place: int) -> str:
        """Return the title of a scenario in quotation marks."""
        return quoted(clean(phrase(self.of.scenarios[place])))

    @cached_property
    def inked(self) -> dict[int, Ink]:
        """The ink of the factors that have one: what reverses the decision first, then the strongest of any outcome."""
        order: list[int] = []
        for finding in self.stage.findings:
            if finding.decision:
                order += [driver.factor for driver in finding.decision.drivers if driver.is_significant][
                    : MOST_INKED // 2
                ]
        rankings = [finding.ranking for finding in self.stage.findings]
        order += [each.factor for rank in zip(*rankings, strict=True) for each in rank]
        chosen = list(dict.fromkeys(order))[:MOST_INKED]
        return dict(zip(chosen, inks(len(chosen) + 1)[1:], strict=True))

    @property
    def legend(self) -> list[tuple[str, Ink]]:
        """Titles and inks of the factors that have one."""
        return [(self.title(factor), ink) for factor, ink in self.inked.items()]


def titled(paths: Sequence[str]) -> dict[str, str]:
    """Return a title for each path: its words without the first part, where that leaves them apart."""
    short = {path: " · ".join(map(words, path.split(".")[1:])) or words(path) for path in paths}
    counts = list(short.values())
    return {
        path: clean(title if counts.count(title) == 1 else " · ".join(map(words, path.split("."))))
        for path, title in short.items()
    }


def drawn(ranking: Sequence[Index]) -> list[Index]:
    """Return the indices that a picture holds: the strongest, without those of factors that do nothing at all."""
    return [each for each in ranking if each.value > 0][:MOST_DRAWN] or list(ranking[:1])
