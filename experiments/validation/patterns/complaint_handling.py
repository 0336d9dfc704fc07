"""A complaint that is solved fast keeps a customer; customers who do not complain are lost most often (TARP 1986).

Basis: everybody with a major problem in the year after the burn-in. A problem is trouble grave enough to complain of;
major are the graver half of them (TARP sets losses above 100 dollars apart from small ones). A *case* begins with the
problem and ends in one of four ways: the customer does not complain; complains, and gives up or leaves before being
helped; has it solved; has it solved at the first contact, at once. Customers bound by a running contract are left out.

As in the survey, all are surveyed at the end of the week in which the case ends: would you buy from them again? The
answer is the share of comparisons of brands, made then, in which the customer chooses its brand again, zero for
those who left. A second measure is the choice when they next compare brands within a year; here the latest case
counts.
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
from experiments.validation.patterns.subscribers import SUBSCRIBERS, WEEKS_A_YEAR, between_ranks, choices, imagined
from sim.simulation import Simulation
from sim.state.tables import NOBODY, Event

WAYS = ("silent", "complained, unsolved", "solved", "solved fast")
SILENT, UNSOLVED, SOLVED, SOLVED_FAST = range(len(WAYS))
PUBLISHED = (0.09, 0.19, 0.54, 0.82)
TOLERANCE = 0.15
MAJOR = (0.5, 1.0)
"""Which problems are major, in ranks of severity."""
SEVERITIES = np.linspace(0.0, 1.0, 101)
COMPARISONS = 20
"""How often each customer compares brands to answer."""

_ENDS = {
    int(Event.STAYED_SILENT): SILENT,
    int(Event.SOOTHED): UNSOLVED,
    int(Event.GAVE_UP_COMPLAINING): UNSOLVED,
    int(Event.LEFT): UNSOLVED,
    int(Event.SOLVED): SOLVED,
}
_TOLD = [int(Event.PROBLEM), *_ENDS, int(Event.STAYED), int(Event.ORDERED)]
_NONE, _OPEN = -2, -1


def cases_followed(simulation: Simulation) -> Watching:
    """Return cases by severity and way they ended, (100, 4): how many, and how many would, or did, buy again.

    `asked` and `would` are of the survey, `chose` and `again` of those who compared brands afterwards.
    """
    n_customers = len(simulation.world.customers)
    severity, weeks_since = np.zeros((2, n_customers), int)
    way, brand = np.full(n_customers, _NONE), np.full(n_customers, NOBODY)
    counts = {name: np.zeros((len(SEVERITIES) - 1, len(WAYS))) for name in ("asked", "would", "chose", "again")}
    for week in range(1, 2 * WEEKS_A_YEAR + 1):
        is_bound = simulation.world.customers["contract_weeks"] > 1
        yield
        weeks_since += 1
        way[(way >= 0) & (weeks_since > WEEKS_A_YEAR)] = _NONE
        ended = []
        notes = simulation.notes[-1]
        for note in notes[np.isin(notes["event"], _TOLD)]:  # in the order in which things happened to a customer
            who, event = note["who"], int(note["event"])
            if event == Event.PROBLEM:
                way[who] = _OPEN if week <= WEEKS_A_YEAR else _NONE
                severity[who] = np.searchsorted(SEVERITIES[1:-1], note["a"], side="right")
                brand[who] = note["brand"]
            elif way[who] == _OPEN and event in _ENDS:
                way[who] = SOLVED_FAST if event == Event.SOLVED and note["c"] == 1 else _ENDS[event]
                weeks_since[who] = 0
                ended.append(who)
            elif way[who] >= 0 and event in (Event.STAYED, Event.ORDERED):
                if not is_bound[who]:
                    counts["chose"][severity[who], way[who]] += 1
                    counts["again"][severity[who], way[who]] += event == Event.STAYED
                way[who] = _NONE
        asked = np.array(ended, int)
        asked = asked[simulation.world.customers["contract_weeks"][asked] <= 0]
        np.add.at(counts["asked"], (severity[asked], way[asked]), 1)
        np.add.at(counts["would"], (severity[asked], way[asked]), would_buy_again(simulation, asked, brand[asked]))
    return counts


def would_buy_again(simulation: Simulation, who: np.ndarray, brand: np.ndarray) -> np.ndarray:
    """Return how likely customers would choose their brand again now, (len(who),); 0 for those who have left it."""
    chosen = choices(simulation, imagined(simulation.world), who, COMPARISONS)
    still_there = simulation.world.customers["brand"][who] == brand
    return chosen[np.arange(len(who)), brand] * still_there


def shares(counts: np.ndarray) -> np.ndarray:
    """Return the share that buys again by way, (4,).

    Parameters
    ----------
    counts : (2, 100, 4), all cases and those of them that buy again.
    """
    is_major = between_ranks(counts[0].sum(axis=1), *MAJOR)
    cases, again = np.einsum("ksw,s->kw", counts, is_major)
    with np.errstate(invalid="ignore", divide="ignore"):
        return again / cases


def judged(samples: Samples) -> Result:
    """Compare each way a case ends with its published share, and check whether the order is strict."""
    seen = samples["cases"]
    survey, deeds = np.stack([seen["asked"], seen["would"]], axis=1), np.stack([seen["chose"], seen["again"]], axis=1)
    (would, would_error), (did, did_error) = jackknife(shares, survey), jackknife(shares, deeds)
    return Result(
        checks=(
            Check("smallest step up in this order", *_smallest_step(survey), "strict order", low=ABOVE_ZERO),
            *(
                Check(
                    f"would buy again: {name}",
                    share,
                    error,
                    f"{real:.2f}",
                    max(0.0, real - TOLERANCE),
                    real + TOLERANCE,
                )
                for name, share, error, real in zip(WAYS, would, would_error, PUBLISHED, strict=True)
            ),
            Check("smallest step up, in deeds", *_smallest_step(deeds), "strict order", low=ABOVE_ZERO),
        ),
        figure=Figure(
            "how the case ended",
            "share that buys again",
            WAYS,
            (
                Series("TARP 1986", PUBLISHED, is_published=True),
                Series("simulated, asked", tuple(would), tuple(would_error)),
                Series("simulated, done", tuple(did), tuple(did_error)),
            ),
        ),
        sentence=f"After a major problem {100 * would[SILENT]:.0f} % of the silent would buy again, and "
        f"{100 * would[SOLVED_FAST]:.0f} % of those who were helped at once.",
    )


def _smallest_step(counts: np.ndarray) -> tuple[float, float]:
    return jackknife(lambda total: np.min(np.diff(shares(total))), counts)


PATTERN = Pattern(
    id="complaint-handling",
    kind="C",
    claim="Of customers with a major problem buy again: of the silent 9 %, of those who complained in vain 19 %, with "
    "a solution 54 %, with a fast one 82 %.",
    source="TARP 1986, as quoted in the complaint literature",
    category="contractual",
    design="The baseline. Everybody with a major problem in the first year is asked when the case ends, and watched "
    "until the next comparison of brands.",
    watches={"cases": Watch(SUBSCRIBERS, cases_followed)},
    judge=judged,
)
