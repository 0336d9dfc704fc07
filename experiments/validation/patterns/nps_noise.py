"""The net promoter score of a sample varies as much as its variance says, and no less (Rowe & Bendle 2017 and others).

Basis: the answers of each week of the year after the burn-in, about all brands. A score that is 1 for promoters, 0 for
passives and -1 for detractors has the variance ``P + D - (P - D)^2``, so that the net promoter score of n answers has a
standard error of its root over n. The deviations of the weeks from the mean of the year, in such errors, should have a
mean square of one; the market's own drift in a year may add a little.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import (
    Check,
    Figure,
    Pattern,
    Result,
    Samples,
    Series,
    Watch,
    Watching,
    mean_and_error,
)
from experiments.validation.patterns.listeners import (
    ASKING,
    PASSIVE,
    PROMOTER,
    WEEKS,
    net_promoters,
    recommendations,
)
from sim.simulation import Simulation

LOW, HIGH = 0.8, 1.3


def year_asked(simulation: Simulation) -> Watching:
    """Return how many gave each score in each week, (52, 11)."""
    counts = []
    for _ in range(WEEKS):
        yield
        counts.append(recommendations(simulation, simulation.week))
    return {"counts": np.stack(counts).astype(float)}


def errors(counts: np.ndarray) -> np.ndarray:
    """Return the standard error of the net promoter score of each week, by the mix of the year; counts (weeks, 11)."""
    share = counts.sum(axis=0) / counts.sum()
    promoters, detractors = share[PROMOTER:].sum(), share[:PASSIVE].sum()
    variance = promoters + detractors - (promoters - detractors) ** 2
    return np.sqrt(variance / counts.sum(axis=1))


def mean_square(counts: np.ndarray) -> float:
    """Return the mean square of the weeks' deviations from the year, in standard errors; one week is given up."""
    counts = counts[counts.sum(axis=1) > 0]
    deviations = (net_promoters(counts) - net_promoters(counts.sum(axis=0))) / errors(counts)
    return float((deviations**2).sum() / (len(counts) - 1))


def judged(samples: Samples) -> Result:
    """Compare the spread of weekly scores with what their variance says."""
    counts = samples["asked"]["counts"]
    square, error = mean_and_error(np.array([mean_square(each) for each in counts]))
    one = counts[0]
    known = one.sum(axis=1) > 0
    scores, spread = 100 * net_promoters(one[known]), 100 * errors(one[known])
    year = 100 * net_promoters(one.sum(axis=0))
    weeks = tuple(np.arange(1, WEEKS + 1)[known].tolist())
    usual = f"{np.mean(one.sum(axis=1)):.0f} answers a week"
    return Result(
        checks=(Check("mean square of deviations, in standard errors", square, error, "1", LOW, HIGH),),
        figure=Figure(
            "week",
            "net promoter score",
            weeks,
            (
                Series("mean of the year", (float(year),) * len(weeks), is_published=True),
                Series("answers of the week, first seed", tuple(scores), tuple(spread)),
            ),
        ),
        sentence=f"With {usual}, weekly scores differ from the year's by {np.sqrt(square):.2f} times what the variance "
        f"of a sample says, about {np.mean(spread):.0f} points.",
    )


PATTERN = Pattern(
    id="nps-noise",
    kind="C",
    claim="The net promoter score of a sample is as noisy as the variance of its three classes says.",
    source="the variance of a trinomial score; Eskildsen & Kristensen 2011, IEEE QR2MSE, on its precision",
    category="any",
    design="The baseline, in which every brand asks each customer twice a year whether he or she recommends it.",
    watches={"asked": Watch(ASKING, year_asked)},
    judge=judged,
)
