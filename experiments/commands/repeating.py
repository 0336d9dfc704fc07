"""``cxsim rerun``: do it again, and see whether the bits are the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.commands.console import say, show
from experiments.commands.options import Json
from experiments.errors import OutputError


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
    from experiments.results.store import MANIFEST, read_manifest

    before = read_manifest(folder)
    if "command" in before and not before.get("outputs"):
        raise OutputError(f"{folder} holds no finished results: give its command again first ({before['command']})")
    out = out or folder.with_name(f"{folder.resolve().name}-rerun")
    if (out / MANIFEST).exists() and "outputs" in read_manifest(out):
        raise OutputError(
            f"{out} holds results already, which would not be made again; choose another folder with --out"
        )
    _repeat(before, folder, out)
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


def _repeat(manifest: Mapping[str, Any], folder: Path, out: Path) -> None:
    """Do what a manifest says once more, with the inputs kept in its folder."""
    if study := (manifest.get("request") or {}).get("study"):
        from experiments.commands.sweeping import sweep_into
        from experiments.sweep.loading import load_sweep

        sweep_into(out, load_sweep(folder / study), manifest["command"])
        return
    if (manifest.get("request") or {}).get("command") == "validate":
        from experiments.commands.validating import validate_into
        from experiments.validation.folder import asked_in

        validate_into(out, *asked_in(manifest, folder), command=manifest["command"])
        return
    if (manifest.get("request") or {}).get("command") == "sensitivity":
        from experiments.commands.weighing_work import sensitivity_into
        from experiments.sensitivity import folder as kept

        sensitivity_into(out, kept.asked_in(manifest, folder), command=manifest["command"])
        return
    if (manifest.get("request") or {}).get("command") == "optimise":
        from experiments.commands.optimising import optimise_into
        from experiments.optimisation.folder import wanted_in

        optimise_into(out, wanted_in(manifest, folder), command=manifest["command"])
        return
    if (manifest.get("request") or {}).get("command") == "discover":
        from experiments.commands.discovering import discover_into, discovery_in

        discover_into(out, *discovery_in(manifest))
        return
    if (manifest.get("request") or {}).get("command") == "calibrate":
        from experiments.calibration.folder import asked_in as calibration_in
        from experiments.commands.calibrating import calibrate_into

        calibrate_into(out, calibration_in(manifest, folder), command=manifest["command"])
        return
    from experiments.commands.work import compare_into, run_into
    from experiments.results.manifest import request_in

    request = request_in(manifest, folder)
    (compare_into if request.command == "compare" else run_into)(out, request, command=manifest["command"])
