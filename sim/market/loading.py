"""Markets read from files: shipped ones by name, others by path, with what they inherit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from importlib.resources import files
from itertools import chain
from pathlib import Path

from sim.market.agreement import QUALITY_ONCE, Disagreement, disagreements, with_brands_written_out
from sim.market.checking import checked
from sim.market.documents import Node, merged, read_document
from sim.market.doubts import market_doubts
from sim.market.messages import InputError, Problem, quoted, unknown
from sim.market.schema import Market
from sim.market.sheet import number_at
from sim.market.sources import sources_taken_out, with_sources
from sim.market.works import works_astray

MARKET_FILE = "market.yaml"
MAX_ANCESTORS = 8


def shipped_folder() -> Path:
    """Return the folder of the shipped markets; each is a folder with its market.yaml and its scenarios."""
    return Path(str(files("sim.scenarios")))


def shipped_markets() -> list[str]:
    """Return the names of the shipped markets."""
    return sorted(folder.name for folder in shipped_folder().iterdir() if (folder / MARKET_FILE).is_file())


def load_shipped(name: str) -> Market:
    """Return a shipped market, also where there is a file or folder of that name."""
    return load_market(shipped_folder() / name)


def load_market(market: str | Path | Market) -> Market:
    """Return a market by its shipped name, its folder or its file; a loaded market is returned unchanged.

    Raises
    ------
    InputError : with all problems, each with file and line.
    """
    if isinstance(market, Market):
        return market
    generations = lineage(market_file(market), market_file)
    brands = {name for _, document in generations for name in _names_in(document.at("brands"))}
    files = [sources_taken_out(document, brands) for _, document in reversed(generations)]
    document, missing = _with_edges_found(reduce(_extended, (file.document for file in files)))
    disagreeing = disagreements(with_brands_written_out(document.plain()))
    wrong_sources = [problem for file in files for problem in file.problems]
    loaded = checked(Market, with_sources(document, files), number_at, chain(disagreeing, missing), wrong_sources)
    if astray := [document.problem(*each) for each in works_astray(loaded.model_dump())]:
        raise InputError(astray)
    doubts = [document.problem(*doubt) for doubt in market_doubts(with_brands_written_out(document.plain()))]
    return loaded.in_folders(
        tuple(file.parent for file, _ in generations), (*_not_shipped(str(market), generations), *doubts)
    )


def is_shipped(file: Path) -> bool:
    """Return whether a market file is one of those that are shipped."""
    return file.resolve().is_relative_to(shipped_folder().resolve())


def _not_shipped(name: str, generations: Sequence[tuple[Path, Node]]) -> Iterator[Problem]:
    """Yield the files that were read in place of shipped markets of the same name.

    Parameters
    ----------
    name : by which the first of the files was named.
    """
    place: Problem | None = None
    for file, document in generations:
        if name in shipped_markets() and not is_shipped(file):
            message = f"{quoted(name)} is your own {file}, not the shipped market of that name"
            yield place._replace(message=message) if place else Problem(str(file), None, "", message)
        extends = document.at("extends")
        name, place = (str(extends.value), document.problem(("extends",), "")) if extends else ("", None)


def _extended(base: Node, over: Node) -> Node:
    """Return a market document with the differences in a file that extends it.

    One quality that it gives for a brand counts before all that the brand inherits.
    """
    once = [name for name in _names_in(over.at("brands")) if over.at("brands", name, QUALITY_ONCE)]
    return merged(_without_qualities(base, once) if once else base, over)


def _without_qualities(document: Node, brands: Iterable[str]) -> Node:
    """Return a market document without the qualities of some brands at touchpoints."""
    touchpoints = document.at("touchpoints")
    if touchpoints is None or not isinstance(touchpoints.value, dict):
        return document
    left = {}
    for name, touchpoint in touchpoints.value.items():
        quality = touchpoint.at("quality")
        if quality is not None and isinstance(quality.value, dict):
            others = {brand: part for brand, part in quality.value.items() if brand not in brands}
            touchpoint = replace(touchpoint, value=touchpoint.value | {"quality": replace(quality, value=others)})
        left[name] = touchpoint
    return replace(document, value=document.value | {"touchpoints": replace(touchpoints, value=left)})


def _names_in(group: Node | None) -> Iterable[str]:
    """Return the names that a group of a file chooses."""
    return group.value if group and isinstance(group.value, dict) else ()


def market_file(name: str | Path, beside: Path | None = None) -> Path:
    """Return the file of a market: what exists as a file or folder counts before a shipped market of that name.

    Parameters
    ----------
    name : shipped name, folder or file.
    beside : folder that a relative path starts from; the working folder when not given.
    """
    path = Path(os.path.normpath((beside or Path()) / name))
    if os.path.isdir(path):  # unlike Path.is_dir, also answers for names that no file can have
        path /= MARKET_FILE
    if not os.path.isfile(path):
        if str(name) in shipped_markets():
            return shipped_folder() / str(name) / MARKET_FILE
        message = f"there is no such file: {unknown('market', str(name), shipped_markets())}"
        raise InputError([Problem(str(path), None, "", message)])
    return path


def _with_edges_found(document: Node) -> tuple[Node, list[Disagreement]]:
    """Return a market with the absolute path of its edge list, and the problems of that path."""
    network, edges = document.at("network"), document.at("network", "edges")
    if network is None or edges is None or not isinstance(edges.value, str):
        return document, []
    path = os.path.abspath(Path(edges.file).parent / edges.value)
    missing: list[Disagreement] = []
    if not os.path.isfile(path):
        missing.append((("network", "edges"), f"there is no such file (got {quoted(edges.value)})"))
    found = replace(network, value={"edges": replace(edges, value=path)})
    return merged(document, replace(document, value={"network": found})), missing


def lineage(file: Path, find: Callable[[str, Path], Path | None]) -> list[tuple[Path, Node]]:
    """Return a file and its chain of extended files, each with its document, the oldest last.

    Parameters
    ----------
    file : the youngest.
    find : returns the file that `extends` stands for, given its value and the folder of the file that says it;
        None when there is none.
    """
    generations: list[tuple[Path, Node]] = []
    while True:
        document = read_document(file)
        generations.append((file, document))
        extends = document.at("extends")
        if extends is None or not isinstance(extends.value, str):
            return generations
        try:
            older = find(extends.value, file.parent)
        except InputError as error:
            raise InputError(document.problem(("extends",), problem.message) for problem in error.problems) from error
        if older is None:
            return generations
        file = older
        known = [file for file, _ in generations]
        if any(file.samefile(other) for other in known):
            circle = " -> ".join(map(str, (*known, file)))
            raise InputError([document.problem(("extends",), f"goes round in a circle: {circle}")])
        if len(generations) > MAX_ANCESTORS:
            raise InputError([document.problem(("extends",), f"is too long a chain: more than {MAX_ANCESTORS} files")])
