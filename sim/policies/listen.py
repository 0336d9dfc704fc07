"""listen: a Voice of the Customer programme, which asks, attributes, decides about works and measures them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sim.policies.attribution import SCORED, Blame, Mode, Target, blamed
from sim.policies.codebook import coded, found_causes
from sim.policies.estimates import Estimate, ranked
from sim.policies.intelligence import Intelligence
from sim.policies.maturity import part
from sim.policies.measuring import Comparison, claim, standard_error, windows
from sim.policies.policy import Policy, check_numbers, default
from sim.policies.road_map import WEEKS_A_QUARTER, Means, chosen, granted_eur
from sim.policies.works import Work, in_progress, landed, stepped
from sim.scenarios.record import GROUPS, PROGRAMME, Entry, Event, Record, events

COVERAGE_OF_STAGE = {
    "buying": "journey_coverage",
    "receiving": "journey_coverage",
    "using": "use_coverage",
    "help": "contact_coverage",
}
"""Stage of a touchpoint -> the number of the programme that says how often customers are asked there."""

LISTENING_PARTS = ("relational_coverage", "accuracy", "delay_weeks", "is_answered")
"""Numbers of the programme that are numbers of the brand's listening as well."""

ASKED, PROMOTER, PASSIVE = "nps", 9, 7
"""The instrument that asks for a recommendation; lowest scores of promoters and passives (Reichheld 2003)."""

DELAY = "listening.delay_weeks"
"""Path of the weeks until answers are known."""

WEEKS_OF_VERBATIMS = 52
"""Weeks for which verbatims without a code are kept."""


