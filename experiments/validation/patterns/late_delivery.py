"""A late delivery is punished much more than an early one is thanked for, and after a week it is lost (Olist 2016-18).

Basis: deliveries of the year after the burn-in of :mod:`experiments.validation.patterns.shopping`, to people who keep
diaries. Everybody is asked, as there: the marketplace mailed all its customers, and nearly all orders have a rating.
Days late are counted from the end of the promised day: "on date" is the last day of the promise, "1-2 days" the two
days after.
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
    jackknife,
    published,
)
from experiments.validation.patterns.shopping import BURN_IN, SHOPS, deliveries_judged
from sim.simulation import Simulation

YEAR = 52
LAST_DAYS = (-1.0, 0.0, 2.0, 7.0)
"""Days late with which each bucket but the last ends: early, on date, 1-2 days, 3-7 days, more."""
LABELS = ("early", "on date", "1-2", "3-7", "over 7")
SPANS = ((-np.inf, 0.0), (0.0, 7.0), (7.0, 14.0))
"""Days late over which slopes are taken: early, the first week, the second."""


def deliveries_asked(simulation: Simulation) -> Watching:
    """Return deliveries and their stars by bucket, (5, 2), and the moments of days and stars by span, (3, 5)."""
    for _ in range(BURN_IN):
        yield
    judged_deliveries = []
    for _ in range(YEAR):
        yield
        judged_deliveries.append(deliveries_judged(simulation))
    days, stars = np.concatenate(judged_deliveries).T
    return {"buckets": buckets_of(days, stars), "moments": moments_of(days, stars)}


def buckets_of(days: np.ndarray, stars: np.ndarray) -> np.ndarray:
    """Return the number of deliveries and the sum of their stars in each bucket, (5, 2)."""
    bucket = np.searchsorted(LAST_DAYS, days, side="left")
    return np.stack(
        [np.bincount(bucket, weights, minlength=len(LAST_DAYS) + 1) for weights in (np.ones(len(stars)), stars)], axis=1
    )


def moments_of(days: np.ndarray, stars: np.ndarray) -> np.ndarray:
    """Return number and sums of days, stars, days x days and days x stars over each span, (3, 5)."""
    spans = []
    for low, high in SPANS:
        inside = (days > low) & (days <= high)
        x, y = days[inside], stars[inside]
        spans.append([x.size, x.sum(), y.sum(), x @ x, x @ y])
    return np.array(spans)


def slopes(moments: np.ndarray) -> np.ndarray:
    """Return the regression slope of stars on days late in each span, stars a day, (3,)."""
    n, x, y, xx, xy = moments.T
    return (xy / n - x / n * y / n) / (xx / n - (x / n) ** 2)


def judged(samples: Samples) -> Result:
    """Compare ratings by delay with the published ones, and the slopes before and after the promised date."""
    real = published("delivery_delay_ratings")
    buckets, moments = samples["asked"]["buckets"], samples["asked"]["moments"]
    with np.errstate(invalid="ignore", divide="ignore"):  # a small world may have no delivery that late
        means, errors = jackknife(lambda total: total[:, 1] / total[:, 0], buckets)
        early, first, second = slopes(moments.sum(axis=0))
        late_by_early = jackknife(lambda total: slopes(total)[1] / slopes(total)[0], moments)
        second_by_first = jackknife(lambda total: slopes(total)[2] / slopes(total)[1], moments)
    scores = zip(real["bucket"], real["mean_score"], means, errors, strict=True)
    return Result(
        checks=(
            *(
                Check(f"rating, {bucket}, stars", mean, error, f"{score:.2f}", score - 0.35, score + 0.35)
                for bucket, score, mean, error in scores
            ),
            Check("stars lost by a day late / won by a day early", *late_by_early, "10 or more", low=10.0),
            Check(
                "stars lost by a day in the second week late / in the first",
                *second_by_first,
                "small: saturates after about a week",
                high=0.25,
            ),
        ),
        figure=Figure(
            "days late",
            "mean rating when everybody is asked, stars",
            LABELS,
            (
                Series("Olist 2016-18", tuple(real["mean_score"]), is_published=True),
                Series("simulated", tuple(means), tuple(errors)),
            ),
        ),
        sentence=f"A day late costs {-first:.2f} stars in the first week and {-second:.2f} in the second; "
        f"a day early wins {-early:.3f}.",
    )


PATTERN = Pattern(
    id="late-delivery",
    kind="C",
    claim="Ratings by delay: early 4.29, on date 4.03, 1-2 days late 3.51, 3-7 days 2.23, more 1.70.",
    source="Aggregate of 96,353 orders of the public Olist data, 2016-18",
    category="repeat_purchase",
    design="The baseline. Every delivery of the year after the burn-in is rated, whether who receives it would post or "
    "not.",
    watches={"asked": Watch(SHOPS, deliveries_asked)},
    judge=judged,
)
