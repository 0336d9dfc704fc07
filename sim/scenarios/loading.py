"""Scenarios read from files: by name from the folder of their market, or by path."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from contextlib import suppress
from dataclasses import replace
from functools import reduce
from pathlib import Path

from pydantic import ValidationError

from sim.foundations.numbers import Number
from sim.market.agreement import Disagreement
from sim.market.checking import checked
from sim.market.documents import Node, merged, read_document
from sim.market.loading import MARKET_FILE, lineage, load_market, shipped_folder
from sim.market.messages import InputError, Problem, nearest, unknown
from sim.market.parts import keys_at
from sim.market.policy_sheet import POLICY
from sim.market.schema import Market
from sim.market.sheet import NumberPath
from sim.scenarios.checks import complaints, policy_complaints
from sim.scenarios.dates import with_weeks
from sim.scenarios.levers import Lever
from sim.scenarios.plan import Plan
from sim.scenarios.scenario import BASELINE, MAX_LEVERS, Scenario


def shipped_scenarios(market: str) -> list[str]:
    """Return the names of the scenarios that are shipped with a market, the baseline apart."""
    return list(_files_in(shipped_folder() / market))


def scenario_files(market: Market) -> dict[str, Path]:
    """Return the files among which a market's scenarios are, by name: those beside it and beside those it extends."""
    files: dict[str, Path] = {}
    for folder in market.folders:
        files = _files_in(folder) | files
    return files


def _files_in(folder: Path) -> dict[str, Path]:
    return {file.stem: file for file in sorted(folder.glob("*.yaml")) if file.name != MARKET_FILE}


def scenarios_of(market: Market) -> dict[str, Path]:
    """Return the scenarios of a market by name, without the other files beside it: ranges, studies, portfolios."""
    return {name: file for name, file in scenario_files(market).items() if _may_be_scenario(file)}


def _may_be_scenario(file: Path) -> bool:
    """Tell whether a file says what scenarios say; one that cannot be read is for those who load it to refuse."""
    try:
        keys = read_document(file).value.keys()
    except InputError:
        return True
    known = keys_at(Scenario, ())
    return "levers" in keys or all(nearest(key, known) for key in keys)


def load_scenario(scenario: str | Path | Scenario, market: Market, horizon_weeks: int | None = None) -> Scenario:
    """Return a scenario by its name or file, checked against its market; one that is loaded already is checked only.

    Parameters
    ----------
    scenario : "baseline", a name among those of the market, or a path.
    market : the market that it is played on.
    horizon_weeks : weeks of the run; every lever must begin by then.

    Raises
    ------
    InputError : with all that is wrong, each with file and line.
    """
    if isinstance(scenario, Scenario):
        scenario.check_against(market, horizon_weeks)
        return scenario
    return Scenario.baseline() if str(scenario) == BASELINE else _read(str(scenario), market, horizon_weeks)


def check_file(path: str | Path, market: Market | None = None) -> Market | Scenario:
    """Return a market or scenario from its file, with all checks.

    Parameters
    ----------
    path : a file, or the folder of a market.
    market : the market of a scenario; the one in the same folder when not given.

    Raises
    ------
    InputError : with all that is wrong, each with file and line.
    """
    file = Path(path)
    if os.path.isdir(file) or file.name == MARKET_FILE:
        return load_market(file)
    is_beside = os.path.isfile(file.parent / MARKET_FILE)
    if not is_scenario(read_document(file).value.keys(), market is not None or is_beside):
        return load_market(file)
    if market is None and not is_beside:
        raise InputError([Problem(str(file), None, "", f"has no {MARKET_FILE} beside it: name the market it is for")])
    return load_scenario(file, market or load_market(file.parent))


def is_scenario(keys: Set[str], has_market: bool) -> bool:
    """Return whether a file with these keys is a scenario rather than a market.

    A key that only one of the two kinds has tells. With none of them, a file that has a market is taken for one of its
    scenarios, unless it extends something.
    """
    of_markets, of_scenarios = set(Market.model_fields), set(Scenario.model_fields) - {"name"}
    if keys & (of_scenarios - of_markets):
        return True
    return has_market and not keys & (of_markets - of_scenarios | {"extends"})


def _read(name: str, market: Market, horizon_weeks: int | None) -> Scenario:
    """Return a scenario from its file and those that it extends; levers follow those that are inherited."""
    known = scenario_files(market)
    file = known.get(name) or _file_of(name, Path(), known)
    if file.stem == BASELINE:
        message = "is called like the baseline, in which nothing is changed: give the file another name"
        raise InputError([Problem(str(file), None, "", message)])
    generations = lineage(file, lambda name, folder: None if name == BASELINE else _file_of(name, folder, known))
    document = reduce(_continued, (document for _, document in reversed(generations)))
    document, wrong_dates = with_weeks(document, market.start_date)
    disagreeing = [*wrong_dates, *_disagreements(document, market, horizon_weeks)]
    named = replace(document, value=document.value | {"name": Node(file.stem, str(file), 1)})
    scenario = checked(Scenario, named, _number_of_policy, more=disagreeing)
    return scenario.model_copy(update={"brand": scenario.brand or market.focus})


def _number_of_policy(path: NumberPath) -> Number | None:
    """Return the sheet's line of a policy's number in a scenario."""
    return POLICY.get(path[2]) if path[:1] == ("policies",) and len(path) == 3 else None


def _disagreements(document: Node, market: Market, horizon_weeks: int | None) -> Iterator[Disagreement]:
    """Yield what in a scenario does not fit its market; levers that are wrong in themselves are passed over."""
    if "name" in document.value:
        yield ("name",), "is not a key of scenarios: the name of a scenario is that of its file"
    brand = document.plain().get("brand")
    if isinstance(brand, str) and brand not in market.brands:
        yield ("brand",), unknown("brand", brand, market.brands)
    levers = {}
    for position, node in enumerate(_levers(document)[:MAX_LEVERS]):
        with suppress(ValidationError):
            levers[position] = Lever.model_validate(node.plain())
    positions = list(levers)
    plan = Plan(market, tuple(levers.values()), brand if brand in list(market.brands) else market.focus)
    for position, message in complaints(plan, horizon_weeks):
        yield ("levers", positions[position]), message
    policies = document.plain().get("policies")
    for place, message in policy_complaints(policies if isinstance(policies, dict) else {}, plan, horizon_weeks):
        yield (("levers", positions[int(place[1])]) if place[0] == "levers" else place), message


def _continued(older: Node, younger: Node) -> Node:
    """Return what a scenario says after the one that it extends."""
    both = merged(older, younger)
    if not (_levers(older) and _levers(younger)):
        return both
    levers = replace(both.value["levers"], value=[*_levers(older), *_levers(younger)])
    return replace(both, value=both.value | {"levers": levers})


def _levers(document: Node) -> list[Node]:
    """Return the levers of a scenario; none when there is something else in their place."""
    levers = document.at("levers")
    return levers.value if levers and isinstance(levers.value, list) else []


def _file_of(name: str, folder: Path, known: dict[str, Path]) -> Path:
    """Return the file of a scenario: beside `folder`'s files, by its path, or by its name among the known ones."""
    for path in (folder / f"{name}.yaml", folder / name):
        if os.path.isfile(path):
            return path
    if name not in known:
        message = f"there is no such file: {unknown('scenario', name, [BASELINE, *known])}"
        raise InputError([Problem(name, None, "", message)])
    return known[name]
