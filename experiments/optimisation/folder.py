"""What an optimisation leaves in its folder.

A result folder::

    manifest.json       what was asked, with what, and the hashes of what came out
    inputs/             the market and the candidates, written out
    runs/               finished trials; what makes the folder resumable
    allocation.csv      one row per candidate: how much of it, at what cost, what it adds
    alternatives.csv    the chosen split beside others, in fresh futures
    budgets.csv         the best split found for smaller and larger budgets
    responses.csv       what each candidate adds as more of it is bought
    front.csv           splits between two objectives, when there are two
    tried.csv           every split of the search
    optimum.yaml        the chosen split as a scenario, ready to run
    optimum.html        the answer
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.measures.paired import Estimate
from experiments.optimisation.optimum import Asked, Optimum
from experiments.optimisation.report import write_report
from experiments.optimisation.request import Wanted
from experiments.optimisation.words import View
from experiments.results.manifest import as_yaml, code_hash
from experiments.results.manifest import manifest_of as manifest_of_study
from experiments.results.outputs import write_outputs
from experiments.results.store import Store
from experiments.running.study import Study

PAGE = "optimum.html"
SCENARIO = "optimum.yaml"


def manifest_of(wanted: Wanted, study: Study, asked: Asked) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of an optimisation, and the files that it needs to be repeated, by their path in the folder.

    More samples belong to the same inputs, so that they can be added to what is there.
    """
    manifest, files = manifest_of_study(wanted, study)  # type: ignore[arg-type]
    manifest["inputs"] |= {
        "code": code_hash("sim", "experiments.optimisation"),
        "brand": study.brand,
        "budget_eur": asked.purse.budget_eur,
        "yes or no": [each.name for each in asked.portfolio.candidates if each.is_yes_no],
        "objectives": [objective.name for objective in asked.objectives],
        "seeds": asked.seeds,
        "seed": asked.first_seed,
        "uncertain": {factor.path: [factor.low, factor.high] for factor in asked.factors},
    }
    candidates = [name for name in manifest["request"]["scenarios"] if name != "baseline"]
    yes_no = [each.name for each in asked.portfolio.candidates if each.is_yes_no]
    manifest["request"] |= {"scenarios": candidates, "levers": None, "yes_no": yes_no}
    return manifest, files


def wanted_in(manifest: Mapping[str, Any], folder: Path) -> Wanted:
    """Return what the results in `folder` were asked for, reading the copies of the files that are kept there."""
    said: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in manifest["request"].items()
    }
    for name in ("market", "from_crm", "mapping"):
        said[name] = str(folder / said[name]) if said[name] else None
    return Wanted(**(said | {"scenarios": tuple(str(folder / name) for name in said["scenarios"])}))


def write(view: View, store: Store, manifest: Mapping[str, Any]) -> None:
    """Write tables, scenario, page and manifest of an optimum."""
    writers: dict[str, Any] = {
        f"{name}.csv": lambda path, table=table: table.to_csv(path, index=False)
        for name, table in _tables(view).items()
    }
    writers[SCENARIO] = lambda path: path.write_bytes(scenario_file(view))
    writers[PAGE] = lambda path: write_report(view, path)
    write_outputs(store, manifest, writers)


def scenario_file(view: View) -> bytes:
    """Return the chosen split as a scenario file."""
    optimum = view.optimum
    budget = f"EUR {optimum.asked.purse.budget_eur:,.0f}"
    scenario = optimum.asked.portfolio.scenario(optimum.split)
    said = scenario.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={"name", "title", "question", "extends"}
    )
    named = {
        "title": f"Best split of {budget}",
        "question": f"What does the best split of {budget} that was found bring?",
    }
    return as_yaml(named | {"brand": optimum.asked.portfolio.brand, "levers": []} | said)


