"""Where a textbook has an exact solution, the simulated world agrees with it.

Basis: six minimal markets, in each of which one mechanism is switched on and all others are silent, whatever the market
under test; see :mod:`experiments.validation.patterns.limits`. The result is compared with the solution at a few
points chosen beforehand; every point must lie within three standard errors over seeds.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import (
    Check,
    Design,
    Figure,
    Pattern,
    Result,
    Samples,
    Series,
    Watch,
    mean_and_error,
)
from experiments.validation.patterns import limits

FARTHEST = 3.0
"""Standard errors."""

LIMITS = {
    "Bass curve": Watch(Design(400, remade=limits.new_category), limits.adoption_followed),
    "logit shares": Watch(Design(2000, remade=limits.first_choices), limits.choices_counted),
    "Erlang C": Watch(Design(1000, remade=limits.busy_support), limits.queue_watched),
    "beta-geometric": Watch(
        Design(3000, remade=limits.unequal_hazards, levers=limits.HAZARDS), limits.retention_followed
    ),
    "negative binomial": Watch(Design(2000, remade=limits.recurring_needs), limits.purchases_counted),
    "constant-churn value": Watch(Design(600, remade=limits.constant_churn), limits.value_added_up),
}
"""Exact solution -> the world that is compared with it."""
LABELS = ("Bass", "logit", "Erlang", "retention", "purchases", "value")


def farthest(differences: np.ndarray) -> float:
    """Return the farthest mean difference over seeds in standard errors, from differences (seeds, points).

    The error of few seeds is itself uncertain (Student's t): what is returned is the distance that is as rare in a
    normal distribution, so that three standard errors are three whatever the number of seeds. NaN for a single one.
    """
    from scipy.stats import norm, t

    mean, error = mean_and_error(differences)
    return float(np.max(norm.isf(t.sf(np.abs(mean) / error, len(differences) - 1))))


def judged(samples: Samples) -> Result:
    """Compute how far, in standard errors, each simulated limit is from its solution."""
    distances = {name: farthest(samples[name]["difference"]) for name in LIMITS}
    worst = max(distances, key=distances.__getitem__)
    return Result(
        checks=tuple(
            Check(f"{name}, farthest point in standard errors", distance, np.nan, "0", high=FARTHEST)
            for name, distance in distances.items()
        ),
        figure=Figure(
            "exact solution",
            "distance of the farthest point, standard errors",
            LABELS,
            (
                Series("as far as chance goes", (FARTHEST,) * len(distances), is_published=True),
                Series("simulated", tuple(distances.values())),
            ),
        ),
        sentence=f"The farthest point, {distances[worst]:.1f} standard errors away, is one of {worst}.",
    )


PATTERN = Pattern(
    id="closed-forms",
    kind="V",
    claim="In the limits where they are exact, the Bass curve, logit shares, Erlang C, beta-geometric retention, "
    "negative binomial purchases and the value of a customer under constant churn come out.",
    source="Bass 1969; McFadden 1974; Erlang 1917, Palm 1957; Fader & Hardie 2007; Ehrenberg 1959; Gupta 2004",
    category="none",
    design="Six minimal markets with one mechanism each, independent of the market under test.",
    watches=LIMITS,
    judge=judged,
)
