"""One worked study, from its study files to its page: ``python -m experiments.studies NAME``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments.errors import OutputError, RequestError, ResultsError, StoppedError, WorkersError
from experiments.experiment.console import say, show
from experiments.experiment.options import Workers
from experiments.studies.catalogue import catalogue, study_called
from experiments.studies.work import Work, write_study
from sim.market.messages import InputError


def study(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The study; without it, all are listed.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Few people, few weeks: to see that it runs; the results mean nothing.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", show_default="the study's own folder", help="Where page and figures go."),
    ] = None,
    workers: Workers = None,
) -> None:
    """Run a study and write FINDINGS.md, its figures, results.csv and manifest.json.

    Finished runs are kept under results/, so an interrupted study goes on when the same command is given again.

    Example: python -m experiments.studies networks_2026_11 --quick
    """
    if name is None:
        show([{"study": each, "question": question} for each, question in catalogue().items()])
        return
    folder = write_study(study_called(name), Work(quick, workers), out)
    say(f"findings: {folder / 'FINDINGS.md'}")


def main() -> None:
    """Run the command; errors are reported in words."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(study)
    try:
        app()
    except RequestError as error:
        say(*str(error).splitlines())
        sys.exit(2)
    except (InputError, OutputError, ResultsError, StoppedError, WorkersError) as error:
        say(*str(error).splitlines())
        sys.exit(1)


if __name__ == "__main__":
    main()
