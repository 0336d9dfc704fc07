"""In how many worlds the patterns hold that nothing was fitted to.

Worlds agree with facts and with some published patterns. Those of kind V were kept apart: no number was tuned to them,
and no world was chosen by them. Each world is a market of its own here, and every such pattern is run in it as
``cxsim validate`` runs it, with fewer customers and seeds. A pattern may hold in some worlds only; then it depends on
numbers that are not known.

    python -m experiments.worlds.held_out MARKET --worlds 16 --out DIR
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from experiments.experiment.experiment import Experiment, Plan, Summary
from experiments.experiment.options import Customers, Worlds, between
from experiments.experiment.request import StudyRequest

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from experiments.design.ensemble import World
    from experiments.experiment.lab import Lab
    from experiments.validation.jobs import Size
    from experiments.validation.pattern import Pattern
    from sim.market.schema import Market

TABLE, PAGE = "held_out.csv", "held_out.md"
HELD_OUT = "V"
NEAR = 2.0
"""Standard errors outside of its tolerance at which a statistic may still be within it."""
_HEAD = "| pattern | statistic | tolerance | the market as it is | worlds: middle, 5 to 95 % | holds in | may hold in |"


@dataclass(frozen=True, kw_only=True)
class HeldOutRequest(StudyRequest):
    """Which worlds of a market, and how large each is."""

    worlds: Worlds = "16"
    seeds: Annotated[int, between(2, 10_000, help="Seeds 1 to R of each world.")] = 3
    customers: Customers = 2_000


@dataclass(frozen=True)
class InWorld:
    """Runs patterns in a world. Called with its number, it gives one row per check; 0 is the market as it is."""

    market: Market
    worlds: tuple[World, ...]
    patterns: tuple[Pattern, ...]
    size: Size

    def __call__(self, world: int) -> pd.DataFrame:
        """Return the checks of all patterns in a world."""
        import pandas as pd

        from experiments.design.varying import varied
        from experiments.validation.suite import validated

        market = varied(self.market, self.worlds[world - 1]) if world else self.market
        rows = [row for outcome in validated(market, self.patterns, self.size) for row in outcome.rows()]
        return pd.DataFrame(rows).assign(world=world)


@dataclass(frozen=True, kw_only=True)
class HeldOutPlan(Plan):
    """What is run in each world."""

    task: InWorld


class HeldOutExperiment(Experiment[HeldOutPlan, "pd.DataFrame"]):
    """Show in how many worlds of a market the patterns hold that nothing was fitted to.

    Writes held_out.csv (one row per world and check), held_out.md and manifest.json.

    Example: python -m experiments.worlds.held_out telecom --worlds 16 --out held-out
    """

    name = "held-out"
    request = HeldOutRequest

    def plan(self, request: HeldOutRequest) -> HeldOutPlan:
        """Return the worlds and the patterns."""
        from experiments.design.ensemble import ensemble_named
        from experiments.running.versions import code_hash
        from experiments.validation.jobs import Size
        from experiments.validation.suite import patterns_for

        study = request.study()
        ensemble = ensemble_named(request.worlds, study.market)
        kept = tuple(
            each
            for each in patterns_for(study.market.category.kind)
            if each.kind == HELD_OUT and each.category != "none" and not each.is_long
        )
        worlds = tuple(ensemble.worlds) if ensemble else ()
        return HeldOutPlan(
            label=f"{study.market.name}-held-out",
            study=study,
            worlds=ensemble,
            depends_on={"seeds": request.seeds, "patterns": code_hash("experiments.validation")},
            task=InWorld(study.market, worlds, kept, Size(study.customers, request.seeds)),
        )

    def run(self, plan: HeldOutPlan, lab: Lab) -> pd.DataFrame:
        """Return the checks in all worlds."""
        import pandas as pd

        return pd.concat(lab.map(plan.task, range(1 + len(plan.task.worlds)), "Worlds"), ignore_index=True)

    def tables(self, result: pd.DataFrame) -> Mapping[str, Any]:
        """Return one row per world and check."""
        return {TABLE: result}

    def files(self, result: pd.DataFrame, command: str, folder: Path) -> Mapping[str, str]:
        """Return the table of patterns as Markdown."""
        lines = [_HEAD, "|---" * _HEAD.count(" |") + "|"]
        lines += [
            "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row.values()) + " |" for row in held(result)
        ]
        return {PAGE: "\n".join(lines) + "\n"}

    def summary(self, result: pd.DataFrame, folder: Path | None) -> Summary:
        """Return how often each pattern holds."""
        return Summary(rows=held(result), files={"table": PAGE})


def held(checks: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one row per pattern, then one per statistic of it: in how many worlds it holds, and may hold.

    A pattern holds where all its statistics lie within their tolerances; it may hold where none lies more than two
    standard errors outside.
    """
    from experiments.validation.report import title

    rows: list[dict[str, Any]] = []
    for pattern, own in checks.groupby("pattern", sort=False):
        own = own.assign(may=_may_pass(own))
        of_worlds = own[own["world"] > 0]
        count = of_worlds["world"].nunique()
        whole = of_worlds.groupby("world")[["passes", "may"]].all().sum()
        market = "holds" if own.loc[own["world"] == 0, "passes"].all() else "does not hold"
        rows.append(_row(f"**{title(str(pattern))}**", "all of it", "", market, "", whole, count))
        for statistic, checked in own.groupby("statistic", sort=False):
            rows.append(_of_statistic(str(statistic), checked, count))
    return rows


def _may_pass(checks: pd.DataFrame) -> pd.Series:
    margin = NEAR * checks["standard_error"].fillna(0.0)
    shown = checks["simulated"]
    return (checks["low"] - margin <= shown) & (shown <= checks["high"] + margin)


def _of_statistic(statistic: str, checked: pd.DataFrame, count: int) -> dict[str, Any]:
    from experiments.validation.suite import tolerance

    of_worlds = checked[checked["world"] > 0]
    low, middle, high = of_worlds["simulated"].quantile([0.05, 0.5, 0.95])
    (market,) = checked.loc[checked["world"] == 0, "simulated"]
    first = checked.iloc[0]
    allowed = tolerance(float(first["low"]), float(first["high"]))
    shown = f"{middle:.3g}, {low:.3g} to {high:.3g}"
    return _row("", statistic, allowed, f"{market:.3g}", shown, of_worlds[["passes", "may"]].sum(), count)


def _row(
    pattern: str, statistic: str, allowed: str, market: str, worlds: str, holding: Mapping[str, Any], count: int
) -> dict[str, Any]:
    return {
        "pattern": pattern,
        "statistic": statistic,
        "tolerance": allowed,
        "market": market,
        "worlds": worlds,
        "holds in": f"{int(holding['passes'])} of {count}",
        "may hold in": f"{int(holding['may'])} of {count}",
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Perform the experiment from the command line."""
    from experiments.experiment.command_line import app_of

    called = ("experiment", "experiments/worlds/held_out.py")
    app_of(HeldOutExperiment(), called)(arguments, prog_name="python -m experiments.worlds.held_out")


if __name__ == "__main__":
    main()
