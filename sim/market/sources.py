"""Sources of the numbers of a market: `source` and `grade` beside a number, or in a part for all numbers below it.

In a file a number with a source is a group, ``price_eur: {value: 30, source: price list 2026, grade: measured}``. Such
groups are resolved when a file is read, so that all other code finds the number itself at its path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.market.agreement import CAUSE_BY_BRAND
from sim.market.checking import in_words
from sim.market.documents import Node
from sim.market.messages import Problem, dotted, nearest, unknown
from sim.market.parts import keys_at
from sim.market.schema import Market, NumberSource
from sim.market.sheet import number_at

KEYS = tuple(NumberSource.model_fields)
NUMBER_KEYS = ("value", *KEYS)

Origin = Mapping[str, Node]
"""Source and grade of a number in a file: nodes by KEYS."""


class Sourced(NamedTuple):
    """A market file with plain numbers, and their sources."""

    document: Node
    origin: dict[tuple[str, ...], Origin]
    """Place of every number of the file -> its source and grade, mostly empty."""
    problems: list[Problem]


def sources_taken_out(document: Node, brands: Set[str]) -> Sourced:
    """Return a market file separated from the sources of its numbers.

    Parameters
    ----------
    document : the file.
    brands : names of brands, which may stand where a number may.
    """
    taking = _Taking(document, brands)
    if "sources" in document.value:  # the key under which a loaded market keeps them
        taking.problems.append(document.problem(("sources",), unknown("key", "sources", KEYS)))
    return Sourced(taking.without(document, (), {}), taking.origin, taking.problems)


def with_sources(document: Node, generations: Iterable[Sourced]) -> Node:
    """Return a market with the sources of its numbers under ``sources``, by their paths.

    Parameters
    ----------
    document : the market with all inherited parts.
    generations : the files that it is made of, the oldest first: a number has the source of the file that gives it.
    """
    sources: dict[tuple[str, ...], Origin] = {}
    for file in generations:
        for path, origin in file.origin.items():
            for other in [other for other in sources if other[: len(path)] == path[: len(other)]]:
                del sources[other]
            if origin:
                sources[path] = origin
    nodes = {dotted(path): Node(dict(origin), document.file, document.line) for path, origin in sources.items()}
    return replace(document, value=document.value | {"sources": replace(document, value=nodes)}) if nodes else document


def sources_put_back(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plain market document with the source of a number beside it, as a file has it."""
    sources = {tuple(path.split(".")): origin for path, origin in document.get("sources", {}).items()}
    return _put_back({key: part for key, part in document.items() if key != "sources"}, sources, (), None)


def _put_back(
    part: Any, sources: Mapping[tuple[str, ...], Mapping[str, str]], path: tuple[str, ...], origin: Any
) -> Any:
    """Return a part with its sources; `origin` is that of a number written once for all brands."""
    origin = sources.get(path, origin)
    if isinstance(part, Mapping):
        return {key: _put_back(inner, sources, (*path, key), origin) for key, inner in part.items()}
    return {"value": part} | origin if origin else part


def _is_of_all_brands(path: tuple[str, ...]) -> bool:
    """Return whether a number of a cause is at a place, once for all brands or brand by brand below it."""
    return len(path) == 3 and path[0] == "causes" and path[2] in CAUSE_BY_BRAND


def _meant(key: str) -> str:
    """Return the key of sources that a key is, or was probably intended to be."""
    return nearest(key, NUMBER_KEYS) or key


class _Taking:
    """Walks through a file and gathers the sources of its numbers."""

    def __init__(self, document: Node, brands: Set[str]) -> None:
        self.document = document
        self.brands = brands
        self.origin: dict[tuple[str, ...], Origin] = {}
        self.problems: list[Problem] = []

    def without(self, node: Node, path: tuple[str, ...], around: Origin) -> Node:
        """Return a part without sources; `around` are those of the parts around it."""
        if path == ("crm",):
            return node
        if not isinstance(node.value, dict):
            if number_at(path) or _is_of_all_brands(path):
                self.origin[path] = around
            return node
        if number_at(path) or (_is_of_all_brands(path) and "value" in map(_meant, node.value.keys() - self.brands)):
            return self._number(node, path, around)
        own = {key: node.value[key] for key in KEYS if self._is_of_numbers(node.value, path, key)}
        around = {**around, **self._right(own, path)}
        misspelt = set() if keys_at(Market, path) else self._misspelt(node.value, path)
        inner = {key: value for key, value in node.value.items() if key not in own.keys() | misspelt}
        return replace(node, value={key: self.without(value, (*path, key), around) for key, value in inner.items()})

    def _is_of_numbers(self, keys: Origin, path: tuple[str, ...], key: str) -> bool:
        """Return whether a key of a part is about its numbers, and not a name chosen by the file."""
        if key not in keys or isinstance(keys[key].value, dict):
            return False
        return not number_at((*path, key)) or isinstance(keys[key].value, str)

    def _misspelt(self, keys: Origin, path: tuple[str, ...]) -> set[str]:
        """Return the texts in a group of parts or numbers whose keys are nearly those of sources, after noting them."""
        texts = [key for key, node in keys.items() if key not in KEYS and isinstance(node.value, str)]
        misspelt = {key for key in texts if nearest(key, KEYS)}
        self.problems += [self.document.problem((*path, key), unknown("key", key, KEYS)) for key in misspelt]
        return misspelt

    def _number(self, node: Node, path: tuple[str, ...], around: Origin) -> Node:
        """Return the value of a number that is written with its source, the group itself when it has none."""
        for key in node.value:
            if key not in NUMBER_KEYS:
                self.problems.append(self.document.problem((*path, key), unknown("key", key, NUMBER_KEYS)))
        own = {key: node.value[key] for key in KEYS if key in node.value}
        self.origin[path] = {**around, **self._right(own, path)}
        return {_meant(key): value for key, value in node.value.items()}.get("value", node)

    def _right(self, origin: Origin, path: tuple[str, ...]) -> Origin:
        """Return the valid sources, after noting the problems of the others."""
        right = {}
        for key, node in origin.items():
            try:
                NumberSource.model_validate({key: node.plain()})
            except ValidationError as error:
                self.problems.append(self.document.problem((*path, key), in_words(error.errors()[0])))
            else:
                right[key] = node
        return right
