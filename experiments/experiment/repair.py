"""Repairing a folder of results: what is damaged is made again, from the inputs kept in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from experiments.errors import OutputError
from experiments.experiment.kept_request import Given, kept_request
from experiments.experiment.runner import Setting, perform
from experiments.results.examining import Condition, examined
from experiments.results.folder import altered, read_manifest
from sim.market.messages import listed


def repair(folder: Path, found: Condition, notify: Callable[[str], None], given: Given) -> Condition:
    """Make again what is damaged or missing in a folder of results, and return its condition afterwards.

    Parameters
    ----------
    found : its condition.
    notify : called with messages for the user, one sentence each.
    given : what the results do not hold: code of the user's own, a customer table.

    Raises
    ------
    OutputError
        When nobody knows what the results were made from: the manifest and its copy are lost, or a copy of an input
        was changed.
    RequestError
        When the manifest does not describe the run, or what has to be given is missing or another one.
    """
    manifest, copies = found.manifest, found.manifest.get("copies", {})
    if not manifest:
        raise OutputError(f"{folder} cannot be repaired: its manifest is lost; run its command again with --overwrite")
    if changed := [flaw.file for flaw in found.flaws if flaw.file in copies]:
        raise OutputError(
            f"{folder} cannot be repaired: {listed(changed)} is not what the results were made from; "
            "put the original file there first"
        )
    experiment, request = kept_request(folder, manifest, given)
    for flaw in found.flaws:
        if flaw.is_run:
            (folder / flaw.file).unlink(missing_ok=True)
    perform(experiment, request, Setting(out=folder, command=manifest.get("command")))
    outputs, versions = manifest.get("outputs", {}), manifest.get("versions", {})
    if other := list(altered(folder, outputs)):
        now = read_manifest(folder).get("versions", {})
        differing = [name for name, version in versions.items() if now.get(name) != version]
        why = f", made with other versions of {listed(differing)}" if differing else ""
        notify(f"{listed(other)} has other content than before{why}")
    return examined(folder)
