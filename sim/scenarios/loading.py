"""Scenarios read from files: by name from the folder of their market, or by path."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from pathlib import Path

from sim.market.checking import checked
from sim.market.documents import Node, merged, read_document
from sim.market.loading import MARKET_FILE, lineage, load_market, shipped_folder
from sim.market.messages import InputError, Problem, unknown
from sim.market.schema import Market
from sim.scenarios.scenario import BASELINE, Scenario


def shipped_scenarios(market: str) -> list[str]:
    """Return the names of the scenarios that are shipped with a market, the baseline apart."""
    return list(_files_in(shipped_folder() / market))


def scenario_files(market: Market) -> dict[str, Path]:
    """Return the scenarios of a market by name: those beside its file, and those beside the markets that it extends."""
    files: dict[str, Path] = {}
    for folder in market.folders:
        files = _files_in(folder) | files
    return files


def _files_in(folder: Path) -> dict[str, Path]:
    return {file.stem: file for file in sorted(folder.glob("*.yaml")) if file.name != MARKET_FILE}


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
    if not isinstance(scenario, Scenario):
        scenario = Scenario.baseline() if str(scenario) == BASELINE else _read(Path(scenario), market)
    scenario.check_against(market, horizon_weeks)
    return scenario


def check_file(path: str | Path, market: Market | None = None) -> Market | Scenario:
    """Return a market or scenario from its file, with all checks; what has a question or levers is a scenario.

    Parameters
    ----------
    path : a file, or the folder of a market.
    market : the market of a scenario; the one in the same folder when not given.

    Raises
    ------
    InputError : with all that is wrong, each with file and line.
    """
    file = Path(path)
    if file.is_dir():
        return load_market(file)
    document = read_document(file)
    if file.name == MARKET_FILE or not {"question", "levers"} & document.value.keys():
        return load_market(file)
    return load_scenario(file, market or load_market(file.parent))


def _read(path: Path, market: Market) -> Scenario:
    """Return a scenario from its file and those that it extends; levers follow those that are inherited."""
    known = scenario_files(market)
    file = known.get(str(path)) or _file_of(str(path), Path(), known)
    chain = lineage(file, lambda name, folder: None if name == BASELINE else _file_of(name, folder, known))
    document = reduce(_continued, (document for _, document in reversed(chain)))
    youngest = chain[0][1]
    problems = [(("name",), "is not needed: a scenario is called as its file")] if "name" in document.value else []
    named = {"name": Node(file.stem, youngest.file, youngest.line)}
    scenario = checked(Scenario, replace(document, value=named | document.value), more=problems)
    levers = (
        lever.found_at(node.file, node.line) for lever, node in zip(scenario.levers, _levers(document), strict=True)
    )
    return scenario.model_copy(update={"levers": tuple(levers), "brand": scenario.brand or market.focus})


def _continued(older: Node, younger: Node) -> Node:
    """Return what a scenario says after the one that it extends."""
    both = merged(older, younger)
    if "levers" not in both.value or not (isinstance(_levers(older), list) and isinstance(_levers(younger), list)):
        return both
    levers = replace(both.value["levers"], value=[*_levers(older), *_levers(younger)])
    return replace(both, value=both.value | {"levers": levers})


def _levers(document: Node) -> list[Node]:
    return document.value["levers"].value if "levers" in document.value else []


def _file_of(name: str, folder: Path, known: dict[str, Path]) -> Path:
    """Return the file of a scenario: beside `folder`'s files, by its path, or by its name among the known ones."""
    for path in (folder / f"{name}.yaml", folder / name):
        if path.is_file():
            return path
    if name not in known:
        message = f"there is no such file: {unknown('scenario', name, [BASELINE, *known])}"
        raise InputError([Problem(name, None, "", message)])
    return known[name]