def _tables(view: View) -> dict[str, pd.DataFrame]:
    """Return the tables by the names of their files."""
    optimum = view.optimum
    tables = {
        "allocation": allocation(optimum),
        "alternatives": _alternatives(optimum),
        "budgets": _budgets(optimum),
        "responses": _responses(optimum),
        "tried": _tried(optimum),
    }
    return tables | ({"front": _front(optimum)} if optimum.front else {})


def allocation(optimum: Optimum) -> pd.DataFrame:
    """Return one row per candidate: what is bought of it, what it costs, and what it adds to the others."""
    rows = []
    for i, candidate in enumerate(optimum.asked.portfolio.candidates):
        adds = optimum.appraisal.lead(optimum.split, optimum.responses[i][0])
        row = {
            "candidate": candidate.name,
            "title": candidate.title,
            "kind": candidate.kind,
            "intensity": optimum.split[i],
            "cost_eur": optimum.spent_eur[i],
            "budget_share": optimum.spent_eur[i] / optimum.asked.purse.budget_eur,
            "full_cost_eur": candidate.cost_eur,
        }
        rows.append(row | _columns("adds", adds if optimum.split[i] else None))
    return pd.DataFrame(rows)


def _alternatives(optimum: Optimum) -> pd.DataFrame:
    rows = [
        {"alternative": name}
        | _measured(optimum, split)
        | {"probability_best": optimum.doubt.probability_best[i], "expected_regret": optimum.doubt.regret[i]}
        | _intensities(optimum, split)
        for i, (name, split) in enumerate(optimum.alternatives.items())
    ]
    return pd.DataFrame(rows)


def _budgets(optimum: Optimum) -> pd.DataFrame:
    rows = [
        {"budget_eur": budget} | _measured(optimum, split) | _intensities(optimum, split)
        for budget, split in optimum.budgets.items()
    ]
    return pd.DataFrame(rows)


def _responses(optimum: Optimum) -> pd.DataFrame:
    rows = [
        {"candidate": candidate.name, "intensity": split[i], "cost_eur": split[i] * candidate.cost_eur}
        | _columns("adds", optimum.appraisal.lead(split, rising[0]))
        for i, (candidate, rising) in enumerate(zip(optimum.asked.portfolio.candidates, optimum.responses, strict=True))
        for split in rising
    ]
    return pd.DataFrame(rows)


def _front(optimum: Optimum) -> pd.DataFrame:
    efficient = optimum.is_efficient(optimum.front)
    rows = [
        {"is_chosen": bool((split == optimum.split).all()), "is_efficient": efficient[i]}
        | _measured(optimum, split)
        | _intensities(optimum, split)
        for i, split in enumerate(optimum.front)
    ]
    return pd.DataFrame(rows)


def _tried(optimum: Optimum) -> pd.DataFrame:
    """Return every split of the search with its mean gains, in the direction of the metrics."""
    seen = optimum.searched
    signs = np.array([objective.sign for objective in optimum.asked.objectives])
    names = [objective.name for objective in optimum.asked.objectives]
    rows = [
        dict(zip(names, signs * values, strict=True)) | _intensities(optimum, split)
        for split, values in zip(seen.splits, seen.values, strict=True)
    ]
    return pd.DataFrame(rows)


def _measured(optimum: Optimum, split: np.ndarray) -> dict[str, float]:
    """Return what a split spends and brings in fresh futures."""
    found = {"spent_eur": float(optimum.asked.purse.spent_eur(split))}
    for position, objective in enumerate(optimum.asked.objectives):
        found |= _columns(objective.name, optimum.appraisal.estimate(split, position))
    return found


def _columns(name: str, of: Estimate | None) -> dict[str, float]:
    mean, low, high = (of.mean, of.low, of.high) if of else (np.nan, np.nan, np.nan)
    return {name: mean, f"{name}_low": low, f"{name}_high": high}


def _intensities(optimum: Optimum, split: Sequence[float] | np.ndarray) -> dict[str, float]:
    names = [candidate.name for candidate in optimum.asked.portfolio.candidates]
    return {f"intensity of {name}": float(part) for name, part in zip(names, split, strict=True)}
