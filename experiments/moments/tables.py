"""The tables of moments of truth."""

from __future__ import annotations

import pandas as pd

from experiments.moments.decision import decision
from experiments.moments.moments import PER_ENCOUNTER, SURVEYED, Moments
from experiments.moments.outcomes import EVERYBODY, OUTCOMES
from experiments.moments.worlds import TOUCHPOINT


def importance_table(of: Moments) -> pd.DataFrame:
    """Return one row per moment, segment and outcome: importance with its interval."""
    rows = [
        {
            "kind": moment.kind,
            "name": moment.name,
            "segment": segment,
            "outcome": outcome.name,
            "importance": found.mean,
            "low": found.low,
            "high": found.high,
            "seeds": found.pairs,
        }
        for moment in of.moments
        for segment in (EVERYBODY, *of.study.market.listed("segments"))
        for outcome in OUTCOMES
        for found in [of.importance(moment, outcome.name, segment)]
    ]
    return pd.DataFrame(rows)


def matrix_table(of: Moments) -> pd.DataFrame:
    """Return one row per touchpoint, the most important first: the decision matrix, and what the survey says."""
    per_encounter = of.truth(PER_ENCOUNTER)
    positioning = of.study.market.brands[of.brand].positioning
    rows = []
    for moment in of.moments:
        if moment.kind != TOUCHPOINT:
            continue
        place = of.places.get(moment)
        said = of.said.loc[moment.name] if moment.name in of.said.index else None
        rows.append(
            {
                "touchpoint": moment.name,
                "importance": of.importance(moment, "retention").mean,
                "importance_per_encounter": per_encounter[moment.name],
                "ahead_of_best_rival": place.ahead.mean if place else float("nan"),
                "best_rival": place.rival if place else "",
                "beyond_expected": place.beyond_expected.mean if place else float("nan"),
                "beyond_asked": place.beyond_asked.mean if place else float("nan"),
                "decision": decision(place, of.threshold, positioning) if place else "",
                **{f"survey_{kind}": float(said[kind]) if said is not None else float("nan") for kind in SURVEYED},
            }
        )
    return pd.DataFrame(rows).sort_values("importance", ascending=False, kind="stable", ignore_index=True)
