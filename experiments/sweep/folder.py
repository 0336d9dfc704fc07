"""What a sweep leaves in its folder.

A result folder::

    manifest.json      what was run, with what, and the hashes of what came out
    inputs/            the study, its market and scenarios, written out
    runs/              what trials gave; what makes the folder resumable
    rejected.csv       rows of a CRM table that could not be used
    results.parquet    one row per point, seed and scenario: factors and metrics
    weekly/            one row per point, seed, scenario, week and brand, in parts
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.errors import OutputError
from experiments.results.manifest import as_yaml, manifest_of
from experiments.results.outputs import write_outputs
from experiments.results.store import MANIFEST, REJECTED, Store, read_manifest
from experiments.results.tables import results_table, write_table
from experiments.results.trial_store import WEEKLY, TrialStore
from experiments.running.request import Request
from experiments.sweep.plan import Sweep
from sim.market.messages import listed
from sim.scenarios.scenario import BASELINE

RESULTS = "results.parquet"
_STUDY = "inputs/study.yaml"


def sweep_manifest(sweep: Sweep, command: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of a sweep, and the files that it needs to be repeated, by their path in the folder.

    More seeds belong to the same inputs, so that they can be added to what is there.
    """
    study = sweep.study
    names = tuple(scenario.name for scenario in study.scenarios)
    asked = Request("sweep", study.market.name, names, customers=study.customers, weeks=study.weeks)
    manifest, files = manifest_of(asked, study, command)
    said = sweep.file.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    repeated = manifest["request"]
    said |= {name: _beside(repeated[name]) for name in ("market", "from_crm", "mapping") if repeated[name]}
    said |= {"scenarios": [_beside(each) for each in repeated["scenarios"] if each != BASELINE]}
    said |= {"brand": study.brand, "customers": study.customers, "weeks": study.weeks, "metrics": list(sweep.metrics)}
    files[_STUDY] = as_yaml(said | {"seeds": list(sweep.seeds)})
    without = {key: value for key, value in said.items() if key not in ("seeds", "question")}
    manifest["inputs"][_STUDY] = hashlib.sha256(as_yaml(without)).hexdigest()
    return manifest | {"request": {"command": "sweep", "study": _STUDY}, "seeds": list(sweep.seeds)}, files


def _beside(path: str) -> str:
    """Return the path of an input as the study file beside it says it."""
    return path.removeprefix("inputs/")


def opened(folder: Path, sweep: Sweep, command: str, overwrite: bool = False) -> tuple[Store, dict[str, Any]]:
    """Return the folder of a sweep, with its inputs written, and its manifest.

    Raises
    ------
    OutputError
        When the folder cannot be used, or holds results of other inputs or of seeds that are missing now.
    """
    manifest, files = sweep_manifest(sweep, command)
    if not overwrite and (folder / MANIFEST).exists():
        missing = [str(seed) for seed in read_manifest(folder).get("seeds", []) if seed not in sweep.seeds]
        if missing:
            raise OutputError(
                f"{folder} holds results of more seeds ({listed(missing)}): seeds can be added to a sweep, not taken "
                "away; choose another folder with --out, or add --overwrite to replace them"
            )
    if sweep.study.crm:
        files[REJECTED] = sweep.study.crm.rejected.to_csv(index=False).encode()
    store = Store(folder, manifest, overwrite)
    store.write_files(files)
    return store, manifest


def write_sweep(sweep: Sweep, trials: TrialStore, store: Store, manifest: Mapping[str, Any]) -> None:
    """Write the table of a sweep that is complete, and its manifest."""
    table = results_table(sweep.trials, sweep.form, trials.load())
    weeks = [f"{WEEKLY}/{path.name}" for path in sorted((store.folder / WEEKLY).glob("seed-*.parquet"))]
    write_outputs(store, manifest, {RESULTS: lambda path: write_table(table, path)}, weeks)
