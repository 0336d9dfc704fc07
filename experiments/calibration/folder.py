"""What a calibration leaves in its folder.

A result folder::

    manifest.json        what was run, with what, and the hashes of what came out
    inputs/              the market, the targets and the ranges, as they were read
    runs/                what was seen in each run that is finished; what makes the folder resumable
    calibration.html     the answer
    market.yaml          the new market: what was fitted, each number with its source; the rest is inherited
    parameters.csv       one row per factor: best value, interval, contraction
    posterior.csv        draws from the posterior, one column per factor
    predictions.csv      one row per target: what was observed, and what the fitted market shows
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.calibration.calibration import Calibration
from experiments.calibration.fit import Stage
from experiments.calibration.market_file import new_market
from experiments.calibration.request import Asked
from experiments.design.factors import Factor
from experiments.design.ranges import RANGES, written_ranges
from experiments.errors import OutputError
from experiments.results.manifest import code_hash
from experiments.results.manifest import manifest_of as manifest_of_study
from experiments.results.outputs import write_outputs
from experiments.results.store import Store
from experiments.running.study import Study

PAGE, MARKET = "calibration.html", "market.yaml"
PARAMETERS, POSTERIOR, PREDICTIONS = "parameters.csv", "posterior.csv", "predictions.csv"
_TARGETS = "inputs/targets.csv"


def manifest_of(asked: Asked, study: Study, factors: Sequence[Factor]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of a calibration, and the files that it needs to be repeated, by their path in the folder."""
    manifest, files = manifest_of_study(asked, study)  # type: ignore[arg-type]
    files |= {RANGES: written_ranges(factors), _TARGETS: Path(asked.targets).read_bytes()}
    manifest["inputs"] |= {name: hashlib.sha256(files[name]).hexdigest() for name in (RANGES, _TARGETS)}
    effort = {name: getattr(asked, name) for name in ("samples", "seeds", "seed", "checks")}
    manifest["inputs"] |= effort | {"hold_out": list(asked.hold_out), "fit": code_hash("experiments.calibration")}
    manifest["request"] |= {
        "targets": _TARGETS,
        "file": Path(asked.targets).name,
        "factors": [],
        "ranges": RANGES,
        "within": None,
    }
    return manifest, files


def asked_in(manifest: Mapping[str, Any], folder: Path) -> Asked:
    """Return what the results in `folder` were asked for, reading the copies of the files that are kept there."""
    request: dict[str, Any] = dict(manifest["request"])
    for name in ("market", "targets", "ranges", "from_crm", "mapping"):
        request[name] = str(folder / request[name]) if request[name] else None
    request |= {name: tuple(value) for name, value in request.items() if isinstance(value, list)}
    return replace(Asked(**request), scenarios=())


def room_of(stage: Stage, store: Store) -> Path:
    """Return the folder for the runs of a stage, made when it is not there; other points have another one."""
    points = hashlib.sha256(repr([trial.values for trial in stage.trials]).encode()).hexdigest()[:8]
    room = store.folder / "runs" / f"{stage.purpose}-{stage.number}-{points}"
    try:
        room.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputError(f"cannot use the folder {room}: {problem.strerror}") from problem
    return room


def write(calibration: Calibration, study: Study, asked: Asked, store: Store, manifest: Mapping[str, Any]) -> None:
    """Write all that came out of a fit."""
    from experiments.calibration.report import write_calibration

    command = str(manifest["command"])
    text = new_market(calibration, study.market, asked.inherits(store.folder), asked.date, command)
    write_outputs(
        store,
        manifest,
        {
            MARKET: lambda path: path.write_text(text, encoding="utf-8"),
            PARAMETERS: lambda path: pd.DataFrame(parameters(calibration)).to_csv(path, index=False),
            POSTERIOR: lambda path: posterior(calibration).to_csv(path, index=False),
            PREDICTIONS: lambda path: pd.DataFrame(predictions(calibration)).to_csv(path, index=False),
            PAGE: lambda path: write_calibration(calibration, study, path, command),
        },
    )


def parameters(calibration: Calibration) -> list[dict[str, Any]]:
    """Return one row per factor: what was known of it before and after."""
    return [
        {
            "factor": each.factor.path,
            "unit": each.factor.unit,
            "before": each.factor.default,
            "range_low": each.factor.low,
            "range_high": each.factor.high,
            "best": each.best,
            "mean": each.mean,
            "low": each.low,
            "high": each.high,
            "contraction": each.contraction,
        }
        for each in calibration.estimates
    ]


def posterior(calibration: Calibration) -> pd.DataFrame:
    """Return the draws, one column per factor, with their log-likelihood."""
    draws = pd.DataFrame(calibration.draws, columns=[factor.path for factor in calibration.factors])
    return draws.assign(log_likelihood=calibration.posterior.log_likelihood)


def predictions(calibration: Calibration) -> list[dict[str, Any]]:
    """Return one row per target: what was observed, and what the fitted market and a simple model show."""
    simple = {
        (curve, place): value
        for curve, baseline in calibration.baselines.items()
        for place, value in zip(
            [target.place for target in calibration.targets.curves[curve]], baseline.predicted, strict=True
        )
    }
    return [
        {
            "target": each.target.name,
            "set": "hold_out" if each.target.is_held_out else "fit",
            "unit": each.target.unit,
            "value": each.target.value,
            "tolerance": each.target.tolerance,
            "best": each.best,
            "mean": each.mean,
            "low": each.low,
            "high": each.high,
            "is_covered": each.is_covered,
            "baseline": simple.get((each.target.curve, each.target.place), np.nan),
        }
        for each in calibration.predictions
    ]
