"""``cxsim worlds``: all sets of assumed numbers that agree with what is known of a market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.experiment.experiment import Cost, Experiment, Plan, Summary
from experiments.worlds.request import WorldsRequest

if TYPE_CHECKING:
    from experiments.design.factor import Factor
    from experiments.experiment.lab import Lab
    from experiments.pages.page import Page
    from experiments.running.study import Study
    from experiments.worlds.evidence import Evidence
    from experiments.worlds.waves import Effort, Matched

RANGES, STATEMENTS, BACKTEST = "ranges.csv", "statements.csv", "backtest.csv"


@dataclass(frozen=True, kw_only=True)
class WorldsPlan(Plan):
    """The market, its assumed numbers, and what is known of it."""

    study: Study
    factors: tuple[Factor, ...]
    evidence: Evidence
    effort: Effort


class FoundWorlds(NamedTuple):
    """The worlds of a market, and how they were requested."""

    plan: WorldsPlan
    matched: Matched


class WorldsExperiment(Experiment[WorldsPlan, FoundWorlds]):
    """Find the worlds of a market: sets of its assumed numbers that agree with all that is known of it.

    Waves of worlds are simulated and compared with facts, published patterns and steadiness; emulators of them rule
    others out, and those that are left are simulated again. Writes worlds.csv (the worlds, over which `cxsim compare
    --worlds` runs), worlds.html, ranges.csv, statements.csv and manifest.json. Interrupted, it goes on when the same
    command is given again.

    Example: cxsim worlds telecom --worlds 64 --out telecom-worlds
    """

    name = "worlds"
    request = WorldsRequest
    page_file = "worlds.html"

    def plan(self, request: WorldsRequest) -> WorldsPlan:
        """Return the assumed numbers and what is known; a copy of facts and ranges is kept."""
        from experiments.design.ranges import RANGES as RANGES_FILE
        from experiments.design.ranges import written_ranges
        from experiments.running.versions import code_hash

        study, factors, evidence = request.known()
        copy = f"inputs/facts/{evidence.file.file}" if evidence.path else None
        files = {RANGES_FILE: written_ranges(factors)}
        if copy and evidence.path:
            files[copy] = evidence.path.read_bytes()
        return WorldsPlan(
            label=f"{study.market.name}-worlds",
            study=study,
            factors=factors,
            evidence=evidence,
            effort=request.effort,
            files=files,
            depends_on={
                **{name: getattr(request, name) for name in ("worlds", "points", "waves", "checks", "seed", "until")},
                "search": code_hash("experiments.worlds", "experiments.fitting", "experiments.validation"),
            },
            repeated=request.repeated(study, facts=copy, factors=(), ranges=RANGES_FILE, within=None),
            notes=evidence.file.notes,
            cost=_cost(study, evidence, len(factors), request.effort),
        )

    def run(self, plan: WorldsPlan, lab: Lab) -> FoundWorlds:
        """Return the worlds that agree with what is known."""
        from experiments.worlds.waves import matched

        found = matched(plan.study, plan.factors, plan.evidence, plan.effort, lab)
        return FoundWorlds(plan, found)

    def tables(self, result: FoundWorlds) -> Mapping[str, Any]:
        """Return what is left of each range, and what the worlds show of each statement."""
        import pandas as pd

        from experiments.worlds.backtest import rows
        from experiments.worlds.data import ranges, statements

        found = result.matched
        tables = {RANGES: pd.DataFrame(ranges(found)), STATEMENTS: pd.DataFrame(statements(found))}
        return tables | ({BACKTEST: pd.DataFrame(rows(found))} if found.evidence.later else {})

    def files(self, result: FoundWorlds, command: str, folder: Path) -> Mapping[str, str]:
        """Return the worlds."""
        from experiments.design.ensemble import ENSEMBLE, written
        from experiments.worlds.data import ensemble

        return {ENSEMBLE: written(ensemble(result.matched, result.plan.study, command))}

    def page(self, result: FoundWorlds) -> Page:
        """Return the page."""
        from experiments.worlds.report import report

        return report(result.matched, result.plan.study)

    def summary(self, result: FoundWorlds, folder: Path | None) -> Summary:
        """Return how many worlds remain, and what the worlds show of each statement."""
        from experiments.design.ensemble import ENSEMBLE
        from experiments.worlds.backtest import in_words
        from experiments.worlds.data import short_statements, statements
        from experiments.worlds.words import headline, the_market

        found = result.matched
        return Summary(
            sentences=[headline(found, result.plan.study.market.title), the_market(found), *in_words(found)],
            rows=short_statements(found),
            is_rounded=True,
            document={
                "worlds": len(found.remaining),
                "market_is_among_them": found.has_market,
                "statements": statements(found),
            },
            files={"worlds": ENSEMBLE, "page": self.page_file},
        )


def _cost(study: Study, evidence: Evidence, factors: int, effort: Effort) -> Cost:
    """Return about how many worlds are simulated, and the time they take."""
    from experiments.worlds.estimate import seconds_of

    words = f"{factors} assumed numbers, {len(evidence.statements)} statements: about {effort.runs:,} runs"
    return Cost(runs=effort.runs, seconds=lambda: effort.runs * seconds_of(study, evidence), words=words)
