"""Which answers of a comparison survive other forms of rules.

An answer is a difference that is clear under the model's rules: of a strategy from the baseline, or of the best one
from another. It survives a form under which it is clear too, with the same sign; it falls where it is clear with the
other sign; else few futures leave it open.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.comparison.other_rules import OURS, OtherRules
from experiments.measures.paired import Estimate
from experiments.worlds.evidence import CUTOFF

if TYPE_CHECKING:
    from experiments.comparison.figures import Figures


class Fate(IntEnum):
    """What becomes of an answer under another form, the worst one last."""

    SURVIVES = 0
    OPEN = 1
    FALLS = 2


class Answer(NamedTuple):
    """The first of two scenarios is clearly better than the second under the model's rules."""

    better: str
    worse: str


class Survival:
    """The answers of a comparison under other forms."""

    def __init__(self, view: Figures, of: OtherRules) -> None:
        self.view = view
        self.of = of

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """What is clear under the model's rules: each strategy beside the baseline, and the best one beside others."""
        view, (best, *others) = self.view, self.view.ranking
        pairs = [(name, view.baseline) for name in view.strategies] + [(best, other) for other in others]
        found = []
        for first, second in pairs:
            gain = view.gain(first, second)
            if gain.is_significant:
                found.append(Answer(first, second) if gain.is_above else Answer(second, first))
        return tuple(dict.fromkeys(found))

    def gain(self, form: str, scenario: str, against: str) -> Estimate:
        """Return by how much a scenario is better than another under a form; above zero is better."""
        return self._oriented(self.of.gain(form, scenario, against))

    def ours(self, scenario: str, against: str) -> Estimate:
        """Return the same under the model's rules, in the same futures."""
        return self.gain(OURS, scenario, against)

    def change(self, form: str, scenario: str, against: str) -> Estimate:
        """Return by how much more a scenario gains under a form than under the model's rules."""
        return self._oriented(self.of.change(form, scenario, against))

    def _oriented(self, difference: Estimate) -> Estimate:
        return -difference if self.view.metric.better == "lower" else difference

    def fate(self, form: str, answer: Answer) -> Fate:
        """Return what becomes of an answer."""
        gain = self.gain(form, *answer)
        return Fate.OPEN if not gain.is_significant else Fate.SURVIVES if gain.is_above else Fate.FALLS

    def fallen(self, form: str) -> list[Answer]:
        """Return the answers that fall under a form."""
        return [answer for answer in self.answers if self.fate(form, answer) is Fate.FALLS]

    def verdict(self, form: str) -> Fate:
        """Return what becomes of all answers under a form: the worst of each."""
        return max((self.fate(form, answer) for answer in self.answers), default=Fate.SURVIVES)

    def best(self, form: str) -> str:
        """Return the scenario with the best mean under a form."""
        levels = self.of.theirs[form].mean(axis=0)
        position = levels.argmin() if self.view.metric.better == "lower" else levels.argmax()
        return self.of.scenarios[int(position)]

    def gains(self) -> list[dict[str, Any]]:
        """Return a row per form and strategy: its gain under the model's rules, under the form, and the difference."""
        rows = []
        for form in self.of.forms:
            for name in self.view.strategies:
                pair = (name, self.view.baseline)
                row: dict[str, Any] = {"form": form.name, "scenario": name, "futures": len(self.of.seeds)}
                for what, of in (
                    ("gain_of_model", self.ours(*pair)),
                    ("gain_of_form", self.gain(form.name, *pair)),
                    ("difference", self.change(form.name, *pair)),
                ):
                    row |= {what: of.mean, f"{what}_low": of.low, f"{what}_high": of.high}
                rows.append(row | {"best": self.best(form.name), "answer": self.verdict(form.name).name.lower()})
        return rows

    def statements(self) -> list[dict[str, Any]]:
        """Return one row per statement of what is known and form, that of the model's rules first."""
        return [
            {
                "form": form,
                "statement": each.title,
                "unit": each.unit,
                "low": each.low,
                "high": each.high,
                "shown": float(self.of.shown[form][:, place].mean()),
                "implausibility": float(apart),
                "is_met": bool(apart <= CUTOFF),
            }
            for form in (OURS, *(form.name for form in self.of.forms))
            for place, (each, apart) in enumerate(
                zip(self.of.evidence.statements, self.of.implausibility(form), strict=True)
            )
        ]

    def met(self, form: str) -> tuple[int, int]:
        """Return how many statements of what is known a form meets, and of how many."""
        total = len(self.of.evidence.statements)
        return total - len(self.of.missed(form)), total
