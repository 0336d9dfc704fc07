"""High effort makes disloyal: nearly everybody after the hardest service, few after the easiest (Dixon et al. 2010).

Basis: every case that was brought to the brand in the year after the burn-in. Its effort is the sum, over all contacts
it took, of what the touchpoint asks of the customer; having to call again is what makes service hard. Customers have
become more disloyal when they would recommend the brand less at the end of the case than in the week before the
problem, by a whole point of ten or more; customers who have left by then are disloyal. Customers without such a
week, because the problem came with the first delivery, are left out. Tenths are those of effort, ties shared out.
"""

from __future__ import annotations

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
)
from experiments.validation.patterns.subscribers import (
    SUBSCRIBERS,
    WEEKS_A_YEAR,
    between_ranks,
    imagined,
    recommendations,
)
from sim.simulation import Simulation
from sim.state.tables import NOBODY, Event

LEAST = 5.0
TENTHS = 10
PUBLISHED = {0: 9.0, 9: 96.0}
EFFORTS = np.linspace(0.0, 10.0, 201)
A_POINT = 1.0
_ENDS = [int(event) for event in (Event.SOLVED, Event.SOOTHED, Event.GAVE_UP_COMPLAINING, Event.LEFT)]
_TOLD = [int(Event.PROBLEM), int(Event.COMPLAINED), int(Event.ENCOUNTER), *_ENDS]


def cases_followed(simulation: Simulation) -> Watching:
    """Return cases by effort, and those of them after which the customer was more disloyal, (2, 200)."""
    n_customers = len(simulation.world.customers)
    before, effort = np.full((2, n_customers), np.nan)
    brand = np.full(n_customers, NOBODY)
    is_help = np.array([each.stage == "help" for each in simulation.market.touchpoints.values()])
    asked = np.array([each.effort for each in simulation.market.touchpoints.values()])
    counts = np.zeros((2, len(EFFORTS) - 1))
    for _ in range(WEEKS_A_YEAR):
        last_week = imagined(simulation.world)
        yield
        notes = simulation.notes[-1]
        notes = notes[np.isin(notes["event"], _TOLD)]
        problems = notes[notes["event"] == Event.PROBLEM]
        brand[problems["who"]], before[problems["who"]] = problems["brand"], np.nan
        known = problems["who"][last_week.customers["brand"][problems["who"]] == problems["brand"]]
        before[known] = recommendations(last_week, known)
        ended = []
        for note in notes[(notes["event"] != Event.ENCOUNTER) | is_help[touchpoint_met(notes)]]:
            who, event = note["who"], int(note["event"])
            if event == Event.COMPLAINED:
                effort[who] = 0.0
            elif event == Event.ENCOUNTER:
                effort[who] += asked[note["what"]]
            elif event in _ENDS:
                if not np.isnan(effort[who] + before[who]):
                    ended.append((who, effort[who]))
                effort[who] = np.nan
        if ended:
            rows, spent = np.array(ended).T
            place = np.minimum(np.searchsorted(EFFORTS[1:], spent), len(EFFORTS) - 2)
            np.add.at(counts[0], place, 1.0)
            np.add.at(counts[1], place, is_more_disloyal(simulation, rows.astype(int), before, brand))
    return {"cases": counts}


def touchpoint_met(notes: np.ndarray) -> np.ndarray:
    """Return the touchpoint of notes about encounters; the first one for others, of which it means nothing."""
    return np.where(notes["event"] == Event.ENCOUNTER, notes["what"], 0)


def is_more_disloyal(simulation: Simulation, who: np.ndarray, before: np.ndarray, brand: np.ndarray) -> np.ndarray:
    """Return whether customers would recommend less than `before`, (n,), by a point, or have left their `brand`."""
    has_left = simulation.world.customers["brand"][who] != brand[who]
    scores = np.full(len(who), -np.inf)
    scores[~has_left] = recommendations(simulation.world, who[~has_left])
    return scores <= before[who] - A_POINT


def by_tenth(cases: np.ndarray) -> np.ndarray:
    """Return the share of disloyal customers by tenth of effort, (10,), lowest effort first.

    Parameters
    ----------
    cases : (2, efforts), all and disloyal.
    """
    weights = np.array([between_ranks(cases[0], k / TENTHS, (k + 1) / TENTHS) for k in range(TENTHS)])
    everybody, disloyal = weights @ cases[0], weights @ cases[1]
    return disloyal / np.maximum(everybody, 1e-9)


def judged(samples: Samples) -> Result:
    """Compare the hardest tenth with the easiest."""
    cases = samples["cases"]["cases"]
    ratio, error = jackknife(lambda total: by_tenth(total)[-1] / by_tenth(total)[0], cases)
    percent, percent_error = jackknife(lambda total: 100 * by_tenth(total), cases)
    return Result(
        checks=(Check("disloyal, hardest / easiest tenth", ratio, error, "96 % / 9 %", low=LEAST),),
        figure=Figure(
            "tenth of effort, easiest service first",
            "% more disloyal than before",
            tuple(range(1, TENTHS + 1)),
            (
                Series(
                    "Dixon, Freeman & Toman 2010",
                    tuple(PUBLISHED.get(tenth, np.nan) for tenth in range(TENTHS)),
                    is_published=True,
                ),
                Series("simulated", tuple(percent), tuple(percent_error)),
            ),
        ),
        sentence=f"After the easiest tenth of service {percent[0]:.0f} % are more disloyal than before the problem, "
        f"after the hardest {percent[-1]:.0f} %.",
    )


PATTERN = Pattern(
    id="effort-disloyalty",
    kind="V",
    claim="High-effort service makes 96 % of customers more disloyal, low-effort service 9 %.",
    source="Dixon, Freeman & Toman 2010, Harvard Business Review 88(7/8):116-122",
    category="contractual",
    design="The baseline. Every complaint of a year is followed from the problem to its end.",
    watches={"cases": Watch(SUBSCRIBERS, cases_followed)},
    judge=judged,
)
