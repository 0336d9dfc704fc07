"""The best brands of the world reach a net promoter score of 70 to 80, not 97, and still lose customers.

Basis: from week 1 on everything is perfect at the focus brand, for three years: quality is 1 in all dimensions at
every touchpoint, no trouble arises, help solves everything at once and nobody waits, deliveries come in half the
promised time and never go astray, the offer covers every need and explains itself, advice is perfect. Price and
promise stay as they are, and so do rivals. Net promoter score (all customers of the brand, in truth) and churn are
those of the third year. Churn must not fall below 2 % a year: some people move, die, or try something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.validation.pattern import Check, Figure, Pattern, Result, Samples, Series, Watch, Watching, jackknife
from experiments.validation.patterns.contrasts import lever, stepped, twin_of
from experiments.validation.patterns.shopping import focus_of
from experiments.validation.patterns.subscribers import LIFETIMES, WEEKS_A_YEAR
from sim.rules.loyalty import DETRACTORS, PROMOTERS
from sim.simulation import Simulation

YEARS = 3
BEST = (70.0, 80.0)
LOWEST, HIGHEST = 65.0, 88.0
LEAST_CHURN = 2.0
PERFECT = {
    "touchpoints.*.quality.*": 1.0,
    "brand.offer.breadth": 1.0,
    "brand.offer.usability": 1.0,
    "brand.offer.onboarding": 1.0,
    "brand.relationship.guidance": 1.0,
    "brand.operations.lead_spread": 0.0,
    "brand.operations.incident_probability": 0.0,
    "brand.operations.order_capacity": 1.0,
    "brand.operations.support_agents": 2000.0,
    "brand.operations.solving_probability": 1.0,
    "brand.operations.fast_share": 1.0,
}
"""Number -> its perfect value, of the focus brand where a number is one of brands."""
WITHOUT_TROUBLE = {"causes.*.weekly_probability": 0.0, "causes.*.order_probability": 0.0}


def perfection(simulation: Simulation) -> list[Mapping[str, Any]]:
    """Return the levers that make the focus brand perfect."""
    market = simulation.market
    days = market.model_dump()["brands"][market.focus]["promise"]["delivery_days"]
    numbers = PERFECT | (WITHOUT_TROUBLE if market.causes else {}) | {"brand.operations.lead_days": 0.5 * days}
    return [lever(path, to=value) for path, value in numbers.items()]


def perfect_years_followed(simulation: Simulation) -> Watching:
    """Return customer-weeks, losses, and promoters less detractors by year, (3, 3), of the perfect focus brand."""
    perfect, focus = twin_of(simulation, *perfection(simulation)), focus_of(simulation)
    years = np.zeros((YEARS, 3))
    for year in range(YEARS):
        for _ in range(WEEKS_A_YEAR):
            yield
            booked = stepped(perfect).totals[focus]
            recommenders = booked["recommenders"].sum(axis=0)
            gap = recommenders[PROMOTERS] - recommenders[DETRACTORS]
            years[year] += booked["customers"].sum(), booked["losses"].sum(), gap
    return {"years": years}


def nps(years: np.ndarray) -> np.ndarray:
    """Return the net promoter score of each year."""
    return 100 * years[:, 2] / years[:, 0]


def churn(years: np.ndarray) -> np.ndarray:
    """Return the churn of each year, %."""
    return 100 * WEEKS_A_YEAR * years[:, 1] / years[:, 0]


def judged(samples: Samples) -> Result:
    """Check the score and the churn of the last year."""
    years = samples["perfect"]["years"]
    score, error = jackknife(nps, years)
    leaving, leaving_error = jackknife(churn, years)
    return Result(
        checks=(
            Check("net promoter score in the third year", score[-1], error[-1], "70-80", LOWEST, HIGHEST),
            Check("churn in the third year, % a year", leaving[-1], leaving_error[-1], "some", low=LEAST_CHURN),
        ),
        figure=Figure(
            "year of perfection",
            "net promoter score",
            tuple(range(1, YEARS + 1)),
            (
                *(
                    Series(f"{end} of the best brands", (level,) * YEARS, is_published=True)
                    for end, level in zip(("lower end", "upper end"), BEST, strict=True)
                ),
                Series("simulated", tuple(score), tuple(error)),
            ),
        ),
        sentence=f"With everything perfect the net promoter score is {score[-1]:.0f} in the third year, and "
        f"{leaving[-1]:.1f} % leave in that year.",
    )


PATTERN = Pattern(
    id="ceiling",
    kind="C",
    claim="The best brands of the world reach net promoter scores of 70 to 80, not 97.",
    source="published benchmarks of net promoter scores",
    category="any",
    design="Everything is perfect at the focus brand from week 1: quality, no trouble, help, delivery, offer, advice; "
    "price and promise stay. Score and churn of the third year.",
    watches={"perfect": Watch(LIFETIMES, perfect_years_followed)},
    judge=judged,
)
