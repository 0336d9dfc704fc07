"""Kinds of files: recognised by their content, and each checked by the rules of its kind."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.errors import RequestError

if TYPE_CHECKING:
    from sim.market.documents import Node
    from sim.market.messages import Problem
    from sim.market.schema import Market

_TABLES = {".csv", ".tsv", ".tab", ".parquet", ".pq", ".json", ".xls", ".xlsx", ".ods"}
"""Endings of tables, including those that are refused with a message."""
_DOCUMENTS = {".yaml", ".yml"}
_CANDIDATES = "candidates"
"""The key that makes a file a portfolio."""
_RIVALS = "policy"
"""The key that makes a file a preset of rivals."""
_PARQUET_MARK = b"PAR1"
_DELIMITERS = ",;\t|"
_HEAD_BYTES = 20_000
_COMMENT = "# "


@dataclass
class Findings:
    """Findings in files: errors, doubts, and summaries."""

    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)


def look_at(path: Path, market: Market | None, mapping: str | None, found: Findings) -> None:
    """Check a file by its kind, or the market of a folder with all other files in it.

    Parameters
    ----------
    market : the market that a file is for; the one in the same folder when None.
    mapping : the file that maps the columns of a customer table.
    found : what was found is added to it.

    Raises
    ------
    RequestError
        When a table has no market.
    """
    from sim.market.messages import InputError

    try:
        if not os.path.isdir(path) and os.path.exists(path) and is_table(path):
            _look_at_table(path, market or _market_beside(path), mapping, found)
        elif os.path.isfile(path):
            _look_at_document(path, market, found)
        else:
            _look_at_market(path, found)
    except InputError as error:
        found.problems += error.problems


def is_table(path: Path) -> bool:
    """Return whether a file is a table, from its ending in lower or upper case, or else from its content."""
    ending = path.suffix.casefold()
    if ending in _TABLES | _DOCUMENTS:
        return ending in _TABLES
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    first = head.decode(errors="replace").strip().partition("\n")[0].strip()
    return head.startswith(_PARQUET_MARK) or (any(sign in first for sign in _DELIMITERS) and ":" not in first)


def kind_of(document: Node, has_market: bool) -> str:
    """Return the kind of a YAML file: scenario, study, portfolio, rivals, mapping, ranges or market.

    Parameters
    ----------
    has_market : whether there is a market in its folder, so that it is a scenario unless its keys say otherwise.
    """
    from sim.scenarios.loading import is_scenario

    keys = _keys_meant(document.value)
    if keys & {"factors", "design", "points"} and "levers" not in keys:
        return "study"
    if _CANDIDATES in keys:
        return "portfolio"
    if _RIVALS in keys:
        return "rivals"
    if keys & {"customer", "segment"} and "levers" not in keys:
        return "mapping"
    if any("." in key or "*" in key for key in keys):
        return "ranges"
    return "scenario" if is_scenario(keys, has_market) else "market"


def _keys_meant(keys: Iterable[str]) -> set[str]:
    """Return the keys of a file, with unknown ones replaced by the key probably meant."""
    from experiments.sweep.study_file import StudyFile
    from sim.market.crm_mapping import CrmMapping
    from sim.market.messages import nearest
    from sim.market.parts import keys_at
    from sim.market.schema import Market
    from sim.scenarios.scenario import Scenario

    known = {key for kind in (Market, Scenario, StudyFile, CrmMapping) for key in keys_at(kind, ())}
    known |= {_CANDIDATES, _RIVALS}
    return {key if key in known or "." in key else nearest(key, sorted(known)) or key for key in keys}


def _look_at_market(path: Path, found: Findings) -> None:
    """Check a market, and all other files of its folder when it is given by its folder."""
    from sim.market.loading import MARKET_FILE, load_market

    market = load_market(path)
    found.doubts += market.doubts
    _look_at_worlds(market, found)
    if os.path.isdir(path):
        for file in sorted(path.glob("*.y*ml")):
            if file.name != MARKET_FILE and file.suffix in _DOCUMENTS:
                look_at(file, market, None, found)


def _look_at_worlds(market: Market, found: Findings) -> None:
    """Look whether the worlds beside a market are of the market and the rules as they are."""
    from experiments.design.ensemble import read_ensemble, shipped_ensemble
    from sim.market.messages import InputError

    if beside := shipped_ensemble(market):
        try:
            read_ensemble(beside, market)
        except InputError as error:
            found.doubts += error.problems


def _look_at_document(path: Path, market: Market | None, found: Findings) -> None:
    """Check a YAML file."""
    from sim.market.documents import read_document
    from sim.market.loading import MARKET_FILE

    document = read_document(path)
    has_market = market is not None or os.path.isfile(path.parent / MARKET_FILE)
    match kind_of(document, has_market) if path.name != MARKET_FILE else "market":
        case "study":
            from experiments.sweep.loading import load_sweep

            load_sweep(path)
        case "mapping":
            from sim.market.crm import mapping_in

            mapping_in(document, market or _market_beside(path))
        case "portfolio":
            _look_at_portfolio(path, market or _market_beside(path), found)
        case "rivals":
            _look_at_rivals(path, market or _market_beside(path), found)
        case "ranges":
            from experiments.design.ranges import read_ranges

            read_ranges(path, market or _market_beside(path))
        case "market":
            _look_at_market(path, found)
        case "scenario":
            _look_at_scenario(path, document, market, found)


def _look_at_scenario(path: Path, document: Node, market: Market | None, found: Findings) -> None:
    """Check a scenario, over the horizon of its market."""
    from sim.scenarios.doubts import scenario_doubts
    from sim.scenarios.loading import check_file
    from sim.scenarios.scenario import Scenario

    scenario = check_file(path, market)
    played_on = market or _market_beside(path)
    if played_on and isinstance(scenario, Scenario):
        horizon = round(played_on.category.horizon_weeks)
        found.doubts += [document.problem(*doubt) for doubt in scenario_doubts(scenario, played_on, horizon)]


def _market_beside(path: Path) -> Market | None:
    """Return the market in the folder of a file, None when there is none."""
    from sim.market.loading import MARKET_FILE, load_market

    return load_market(path.parent) if os.path.isfile(path.parent / MARKET_FILE) else None


def _look_at_portfolio(path: Path, market: Market | None, found: Findings) -> None:
    """Check a portfolio, over the horizon of its market."""
    from experiments.optimisation.files import read_portfolio
    from sim.market.loading import MARKET_FILE
    from sim.market.messages import Problem

    if market is None:
        message = f"has no {MARKET_FILE} in its folder: name its market"
        found.problems.append(Problem(str(path), None, "", message))
        return
    read_portfolio(path, market, round(market.category.horizon_weeks))


def _look_at_rivals(path: Path, market: Market | None, found: Findings) -> None:
    """Check how rivals react in a market."""
    from sim.market.loading import MARKET_FILE
    from sim.market.messages import Problem
    from sim.policies.rivals import load_rivals

    if market is None:
        message = f"has no {MARKET_FILE} in its folder: name its market"
        found.problems.append(Problem(str(path), None, "", message))
        return
    load_rivals(path, market)


def _look_at_table(path: Path, market: Market | None, mapping: str | None, found: Findings) -> None:
    """Check a table: worlds, facts or targets that a market is fitted to, ties of a network, or customers."""
    from experiments.calibration.target_file import NEEDED
    from experiments.design.ensemble import FIXED, read_ensemble
    from experiments.fitting.fact_file import COLUMNS as OF_FACTS
    from sim.market.edge_list import COLUMNS
    from sim.market.texts import without_workbook

    without_workbook(_head_of(path), str(path), "is neither CSV nor Parquet")
    columns = _columns_of(path)
    if columns in COLUMNS:
        _look_at_ties(path, market)
    elif market is None:
        raise RequestError(f"give the market of {path.name} with --market")
    elif columns[: len(FIXED)] == list(FIXED):
        found.summaries.append(f"{path}: {len(read_ensemble(path, market))} worlds of {market.name}")
    elif set(NEEDED) <= set(columns):
        _look_at_targets(path, market, found)
    elif set(OF_FACTS.needed) <= set(columns):
        _look_at_facts(path, market, found)
    else:
        _look_at_customers(path, market, mapping, found)


def _head_of(path: Path) -> bytes:
    """Return the first bytes of a file."""
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _columns_of(path: Path) -> list[str]:
    """Return the names in the first line of a CSV file that is no comment, in lower case; none for any other file."""
    head = _head_of(path).decode("utf-8-sig", errors="replace")
    lines = [line for line in head.splitlines() if line.strip() and not f"{line} ".startswith(_COMMENT)]
    first = lines[0] if lines else ""
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return [name.strip().lower() for row in csv.reader([first], delimiter=delimiter) for name in row]
    except csv.Error:
        return []


def _look_at_ties(path: Path, market: Market | None) -> None:
    """Check an edge list, against the number of customers of its market."""
    from sim.market.edge_list import edge_list_content, edges_in
    from sim.market.market_sheet import CATEGORY

    maximum = market.category.customers if market else CATEGORY["customers"].high
    edges_in(edge_list_content(path), round(maximum), str(path))


def _look_at_targets(path: Path, market: Market, found: Findings) -> None:
    """Check the targets of a calibration."""
    from experiments.calibration.target_file import read_targets
    from sim.market.messages import Problem

    targets = read_targets(path, market)
    found.doubts += [Problem(str(path), None, "", note) for note in targets.notes]


def _look_at_facts(path: Path, market: Market, found: Findings) -> None:
    """Check the facts to which a market is fitted."""
    from experiments.fitting.fact_file import read_facts
    from sim.market.messages import Problem

    facts = read_facts(path, market)
    found.doubts += [Problem(str(path), None, "", note) for note in facts.notes]


def _look_at_customers(path: Path, market: Market, mapping: str | None, found: Findings) -> None:
    """Check a table of customers: every value that cannot be used is a problem."""
    from sim.market.crm import load_crm
    from sim.market.messages import Problem, quoted

    table = load_crm(path, market, mapping)
    found.summaries.append(table.summary)
    found.doubts += table.doubts
    found.problems += [
        Problem(str(path), row.line, row.column, f"{row.reason} (got {quoted(row.value)})")
        for row in table.rejected.itertuples()
    ]
