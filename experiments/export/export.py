"""A run exported: simulated once more with the same bits, watched week by week, and told as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.export.company import Alerts, Complaints, Contracts, Orders, Reviews, Usage
from experiments.export.keeping import columns_of_changes, with_what_would_have_kept
from experiments.export.questions import Questions
from experiments.export.truth import Departures, People
from experiments.export.watching import Watcher, Week
from sim.diary.alone import Recording
from sim.state.counters import LIVED_COLUMNS

if TYPE_CHECKING:
    from experiments.running.study import Progress, Study
    from sim.simulation import Simulation

TABLES = ("crm", "survey", "complaints", "alerts", "reviews", "usage", "truth")
"""What can be exported."""


@dataclass(frozen=True)
class Wanted:
    """What is to be exported.

    Attributes
    ----------
    tables : some of `TABLES`.
    brand : whose company holds the tables.
    every : weeks of a period.
    """

    tables: tuple[str, ...]
    brand: str
    every: int


@dataclass(frozen=True)
class Exported:
    """A run as tables.

    Attributes
    ----------
    tables : by name, those of the truth with ``truth/`` before it.
    booked : booked weeks of the run that was watched.
    lived : what was lived, see :meth:`sim.state.ledger.Ledger.lived`.
    heard : what the brand had heard by the last week, see :meth:`sim.policies.intelligence.Intelligence.feedback`.
    has_asked : whether the brand asked anybody; None when that was not looked at.
    """

    study: Study
    seed: int
    wanted: Wanted
    tables: Mapping[str, pd.DataFrame]
    booked: pd.DataFrame
    lived: pd.DataFrame
    heard: pd.DataFrame
    has_asked: bool | None


def exported(
    study: Study,
    seed: int,
    wanted: Wanted,
    threads: int = 1,
    progress: Progress | None = None,
) -> Exported:
    """Return the tables of a run.

    Parameters
    ----------
    study : with the scenario to be exported alone.
    progress : called with the weeks that are done, those that are lived again included, and all of them.
    """
    scenario, model = next(
        (each, model) for each, model in study.begun(seed, threads) if each.name == study.scenarios[0].name
    )
    simulation = model.simulation
    watchers = _watchers(simulation, wanted)
    simulation.keep_diaries(range(len(simulation.world.customers)))
    recording = Recording(simulation) if "truth" in wanted.tables else None
    worlds = 1 + (1 + len(columns_of_changes(study.market))) * (recording is not None and not scenario.pilots)
    step = recording.step if recording else simulation.step
    for number in range(1, study.weeks + 1):
        week = _watched(simulation, number, partial(step, threads), number % wanted.every == 0 or number == study.weeks)
        for watcher in watchers.values():
            watcher.see(week)
        if progress:
            progress(number, study.weeks * worlds)
    questions = watchers.get("survey") or watchers.get("questions")
    has_asked = not questions.is_empty if isinstance(questions, Questions) else None
    lived = _lived(simulation)
    tables = _tables(watchers, wanted, has_asked is True, lived)
    booked, heard = study.booked(model, scenario, seed), simulation.intelligence(wanted.brand).feedback()
    if recording and not scenario.pilots:  # who is in a pilot is not known to weeks that are lived again
        departures = tables["truth/departures"]

        def done(changes: int) -> None:
            if progress:
                progress(study.weeks * (1 + changes), study.weeks * worlds)

        tables["truth/departures"] = with_what_would_have_kept(departures, recording, wanted.brand, done)
    return Exported(
        study=study,
        seed=seed,
        wanted=wanted,
        tables=tables,
        booked=booked,
        lived=lived,
        heard=heard,
        has_asked=has_asked,
    )


def _watchers(simulation: Simulation, wanted: Wanted) -> dict[str, Watcher]:
    """Return who has to watch, by the table that is made."""
    is_contractual = simulation.market.category.kind == "contractual"
    contracts = Contracts(simulation, wanted.brand)
    makers: dict[str, Callable[[], Watcher]] = {
        "contracts": lambda: contracts,
        "orders": lambda: Orders(simulation, wanted.brand),
        "survey": lambda: Questions(simulation, wanted.brand),
        "complaints": lambda: Complaints(simulation, wanted.brand),
        "alerts": lambda: Alerts(simulation, wanted.brand),
        "reviews": lambda: Reviews(simulation, wanted.brand),
        "usage": lambda: Usage(simulation, wanted.brand, contracts),
        "people": lambda: People(simulation, wanted.brand),
        "departures": lambda: Departures(simulation, wanted.brand),
    }
    needed: dict[str, Sequence[str]] = {
        "crm": ["contracts" if is_contractual else "orders"],
        "usage": [*(["contracts"] if is_contractual else []), "usage"],
        "truth": ["survey", "reviews", "people", "departures"],
    }
    names = dict.fromkeys(name for table in wanted.tables for name in needed.get(table, [table]))
    return {name: makers[name]() for name in names}


def _watched(simulation: Simulation, number: int, step: Callable[[], None], ends_period: bool) -> Week:
    """Simulate a week, and return what is seen of it."""
    before, offers = simulation.world.customers.copy(), simulation.world.offers
    step()
    notes = np.concatenate(simulation.notes)
    simulation.notes.clear()
    return Week(number, before, offers, simulation.world, notes, ends_period)


def _tables(
    watchers: Mapping[str, Watcher], wanted: Wanted, has_asked: bool, lived: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the tables that are wanted, without those of a survey when nobody was asked."""
    made: dict[str, pd.DataFrame] = {}
    for table in wanted.tables:
        if table == "crm":
            made[table] = (watchers.get("contracts") or watchers["orders"]).table()
        elif table != "truth" and (table != "survey" or has_asked):
            made[table] = watchers[table].table()
    if "truth" in wanted.tables:
        made["truth/people"] = watchers["people"].table()
        made["truth/departures"] = watchers["departures"].table()
        made["truth/lived"] = lived
        questions, reviews = watchers["survey"], watchers["reviews"]
        assert isinstance(questions, Questions)
        assert isinstance(reviews, Reviews)
        if has_asked:
            made["truth/questions"] = questions.truth()
        made["truth/authors"] = reviews.authors()
    return made


def _lived(simulation: Simulation) -> pd.DataFrame:
    """Return what was lived by week, brand, segment, touchpoint and root cause, as it was booked."""
    lived = simulation.ledger.lived()
    names = [name for name in lived.columns if name not in ("week", *LIVED_COLUMNS)]
    return lived.astype(dict.fromkeys(names, "category"))
