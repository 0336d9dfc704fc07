"""``cxsim bench``: speed and memory on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.experiment.console import say, show, show_json
from experiments.experiment.options import Json

NOT_INSTALLED = (
    "the benchmarks are not part of the installed package: they are in the source distribution and the repository, "
    "next to sim and experiments. There, `python -m benchmarks` runs them."
)


def bench(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repetitions: a minute instead of several.")] = False,
    million: Annotated[
        bool, typer.Option("--million", help="Also simulate a million customers for 104 weeks, on two threads.")
    ] = False,
    json: Json = False,
) -> None:
    """Measure speed and memory on this machine, compared with plain Mesa agents and NumPy, and with the design goals.

    A missed goal is shown, but is not an error. Run nothing else on the machine meanwhile.

    Example: cxsim bench --quick
    """
    try:
        from benchmarks.report import measured
    except ModuleNotFoundError as error:
        if error.name not in ("benchmarks", "benchmarks.report"):
            raise
        say(NOT_INSTALLED)
        raise typer.Exit(1) from None
    report = measured(lambda title: say(f"measuring {title} ..."), quick, million)
    if json:
        show_json(report.document())
        return
    show(report.ratio_rows())
    typer.echo()
    show(report.cost_rows())
    say(", ".join(f"{name} {value}" for name, value in (report.machine | report.versions).items()))
