"""True importance: what one standard step of quality, or a cause taken away, does to an outcome, seed by seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.moments.outcomes import EVERYBODY
from experiments.moments.runs import BASELINE
from experiments.moments.worlds import CAUSE, Moment


def true_importance(runs: pd.DataFrame, outcome: str, segment: str = EVERYBODY) -> dict[Moment, np.ndarray]:
    """Return moment -> its importance for an outcome in each seed, (seeds,).

    Parameters
    ----------
    runs : outcomes of all worlds, as of :class:`experiments.moments.runs.Counterfactuals`.

    Notes
    -----
    Of a touchpoint half the difference between the worlds in which it is one step better and one step worse: both
    differences have the same random numbers, and their mean is nearly free of curvature. Of a cause the difference from
    the baseline when it does not occur.
    """
    own = runs[runs["segment"] == segment].set_index(["kind", "name", "seed"]).sort_index()
    baseline = own.loc[BASELINE].droplevel(0)[outcome]
    found = {}
    for kind, name in dict.fromkeys(zip(runs["kind"], runs["name"], strict=True)):
        if kind == BASELINE:
            continue
        worlds = own.loc[(kind, name)]
        if kind == CAUSE:
            importance = worlds[outcome] - baseline
        else:
            better, worse = worlds[worlds["steps"] > 0], worlds[worlds["steps"] < 0]
            apart = better["steps"] - worse["steps"]
            importance = (better[outcome] - worse[outcome]) / apart.where(apart > 0)
        found[Moment(kind, name)] = importance.reindex(baseline.index).to_numpy(float)
    return found
