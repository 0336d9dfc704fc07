"""The satisfied and the dissatisfied talk, those in between are silent: an asymmetric U (Anderson 1998).

Basis: every fourth week of the year after the burn-in all customers of all brands are asked how satisfied they are, and
whether they have talked about their brand in the last four weeks. Quintiles are those of satisfaction in each survey.
The curve is quadratic in standardised satisfaction.
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
    mean_and_error,
)
from experiments.validation.patterns.subscribers import SUBSCRIBERS, WEEKS_A_YEAR
from sim.simulation import Simulation
from sim.state.tables import NOBODY

WEEKS = 4
GROUPS = 10
JUST_ABOVE_ONE = float(np.nextafter(1.0, 2.0))


def surveys_made(simulation: Simulation) -> Watching:
    """Return the quadratic term, the share of talkers by tenth of satisfaction, (10,), averaged over the surveys."""
    terms, tenths = [], []
    for _ in range(WEEKS_A_YEAR // WEEKS):
        has_talked = np.zeros(len(simulation.world.customers), bool)
        for _ in range(WEEKS):
            yield
            has_talked |= simulation.world.seen["said"] != 0
        customers = simulation.world.customers
        asked = customers["brand"] != NOBODY
        satisfaction, talked = customers["satisfaction"][asked].astype(float), has_talked[asked].astype(float)
        terms.append(quadratic_term(satisfaction, talked))
        tenths.append(by_rank(satisfaction, talked))
    return {"quadratic": np.mean(terms), "tenths": np.mean(tenths, axis=0)}


def quadratic_term(satisfaction: np.ndarray, talked: np.ndarray) -> float:
    """Return by how much talk grows with the square of satisfaction, in standard deviations."""
    z = (satisfaction - satisfaction.mean()) / max(satisfaction.std(), 1e-9)
    return float(np.polyfit(z, talked, 2)[0])


def by_rank(satisfaction: np.ndarray, talked: np.ndarray) -> np.ndarray:
    """Return the share of talkers by tenth of satisfaction, (10,), the least satisfied first."""
    ranked = talked[np.argsort(satisfaction, kind="stable")]
    return np.array([part.mean() for part in np.array_split(ranked, GROUPS)])


def judged(samples: Samples) -> Result:
    """Check for a U, and how much more the dissatisfied talk than the satisfied."""
    seen = samples["surveys"]
    term, term_error = mean_and_error(seen["quadratic"])
    fifths = seen["tenths"].reshape(len(seen["tenths"]), GROUPS // 2, 2).mean(axis=2)
    ratio, ratio_error = mean_and_error(fifths[:, 0] / fifths[:, -1])
    share, share_error = mean_and_error(100 * seen["tenths"])
    middle = float(np.argmin(share)) + 1
    return Result(
        checks=(
            Check("quadratic term", term, term_error, "above 0", low=ABOVE_ZERO),
            Check("P(talk), bottom / top fifth", ratio, ratio_error, "above 1, at most 2", JUST_ABOVE_ONE, 2.0),
        ),
        figure=Figure(
            "tenth of satisfaction, least satisfied first",
            "% who talked in four weeks",
            tuple(range(1, GROUPS + 1)),
            (Series("simulated", tuple(share), tuple(share_error)),),
        ),
        sentence=f"{share[0]:.0f} % of the least satisfied tenth talk in four weeks, {share[-1]:.0f} % of the most "
        f"satisfied, and fewest in tenth {middle:.0f}.",
    )


PATTERN = Pattern(
    id="talk-u-shape",
    kind="C",
    claim="Word of mouth against satisfaction is an asymmetric U: the dissatisfied talk more than the satisfied, but "
    "by less than folklore says.",
    source="Anderson 1998, Journal of Service Research 1(1):5-17",
    category="contractual",
    design="The baseline. Surveys every four weeks for a year, of all customers.",
    watches={"surveys": Watch(SUBSCRIBERS, surveys_made)},
    judge=judged,
)
