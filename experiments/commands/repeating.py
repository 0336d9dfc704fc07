"""``cxsim rerun``: do it again, and see whether the bits are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.console import say, show
from experiments.commands.options import Json


def rerun(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", show_default="DIR-rerun", help="The folder for the new results.")
    ] = None,
    json: Json = False,
) -> None:
    """Repeat what a folder of results was made with, from the inputs kept in it; exit code 1 if a bit differs.

    Example: cxsim rerun results/telecom
    """
    from experiments.commands.work import compare_into, run_into
    from experiments.manifest import request_in
    from experiments.store import read_manifest

    before = read_manifest(folder)
    request = request_in(before, folder)
    out = out or folder.with_name(f"{folder.resolve().name}-rerun")
    (compare_into if request.command == "compare" else run_into)(out, request, command=before["command"])
    after = read_manifest(out)
    rows = [
        {"file": name, "identical": "yes" if after["outputs"].get(name) == was else "no"}
        for name, was in before.get("outputs", {}).items()
    ]
    show(rows, json)
    changed = [name for name, was in before["versions"].items() if was != after["versions"].get(name)]
    if changed:
        say(f"the software is not what it was then: {', '.join(changed)}")
    if any(row["identical"] == "no" for row in rows):
        raise typer.Exit(1)
