"""The data of an optimum: its tables, and the chosen split as a scenario.

allocation.csv
    One row per candidate: how much of it is bought, at what cost, and what it adds.
alternatives.csv
    The chosen split and its alternatives, in fresh futures.
budgets.csv
    The best split found for smaller and larger budgets.
responses.csv
    What each candidate adds as more of it is bought.
robustness.csv
    The alternatives in all worlds, and with the same luck under the market's own numbers, when futures lie in worlds.
front.csv
    Splits between two objectives, when there are two.
reaction.csv
    The chosen split while rivals react and while they go on as in the market, when they react.
tried.csv
    Every split of the search.
optimum.yaml
    The chosen split as a scenario, ready to run.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.measures.paired import Estimate
from experiments.optimisation.appraisal import Appraisal
from experiments.optimisation.optimum import Optimum
from experiments.results.manifest import as_yaml


def scenario_file(optimum: Optimum) -> str:
    """Return the chosen split as a scenario file."""
    budget = f"EUR {optimum.problem.budget.total_eur:,.0f}"
    scenario = optimum.problem.portfolio.scenario(optimum.split)
    changes = scenario.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={"name", "title", "question", "extends"}
    )
    named = {
        "title": f"Best split of {budget}",
        "question": f"What does the best split of {budget} that was found bring?",
    }
    return as_yaml(named | {"brand": optimum.problem.portfolio.brand, "levers": []} | changes).decode()


def tables(optimum: Optimum) -> dict[str, pd.DataFrame]:
    """Return the tables by the names of their files."""
    found = {
        "allocation.csv": allocation(optimum),
        "alternatives.csv": _alternatives(optimum),
        "budgets.csv": _budgets(optimum),
        "responses.csv": _responses(optimum),
        "tried.csv": _tried(optimum),
    }
    found |= {"robustness.csv": robustness(optimum)} if optimum.robustness else {}
    found |= {"front.csv": _front(optimum)} if optimum.front else {}
    return found | ({"reaction.csv": _reaction(optimum)} if optimum.unopposed else {})


def allocation(optimum: Optimum) -> pd.DataFrame:
    """Return one row per candidate: amount bought, cost, and contribution."""
    rows = []
    for i, candidate in enumerate(optimum.problem.portfolio.candidates):
        adds = optimum.appraisal.lead(optimum.split, optimum.responses[i][0])
        row = {
            "candidate": candidate.name,
            "title": candidate.title,
            "kind": candidate.kind,
            "intensity": optimum.split[i],
            "cost_eur": optimum.spent_eur[i],
            "budget_share": optimum.spent_eur[i] / optimum.problem.budget.total_eur,
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
        for i, (candidate, rising) in enumerate(
            zip(optimum.problem.portfolio.candidates, optimum.responses, strict=True)
        )
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


def robustness(optimum: Optimum) -> pd.DataFrame:
    """Return one row per alternative: gains with and without worlds, and the regret, in the direction of the metric."""
    of, objective = optimum.robustness, optimum.problem.objectives[0]
    if of is None:
        return pd.DataFrame()
    splits = list(optimum.alternatives.values())
    rows = []
    for name, split, regret in zip(optimum.alternatives, splits, of.regrets(splits), strict=True):
        measured = {
            "own_numbers": of.under_own_numbers(split),
            "all_worlds": optimum.appraisal.estimate(split),
            "worst_fourth": of.worst(split),
        }
        turned = {key: each if key == "all_worlds" or objective.sign > 0 else -each for key, each in measured.items()}
        gains = of.gains(split)
        row: dict[str, float | str] = {"alternative": name, "metric": objective.name}
        for key, each in turned.items():
            row.update(_columns(key, each))
        row.update(worlds=of.count, better_worlds=gains.better if gains.knows_luck else np.nan)
        row.update(mean_regret=regret.mean, largest_regret=regret.largest)
        row.update(_intensities(optimum, split))
        rows.append(row)
    return pd.DataFrame(rows)


def _reaction(optimum: Optimum) -> pd.DataFrame:
    """Return what the chosen split brings in the same futures with and without the reaction of rivals."""
    appraised = {"react": optimum.appraisal, "go on": optimum.unopposed}
    rows = [
        {"rivals": rivals} | _brought(appraisal, optimum.split) for rivals, appraisal in appraised.items() if appraisal
    ]
    return pd.DataFrame(rows)


def _tried(optimum: Optimum) -> pd.DataFrame:
    """Return every split of the search with its mean gains, in the direction of the metrics."""
    searched = optimum.searched
    signs = np.array([objective.sign for objective in optimum.problem.objectives])
    names = [objective.name for objective in optimum.problem.objectives]
    rows = [
        dict(zip(names, signs * values, strict=True)) | _intensities(optimum, split)
        for split, values in zip(searched.splits, searched.values, strict=True)
    ]
    return pd.DataFrame(rows)


def _measured(optimum: Optimum, split: np.ndarray) -> dict[str, float]:
    """Return what a split spends and brings in fresh futures."""
    return {"spent_eur": float(optimum.problem.budget.spent_eur(split))} | _brought(optimum.appraisal, split)


def _brought(appraisal: Appraisal, split: np.ndarray) -> dict[str, float]:
    """Return what a split brings in the futures of an appraisal, by objective, with intervals."""
    found: dict[str, float] = {}
    for position, objective in enumerate(appraisal.objectives):
        found |= _columns(objective.name, appraisal.estimate(split, position))
    return found


def _columns(name: str, of: Estimate | None) -> dict[str, float]:
    mean, low, high = (of.mean, of.low, of.high) if of else (np.nan, np.nan, np.nan)
    return {name: mean, f"{name}_low": low, f"{name}_high": high}


def _intensities(optimum: Optimum, split: Sequence[float] | np.ndarray) -> dict[str, float]:
    names = [candidate.name for candidate in optimum.problem.portfolio.candidates]
    return {f"intensity of {name}": float(part) for name, part in zip(names, split, strict=True)}
