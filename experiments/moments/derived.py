"""What a survey says matters: derived from answers by regression and by shares of what it explains, or as stated."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.moments.survey import RATED, STATED

MOST_EXACT = 15
"""Predictors up to which shares are exact; all subsets of more would take too long, and relative weights are used."""
FEWEST_RATINGS = 30
"""Ratings below which a touchpoint is left out, as analysts do."""


def derived(answers: pd.DataFrame, brand: str) -> pd.DataFrame:
    """Return importance by touchpoint, as a survey of a brand's customers tells it.

    Parameters
    ----------
    answers : of a survey, see :mod:`experiments.moments.survey`.

    Returns
    -------
    Index touchpoint; ``regression``: standardised coefficients of a linear regression of recommendation on all ratings;
    ``shapley``: shares of the variance that the ratings explain, 0 to 1; ``stated``: mean stated importance, 0 to 10.
    Touchpoints with too few ratings are missing.

    Notes
    -----
    A touchpoint that somebody cannot rate has the mean of all others, as is usual. Shares are those of Lindeman,
    Merenda & Gold 1980 (LMG), which are Shapley values of R2; for many touchpoints the relative weights of Johnson
    2000, which are close to them.
    """
    own = answers[answers["brand"] == brand]
    rated = {
        column.removeprefix(RATED): own[column]
        for column in own
        if column.startswith(RATED) and own[column].notna().sum() >= FEWEST_RATINGS and own[column].std() > 0
    }
    names = list(rated)
    if not names or own["recommendation"].std() == 0:
        return pd.DataFrame(columns=["regression", "shapley", "stated"], index=pd.Index([], name="touchpoint"))
    ratings = np.column_stack([column.fillna(column.mean()) for column in rated.values()])
    among = np.corrcoef(ratings, rowvar=False).reshape(len(names), len(names))
    with_overall = np.array([np.corrcoef(column, own["recommendation"])[0, 1] for column in ratings.T])
    stated = [float(own[STATED + name].mean()) for name in names]
    found = {
        "regression": np.linalg.lstsq(among, with_overall, rcond=None)[0],
        "shapley": shares_explained(among, with_overall),
        "stated": stated,
    }
    return pd.DataFrame(found, pd.Index(names, name="touchpoint"))


def rated_ahead(answers: Sequence[pd.DataFrame], brand: str) -> dict[str, float]:
    """Return by touchpoint the mean rating, 0 to 10, less that by customers of the best rival, mean over surveys.

    Parameters
    ----------
    answers : of surveys, see :mod:`experiments.moments.survey`.
    """
    found: dict[str, float] = {}
    for column in answers[0]:
        if not column.startswith(RATED):
            continue
        mean = sum(table.groupby("brand")[column].mean() for table in answers) / len(answers)
        rivals = mean.drop(index=brand, errors="ignore").dropna()
        if brand in mean.index and len(rivals):
            found[column.removeprefix(RATED)] = float(mean[brand] - rivals.max())
    return found


def shares_explained(among: np.ndarray, with_overall: np.ndarray) -> np.ndarray:
    """Return the share of each predictor in the explained variance, (p,), adding up to 1.

    Parameters
    ----------
    among : (p, p) correlations of the predictors.
    with_overall : (p,) correlations with what is explained.
    """
    exact = len(with_overall) <= MOST_EXACT
    parts = shapley(among, with_overall) if exact else relative_weights(among, with_overall)
    whole = parts.sum()
    return parts / whole if whole > 0 else np.full(len(parts), np.nan)


def shapley(among: np.ndarray, with_overall: np.ndarray) -> np.ndarray:
    """Return the mean gain in R2 by each predictor over all orders in which they can be added, (p,).

    Source: Lindeman, Merenda & Gold 1980; Shapley 1953; R2 of a subset is ``r' R^-1 r`` (Grömping 2006).
    """
    p = len(with_overall)
    explained = np.zeros(2**p)
    members = [[i for i in range(p) if subset >> i & 1] for subset in range(2**p)]
    for subset in range(1, 2**p):
        chosen = members[subset]
        r = with_overall[chosen]
        explained[subset] = r @ np.linalg.lstsq(among[np.ix_(chosen, chosen)], r, rcond=None)[0]
    subsets = np.arange(2**p)
    sizes = np.array([len(each) for each in members])
    weights = np.array([math.factorial(k) * math.factorial(p - 1 - k) / math.factorial(p) for k in range(p)])
    parts = np.empty(p)
    for i in range(p):
        without = subsets[subsets >> i & 1 == 0]
        parts[i] = np.sum(weights[sizes[without]] * (explained[without | 1 << i] - explained[without]))
    return parts


def relative_weights(among: np.ndarray, with_overall: np.ndarray) -> np.ndarray:
    """Return the relative weight of each predictor, (p,), adding up to R2.

    Source: Johnson 2000, Multivariate Behavioral Research 35:1-19: by way of the orthogonal variables closest to the
    predictors.
    """
    values, vectors = np.linalg.eigh(among)
    root = vectors @ np.diag(np.sqrt(np.clip(values, 0.0, None))) @ vectors.T
    slopes = np.linalg.lstsq(root, with_overall, rcond=None)[0]
    return (root**2) @ (slopes**2)


def rank_correlation(one: pd.Series, other: pd.Series) -> float:
    """Return Spearman's rank correlation over the touchpoints that both know, NaN for fewer than three."""
    both = pd.concat([one, other], axis=1).dropna()
    return float(both.rank().corr().iloc[0, 1]) if len(both) > 2 else math.nan
