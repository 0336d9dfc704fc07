"""What a validation leaves in its folder, and finds there again when it was interrupted.

A result folder::

    manifest.json      what was run, with what, and the hashes of what came out
    inputs/            the markets, written out
    runs/              what was seen in each job that is finished; what makes the folder resumable
    validation.csv     one row per check
    validation.html    the same with a figure per pattern
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from experiments.errors import RequestError
from experiments.results.manifest import code_hash, software, written_out
from experiments.results.outputs import write_outputs
from experiments.results.store import Store
from experiments.validation.living import Job, Seen, Size
from experiments.validation.suite import Outcome
from sim.market.schema import Market

if TYPE_CHECKING:
    from experiments.validation.pattern import Pattern

TABLE = "validation.csv"
PAGE = "validation.html"
_BETWEEN = "/"


def manifest_of(
    command: str, suites: Mapping[str, tuple[Market, Sequence[Pattern]]], size: Size
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of a validation and the files that go with it, by their path in the folder.

    Parameters
    ----------
    command : the command line that asked for it.
    suites : name -> market under test and its patterns.
    """
    files = {f"inputs/{name}.yaml": written_out(market) for name, (market, _) in suites.items()}
    names = list(dict.fromkeys(each.id for _, patterns in suites.values() for each in patterns))
    inputs: dict[str, object] = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    inputs |= {"patterns": names, "customers": size.customers, "seeds": size.seeds}
    inputs["code"] = code_hash("sim", "experiments.validation")
    manifest = {
        "cxsim": version("cxsim"),
        "command": command,
        "request": {"command": "validate", "markets": list(files), "patterns": names} | size._asdict(),
        "inputs": inputs,
        "versions": software(),
    }
    return manifest, files


def asked_in(manifest: Mapping[str, Any], folder: Path) -> tuple[list[str], list[str], Size]:
    """Return the markets, the patterns and the size that a validation was asked for, reading the copies in its folder.

    Raises
    ------
    RequestError
        When the manifest does not say it.
    """
    try:
        asked = manifest["request"]
        markets = [str(folder / path) for path in asked["markets"]]
        return markets, list(asked["patterns"]), Size(asked["customers"], asked["seeds"])
    except (KeyError, TypeError) as error:
        raise RequestError(f"the manifest of {folder} does not say what was run") from error


def keep(store: Store, market: str, job: Job, seen: Seen) -> None:
    """Keep what was seen in a job; code that looks otherwise will not find it."""
    flat: dict[str, Any] = {
        _BETWEEN.join((pattern, watch, name)): np.asarray(value)
        for (pattern, watch), sample in seen.items()
        for name, value in sample.items()
    }
    with store.replacing(f"{_parts(market)}-{job.beginning}-{job.seed}.npz") as beside, beside.open("wb") as file:
        np.savez_compressed(file, **flat)


def kept(store: Store, market: str) -> dict[Job, Seen]:
    """Return the jobs of a market that are finished; a damaged file counts as missing."""
    done: dict[Job, Seen] = {}
    for path in sorted(store.folder.glob(f"{_parts(market)}-*.npz")):
        seen: dict[tuple[str, str], dict[str, np.ndarray]] = {}
        try:
            with np.load(path) as arrays:
                for name, value in arrays.items():
                    pattern, watch, what = name.split(_BETWEEN)
                    seen.setdefault((pattern, watch), {})[what] = value
        except (OSError, ValueError, EOFError, BadZipFile):
            continue
        done[Job(*map(int, path.stem.split("-")[-2:]))] = dict(seen)
    return done


def _parts(market: str) -> str:
    """Return how the names of the parts of a market begin."""
    return f"runs/{market}-{code_hash('experiments.validation')[:8]}"


def table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return one row per check of all patterns."""
    return pd.DataFrame([row for outcome in outcomes for row in outcome.rows()])


def write(outcomes: Sequence[Outcome], store: Store, manifest: Mapping[str, Any]) -> None:
    """Write the table, the page and the manifest of a validation."""
    from experiments.validation.showing import write_validation

    writers = {
        TABLE: lambda path: table(outcomes).to_csv(path, index=False),
        PAGE: lambda path: write_validation(outcomes, path, str(manifest["command"])),
    }
    write_outputs(store, manifest, writers)
