"""Staff blame customers for trouble 15 to 30 points more often than is true (Bitner, Booms & Mohr 1994).

Basis: everything that staff at desks report in the two years after the burn-in, when they are asked after every contact
about trouble. Behind each of these contacts is a cause of the brand's own making, so that the true share of trouble
that customers caused is nought; customers themselves hardly ever say that they did (Bitner, Booms & Tetreault 1990).
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import Check, Figure, Pattern, Result, Samples, Series, Watch, Watching, jackknife
from experiments.validation.patterns.listeners import WEEKS, asking
from sim.simulation import Simulation
from sim.state.tables import NOBODY, REPORTED, UNKNOWN

PUBLISHED = 22.0
LEAST, MOST = 15.0, 30.0
WHOM = ("the customer", "not known", "a cause of the brand")


def reports_followed(simulation: Simulation) -> Watching:
    """Return how many reports blame the customer, name no cause, or one of the brand, (3,)."""
    counts = np.zeros(len(WHOM))
    for _ in range(2 * WEEKS):
        yield
        by_cause = simulation.world.voices[REPORTED].sum(axis=(0, 1, 2))
        blamed, unknown = by_cause[NOBODY - UNKNOWN], by_cause[0]
        counts += (blamed, unknown, by_cause.sum() - blamed - unknown)
    return {"counts": counts}


def judged(samples: Samples) -> Result:
    """Compare the per cent of reports that blame the customer with the true one, which is nought."""
    share, error = jackknife(lambda counts: 100 * counts / counts.sum(), samples["asked"]["counts"])
    return Result(
        checks=(
            Check("points by which staff blame customers more than is true", share[0], error[0], "22", LEAST, MOST),
        ),
        figure=Figure(
            "whom staff blame",
            "% of reports",
            WHOM,
            (
                Series("Bitner, Booms & Mohr 1994", (PUBLISHED, np.nan, np.nan), is_published=True),
                Series("simulated", tuple(share), tuple(error)),
            ),
        ),
        sentence=f"Staff say of {share[0]:.0f} % of trouble that the customer caused it, which is never so.",
    )


PATTERN = Pattern(
    id="staff-blame-customers",
    kind="C",
    claim="Contact employees attribute 22 % of incidents that dissatisfied to the customer, who hardly ever does.",
    source="Bitner, Booms & Mohr 1994, Journal of Marketing 58(4):95-106; Bitner, Booms & Tetreault 1990",
    category="any",
    design="The baseline, in which staff are asked to report trouble after every contact.",
    watches={"asked": Watch(asking({"brands.*.staff.alert_share": 1.0}), reports_followed)},
    judge=judged,
)
