"""Listening, live: one future as things are and with a programme that asks, and what it finds beside what is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from app.engine.futures import WEEKS_A_TURN, Shelf, scenario_in
from experiments.comparison.compare import Comparison, ScenarioInfo
from experiments.comparison.programmes import Programme
from experiments.comparison.view import ComparisonView
from experiments.measures.paired import Estimate
from experiments.running.replications import Replications
from experiments.running.study import Study
from sim.scenarios.record import COLUMNS, PROGRAMME, READ


def listening(shelf: Shelf, asked: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Live one future with and without a programme, and tell what it found, what is true, and where its money went.

    Parameters
    ----------
    asked : market, customers, weeks, seed, and the text of a scenario file in which the brand listens.
    """
    market, weeks, seed = shelf.market(asked["market"]), int(asked["weeks"]), int(asked["seed"])
    scenario = scenario_in(asked["scenario"], market, weeks)
    study = Study.of(market, [scenario], customers=int(asked["customers"]), weeks=weeks)
    booked = []
    for each, world in study.begun(seed):
        yield
        for week in range(weeks):
            world.step()
            if week % WEEKS_A_TURN == WEEKS_A_TURN - 1:
                yield
        booked.append(study.booked(world, each, seed))
    tell({"found": plain(ComparisonView(_comparison(study, seed, Study.joined(booked))))})


def _comparison(study: Study, seed: int, weekly: pd.DataFrame) -> Comparison:
    """Return the comparison of one future, as far as programmes need it."""
    return Comparison(
        market=study.market,
        brand=study.brand,
        scenarios=tuple(ScenarioInfo.of(each, study.market, study.customers) for each in study.scenarios),
        metric="npv_eur",
        weeks=study.weeks,
        replications=Replications(1, seed),
        seeds=(seed,),
        customers=study.customers,
        weekly=weekly,
        summary=pd.DataFrame(),
        per_seed=pd.DataFrame(),
        manifest={},
    )


def plain(view: ComparisonView) -> dict[str, Any]:
    """Return the figures of a programme in one future; encounters are per 1,000 customers a year, amounts EUR.

    What is true is that of the market as things are, in which nothing is mended.
    """
    programme, truth = Programme(view, view.strategies[0]), Programme(view, view.baseline)
    return {
        "causes": {
            cause: {
                "true": _one(truth.true(f"bad_on.{cause}")),
                "said": _one(programme.said(f"blamed_on.{cause}")),
                "left": _one(truth.true(f"left_for.{cause}")),
            }
            for cause in view.cause_titles
        },
        "touchpoints": {
            name: {
                "true": _one(truth.true(f"bad_at.{name}")),
                "caused": _one(truth.true(f"caused_at.{name}")),
                "said": _one(programme.said(f"blamed_at.{name}")),
                "left": _one(truth.true(f"left_after.{name}")),
            }
            for name in view.touchpoint_titles
        },
        "works": [
            {
                "title": title,
                "target": programme.target(work),
                "spent": _one(programme.spent(work)),
                "promised": _mean(programme.promised(work)),
                "claimed": _mean(programme.claimed(work)),
                "avoided": _mean(programme.avoided(work)),
            }
            for work, title in programme.works.items()
        ],
        "found": _mean(programme.found_share),
        "spent": _one(programme.spent_on_works),
        "misdirected": _one(programme.misdirected),
        "people": _one(programme.total(f"works_eur.{PROGRAMME}")),
        "answers": _one(programme.total(READ) / np.maximum(programme.total(COLUMNS["reviewed"]), 1.0)),
        "survey": _one(programme.surveyed_nps),
        "everybody": float(view.levels("nps", last_year=False)[view.strategies[0]].iloc[0]),
    }


def _one(values: np.ndarray) -> float | None:
    """Return the figure of the only future; None when nothing is known."""
    value = float(values[0])
    return None if np.isnan(value) else value


def _mean(of: Estimate) -> float | None:
    return None if np.isnan(of.mean) else of.mean
