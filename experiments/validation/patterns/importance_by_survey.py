"""Importance derived from a survey, and importance stated by customers, both differ from the true one (Chu 2002).

Basis: the focus brand of a market. True importance is half the difference of yearly retention, over the year after the
burn-in, between worlds in which a touchpoint is one step (.05 of quality, on all dimensions) better and worse for
everybody, with the same random numbers. At the end of that year customers who kept a diary say how far they recommend
the brand, rate what they remember of each touchpoint from 0 to 10, and say how important it is
(:mod:`experiments.moments.survey`). Derived importance is the share of each rating in the explained variance of
recommendation (Shapley values of R2). Touchpoints that fewer than thirty can rate are left out. Nothing was fitted.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.moments.derived import derived, rank_correlation
from experiments.moments.survey import answers_of, respondents
from experiments.moments.worlds import TOUCHPOINT, counterfactuals
from experiments.validation.pattern import (
    Check,
    Design,
    Figure,
    Pattern,
    Result,
    Samples,
    Series,
    Watch,
    Watching,
    jackknife,
)
from experiments.validation.patterns.subscribers import WEEKS_A_YEAR, recommendations
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.counters import COUNTERS

STEP, SEED = 0.05, 1
HIGHEST = 0.95
"""Rank correlation from which on two orders count as the same."""
SURVEYED = Design(customers=10_000, seeds=8, diaries=6_000)


def importance_found(simulation: Simulation) -> Watching:
    """Return importance of each touchpoint, (T,): true, derived and stated; NaN where it cannot be rated."""
    beginning = simulation.fork(Scenario.baseline())
    notes = []
    for _ in range(WEEKS_A_YEAR):
        yield
        notes.append(simulation.notes[-1])
    touchpoints, brand = list(simulation.market.touchpoints), simulation.market.focus
    true = dict.fromkeys(touchpoints, 0.0)
    for world in counterfactuals(simulation.market, brand, STEP):
        if world.moment.kind == TOUCHPOINT:
            twin = beginning.fork(world.scenario)
            for _ in range(WEEKS_A_YEAR):
                twin.notes.clear()
                twin.step()
            true[world.moment.name] += np.sign(world.steps) * retention(twin, brand) / 2
    who = respondents(simulation)
    scores = recommendations(simulation.world, who)
    said = derived(answers_of(simulation, np.concatenate(notes), who, scores, SEED), brand).reindex(touchpoints)
    return {
        "true": np.array(list(true.values())),
        "derived": said["shapley"].to_numpy(float),
        "stated": said["stated"].to_numpy(float),
        "titles": np.array([each.title for each in simulation.market.touchpoints.values()]),
    }


def retention(simulation: Simulation, brand: str) -> float:
    """Return the yearly retention of a brand over all booked weeks, per cent."""
    booked = simulation.ledger.of_brand(list(simulation.market.brands).index(brand))
    losses, customers = (booked[:, COUNTERS.index(name)].sum() for name in ("losses", "customers"))
    return 100.0 * (1.0 - losses / customers) ** WEEKS_A_YEAR


def correlation(importance: np.ndarray) -> float:
    """Return Spearman's correlation of two kinds of importance, (2, T), over touchpoints that have both."""
    return rank_correlation(*map(pd.Series, importance))


def judged(samples: Samples) -> Result:
    """Compare the order of touchpoints by the survey with the true one."""
    of = samples["asked"]
    pairs = {name: np.stack([of["true"], of[name]], axis=1) for name in ("derived", "stated")}
    found = {name: jackknife(correlation, both) for name, both in pairs.items()}
    order = np.argsort(-of["true"].mean(axis=0), kind="stable")
    rated = [k for k in order if np.isfinite(of["derived"][:, k]).all()]
    shown = rated or list(order)  # too few answers: the true order alone
    kinds = ("true", "derived", "stated") if rated else ("true",)
    places = {name: ranks(of[name].mean(axis=0)[shown]) for name in kinds}
    return Result(
        checks=tuple(
            Check(f"rank correlation of {name} with true importance", *found[name], "below .95", high=HIGHEST)
            for name in found
        ),
        figure=Figure(
            "touchpoint, by true importance",
            "place, 1 for the most important",
            tuple(str(of["titles"][0][k]) for k in shown),
            tuple(Series(name, tuple(of_kind)) for name, of_kind in places.items()),
        ),
        sentence="The order of touchpoints by the survey has a rank correlation with the true one of "
        f"{found['derived'][0]:.2f} when it is derived, and of {found['stated'][0]:.2f} when it is stated.",
    )


def ranks(importance: np.ndarray) -> np.ndarray:
    """Return the place of each of some values, 1.0 for the highest."""
    return 1.0 + (-importance).argsort().argsort()


PATTERN = Pattern(
    id="importance-by-survey",
    kind="V",
    claim="Derived and stated importance of touchpoints both differ from the true one.",
    source="Chu 2002, Journal of Services Marketing 16(4):285-301",
    category="any",
    design="The baseline for a year, after which customers with diaries answer a survey; each touchpoint of the focus "
    "brand one step better, and one step worse.",
    watches={"asked": Watch(SURVEYED, importance_found)},
    judge=judged,
    is_long=True,
)
