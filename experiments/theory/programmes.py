"""What a brand that listens knows, beside what is true: outcomes of claims about its programme.

What it knows stands in the record of its programme, and in what its customers answered; what is true is counted where
customers live it, and no brand can see it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.theory.claim import Levers, NotShownError, Watching
from experiments.theory.watching import focus_of
from language import mark
from sim.market.schema import Market, WorkSpec
from sim.policies.estimates import WEEKS_A_YEAR
from sim.policies.intelligence import Intelligence
from sim.policies.listen import Listen
from sim.policies.works import Work
from sim.scenarios.record import Entry, events
from sim.simulation import Simulation
from sim.state.folding import real_people
from sim.state.tables import NOT_ANSWERED

Harm = Generator[None, None, np.ndarray]
"""A watch that returns bad encounters by touchpoint and root cause, (T, K + 1); the first column is of no cause."""

CONVERSATION = ("interaction",)
"""Kinds of touchpoints at which the firm is spoken to, by people, letters or screens; the product is another."""
OF_PEOPLE = ("people",)
"""Kinds of causes that are faults of the conversation itself."""


def with_works(market: Market) -> Levers:
    """Return no lever, in markets that say what their focus brand could do about what its customers say."""
    if not works_of(market):
        raise NotShownError(
            mark("the focus brand has no works to choose among: its market does not say what it could mend")
        )
    return ()


def works_of(market: Market) -> Mapping[str, WorkSpec]:
    """Return the works of the focus brand."""
    return market.brands[market.focus].works


@dataclass(frozen=True, kw_only=True)
class InTwoSteps(Listen):
    """A programme whose works of the first year are all quick wins, or all long ones; later it chooses among all."""

    first: Literal["quick", "long"] = "quick"

    def candidates(self, known: Intelligence) -> list[Work]:
        """Return the works among which the programme chooses now."""
        works = super().candidates(known)
        if known.week >= WEEKS_A_YEAR:
            return works
        return [work for work in works if work.is_quick == (self.first == "quick")]


# What is true ---------------------------------------------------------------------------------------------------------


def bad_between(simulation: Simulation, first: int, last: int) -> Harm:
    """Return the bad encounters of the focus brand in some weeks, by touchpoint and root cause, (T, K + 1)."""
    brand, total = focus_of(simulation), np.zeros(simulation.world.lived.shape[2:])
    while simulation.week < last:
        yield
        if simulation.week >= first:
            total += simulation.world.lived["bad"][brand].sum(axis=0)
    return total


def bad_encounters(simulation: Simulation, first: int, last: int, cause: str = "") -> Watching:
    """Return how many encounters with the focus brand are bad in some weeks, by a root cause if one is named."""
    bad = yield from bad_between(simulation, first, last)
    causes = list(simulation.market.causes)
    return float(bad[:, 1 + causes.index(cause)].sum() if cause else bad.sum())


def of_conversations(simulation: Simulation, last: int) -> Watching:
    """Return the per cent of bad encounters that are the conversation's own fault.

    These are the ones without a root cause at touchpoints where the firm is spoken to, and those whose root cause is
    what its people do.
    """
    bad = yield from bad_between(simulation, 1, last)
    market = simulation.market
    spoken = np.array([each.kind in CONVERSATION for each in market.touchpoints.values()])
    people = np.array([False, *(each.kind in OF_PEOPLE for each in market.causes.values())])
    own = bad[spoken, 0].sum() + bad[:, people].sum()
    return float(100.0 * own / bad.sum()) if bad.sum() else np.nan


# What the programme makes of it ---------------------------------------------------------------------------------------


def record_of(simulation: Simulation) -> tuple[Entry, ...]:
    """Return the record of the programme of the focus brand."""
    return simulation.decisions.records.get(simulation.market.focus, ())


def dashboard(simulation: Simulation) -> Mapping[tuple[str, str], float]:
    """Return what bad encounters were put down to, summed over all reviews: ("touchpoint" or "cause", name) -> bad."""
    said: defaultdict[tuple[str, str], float] = defaultdict(float)
    for kind, event in (("touchpoint", "blamed_touchpoint"), ("cause", "blamed_cause")):
        for entry in events(record_of(simulation), event):  # type: ignore[arg-type]
            said[kind, entry.name] += entry.value
    return said


def shares(counted: Mapping[str, float]) -> dict[str, float]:
    """Return each part as a share of the whole, empty without any."""
    whole = sum(counted.values())
    return {name: value / whole for name, value in counted.items()} if whole else {}


def laid_on_the_wrong_team(simulation: Simulation, last: int) -> Watching:
    """Return the per cent of all blame that the dashboard lays on teams beyond what is their own fault.

    A bad encounter is the fault of the department of its root cause, and without one of the team that works on the
    touchpoint; of a touchpoint without works, of a team of its own.
    """
    bad = yield from bad_between(simulation, 1, last)
    market = simulation.market
    owners = {work.touchpoint: work.owner for work in works_of(market).values() if work.touchpoint}
    teams = {("touchpoint", name): owners.get(name, name) for name in market.touchpoints}
    teams |= {("cause", name): cause.department for name, cause in market.causes.items()}
    true: defaultdict[str, float] = defaultdict(float)
    for name, uncaused in zip(market.touchpoints, bad[:, 0], strict=True):
        true[teams["touchpoint", name]] += uncaused
    for name, caused in zip(market.causes, bad[:, 1:].sum(axis=0), strict=True):
        true[teams["cause", name]] += caused
    said: defaultdict[str, float] = defaultdict(float)
    for target, value in dashboard(simulation).items():
        said[teams[target]] += value
    return 100.0 * beyond(shares(said), shares(true)) if said and sum(true.values()) else np.nan


def beyond(told: Mapping[str, float], true: Mapping[str, float]) -> float:
    """Return the share of what is told of each that goes beyond what is true of it, 0 to 1; both add up to 1."""
    return sum(max(0.0, part - true.get(name, 0.0)) for name, part in told.items())


def spent_on(simulation: Simulation) -> dict[str, float]:
    """Return what was paid for each work so far, EUR."""
    spent: defaultdict[str, float] = defaultdict(float)
    for entry in events(record_of(simulation), "paid"):
        if entry.name in works_of(simulation.market):
            spent[entry.name] += entry.eur
    return dict(spent)


def spent_on_conversations(simulation: Simulation, last: int) -> Watching:
    """Return the per cent of the money for works that goes to touchpoints where the firm is spoken to, or to people."""
    while simulation.week < last:
        yield
    market, spent = simulation.market, spent_on(simulation)
    part = sum(eur for name, eur in spent.items() if is_about_conversations(market, works_of(market)[name]))
    return 100.0 * part / sum(spent.values()) if spent else np.nan


def is_about_conversations(market: Market, work: WorkSpec) -> bool:
    """Return whether a work is about a touchpoint at which the firm is spoken to, or about what its people do."""
    if work.cause:
        return market.causes[work.cause].kind in OF_PEOPLE
    return market.touchpoints[str(work.touchpoint)].kind in CONVERSATION


def misdirected(simulation: Simulation, last: int) -> Watching:
    """Return the per cent of the money for works that is spent on what is not to blame.

    Of money spent on a touchpoint, the share of its bad encounters that have a root cause elsewhere; of money spent on
    a cause, the share by which the dashboard blames more on it than is true.
    """
    bad = yield from bad_between(simulation, 1, last)
    market, spent = simulation.market, spent_on(simulation)
    said = shares({" ".join(target): value for target, value in dashboard(simulation).items()})
    touchpoints, causes, wrong = list(market.touchpoints), list(market.causes), 0.0
    for name, eur in spent.items():
        work = works_of(market)[name]
        if work.cause:
            told, true = said.get(f"cause {work.cause}", 0.0), bad[:, 1 + causes.index(work.cause)].sum() / bad.sum()
            share = max(0.0, 1.0 - true / told) if told else 0.0
        else:
            at = bad[touchpoints.index(str(work.touchpoint))]
            share = at[1:].sum() / at.sum() if at.sum() else 0.0
        wrong += share * eur
    return float(100.0 * wrong / sum(spent.values())) if spent else np.nan


def granted_eur(simulation: Simulation, first: int, last: int) -> Watching:
    """Return the budget for works that the programme is granted in some weeks, EUR."""
    while simulation.week < last:
        yield
    return sum(entry.eur for entry in events(record_of(simulation), "granted") if first <= entry.week < last)


def spent_on_long_works(simulation: Simulation, last: int) -> Watching:
    """Return what is paid by a week for works that are no quick wins, EUR."""
    while simulation.week < last:
        yield
    works = works_of(simulation.market)
    return sum(eur for name, eur in spent_on(simulation).items() if works[name].term != "quick")


def known_harm(simulation: Simulation, last: int) -> Watching:
    """Return the per cent of bad encounters with a root cause whose cause the brand has found: it has a code."""
    caused = (yield from bad_between(simulation, 1, last))[:, 1:].sum(axis=0)
    found = {entry.name for entry in events(record_of(simulation), "coded")}
    known = np.array([name in found for name in simulation.market.causes])
    return float(100.0 * caused[known].sum() / caused.sum()) if caused.sum() else np.nan


def weeks_until_coded(simulation: Simulation, cause: str, last: int) -> Watching:
    """Return the week in which a cause enters the codebook; the last one if it does not."""
    while simulation.week < last:
        yield
        if found := events(record_of(simulation), "coded", cause):
            return float(found[0].week)
    return float(last)


# What customers answered ----------------------------------------------------------------------------------------------


def alerts(simulation: Simulation, last: int) -> Watching:
    """Return how much trouble of customers the staff of the focus brand report in some weeks."""
    while simulation.week < last:
        yield
    told = simulation.intelligence(simulation.market.focus).feedback()
    return float(told.loc[told["instrument"] == "alerts", "answers"].sum())


def listening_eur(simulation: Simulation, last: int) -> Watching:
    """Return what listening costs the focus brand, by a week, EUR for the customers that are simulated."""
    while simulation.week < last:
        yield
    return float(
        simulation.ledger.costs_of(simulation.ledger.brands.index(simulation.market.focus))["listening_eur"].sum()
    )


def answering(simulation: Simulation, first: int, last: int) -> Watching:
    """Return the per cent of the focus brand's questions about encounters that are answered, in some weeks."""
    brand, people, asked, answered = focus_of(simulation), real_people(simulation.world), 0, 0
    while simulation.week < last:
        yield
        if simulation.week >= first:
            given = simulation.world.answers
            is_asked = (given["week"] == simulation.week) & (given["rank"] < people) & (given["brand"] == brand)
            asked += int(is_asked.sum())
            answered += int((given["score"][is_asked] != NOT_ANSWERED).sum())
    return 100.0 * answered / asked if asked else np.nan