@dataclass(frozen=True, kw_only=True)
class Listen(Policy):
    """Ask customers, put bad scores down to touchpoints or causes, and spend a budget on works against them.

    At each review the programme reads the answers of the last weeks, estimates how many bad encounters each work would
    avoid, and starts works, the cheapest per encounter avoided first, within what is left of its budget and within its
    capacity to change. A work changes numbers of the brand when it has landed. Then it is measured again.

    It keeps no memory of its own: what was started, paid and claimed stands in the brand's record.

    Source. Form: attribution and ranking are our assumption; maturity in the spirit of CxM 2016;
    silos: Hult et al. 2017. Numbers: our assumption, see :data:`sim.market.policy_sheet.LISTENING`.

    Parameters
    ----------
    mode : "silo" or "joined", see :mod:`sim.policies.attribution`.
    compares : "with_what_alarmed" or "with_a_fresh_window", see :mod:`sim.policies.measuring`.
    codebook : causes that are read from the start; None for all.
    works : names of the works to choose among; None for all of the brand.
    """

    kind: ClassVar[str] = "listen"
    mode: Mode | None = None
    compares: Comparison | None = None
    codebook: tuple[str, ...] | None = None
    works: tuple[str, ...] | None = None
    maturity: int | None = None
    contact_coverage: float | None = None
    journey_coverage: float | None = None
    use_coverage: float | None = None
    relational_coverage: float | None = None
    accuracy: float | None = None
    is_answered: float | None = None
    delay_weeks: int | None = None
    review_weeks: int | None = None
    works_in_progress: int | None = None
    budget_share: float | None = None
    quarterly_budget_eur: float | None = None
    programme_eur: float = default("programme_eur")
    window_weeks: int = default("window_weeks")
    bad_score: int = default("bad_score")
    works_per_owner: int = default("works_per_owner")
    patience_quarters: int = default("patience_quarters")
    most_eur_per_encounter: float = default("most_eur_per_encounter")
    repeat_price: float = default("repeat_price")
    closing_weeks: int = default("closing_weeks")
    measuring_weeks: int = default("measuring_weeks")
    unlocking: float = default("unlocking")
    code_after: float = default("code_after")

    def __post_init__(self) -> None:
        check_numbers(self)

    def part(self, name: str) -> Any:
        """Return a part of the programme: as given, else as its level of maturity says; None when left as it is."""
        return part(getattr(self, name), name, self.maturity)

    def planned_eur(self, week: int) -> float:
        """Return what the programme may spend in a week at most, its people and the budget of a quarter."""
        quarters = (week - 1 - self.from_week) / WEEKS_A_QUARTER
        if quarters < 0:
            return 0.0
        grant = (self.quarterly_budget_eur or 0.0) if quarters.is_integer() else 0.0
        return self.programme_eur + grant

    # What changes next week ----------------------------------------------------------------------------------------

    def decide(self, known: Intelligence) -> Mapping[str, float]:
        """Return how the brand listens, and what the works that have landed change."""
        return {**self._listening(known), **self._mended(known)}

    def _listening(self, known: Intelligence) -> dict[str, float]:
        """Return the numbers of listening that are not yet as the programme wants them, at each review."""
        if not self._is_due(known, self.part("review_weeks")):
            return {}
        wanted = {f"listening.{name}": self.part(name) for name in LISTENING_PARTS}
        for touchpoint, stage in known.stages.items():
            wanted[f"listening.coverage.{touchpoint}"] = self.part(COVERAGE_OF_STAGE[stage])
        now = known.numbers("listening.*")
        return {
            path: float(value)
            for path, value in wanted.items()
            if value is not None and path in now and now[path] != value
        }

    def _mended(self, known: Intelligence) -> dict[str, float]:
        arriving = [known.works[start.name] for start in events(known.record, "started") if start.until == known.week]
        if not arriving:
            return {}
        changed = stepped(known.numbers("*"), arriving)
        return {path: known.admissible(path, value) for path, value in changed.items()}

    # What is entered in the record ---------------------------------------------------------------------------------

    def record(self, known: Intelligence) -> Record:
        """Return what the brand enters in its record at the end of the week."""
        entries = [*self._granted(known), *self._arrived(known), *self._measured(known), *self._reviewed(known)]
        return (*entries, *self._paid(known, entries))

    def candidates(self, known: Intelligence) -> list[Work]:
        """Return the works among which the programme chooses now."""
        return [work for name, work in known.works.items() if self.works is None or name in self.works]

    def _is_due(self, known: Intelligence, weeks: int) -> bool:
        return (known.week - self.from_week) % weeks == 0

    def _granted(self, known: Intelligence) -> Iterator[Entry]:
        if self._is_due(known, WEEKS_A_QUARTER):
            eur = granted_eur(self._usual_grant_eur(known), known.record, known.week, self.unlocking)
            yield Entry(known.week, "granted", eur=eur)

    def _usual_grant_eur(self, known: Intelligence) -> float:
        """Return the budget of a quarter before anything was shown."""
        if self.quarterly_budget_eur is not None:
            return self.quarterly_budget_eur
        revenue = known.observed(WEEKS_A_QUARTER)["revenue_eur"]
        weekly = float(revenue.mean()) if len(revenue) else 0.0
        return self.part("budget_share") * WEEKS_A_QUARTER * weekly * known.real_people

    def _arrived(self, known: Intelligence) -> Iterator[Entry]:
        for start in events(known.record, "started"):
            if start.until == known.week:
                yield Entry(known.week, "landed", start.name)

    def _paid(self, known: Intelligence, entries: list[Entry]) -> Iterator[Entry]:
        """Yield what next week costs: the programme, works that start, and those that have landed."""
        yield Entry(known.week, "paid", PROGRAMME, eur=self.programme_eur)
        running = Counter(start.name for start in landed(known.record, known.week))
        prices = {entry.name: entry.eur for entry in entries if entry.event == "started"}
        for name, work in known.works.items():
            eur = running[name] * work.weekly_eur + prices.get(name, 0.0)
            if eur:
                yield Entry(known.week, "paid", name, eur=eur)

    # Reviews -------------------------------------------------------------------------------------------------------

    def _reviewed(self, known: Intelligence) -> Iterator[Entry]:
        """Yield the codes that enter the codebook, what bad scores are put down to, and the works that start."""
        if not self._is_due(known, self.part("review_weeks")):
            return
        verbatims = known.feedback(max(WEEKS_OF_VERBATIMS, self.window_weeks))
        is_read = self.part("mode") == "joined"
        found = found_causes(verbatims, self._codes(known), self.code_after) if is_read else []
        yield from (Entry(known.week, "coded", cause) for cause in found)
        blame = self._blamed(known, verbatims, (known.week - self.window_weeks, known.week), found)
        scored = verbatims[(verbatims["instrument"] == SCORED) & (verbatims["week"] > known.week - self.window_weeks)]
        yield Entry(known.week, "reviewed", value=float(scored["answers"].sum()) / self.window_weeks)
        yield from self._surveyed(known, verbatims)
        for (kind, name), each in blame.items():
            event: Event = "blamed_touchpoint" if kind == "touchpoint" else "blamed_cause"
            yield Entry(known.week, event, name, each.bad, standard_error(each))
        if known.week <= known.last_week - self.closing_weeks:
            for work, avoided, price_eur in self._chosen(known, blame):
                until = known.week + work.lead_weeks
                yield Entry(known.week, "started", work.name, avoided, eur=price_eur, until=until)

    def _surveyed(self, known: Intelligence, feedback: pd.DataFrame) -> Iterator[Entry]:
        """Yield how many a week recommend the brand, as far as they answer."""
        asked = feedback[(feedback["instrument"] == ASKED) & (feedback["week"] > known.week - self.window_weeks)]
        group = np.select([asked["score"] >= PROMOTER, asked["score"] >= PASSIVE], GROUPS[:2], GROUPS[2])
        for name, answers in asked["answers"].groupby(group).sum().items():
            yield Entry(known.week, "surveyed", str(name), float(answers) / self.window_weeks)

    def _codes(self, known: Intelligence) -> set[str]:
        """Return the causes in the codebook."""
        first = known.taken_for if self.codebook is None else self.codebook
        return {*first, *(entry.name for entry in events(known.record, "coded"))}

    def _blamed(
        self, known: Intelligence, feedback: pd.DataFrame, weeks: tuple[int, int], found: Sequence[str] = ()
    ) -> dict[Target, Blame]:
        """Return what bad encounters were put down to in answers that became known after a week and until another."""
        after, until = weeks
        heard = feedback[(feedback["week"] > after) & (feedback["week"] <= until)]
        read = coded(heard, {*self._codes(known), *found}, known.taken_for)
        return blamed(read, known.encounters(after, until), self.part("mode"), self.bad_score)

    def _chosen(self, known: Intelligence, blame: Mapping[Target, Blame]) -> list[Estimate]:
        """Return the works that are started now."""
        works, record = known.works, known.record
        busy = [start.name for start in in_progress(record, known.week)]
        running = sum(works[start.name].weekly_eur for start in events(record, "started"))
        spent = sum(entry.eur for entry in events(record, "paid") if entry.name != PROGRAMME)
        grants = [*events(record, "granted"), *self._granted(known)]
        means = Means(
            available_eur=sum(entry.eur for entry in grants) - spent - WEEKS_A_QUARTER * running,
            grant_eur=grants[-1].eur - WEEKS_A_QUARTER * running,
            places=self.part("works_in_progress") - len(busy),
            busy=Counter(works[name].owner for name in busy),
            per_owner=self.works_per_owner,
        )
        ranking = ranked(self.candidates(known), blame, record, self.repeat_price)
        return chosen(ranking, means, self.patience_quarters, self.most_eur_per_encounter)

    def _measured(self, known: Intelligence) -> Iterator[Entry]:
        """Yield the claimed effects of works whose weeks of measuring are over and known."""
        over = {start.name: start for start in landed(known.record, known.week - self.measuring_weeks)}
        for name, start in over.items():
            if any(entry.week > start.until for entry in events(known.record, "measured", name)):
                continue
            if start.until + self.measuring_weeks + (delay := round(known.get(DELAY))) <= known.week:
                claimed = self._claimed(known, start, delay)
                yield Entry(known.week, "measured", name, claimed.bad, standard_error(claimed))

    def _claimed(self, known: Intelligence, start: Entry, delay: int) -> Blame:
        """Return how many bad encounters a week a work seems to avoid, from answers that are known after a delay."""
        weeks = windows(start, self.part("compares"), self.window_weeks, self.measuring_weeks)
        feedback = known.feedback(known.week - delay - weeks.before[0])

        def blame_between(after: int, until: int) -> dict[Target, Blame]:
            return self._blamed(known, feedback, (after + delay, until + delay))

        return claim(known.works[start.name].target, weeks, blame_between)
