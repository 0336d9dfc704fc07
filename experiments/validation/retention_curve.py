"""Most of a cohort's losses come early, and those who stay become more loyal (Fader & Hardie 2007).

Basis: everybody who becomes a customer of any brand in the first year after the burn-in, counted from the first week of
the relation. "Still a customer" in year t means: has been with this brand without interruption for 52 t weeks. Who
leaves the market counts as lost; who comes back to the brand has begun again and is not counted.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

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
    Watching,
    mean_and_error,
    published,
)
from sim.simulation import Simulation

YEARS = 12
WEEKS = 52
PUBLISHED = "retention_regular"


def cohort_counted(simulation: Simulation, ages: Sequence[int]) -> Generator[None, None, np.ndarray]:
    """Return how many of the first year's new customers are still there at some ages, (ages, brands, segments).

    Parameters
    ----------
    simulation : after its burn-in; a week is lived at every ``yield``.
    ages : weeks since the relation began; age 0 is the whole cohort.
    """
    counts = np.zeros((len(ages), len(simulation.market.brands), len(simulation.market.segments)))
    for week in range(1, WEEKS + max(ages) + 1):
        yield
        customers = simulation.world.customers
        for position, age in enumerate(ages):
            if age < week <= age + WEEKS:
                still = customers[(customers["brand"] >= 0) & (customers["tenure_weeks"] == age)]
                np.add.at(counts[position], (still["brand"], still["segment"]), 1)
    return counts


def cohort_followed(simulation: Simulation) -> Watching:
    """Return the share of the first year's new customers who are still there after 0 to 12 years."""
    counts = yield from cohort_counted(simulation, [WEEKS * year for year in range(YEARS + 1)])
    customers = counts.sum(axis=(1, 2))
    return {"share": customers / customers[0]}


def judged(samples: Samples) -> Result:
    """Compare the curve with the published one, and ask whether yearly retention rises."""
    shares = samples["baseline"]["share"]
    curve, error = mean_and_error(100 * shares)
    real = published(PUBLISHED)["percent_still_customer"].to_numpy(float)
    distance, distance_error = mean_and_error(np.abs(100 * shares[:, 1:] - real[1:]).mean(axis=1))
    yearly = shares[:, 1:] / shares[:, :-1]
    steps, step_error = mean_and_error(np.diff(yearly, axis=1))
    worst = int(np.argmin(steps))
    retention = mean_and_error(yearly)[0]
    return Result(
        checks=(
            Check("mean absolute error over 12 years, points", distance, distance_error, "0", 0, 3),
            Check(
                "smallest rise of yearly retention, points",
                100 * steps[worst],
                100 * step_error[worst],
                "above 0 (.631 -> .945)",
                low=float(-2 * 100 * np.nan_to_num(step_error[worst])),
            ),
        ),
        figure=Figure(
            "years since the first contract",
            "% of the cohort still customers",
            tuple(range(YEARS + 1)),
            (
                Series("Fader & Hardie 2007", tuple(real), is_published=True),
                Series("simulated", tuple(curve), tuple(error)),
            ),
        ),
        sentence=f"Yearly retention rises from {retention[0]:.3f} to {retention[-1]:.3f}.",
    )


PATTERN = Pattern(
    id="retention-curve",
    kind="C",
    claim="Of a yearly cohort 63.1 % are still customers after one year and 17.3 % after twelve; yearly retention "
    "rises from .631 to .945.",
    source="Fader & Hardie 2007, Journal of Interactive Marketing 21(1):76-90, segment Regular",
    category="contractual",
    design="Thirteen years of the baseline; everybody who joins a brand in the first year is followed for twelve.",
    watches={"baseline": Watch(Design(), cohort_followed)},
    judge=judged,
)
