"""A price rise hurts more than a cut of the same size helps (Kalyanaram & Winer 1995; Mazumdar et al. 2005).

Basis: everybody who is a customer of the focus brand at the end of the burn-in; with a price 5 % higher, 5 % lower, and
unchanged from week 1. A departure is the first time that one of them leaves the brand within the half-year after, for
whatever reason. The ratio is departures added by the rise over departures saved by the cut.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import Check, Figure, Pattern, Result, Samples, Series, Watch, Watching, jackknife
from experiments.validation.patterns.contrasts import priced
from experiments.validation.patterns.shopping import focus_of
from experiments.validation.patterns.subscribers import LIFETIMES, WEEKS_A_YEAR
from sim.simulation import Simulation

WORLDS = ("cut", "unchanged", "rise")
FACTORS = (0.95, 1.0, 1.05)
LOWEST, HIGHEST = 1.3, 4.0


def departures_counted(simulation: Simulation) -> Watching:
    """Return how many customers the focus brand had, and how many of them left within half a year."""
    focus = focus_of(simulation)
    is_asked = simulation.world.customers["brand"] == focus
    has_left = np.zeros(len(is_asked), bool)
    for _ in range(WEEKS_A_YEAR // 2):
        yield
        has_left |= simulation.world.seen["left"] == focus + 1
    return {"customers": is_asked.sum(), "departures": (has_left & is_asked).sum()}


def rise_over_cut(departures: np.ndarray) -> float:
    """Return departures added by the rise / departures saved by the cut; NaN unless there are some of both.

    Parameters
    ----------
    departures : (3,) after the cut, without a change, after the rise.
    """
    saved, added = np.diff(departures)
    return float(added / saved) if saved > 0 and added > 0 else np.nan


def judged(samples: Samples) -> Result:
    """Compare the effects of both changes."""
    departures = np.stack([samples[world]["departures"] for world in WORLDS], axis=1)
    customers = samples["unchanged"]["customers"].sum()
    ratio, error = jackknife(rise_over_cut, departures)
    percent = 100 * departures.sum(axis=0) / customers
    changes, change_error = jackknife(lambda total: 100 * (total - total[1]) / total[1], departures)
    return Result(
        checks=(Check("departures added by the rise / saved by the cut", ratio, error, "above 1", LOWEST, HIGHEST),),
        figure=Figure(
            "price",
            "departures in half a year, % of those without a change",
            ("5 % lower", "5 % higher"),
            (Series("simulated", tuple(changes[[0, 2]]), tuple(change_error[[0, 2]])),),
        ),
        sentence=f"In half a year {percent[1]:.2f} % leave, {percent[2]:.2f} % after a rise by 5 % and "
        f"{percent[0]:.2f} % after a cut.",
    )


PATTERN = Pattern(
    id="price-rise-asymmetry",
    kind="C",
    claim="A price rise hurts more than a cut of the same size helps.",
    source="Kalyanaram & Winer 1995, Marketing Science 14(3):G161-G169; Mazumdar, Raj & Sinha 2005, Journal of "
    "Marketing 69(4):84-102",
    category="contractual",
    design="All customers of the focus brand at the end of the burn-in, with its price 5 % lower, unchanged and 5 % "
    "higher from week 1. First departures within 26 weeks.",
    watches={
        world: Watch(LIFETIMES if factor == 1.0 else priced(factor), departures_counted)
        for world, factor in zip(WORLDS, FACTORS, strict=True)
    },
    judge=judged,
)
