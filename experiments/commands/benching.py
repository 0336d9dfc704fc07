"""``cxsim bench``: speed and memory on this machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.experiment.console import say, show, show_json
from experiments.experiment.options import Json

if TYPE_CHECKING:
    from benchmarks.clock import Ratio


def bench(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repetitions: a minute instead of several.")] = False,
    million: Annotated[
        bool, typer.Option("--million", help="Also live a million customers through 104 weeks, on two threads.")
    ] = False,
    json: Json = False,
) -> None:
    """Measure speed and memory on this machine, beside plain Mesa agents and NumPy, with the goals of the design.

    Goals that are missed are shown, and are no failure. Leave the machine alone while it measures.

    Example: cxsim bench --quick
    """
    from benchmarks.report import measured

    report = measured(lambda title: say(f"measuring {title} ..."), quick, million)
    if json:
        show_json(asdict(report) | {"ratios": [asdict(each) | {"is_met": each.is_met} for each in report.ratios]})
        return
    show([_row(each) for each in report.ratios])
    typer.echo()
    costs = [
        {"form": each.form, "customers": f"{each.customers:,}", "ns_per_customer_week": _short(each.nanoseconds)}
        for each in report.costs
    ]
    show(costs)
    say(", ".join(f"{name} {value}" for name, value in (report.machine | report.versions).items()))


def _row(ratio: Ratio) -> dict[str, Any]:
    return {
        "ratio": ratio.name,
        "goal": f"{'<=' if ratio.is_at_most else '>='} {_short(ratio.goal)}",
        "figure": _short(ratio.figure),
        "range": f"{_short(ratio.low)} to {_short(ratio.high)}",
        "goal_met": "yes" if ratio.is_met else "no",
        "how": ratio.how,
    }


def _short(number: float) -> str:
    """Return a number with three figures, and no fewer than its whole ones."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
