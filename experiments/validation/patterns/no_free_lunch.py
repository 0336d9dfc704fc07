"""A modest promise disappoints nobody and attracts few (Kirmani & Rao 2000).

Basis: in weeks 1 to 13 of the baseline it is measured what quality the focus brand delivers at each stage. Two worlds
then go on from the same week, with the same people and random numbers: an *honest* one in which its promise at each
stage is what it delivers, and a *modest* one in which it is .1 lower. Gains (new customers) are compared over the
first quarter after, share (of all people who have a brand) in the last week of the first year after.
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
from experiments.validation.patterns.contrasts import lever, of_brand, stepped, twin_of
from experiments.validation.patterns.shopping import focus_of
from experiments.validation.patterns.subscribers import LIFETIMES, WEEKS_A_YEAR
from sim.simulation import Simulation
from sim.state.tables import STAGES

QUARTER = 13
MODESTY = 0.1


def promises_tried(simulation: Simulation) -> Watching:
    """Return gains by quarter, (2, 4), and customers and all who have a brand after a year, (2, 2).

    The first row is the honest world, the second the modest one.
    """
    focus = focus_of(simulation)
    delivered, encounters = np.zeros((2, len(STAGES)))
    for _ in range(QUARTER):
        yield
        delivered += simulation.totals["delivered"][focus].sum(axis=0)
        encounters += simulation.totals["encounters"][focus].sum(axis=0)
    quality = np.divide(delivered, encounters, out=np.full(len(STAGES), np.nan), where=encounters > 0)
    twins = [promising(simulation, quality - modesty) for modesty in (0.0, MODESTY)]
    gains = np.zeros((len(twins), WEEKS_A_YEAR // QUARTER))
    for week in range(WEEKS_A_YEAR):
        yield
        for row, twin in enumerate(twins):
            gains[row, week // QUARTER] += of_brand(stepped(twin), "gains", focus)
    share = [(of_brand(twin, "customers", focus), np.sum(twin.totals["customers"][:-1])) for twin in twins]
    return {"gains": gains, "share": np.array(share)}


def promising(simulation: Simulation, promise: np.ndarray) -> Simulation:
    """Return a twin in which the focus brand makes this promise from next week on; NaN where it stays as it is."""
    levels = zip(STAGES, np.clip(promise, 0.0, 1.0), strict=True)
    week = simulation.week + 1
    known = [(stage, level) for stage, level in levels if not np.isnan(level)]
    return twin_of(simulation, *(lever(f"brand.promise.{stage}", week, to=float(level)) for stage, level in known))


def change(pair: np.ndarray) -> np.ndarray:
    """Return by how many per cent the second of two worlds differs from the first."""
    return 100 * (pair[1] / pair[0] - 1)


def share_lost(share: np.ndarray) -> float:
    """Return the difference of shares, points, from customers and all people with a brand, (2, 2)."""
    return float(np.diff(100 * share[:, 0] / share[:, 1])[0])


def judged(samples: Samples) -> Result:
    """Check that modesty costs gains at once, and share after a year."""
    gains, share = samples["promises"]["gains"], samples["promises"]["share"]
    changes, errors = jackknife(change, gains)
    lost, lost_error = jackknife(share_lost, share)
    return Result(
        checks=(
            Check("gains of the first quarter, change in %", changes[0], errors[0], "below 0", high=-ABOVE_ZERO),
            Check("share after a year, change in points", lost, lost_error, "below 0", high=-ABOVE_ZERO),
        ),
        figure=Figure(
            "quarter after the promise",
            "gains by the modest promise, change in %",
            tuple(range(1, len(changes) + 1)),
            (Series("simulated", tuple(changes), tuple(errors)),),
        ),
        sentence=f"A promise that is .1 below what is delivered changes gains by {changes[0]:+.1f} % in the first "
        f"quarter and share by {lost:+.2f} points after a year, against an honest one.",
    )


PATTERN = Pattern(
    id="no-free-lunch",
    kind="C",
    claim="A modest promise disappoints nobody, and attracts few.",
    source="Kirmani & Rao 2000, Journal of Marketing 64(2):66-79, signals of unobservable quality",
    category="any",
    design="The focus brand promises at each stage what it delivers, or .1 less, from week 14; all else is equal. New "
    "customers of the first quarter, and share after a year.",
    watches={"promises": Watch(LIFETIMES, promises_tried)},
    judge=judged,
)
