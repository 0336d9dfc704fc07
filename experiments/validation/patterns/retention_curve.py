"""Most of a cohort's losses come early, and those who stay become more loyal (Fader & Hardie 2007).

Basis: everybody who becomes a customer of any brand in the first year after the burn-in, counted from the first week of
the relation. "Still a customer" in year t means: has been with this brand without interruption for 52 t weeks.
Customers who leave the market count as lost; those who return to the brand start anew and are not counted.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

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
from experiments.validation.patterns.subscribers import LIFETIMES, WEEKS_A_YEAR
from sim.simulation import Simulation

YEARS = 12
PUBLISHED = "retention_regular"
MOST_DISTANCE = 3.0
MOST_NOISE = 3.0
"""How many standard errors a year's retention may fall short of that of the year before; of eleven steps the unluckiest
is nearly always within three."""


def cohort_counted(simulation: Simulation, ages: Sequence[int]) -> Generator[None, None, np.ndarray]:
    """Return how many of the first year's new customers are still there at some ages, (ages, brands, segments).

    Parameters
    ----------
    simulation : after its burn-in; a week is simulated at every ``yield``.
    ages : weeks since the relation began; age 0 is the whole cohort.
    """
    counts = np.zeros((len(ages), len(simulation.market.brands), len(simulation.market.segments)))
    for week in range(1, WEEKS_A_YEAR + max(ages) + 1):
        yield
        customers = simulation.world.customers
        for position, age in enumerate(ages):
            if age < week <= age + WEEKS_A_YEAR:
                still = customers[(customers["brand"] >= 0) & (customers["tenure_weeks"] == age)]
                np.add.at(counts[position], (still["brand"], still["segment"]), 1)
    return counts


def cohort_followed(simulation: Simulation) -> Watching:
    """Return how many of the first year's new customers are still there after 0 to 12 years, (13,)."""
    counts = yield from cohort_counted(simulation, [WEEKS_A_YEAR * year for year in range(YEARS + 1)])
    return {"customers": counts.sum(axis=(1, 2))}


def survival(customers: np.ndarray) -> np.ndarray:
    """Return the per cent of a cohort that are still there, from its customers after 0, 1, ... years."""
    return 100 * customers / customers[0]


def yearly_retention(customers: np.ndarray) -> np.ndarray:
    """Return the share of those who were there a year before, year by year."""
    return customers[1:] / customers[:-1]


def judged(samples: Samples) -> Result:
    """Compare the curve with the published one, and check whether yearly retention rises."""
    customers = samples["baseline"]["customers"]
    real = published(PUBLISHED)["percent_still_customer"].to_numpy(float)
    curve, error = jackknife(survival, customers)
    distance = jackknife(lambda total: np.abs(survival(total) - real)[1:].mean(), customers)
    yearly, _ = jackknife(yearly_retention, customers)
    steps, step_errors = jackknife(lambda total: np.diff(yearly_retention(total)), customers)
    with np.errstate(invalid="ignore", divide="ignore"):
        in_errors = steps / step_errors
    return Result(
        checks=(
            Check("mean absolute error over 12 years, points", *distance, "0", 0.0, MOST_DISTANCE),
            Check(
                "smallest rise of yearly retention, in its standard errors",
                float(np.min(in_errors)),
                np.nan,
                "rises from .631 to .945",
                low=-MOST_NOISE,
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
        sentence=f"Yearly retention rises from {yearly[0]:.3f} to {yearly[-1]:.3f}.",
    )


PATTERN = Pattern(
    id="retention-curve",
    kind="C",
    claim="Of a yearly cohort 63.1 % are still customers after one year and 17.3 % after twelve; yearly retention "
    "rises from .631 to .945.",
    source="Fader & Hardie 2007, Journal of Interactive Marketing 21(1):76-90, segment Regular",
    category="contractual",
    design="Thirteen years of the baseline; everybody who joins a brand in the first year is followed for twelve.",
    watches={"baseline": Watch(LIFETIMES, cohort_followed)},
    judge=judged,
)
