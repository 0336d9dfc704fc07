"""``cxsim experiment``: a user's own experiment, from a Python file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""Arguments after the file belong to the experiment in it, including ``--help``."""


def experiment(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Python file with one subclass of Experiment.")],
) -> None:
    """Run an experiment of your own, with the arguments and options that its request declares.

    It has --out, --workers, --scheduler and --json as the others have, resumes after an interruption and is repeated by
    `cxsim rerun DIR --experiment FILE`. See docs/EXPERIMENTS.md.

    Example: cxsim experiment stayers.py telecom --seeds 4 --workers 2
    """
    from experiments.experiment.command_line import app_of
    from experiments.experiment.registry import experiment_in

    if str(file) in ("-h", "--help"):
        typer.echo(context.get_help())
        return
    called = ("experiment", str(file))
    app_of(experiment_in(file), called)(context.args, prog_name=f"cxsim {' '.join(called)}")
