"""Who has a tie that left a provider is likelier to leave it, most of all soon after (Nitzan & Libai 2011).

Basis: all customers of all brands in three years after the burn-in. A customer is *exposed* in a week when a strong tie
left the brand that the customer has, in one of the 13 weeks before (then one of the next 13, and the next); the latest
such departure counts, and it must have come while the customer was with the brand. The event is leaving the brand for
another one; who leaves the market is no longer at risk. The hazard ratio is that of Mantel and Haenszel: exposed
customer-weeks against those not exposed for 39 weeks, within strata of brand, segment, year of tenure (first, second,
later) and strong ties (one, two, three or four, more; who has none is left out), since those who have more ties, or a
restless segment around them, see more departures whatever these do. The first 39 weeks only fill the memory.
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
    jackknife,
)
from experiments.validation.patterns.subscribers import LIFETIMES, WEEKS_A_YEAR
from sim.simulation import Simulation
from sim.state.tables import NOBODY

QUARTER, QUARTERS = 13, 3
MEMORY = QUARTER * QUARTERS
YEARS = 3
PUBLISHED = 1.8
LOWEST, HIGHEST = 1.4, 2.2
TENURES = (WEEKS_A_YEAR, 2 * WEEKS_A_YEAR)
TIES = (2, 3, 5)
"""Numbers of strong ties at which a new stratum begins."""
_NEVER = -10_000


def exposures_followed(simulation: Simulation) -> Watching:
    """Return departures and customer-weeks by stratum and quarter since a tie left, (strata, 4, 2); last: none did."""
    customer, tie = strong_ties(simulation)
    brands, segments = len(simulation.market.brands), len(simulation.market.segments)
    degree = np.bincount(customer, minlength=len(simulation.world.customers))
    has_ties = np.searchsorted(TIES, degree, side="right")
    last = np.full(len(degree), _NEVER)
    shape = (brands, segments, len(TENURES) + 1, len(TIES) + 1, QUARTERS + 1, 2)
    counts = np.zeros(shape)
    for week in range(1, MEMORY + YEARS * WEEKS_A_YEAR + 1):
        before = simulation.world.customers
        brand, segment = before["brand"].astype(int), before["segment"].astype(int)
        tenure = np.searchsorted(TENURES, before["tenure_weeks"], side="right")
        yield
        left = simulation.world.seen["left"].astype(int)
        after = simulation.world.customers["brand"]
        if week > MEMORY:
            since = (week - 1 - last) // QUARTER
            quarter = np.where(since < QUARTERS, since, QUARTERS)
            is_at_risk = (brand != NOBODY) & (degree > 0) & ((left == 0) | (after != NOBODY))
            strata = (brand, segment, tenure, has_ties, quarter)
            np.add.at(counts[..., 0], tuple(each[is_at_risk & (left > 0)] for each in strata), 1.0)
            np.add.at(counts[..., 1], tuple(each[is_at_risk] for each in strata), 1.0)
        has_brand = brand[customer] != NOBODY
        last[customer[has_brand & (left[tie] == brand[customer] + 1)]] = week
        last[after != brand] = _NEVER
    return {"counts": counts.reshape(-1, QUARTERS + 1, 2)}


def strong_ties(simulation: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """Return both ends of every strong tie, (ties,) rows of customers each; every tie is seen from both sides."""
    start, coded = simulation.world.tie_start, simulation.world.ties
    customer = np.repeat(np.arange(len(start) - 1), np.diff(start))
    is_strong = coded & 1 == 1
    return customer[is_strong], coded[is_strong] >> 1


def hazard_ratios(counts: np.ndarray) -> np.ndarray:
    """Return the hazard ratio in each quarter since a tie left, (3,), by Mantel and Haenszel over strata.

    Parameters
    ----------
    counts : (strata, 4, 2) departures and customer-weeks; the last row of a stratum is without exposure.
    """
    events, weeks = counts[..., 0], counts[..., 1]
    exposed, not_exposed = weeks[:, :-1], weeks[:, -1:]
    together = np.maximum(exposed + not_exposed, 1.0)
    above = (events[:, :-1] * not_exposed / together).sum(axis=0)
    below = (events[:, -1:] * exposed / together).sum(axis=0)
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)


def judged(samples: Samples) -> Result:
    """Compare the ratio of the first quarter with the published one, and check that it falls."""
    counts = samples["ties"]["counts"]
    ratios, errors = jackknife(hazard_ratios, counts)
    falls, fall_errors = jackknife(lambda total: hazard_ratios(total)[0] - hazard_ratios(total)[1:], counts)
    return Result(
        checks=(
            Check("hazard ratio in 13 weeks after a strong tie left", ratios[0], errors[0], "1.8", LOWEST, HIGHEST),
            Check("fall of it by the second quarter", falls[0], fall_errors[0], "falls", low=ABOVE_ZERO),
            Check("fall of it by the third quarter", falls[1], fall_errors[1], "falls", low=ABOVE_ZERO),
        ),
        figure=Figure(
            "weeks since a strong tie left",
            "hazard to leave, ratio to those without such a tie",
            ("1-13", "14-26", "27-39"),
            (
                Series("Nitzan & Libai 2011", (PUBLISHED, np.nan, np.nan), is_published=True),
                Series("simulated", tuple(ratios), tuple(errors)),
            ),
        ),
        sentence="The hazard is "
        + ", ".join(f"{ratio:.2f}" for ratio in ratios)
        + " times that of others in the three quarters after a strong tie left.",
    )


PATTERN = Pattern(
    id="neighbour-departure",
    kind="C",
    claim="A tie that left raises the hazard to leave by 80 %, most in the first month; then the effect decays.",
    source="Nitzan & Libai 2011, Journal of Marketing 75(6):24-38",
    category="contractual",
    design="The baseline. For three years, customers of whom a strong tie has left the brand they have in common in "
    "the last 13, 14 to 26, and 27 to 39 weeks, against others of the same brand, segment, tenure and number of ties.",
    watches={"ties": Watch(LIFETIMES, exposures_followed)},
    judge=judged,
)
