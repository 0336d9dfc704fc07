"""What an analysis leaves in its folder.

A result folder::

    manifest.json        what was run, with what, and the hashes of what came out
    inputs/              the market, the scenarios and the ranges, written out
    runs/                trials as they finished, method by method; what makes the folder resumable
    points.parquet       one row per method, point, seed and scenario: factors and figures
    indices.csv          one row per index, with its interval
    sensitivity.html     the answer
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.design.factors import Factor
from experiments.design.ranges import RANGES, written_ranges
from experiments.errors import OutputError
from experiments.results.manifest import manifest_of as manifest_of_study
from experiments.results.outputs import write_outputs
from experiments.results.store import Store
from experiments.running.study import Study
from experiments.sensitivity.analysis import Finding, Stage
from experiments.sensitivity.lived import Explored
from experiments.sensitivity.methods import Method
from experiments.sensitivity.report import write_sensitivity
from experiments.sensitivity.request import Asked
from experiments.sensitivity.view import Sensitivity

PAGE = "sensitivity.html"
INDICES = "indices.csv"
POINTS = "points.parquet"


def manifest_of(
    asked: Asked,
    study: Study,
    factors: Sequence[Factor],
    methods: Sequence[tuple[Method, int]],
    command: str | None = None,
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of an analysis, and the files that it needs to be repeated, by their path in the folder.

    More seeds of the same points belong to the same inputs, so that they can be added to what is there.
    """
    manifest, files = manifest_of_study(asked, study, command)  # type: ignore[arg-type]
    files[RANGES] = written_ranges(factors)
    manifest["inputs"] |= {
        RANGES: hashlib.sha256(files[RANGES]).hexdigest(),
        "methods": [f"{method.name} {samples}" for method, samples in methods],
        "keep": asked.keep if asked.screen else None,
        "metrics": list(asked.metrics),
        "brand": study.brand,
        "seed": asked.seed,
    }
    manifest["request"] |= {"factors": [], "ranges": RANGES, "within": None}
    return manifest, files


def asked_in(manifest: Mapping[str, Any], folder: Path) -> Asked:
    """Return what the results in `folder` were asked for, reading the copies of the files that are kept there."""
    request: dict[str, Any] = dict(manifest["request"])
    for name in ("market", "from_crm", "mapping", "ranges"):
        request[name] = str(folder / request[name]) if request[name] else None
    request |= {name: tuple(value) for name, value in request.items() if isinstance(value, list)}
    asked = Asked(**request)
    return replace(asked, scenarios=tuple(str(folder / each) for each in asked.strategies))


def points_table(explored: Sequence[Explored], scenarios: Sequence[str], metrics: Sequence[str]) -> pd.DataFrame:
    """Return one row per method, point, seed and scenario; point 0 has the usual values."""
    return pd.concat([_points(each, scenarios, metrics) for each in explored], ignore_index=True)


def _points(explored: Explored, scenarios: Sequence[str], metrics: Sequence[str]) -> pd.DataFrame:
    results = np.concatenate([explored.usual[None], explored.results])
    count, seeds = results.shape[:2]
    usual = np.array([[factor.default for factor in explored.factors]])
    each = seeds * len(scenarios)
    rows: dict[str, Any] = {
        "method": np.repeat(explored.method.name, count * each),
        "point": np.repeat(np.arange(count), each),
        "seed": np.tile(np.repeat(explored.seeds, len(scenarios)), count),
        "scenario": np.tile(scenarios, count * seeds),
    }
    values = np.concatenate([usual, explored.values]).repeat(each, axis=0)
    rows |= {factor.path: values[:, place] for place, factor in enumerate(explored.factors)}
    rows |= {metric: results[..., place].ravel() for place, metric in enumerate(metrics)}
    return pd.DataFrame(rows)


def indices_table(stages: Sequence[Stage]) -> pd.DataFrame:
    """Return one row per index: method, metric, factor, other, index, value, low, high, floor.

    ``other`` is the second factor of a pair. ``floor`` is what luck alone reaches, empty when unknown. ``swing`` is the
    average change of the figure from the low to the high end of the range.
    """
    rows = [row for stage in stages for finding in stage.findings for row in _rows(stage, finding)]
    return pd.DataFrame(rows, columns=["method", "metric", "factor", "other", "index", "value", "low", "high", "floor"])


def _rows(stage: Stage, finding: Finding) -> list[tuple[object, ...]]:
    paths = [factor.path for factor in stage.explored.factors]
    what = (finding.method.name, finding.outcome.metric)
    rows: list[tuple[object, ...]] = [
        (*what, paths[i.factor], paths[i.other] if i.other >= 0 else "", i.name, i.value, i.low, i.high, i.floor)
        for i in finding.indices
    ]
    return rows + [
        (*what, path, "", "swing", *swing, np.nan) for path, swing in zip(paths, finding.swings, strict=True)
    ]


def room_of(method: Method, store: Store) -> Path:
    """Return the folder, made when needed, in which the trials of a method are kept as they finish.

    Raises
    ------
    OutputError
        When it cannot be made.
    """
    room = store.folder / "runs" / method.name
    try:
        room.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputError(f"cannot use the folder {room}: {problem.strerror}") from problem
    return room


def write_points(explored: Sequence[Explored], scenarios: Sequence[str], metrics: Sequence[str], store: Store) -> None:
    """Write what was simulated, before anything is made of it."""
    with store.replacing(POINTS) as path:
        points_table(explored, scenarios, metrics).to_parquet(path, index=False, compression="zstd")


def write(of: Sensitivity, store: Store, manifest: Mapping[str, Any]) -> None:
    """Write the table, the page and the manifest of an analysis, whose points are there."""
    write_outputs(
        store,
        manifest,
        {
            INDICES: lambda path: indices_table(of.stages).to_csv(path, index=False),
            PAGE: lambda path: write_sensitivity(of, path),
        },
        [POINTS],
    )
