"""Customers switch for several causes at once, core failures first (Keaveney 1995).

Basis: all departures from all brands in the second year after the burn-in, with everything that spoke for them: the
reasons recorded when the order for the next brand was placed, and the case file (diary) of the half-year before. The
first year only fills the files. Keaveney sorted what people told of into eight causes; a departure may have several,
and its share counts departures. They are read as follows, from her definitions:

- *pricing*: the reason price.
- *core service failure* (mistakes, billing errors, catastrophes): dissatisfaction with what was experienced is among
  the reasons (satisfaction, a problem not forgotten, or the image), and in the half-year before an encounter without
  staff left an impression below zero, or trouble was felt that was not made by people.
- *service encounter failure* (uncaring, impolite, unresponsive, unknowing staff): the same dissatisfaction, and in the
  half-year before an encounter with staff that did not fail left an impression below zero, or trouble was felt that
  people made (causes of kind people).
- *response to failed service*: the same dissatisfaction, and in the half-year before the brand left a complaint
  unsolved, or the customer gave up waiting or asking.
- *inconvenience* (location, hours, waits, effort): the reasons waiting and inconvenience.
- *attraction by competitors*: the reasons that praise another one: an offer, expected quality, reviews, word of mouth,
  an adviser.
- *involuntary switching*: the customer needs no provider any more.

Ethical problems are not in the model. Fit, visibility, variety and habit are reasons of the model that no
respondent would name; a departure for them alone counts in the total, and has no cause.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.stats import kendalltau

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
from experiments.validation.patterns.subscribers import SUBSCRIBERS, WEEKS_A_YEAR
from sim.simulation import Simulation
from sim.state.tables import REASONS, Event

PUBLISHED = {
    "core service failure": 44.0,
    "service encounter failure": 34.0,
    "pricing": 30.0,
    "inconvenience": 21.0,
    "response to failed service": 17.0,
    "attraction by competitors": 10.0,
    "involuntary switching": 6.0,
}
"""Cause -> per cent of critical incidents that name it; those causes that the model has."""
SEVERAL_PUBLISHED = 55.0

DISSATISFIED = ("satisfaction", "problem", "image")
BY_REASONS = {
    "pricing": ("price",),
    "inconvenience": ("waiting", "inconvenience"),
    "attraction by competitors": ("offer", "quality", "reviews", "word_of_mouth", "prescriber"),
    "involuntary switching": ("left_market",),
}
BY_CASE_FILE = ("core service failure", "service encounter failure", "response to failed service")
"""Causes found where dissatisfaction was a reason, by what the case file holds."""

LEAST_TAU, LEAST_SHARE = 0.6, 10.0
HALF = WEEKS_A_YEAR // 2
_LONG_AGO = -WEEKS_A_YEAR
_UNSOLVED = [int(event) for event in (Event.NOT_SOLVED, Event.GAVE_UP_WAITING, Event.GAVE_UP_COMPLAINING)]


def bits(*reasons: str) -> int:
    """Return reasons as bits, one for each."""
    return sum(1 << REASONS.index(reason) for reason in reasons)


def departures_counted(simulation: Simulation) -> Watching:
    """Return departures, those with several causes, and those with each cause, in the order of `PUBLISHED`."""
    files = CaseFiles(simulation)
    total = several = 0.0
    counts = np.zeros(len(PUBLISHED))
    for week in range(1, 2 * WEEKS_A_YEAR + 1):
        spoke = simulation.world.customers["reasons"].copy()
        yield
        notes = simulation.notes[-1]
        left = notes[notes["event"] == Event.LEFT]
        who = left["who"]
        is_involuntary = left["what"] == REASONS.index("left_market")
        reasons = np.where(is_involuntary, bits("left_market"), spoke[who])
        if week > WEEKS_A_YEAR:
            causes = causes_of(reasons, files.failures(who, week))
            total += len(causes)
            several += (causes.sum(axis=1) > 1).sum()
            counts += causes.sum(axis=0)
        files.add(notes, week)
    return {"departures": total, "several": several, "causes": counts}


class CaseFiles:
    """When each customer last met a failure of each kind: the week, (n, 3) in the order of `BY_CASE_FILE`."""

    def __init__(self, simulation: Simulation) -> None:
        market = simulation.market
        self.week = np.full((len(simulation.diaries), len(BY_CASE_FILE)), _LONG_AGO)
        self.has_staff = np.array([each.staff != "nobody" for each in market.touchpoints.values()], bool)
        self.is_by_people = np.array([each.kind == "people" for each in market.causes.values()], bool)

    def add(self, notes: np.ndarray, week: int) -> None:
        """Add the notes of a week."""
        unsolved = np.unique(notes["who"][np.isin(notes["event"], _UNSOLVED)])
        met = notes[(notes["event"] == Event.ENCOUNTER) & (notes["c"] < 0)]
        with_staff = self.has_staff[met["what"]] & ~np.isin(met["who"], unsolved)
        without = ~self.has_staff[met["what"]]
        trouble = notes[notes["event"] == Event.TROUBLE]
        by_people = self.is_by_people[trouble["what"]]
        core, encounter, response = range(len(BY_CASE_FILE))
        self.week[met["who"][without], core] = week
        self.week[trouble["who"][~by_people], core] = week
        self.week[met["who"][with_staff], encounter] = week
        self.week[trouble["who"][by_people], encounter] = week
        self.week[unsolved, response] = week

    def failures(self, who: np.ndarray, week: int) -> np.ndarray:
        """Return which kinds of failure some customers met in the half-year before a week, (len(who), 3) bool."""
        return self.week[who] >= week - HALF


def causes_of(reasons: np.ndarray, failures: np.ndarray) -> np.ndarray:
    """Return the causes of departures, (n, 7) bool in the order of `PUBLISHED`.

    Parameters
    ----------
    reasons : (n,) bits.
    failures : (n, 3) bool, met before, in the order of `BY_CASE_FILE`.
    """
    dissatisfied = (reasons & bits(*DISSATISFIED)) > 0
    found: Mapping[str, np.ndarray] = {
        **{cause: (reasons & bits(*named)) > 0 for cause, named in BY_REASONS.items()},
        **{cause: dissatisfied & failures[:, kind] for kind, cause in enumerate(BY_CASE_FILE)},
    }
    return np.stack([found[cause] for cause in PUBLISHED], axis=1)


def shares(counts: np.ndarray) -> np.ndarray:
    """Return the per cent of departures with each cause, from departures (first) and causes, (8,)."""
    return 100 * counts[1:] / max(counts[0], 1.0)


def agreement(counts: np.ndarray) -> float:
    """Return Kendall's tau between simulated and published shares; NaN without any difference between causes."""
    return float(kendalltau(shares(counts), list(PUBLISHED.values())).statistic)


