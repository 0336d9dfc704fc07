"""``cxsim rerun``: repeat results, and check that they are identical."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.experiment.console import say, show
from experiments.experiment.options import Json, file, folder


def rerun(
    results: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.")],
    out: Annotated[Path | None, folder(show_default="DIR-rerun", help="The folder for the new results.")] = None,
    experiment: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file of your own experiment, if the results come from one.")
    ] = None,
    from_crm: Annotated[
        str | None, file(help="The customer table, where the results keep a digest of it only (--no-copy).")
    ] = None,
    json: Json = False,
) -> None:
    """Repeat the experiment of a results folder from the inputs kept in it; exit code 1 if any bit differs.

    Example: cxsim rerun results/telecom
    """
    from experiments.experiment.kept_request import Given
    from experiments.experiment.repeat import repeat

    found = repeat(results, out, Given(experiment, from_crm))
    show([{"file": each.file, "identical": "yes" if each.is_identical else "no"} for each in found.files], json)
    for each in found.files:
        if each.is_altered:
            say(f"{results / each.file} is missing or was changed after it was written")
    for name in found.altered_inputs:
        say(f"{results / name} is missing or was changed since: the original results have other inputs")
    if found.software.differing:
        say(f"the original was made with {found.software.sentence}")
    if not all(each.is_identical and not each.is_altered for each in found.files):
        raise typer.Exit(1)
