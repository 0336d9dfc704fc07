"""When nothing happens, nothing moves.

Basis: the baseline of the market under test over the horizon that it reports, each brand that has customers at the
start. Share is that of the brand in all people who have one, per cent; both share and net promoter score (of all
customers, in truth) are means of a quarter (13 weeks), churn is that of a year: customers lost over mean customers.
Each series is the mean over seeds, and its distance is from its own mean over the horizon; what counts is the farthest
part of the farthest brand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from experiments.validation.pattern import Check, Figure, Pattern, Result, Samples, Series, Watch, Watching, jackknife
from experiments.validation.patterns.contrasts import incumbents
from experiments.validation.patterns.subscribers import LIFETIMES, WEEKS_A_YEAR
from sim.rules.loyalty import DETRACTORS, PROMOTERS
from sim.simulation import Simulation

QUARTER = 13


def horizon_followed(simulation: Simulation) -> Watching:
    """Return of every week and brand customers, losses, and promoters less detractors, (weeks, B, 3); and the names."""
    weeks, brands = [], incumbents(simulation)
    for _ in range(int(simulation.market.category.horizon_weeks)):
        yield
        booked = simulation.totals[[*brands]]
        recommenders = booked["recommenders"].sum(axis=1)
        figures = [booked["customers"].sum(axis=1), booked["losses"].sum(axis=1)]
        weeks.append(np.stack([*figures, recommenders[:, PROMOTERS] - recommenders[:, DETRACTORS]], axis=1))
    return {"weeks": np.array(weeks), "brand": np.array([*brands.values()])}


def parts(weeks: np.ndarray, length: int) -> np.ndarray:
    """Return sums over parts of the horizon of equal length, (parts, B, 3); what is left over at the end is dropped."""
    whole = len(weeks) // length
    return weeks[: whole * length].reshape(whole, length, *weeks.shape[1:]).sum(axis=1)


def shares(weeks: np.ndarray) -> np.ndarray:
    """Return shares of customers by quarter and brand, %."""
    customers = parts(weeks, QUARTER)[..., 0]
    return 100 * customers / customers.sum(axis=1, keepdims=True)


def churn(weeks: np.ndarray) -> np.ndarray:
    """Return yearly churn by year and brand, %."""
    years = parts(weeks, WEEKS_A_YEAR)
    return 100 * WEEKS_A_YEAR * years[..., 1] / years[..., 0]


def nps(weeks: np.ndarray) -> np.ndarray:
    """Return net promoter scores by quarter and brand, points."""
    quarters = parts(weeks, QUARTER)
    return 100 * quarters[..., 2] / quarters[..., 0]


LIMITS: Mapping[str, tuple[Callable[[np.ndarray], np.ndarray], float]] = {
    "share of a quarter, points": (shares, 1.0),
    "yearly churn, points": (churn, 1.5),
    "net promoter score of a quarter, points": (nps, 3.0),
}
"""Figure in words -> how it is made of weeks, and the largest distance from its mean."""


def distances(series: np.ndarray) -> np.ndarray:
    """Return how far each brand gets from its mean, (B,), from a series (parts, B)."""
    return np.abs(series - series.mean(axis=0)).max(axis=0)


def farthest_of(figure: Callable[[np.ndarray], np.ndarray], weeks: np.ndarray) -> float:
    """Return how far the farthest brand gets from its mean in a figure."""
    return float(distances(figure(weeks)).max())


def judged(samples: Samples) -> Result:
    """Check the farthest brand in each of the three figures."""
    weeks, names = samples["baseline"]["weeks"], samples["baseline"]["brand"][0]
    total = weeks.sum(axis=0)
    checks, farthest = [], []
    for words, (figure, most) in LIMITS.items():
        found = jackknife(partial(farthest_of, figure), weeks)
        checks.append(Check(f"farthest from its mean: {words}", *found, "0", 0.0, most))
        farthest.append(f"{names[int(np.argmax(distances(figure(total))))]} in {words.partition(',')[0]}")
    curves, errors = jackknife(lambda counts: nps(counts) - nps(counts).mean(axis=0), weeks)
    return Result(
        checks=tuple(checks),
        figure=Figure(
            "quarter",
            "net promoter score less its mean, points",
            tuple(range(1, len(curves) + 1)),
            tuple(
                Series(str(name), tuple(curves[:, brand]), tuple(errors[:, brand])) for brand, name in enumerate(names)
            ),
        ),
        sentence=f"Farthest from their means are: {'; '.join(farthest)}.",
    )


PATTERN = Pattern(
    id="steady-baseline",
    kind="C",
    claim="When nothing happens nothing moves.",
    source="a condition of every comparison",
    category="any",
    design="The baseline over the reported horizon, each brand: shares and net promoter scores of quarters, churn of "
    "years.",
    watches={"baseline": Watch(LIFETIMES, horizon_followed)},
    judge=judged,
)