def judged(samples: Samples) -> Result:
    """Compare the order of the causes, and two of them, with the published ones."""
    seen = samples["departures"]
    counts = np.column_stack([seen["departures"], seen["causes"]])
    found, errors = jackknife(shares, counts)
    several, several_error = jackknife(shares, np.column_stack([seen["departures"], seen["several"]]))
    by_name = dict(zip(PUBLISHED, zip(found, errors, strict=True), strict=True))
    return Result(
        checks=(
            Check("departures with several causes, %", several[0], several_error[0], "55", low=ABOVE_ZERO),
            Check("Kendall's tau over the causes", *jackknife(agreement, counts), "1", low=LEAST_TAU),
            Check("price among the causes, %", *by_name["pricing"], "30", low=LEAST_SHARE),
            Check("inconvenience among the causes, %", *by_name["inconvenience"], "21", low=LEAST_SHARE),
        ),
        figure=Figure(
            "cause",
            "% of departures",
            tuple(PUBLISHED),
            (
                Series("Keaveney 1995", tuple(PUBLISHED.values()), is_published=True),
                Series("simulated", tuple(found), tuple(errors)),
            ),
        ),
        sentence=f"{several[0]:.0f} % of departures have several causes. Most frequent: "
        + ", ".join(
            f"{cause} {share:.0f} %" for cause, (share, _) in sorted(by_name.items(), key=lambda each: -each[1][0])[:3]
        )
        + ".",
    )


PATTERN = Pattern(
    id="switching-causes",
    kind="C",
    claim="Of critical incidents that made customers switch, 44 % name a core failure, 34 % an encounter failure, 30 % "
    "the price, 21 % inconvenience, 17 % the response to a failure, 10 % a competitor, 6 % no choice; 55 % several.",
    source="Keaveney 1995, Journal of Marketing 59(2):71-82, 45 services",
    category="contractual",
    design="The baseline. Every departure of the second year, with all reasons recorded and its diary of the half-year "
    "before. Price, inconvenience, competitors and involuntary causes are read from the reasons; where dissatisfaction "
    "was one, the diary tells core failure, encounter failure and failed response apart.",
    watches={"departures": Watch(SUBSCRIBERS, departures_counted)},
    judge=judged,
)
