"""Programmes that listen, as a comparison sees them: what they found, what is true, and what they spent.

The weeks of a study with programmes hold two kinds of columns beside the counters: what each programme entered in its
record (:mod:`sim.scenarios.record`), and what customers lived by touchpoint and root cause, which no brand can know.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from experiments.comparison.view import ComparisonView
from experiments.measures.metrics import WEEKS_A_YEAR
from experiments.measures.paired import Estimate, estimate
from sim.scenarios.record import CLAIMED, COLUMNS, ESTIMATED, PROGRAMME, READ, UNSURE

PER = 1000.0 * WEEKS_A_YEAR
"""Encounters are told per 1,000 customers of the brand and year."""

SPENT = COLUMNS["paid"]


class Programme:
    """The programme of the compared brand in one scenario; all figures are arrays over seeds, (seeds,).

    Parameters
    ----------
    view : the comparison.
    scenario : its key; of one without a programme only what is true can be asked.
    """

    def __init__(self, view: ComparisonView, scenario: str) -> None:
        self.view, self.scenario = view, scenario
        weekly = view.comparison.weekly
        self._weeks = weekly[(weekly["scenario"] == scenario) & (weekly["brand"] == view.comparison.brand)]

    @cached_property
    def _sums(self) -> pd.DataFrame:
        figures = self._weeks.drop(columns=["scenario", "brand", "segment", "week"])
        return figures.groupby("seed", sort=False).sum()

    @cached_property
    def _reviews(self) -> pd.DataFrame:
        """Means over the reviews at which there were answers, by seed."""
        held = self._weeks[self._weeks[READ] > 0]
        return (
            held.drop(columns=["scenario", "brand", "segment", "week"]).groupby("seed").mean().reindex(self._sums.index)
        )

    def total(self, column: str) -> np.ndarray:
        """Return the sum of a column over all weeks."""
        return self._sums[column].to_numpy(float)

    @property
    def exists(self) -> bool:
        """Whether the brand listens in this scenario."""
        column = f"{SPENT}.{PROGRAMME}"
        return column in self._weeks and bool((self.total(column) > 0).any())

    @property
    def _customers(self) -> np.ndarray:
        return self.total("customers") / self.view.comparison.weeks

    def true(self, column: str) -> np.ndarray:
        """Return something that customers lived, per 1,000 customers a year."""
        return PER * self.total(column) / self.total("customers")

    def said(self, column: str) -> np.ndarray:
        """Return bad encounters as the dashboard says, mean over reviews, per 1,000 customers a year; 0 if never."""
        return PER * self._reviews[column].fillna(0.0).to_numpy() / self._customers

    # What was found ------------------------------------------------------------------------------------------------

    def shown(self, column: str) -> np.ndarray:
        """Return what the dashboard says, scaled so that all it says is as much as all that is true.

        Whom an encounter moved answers more often, so that bad ones are overstated, all of them alike.
        """
        parts = [f"blamed_at.{name}" for name in self.view.touchpoint_titles]
        parts += [f"blamed_on.{cause}" for cause in self.view.cause_titles]
        said = np.sum([self.said(part) for part in parts], axis=0)
        true = np.sum([self.true(f"bad_at.{name}") for name in self.view.touchpoint_titles], axis=0)
        return self.said(column) * _ratio(true, said)

    @property
    def reads_causes(self) -> bool:
        """Whether some bad encounter was put down to a root cause."""
        return any(self.total(f"blamed_on.{cause}").any() for cause in self.view.cause_titles)

    @property
    def found_share(self) -> Estimate:
        """Share of the bad encounters with a root cause that the dashboard puts down to the right one, in per cent."""
        true = np.array([self.true(f"bad_on.{cause}") for cause in self.view.cause_titles])
        shown = np.array([self.shown(f"blamed_on.{cause}") for cause in self.view.cause_titles])
        return estimate(100.0 * _ratio(np.minimum(true, shown).sum(axis=0), true.sum(axis=0)))

    @property
    def surveyed_nps(self) -> np.ndarray:
        """Net promoter score of those who answered the surveys, in points; NaN where nobody was asked."""
        promoters, passives, detractors = (
            self.total(f"surveyed.{group}") for group in ("promoters", "passives", "detractors")
        )
        answers = promoters + passives + detractors
        return np.divide(
            100.0 * (promoters - detractors), answers, out=np.full_like(answers, np.nan), where=answers > 0
        )

    @property
    def response_bias(self) -> Estimate:
        """How much higher the score of the survey is than that of all customers, in points."""
        everybody = self.view.levels("nps", last_year=False)[self.scenario].to_numpy(float)
        return estimate(self.surveyed_nps - everybody)

    # Where the money went ------------------------------------------------------------------------------------------

    @property
    def works(self) -> dict[str, str]:
        """Work -> its title, of those on which money was spent, most first."""
        every = self.view.comparison.market.brands[self.view.comparison.brand].works
        spent = {name: self.total(f"{SPENT}.{name}").mean() for name in every}
        return {name: every[name].title for name in sorted(spent, key=lambda each: -spent[each]) if spent[name] > 0}

    def works_against(self, cause: str) -> list[str]:
        """Return the works of the brand that are about a cause, whether money was spent on them or not."""
        every = self.view.comparison.market.brands[self.view.comparison.brand].works
        return [name for name, work in every.items() if work.cause == cause]

    def target(self, work: str) -> tuple[str, str]:
        """Return whether a work is about a touchpoint or a cause, and which."""
        spec = self.view.comparison.market.brands[self.view.comparison.brand].works[work]
        return ("cause", str(spec.cause)) if spec.cause else ("touchpoint", str(spec.touchpoint))

    def spent(self, work: str) -> np.ndarray:
        """Return what was spent on a work, EUR."""
        return self.total(f"{SPENT}.{work}")

    def promised(self, work: str) -> Estimate:
        """Return the bad encounters that a work was believed to avoid when it was started, mean of its starts."""
        return self._each_time(work, "works_estimated", "works_started")

    def claimed(self, work: str) -> Estimate:
        """Return the bad encounters that a work was claimed to avoid when it was measured, mean of its measurements."""
        return self._each_time(work, "works_claimed", "works_measured")

    def _each_time(self, work: str, figure: str, times: str) -> Estimate:
        counted, figures = self.total(f"{times}.{work}"), self.total(f"{figure}.{work}")
        mean = np.divide(figures, counted, out=np.full_like(figures, np.nan), where=counted > 0)
        return estimate(PER * mean / self._customers)

    def avoided(self, work: str) -> Estimate:
        """Return the bad encounters at the target of a work that all works truly avoid in the last year.

        The same weeks of the same customers in the baseline are compared, so that chance hardly matters; of simulations
        in which the work was started.
        """
        kind, name = self.target(work)
        column = f"bad_at.{name}" if kind == "touchpoint" else f"bad_on.{name}"
        avoided = _last_year(Programme(self.view, self.view.baseline), column) - _last_year(self, column)
        return estimate(np.where(self.total(f"works_started.{work}") > 0, avoided, np.nan))

    @property
    def misdirected(self) -> np.ndarray:
        """Money spent on what is not to blame, EUR.

        Of money spent on a touchpoint, the share of its bad encounters that have a root cause elsewhere; of money spent
        on a cause, the share by which the dashboard blames more on it than is true, beside what it blames elsewhere.
        """
        wrong = np.zeros(len(self._sums))
        for work in self.works:
            kind, name = self.target(work)
            if kind == "touchpoint":
                share = _ratio(self.true(f"caused_at.{name}"), self.true(f"bad_at.{name}"))
            else:
                share = np.clip(
                    1.0 - _ratio(self.true(f"bad_on.{name}"), self.shown(f"blamed_on.{name}")),
                    0.0,
                    1.0,
                )
            wrong += share * self.spent(work)
        return wrong

    @property
    def spent_on_works(self) -> np.ndarray:
        """Money spent on all works, EUR."""
        return np.sum([self.spent(work) for work in self.works], axis=0) if self.works else np.zeros(len(self._sums))


def programmes(view: ComparisonView) -> dict[str, Programme]:
    """Return the scenarios in which the compared brand listens, with their programmes; the first ones of many."""
    if READ not in view.comparison.weekly:
        return {}
    found = {name: Programme(view, name) for name in (view.baseline, *view.drawn)}
    return {name: programme for name, programme in found.items() if programme.exists}


def healing_runs(view: ComparisonView) -> dict[str, str]:
    """Return the root causes that some strategy heals while it changes nothing else: cause -> key of the strategy.

    What it changes is the true harm of the cause, by counterfactual.
    """
    found: dict[str, str] = {}
    for info in view.comparison.scenarios[1:]:
        healed = {tuple(str(path).split(".")[:2]) for path in info.changes["path"]}
        if len(healed) == 1 and (part := next(iter(healed)))[0] == "causes":
            found.setdefault(part[1], info.name)
    return found


def _last_year(of: Programme, column: str) -> np.ndarray:
    """Return something that customers lived in the last year, per 1,000 customers."""
    weeks = of._weeks[of._weeks["week"] > of.view.comparison.weeks - of.view.last_year]
    sums = weeks.groupby("seed", sort=False)[[column, "customers"]].sum()
    return (PER * sums[column] / sums["customers"]).to_numpy(float)


def _ratio(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.divide(one, other, out=np.zeros_like(other), where=other > 0)


def works_log(weekly: pd.DataFrame) -> pd.DataFrame:
    """Return the log of works: a row for each scenario, seed, brand, work and week in which something happened to it.

    Columns beside these: `started`, `landed`, `measured` (times), `eur` paid in the week, and, in bad encounters a
    week, `estimated` when it was started, `claimed` when it was measured, and the standard error of the claim,
    `claim_error`; for the customers that are simulated.
    """
    names = [column.partition(".")[2] for column in weekly if column.startswith(f"{COLUMNS['started']}.")]
    keys, parts = ["scenario", "seed", "brand", "week"], []
    for name in names:
        of_work = weekly[[f"{column}.{name}" for column in _LOGGED]].set_axis(list(_LOGGED.values()), axis=1)
        happened = of_work[["started", "landed", "measured"]].any(axis=1)
        parts.append(pd.concat([weekly.loc[happened, keys], of_work[happened]], axis=1).assign(work=name))
    log = pd.concat(parts, ignore_index=True)
    log = log.sort_values([*keys, "work"], kind="stable", ignore_index=True)
    return log[[*keys, "work", *_LOGGED.values()]]


_LOGGED = {
    COLUMNS["started"]: "started",
    COLUMNS["landed"]: "landed",
    COLUMNS["measured"]: "measured",
    SPENT: "eur",
    ESTIMATED: "estimated",
    CLAIMED: "claimed",
    UNSURE: "claim_error",
}
"""Column of the booked weeks -> its name in the log of works."""
