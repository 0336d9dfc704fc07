"""First purchases of a new category follow the curve of Bass (Sultan, Farley & Lehmann 1990).

Basis: the market under test as if its category were new: it is open to nobody at the start, there is no burn-in, and
nobody is a customer. Adverts and word of mouth open it to people one by one. A first purchase is the first order of a
person from any brand; they are counted by years, as sales are in the literature. An entrant to a mature market would
not be a new category.
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
    Watching,
    mean_and_error,
)
from experiments.validation.patterns.bass import bought, fitted
from sim.simulation import Simulation
from sim.state.tables import Buying

YEARS, WEEKS = 15, 52
INNOVATION, IMITATION = 0.03, 0.38
"""Means over 213 published applications, a year."""

NEW = Design(
    customers=5000,
    seeds=12,
    levers=(
        {"set": "category.aware_share", "to": 0.0, "from_week": 0},
        {"set": "category.burn_in_weeks", "to": 0.0, "from_week": 0},
    ),
)


def first_purchases_counted(simulation: Simulation) -> Watching:
    """Return the share of people who buy for the first time in each year, (15,)."""
    has_bought = np.zeros(len(simulation.world.customers), bool)
    buyers = [0.0]
    for _ in range(YEARS):
        for _ in range(WEEKS):
            yield
            has_bought |= simulation.world.customers["buying"] == Buying.ORDERED
        buyers.append(has_bought.mean())
    return {"bought": np.diff(buyers)}


def judged(samples: Samples) -> Result:
    """Fit the curve of Bass to the first purchases of each seed."""
    shares = samples["new"]["bought"]
    fits = np.array([fitted(each) for each in shares])
    potential, innovation, imitation, r2 = zip(*mean_and_error(fits), strict=True)
    means, errors = mean_and_error(100 * shares)
    years = np.arange(1.0, YEARS + 1)
    return Result(
        checks=(
            Check("variance explained by the curve, R2", *r2, "high", 0.95, 1.0),
            Check("innovation p, a year", *innovation, "about .03 (.001-.04)", 0.001, 0.04),
            Check("imitation q, a year", *imitation, "about .38 (.2-.6)", 0.2, 0.6),
        ),
        figure=Figure(
            "year",
            "% of all people who buy for the first time",
            tuple(int(year) for year in years),
            (
                Series(
                    f"curve of Bass with p = {INNOVATION} and q = {IMITATION}",
                    tuple(100 * bought(years, 1.0, INNOVATION, IMITATION)),
                    is_published=True,
                ),
                Series("simulated", tuple(means), tuple(errors)),
                Series("curve fitted to it", tuple(100 * bought(years, potential[0], innovation[0], imitation[0]))),
            ),
        ),
        sentence=f"First purchases peak in year {1 + int(np.argmax(means))}; {means.sum():.0f} % of all people have "
        f"bought after {YEARS} years.",
    )


PATTERN = Pattern(
    id="bass-diffusion",
    kind="C",
    claim="First purchases of a new category follow a Bass curve with p about .03 and q about .38 a year.",
    source="Sultan, Farley & Lehmann 1990, Journal of Marketing Research 27(1):70-77; Bass 1969",
    category="any",
    design="The market as a new category: open to nobody at the start, no burn-in; first orders in each of 15 years.",
    watches={"new": Watch(NEW, first_purchases_counted)},
    judge=judged,
)
