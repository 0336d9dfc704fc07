"""What is remembered of a stretch follows its peak and its end more than its mean (Redelmeier & Kahneman 1996).

Basis: the stretch is the half-year after the burn-in; everybody counts who has been with the same brand from its
beginning to its end, without interruption, and met it at least five times in it. The *peak* of a stretch is the
impression that is largest in size, the *end* the last one, and the *mean* that of all impressions of encounters with
the brand. What is remembered is the remembered experience (from which recommendation and reviews follow) at the end of
the stretch. It is regressed on peak and end, and on the mean, over all these customers of a seed; R2 is adjusted for
the number of regressors. The image of the brand is another state: it may follow frequency.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import (
    ABOVE_ZERO,
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
from experiments.validation.patterns.loss_aversion import own_brand, own_encounters
from experiments.validation.patterns.review_j_shape import memories
from experiments.validation.patterns.subscribers import SUBSCRIBERS
from sim.simulation import Simulation
from sim.state.tables import NOBODY

WEEKS = 26
FEWEST = 5
"""Encounters below which a stretch has no peak to speak of."""


def stretch_followed(simulation: Simulation) -> Watching:
    """Return how much of what is remembered is explained by peak and end, and by the mean."""
    n_customers = len(simulation.world.customers)
    stayed = simulation.world.customers["brand"] != NOBODY
    peak, end, total, met = np.zeros((4, n_customers))
    for _ in range(WEEKS):
        brand = own_brand(simulation)
        yield
        stayed &= simulation.world.seen["left"] == 0
        notes = own_encounters(simulation, brand)
        who, felt = notes["who"], notes["c"].astype(float)
        end[who] = felt  # notes stand in the order of events, so that the last one remains
        total += np.bincount(who, felt, n_customers)
        met += np.bincount(who, minlength=n_customers)
        for highest in (np.maximum, np.minimum):
            extreme = peak.copy()
            highest.at(extreme, who, felt)
            peak = np.where(np.abs(extreme) > np.abs(peak), extreme, peak)
    counts = stayed & (met >= FEWEST)
    remembered = np.full(n_customers, np.nan)
    remembered[np.flatnonzero(simulation.world.customers["brand"] >= 0)] = memories(simulation)
    found, mean = remembered[counts], (total[counts] / met[counts])
    return {"peak_end": explained(found, peak[counts], end[counts]), "mean": explained(found, mean)}


def explained(remembered: np.ndarray, *regressors: np.ndarray) -> float:
    """Return the share of variance explained by a linear regression, R2 adjusted for the number of regressors."""
    n = len(remembered)
    free = n - len(regressors) - 1
    if free < 1 or remembered.std() == 0:
        return np.nan
    design = np.column_stack([np.ones(n), *regressors])
    rest = remembered - design @ np.linalg.lstsq(design, remembered, rcond=None)[0]
    return float(1 - (rest @ rest / free) / (remembered.var() * n / (n - 1)))


def judged(samples: Samples) -> Result:
    """Check which of the two explains more."""
    seen = samples["stretch"]
    lead, error = mean_and_error(seen["peak_end"] - seen["mean"])
    found = [mean_and_error(seen[name]) for name in ("peak_end", "mean")]
    shares, errors = zip(*found, strict=True)
    return Result(
        checks=(Check("R2 of peak and end less R2 of the mean", lead, error, "above 0", low=ABOVE_ZERO),),
        figure=Figure(
            "regressors",
            "variance of what is remembered that they explain, R2",
            ("peak and end", "mean"),
            (Series("simulated", tuple(map(float, shares)), tuple(map(float, errors))),),
        ),
        sentence=f"Peak and end of half a year explain {100 * shares[0]:.0f} % of the variance of what is remembered, "
        f"the mean {100 * shares[1]:.0f} %.",
    )


PATTERN = Pattern(
    id="peak-end",
    kind="C",
    claim="What is remembered of a stretch of experience follows its peak and its end more than its mean.",
    source="Redelmeier & Kahneman 1996, Pain 66(1):3-8; Kahneman et al. 1993, Psychological Science 4(6):401-405",
    category="contractual",
    design="The baseline. Customers who are with one brand for the half-year after the burn-in: their remembered "
    "experience at its end, regressed on the most extreme and the last impression of all encounters, and on the mean.",
    watches={"stretch": Watch(SUBSCRIBERS, stretch_followed)},
    judge=judged,
)
