"""Portfolio files: candidates and how each can be bought, as YAML."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from experiments.errors import RequestError
from experiments.optimisation.candidates import Candidate, Kind, Portfolio, planned_cost_eur
from sim.market.agreement import Disagreement
from sim.market.checking import checked
from sim.market.documents import Node, read_document
from sim.market.messages import InputError, Problem, dotted, listed, unknown
from sim.market.schema import Market, Name, Strict, Text
from sim.scenarios.dates import with_weeks
from sim.scenarios.levers import Cost, Lever
from sim.scenarios.loading import load_scenario, scenario_files
from sim.scenarios.scenario import MAX_LEVERS, Scenario

MAX_CANDIDATES = 40
_ON_THE_MARKET = ("enters_in_week", "leaves_in_week")
"""Ends of the paths of numbers that say when a brand is on the market."""


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_List = BeforeValidator(_as_tuple)


class Entry(Strict):
    """One candidate of a portfolio file: a scenario, some of its levers, or levers of its own."""

    scenario: Text | None = None
    """Name or path of a scenario."""
    only: Annotated[tuple[Annotated[int, Field(ge=1)], ...], _List] = ()
    """Which of its levers, 1 for the first; all of them when empty."""
    levers: Annotated[tuple[Lever, ...], _List, Field(max_length=MAX_LEVERS)] = ()
    """Levers, in place of a scenario."""
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=60)] | None = None
    title: Text = ""
    kind: Kind = "continuous"


class PortfolioFile(Strict):
    """What a budget can be split over."""

    name: Text = ""
    question: Text = ""
    brand: Name | None = None
    candidates: Annotated[tuple[Entry, ...], _List, Field(min_length=1, max_length=MAX_CANDIDATES)]


def read_portfolio(path: str | Path, market: Market, weeks: int) -> tuple[Portfolio, str]:
    """Return the portfolio in a file and its question.

    Raises
    ------
    InputError
        With all that is wrong in the file, each with its line.
    """
    document, wrong_dates = _with_weeks(read_document(Path(path)), market)
    content = checked(PortfolioFile, document, more=wrong_dates)
    problems: list[Problem] = []
    scenarios: list[Scenario] = []
    for position, entry in enumerate(content.candidates):
        place = ("candidates", position)
        try:
            scenario = _scenario(entry, position, content.brand, market, weeks, Path(path).parent)
            scenarios.append(scenario)
        except InputError as error:
            problems += [_placed(document, place, problem) for problem in error.problems]
        except RequestError as error:
            problems.append(document.problem(place, str(error)))
    if problems:
        raise InputError(problems)
    kinds = [entry.kind for entry in content.candidates]
    try:
        return portfolio_of(market, scenarios, kinds, weeks), content.question
    except RequestError as error:
        raise InputError(document.problem(("candidates",), line) for line in str(error).splitlines()) from error


def portfolio_of(market: Market, scenarios: Sequence[Scenario], kinds: Sequence[Kind], weeks: int) -> Portfolio:
    """Return scenarios as a portfolio.

    Raises
    ------
    RequestError
        With all that is wrong: no cost, names twice, different brands, levers that do not go together.
    """
    problems: list[str] = []
    candidates: list[Candidate] = []
    for scenario, kind in zip(scenarios, kinds, strict=True):
        try:
            candidates.append(Candidate.of(scenario, market, weeks, kind))
        except RequestError as error:
            problems += str(error).splitlines()
    names = [scenario.name for scenario in scenarios]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        problems.append(f"two candidates are called {listed(twice)}: each needs a name of its own")
    brands = sorted({scenario.brand or market.focus for scenario in scenarios})
    if len(brands) > 1:
        problems.append(f"one brand has one budget, and the candidates act for {listed(brands)}: name those of one")
    if problems:
        raise RequestError(*problems)
    portfolio = Portfolio(market, tuple(candidates))
    portfolio.check()
    return portfolio


def _with_weeks(document: Node, market: Market) -> tuple[Node, list[Disagreement]]:
    """Return a portfolio file in which dates of levers are weeks, and the errors in them."""
    candidates = document.at("candidates")
    if candidates is None or not isinstance(candidates.value, list):
        return document, []
    entries, wrong_dates = [], []
    for position, entry in enumerate(candidates.value):
        entry, wrong = with_weeks(entry, market.start_date, ("candidates", position))
        entries.append(entry)
        wrong_dates += wrong
    return replace(document, value=document.value | {"candidates": replace(candidates, value=entries)}), wrong_dates


def named_portfolio(
    market: Market, names: Iterable[str], yes_no: Iterable[str], weeks: int, brand: str | None = None
) -> Portfolio:
    """Return scenarios by name or path as a portfolio; all of the market's that cost something when none is named.

    Parameters
    ----------
    yes_no : names of those that are bought wholly or not at all.
    brand : whose scenarios are taken when none is named; the market's focus when None.
    """
    names = list(names)
    if names:
        scenarios = [load_scenario(name, market, weeks) for name in names]
    else:
        files = scenario_files(market).items()
        every = [load_scenario(name, market) for name, file in files if "levers" in read_document(file).value]
        own = [each for each in every if (each.brand or market.focus) == (brand or market.focus) and _is_choice(each)]
        begun = [each for each in own if each.levers and each.first_week <= weeks]
        scenarios = [each for each in begun if planned_cost_eur(each, market, weeks) > 0]
        if not scenarios:
            raise RequestError(
                f"{market.name} has no scenario with a cost in {weeks} weeks: name some, or give --levers"
            )
    known = [scenario.name for scenario in scenarios]
    wrong = [unknown("candidate", name, known) for name in yes_no if name not in known]
    if wrong:
        raise RequestError(*wrong)
    kinds: list[Kind] = ["yes_no" if name in set(yes_no) else "continuous" for name in known]
    return portfolio_of(market, scenarios, kinds, weeks)


def _is_choice(scenario: Scenario) -> bool:
    """Return whether a scenario is a choice of one brand alone: how others decide, and who enters or leaves, is not."""
    return not scenario.policies and not any(lever.path.endswith(_ON_THE_MARKET) for lever in scenario.levers)


def _scenario(entry: Entry, position: int, brand: str | None, market: Market, weeks: int, folder: Path) -> Scenario:
    """Return what an entry stands for as a scenario, checked against the market."""
    if (entry.scenario is None) == (not entry.levers):
        raise RequestError("needs a scenario or levers of its own, and not both")
    if entry.scenario is None:
        name = entry.name or f"candidate-{position + 1}"
        titled: dict[str, Any] = {"title": entry.title} if entry.title else {}
        scenario = Scenario(name=name, brand=brand or market.focus, levers=entry.levers, **titled)
        return load_scenario(scenario, market, weeks)
    own = folder / entry.scenario
    whole = load_scenario(own if os.path.isfile(own) else entry.scenario, market, weeks)
    if wrong := [number for number in entry.only if number > len(whole.levers)]:
        raise RequestError(f"{whole.name} has {len(whole.levers)} levers, and no lever {wrong[0]}")
    chosen = [lever for number, lever in enumerate(whole.levers, 1) if not entry.only or number in entry.only]
    named = {"name": entry.name or whole.name, "title": entry.title or whole.title}
    cost = Cost() if entry.only else whole.cost
    return whole.model_copy(update={"levers": tuple(chosen), "cost": cost} | named)


def _placed(document: Node, place: tuple[str | int, ...], problem: Problem) -> Problem:
    """Return a problem of a candidate's scenario at the candidate, unless it lies in a file of its own."""
    if problem.line is not None:
        return problem
    return document.problem(place, problem.message)._replace(path=".".join(filter(None, (dotted(place), problem.path))))
