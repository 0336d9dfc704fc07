"""Of those with a problem about half tell the front line, and one to ten in a hundred reach headquarters (TARP).

Basis: all problems of all brands in the two years after the burn-in that came to be told or kept silent. A problem is
trouble grave enough to complain of. Headquarters know of those that are written down, at the usual share.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import Check, Figure, Pattern, Result, Samples, Series, Watch, Watching, jackknife
from experiments.validation.patterns.listeners import ASKING, WEEKS
from sim.simulation import Simulation
from sim.state.folding import real_people
from sim.state.tables import WRITTEN_DOWN

STEPS = ("tell the front line", "reach headquarters")
PUBLISHED = (0.5, 0.05)
RANGES = ((0.35, 0.65), (0.01, 0.10))


def problems_followed(simulation: Simulation) -> Watching:
    """Return how many problems there were, how many were told, and how many of these were written down, (3,)."""
    counts = np.zeros(3)
    people = real_people(simulation.world)  # each complaint stands for as many, of which each may be written down
    for _ in range(2 * WEEKS):
        yield
        book = simulation.totals[:-1]
        told = book["complaints"].sum()
        counts += (told + book["silent_problems"].sum(), told, simulation.world.voices[WRITTEN_DOWN].sum() / people)
    return {"counts": counts}


def judged(samples: Samples) -> Result:
    """Compare the shares of problems that are told and that reach headquarters with those of complaint research."""
    share, error = jackknife(lambda counts: counts[1:] / counts[0], samples["baseline"]["counts"])
    return Result(
        checks=tuple(
            Check(f"share of problems that {step}", share[k], error[k], f"{PUBLISHED[k]:.2f}", *RANGES[k])
            for k, step in enumerate(STEPS)
        ),
        figure=Figure(
            "step",
            "share of problems",
            STEPS,
            (Series("TARP", PUBLISHED, is_published=True), Series("simulated", tuple(share), tuple(error))),
        ),
        sentence=f"{100 * share[0]:.0f} % of problems are told to the front line; {100 * share[1]:.1f} % reach "
        "headquarters.",
    )


PATTERN = Pattern(
    id="complaint-funnel",
    kind="C",
    claim="About half of those with a problem tell the front line; 1 to 10 % of problems reach headquarters.",
    source="TARP 1986, Consumer Complaint Handling in America; Goodman 2006, Quality Progress 39(2)",
    category="any",
    design="The baseline, followed for two years.",
    watches={"baseline": Watch(ASKING, problems_followed)},
    judge=judged,
)
