"""YAML 1.2 files read as trees of nodes that remember their file and line.

Values follow the core schema of YAML 1.2.2 (section 10.3): `no` and `2026-01-01` are text, `true` is a truth value.
Easily misread contents are refused: keys written twice, numbers with leading zeros, NaN, infinity, tags, and aliases
that blow a file up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from sim.market.messages import InputError, Place, Problem, dotted, quoted
from sim.market.texts import text_in

MAX_BYTES = 1_000_000
MAX_VALUES = 20_000
"""Several times the values of the largest market; reading them takes seconds."""
MAX_DEPTH = 32

_KEPT = 32
"""Files whose trees are kept for who reads the same text again: parsing takes most of the time of loading a market."""
_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a file: a scalar, a dict of nodes or a list of nodes, with its place in the file."""

    value: Any
    file: str
    line: int

    def plain(self) -> Any:
        """Return the value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, *keys: str) -> Node | None:
        """Return the node that the keys lead to; None when there is none."""
        node: Node | None = self
        for key in keys:
            node = node.value.get(key) if node and isinstance(node.value, dict) else None
        return node

    def nearest(self, path: Place) -> Node:
        """Return the node at `path`, or the last existing one on its way."""
        node = self
        for part in path:
            children = dict(enumerate(node.value)) if isinstance(node.value, list) else node.value
            if not isinstance(children, dict) or part not in children:
                break
            node = children[part]
        return node

    def problem(self, path: Place, message: str) -> Problem:
        """Return a problem with the value at `path`, with its place."""
        node = self.nearest(path)
        return Problem(node.file, node.line, dotted(path), message)


def merged(base: Node, over: Node) -> Node:
    """Return `base` with the differences in `over`: groups of keys are merged, single values and lists replaced."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    keys = dict(base.value)
    for key, node in over.value.items():
        keys[key] = merged(keys[key], node) if key in keys else node
    return replace(over, value=keys)


def read_document(path: Path) -> Node:
    """Return the one document of a YAML file, whose top level must be a group of keys.

    The same text of the same file gives the same tree, which nobody changes.

    Raises
    ------
    InputError : with all YAML errors of the file.
    """
    return _parsed(str(path), _text(path))


@lru_cache(maxsize=_KEPT)
def _parsed(file: str, text: str) -> Node:
    reader = _Reader(file, text)
    document = reader.document()
    if reader.problems:
        raise InputError(reader.problems)
    return document


def _text(path: Path) -> str:
    """Return the text of a file, which must be UTF-8 and of reasonable size."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError([Problem(str(path), None, "", f"cannot be read: {error.strerror or error}")]) from error
    if len(content) > MAX_BYTES:
        raise InputError([Problem(str(path), None, "", f"is too large: more than {MAX_BYTES / 1e6:g} MB")])
    return text_in(content, str(path))


class _Reader:
    """Builds nodes from the events of the YAML parser and collects errors."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node] = {}
        self.size = 0
        self.events: Iterator[Any] = self._events(text)

    def document(self) -> Node:
        """Return the top level."""
        next(self.events)
        event = next(self.events)
        if isinstance(event, StreamEndEvent):
            raise self._refusal(event, (), "is empty")
        event = next(self.events)
        node = self._node(event, ())
        if not isinstance(node.value, dict):
            raise self._refusal(event, (), f"must be a group of keys, as 'key: value' (got {quoted(node.plain())})")
        next(self.events)
        event = next(self.events)
        if isinstance(event, DocumentStartEvent):
            raise self._refusal(event, (), "holds a second document; only one is allowed in a file")
        return node

    def _events(self, text: str) -> Iterator[Event]:
        """Yield the events of the parser; an unreadable part ends the reading."""
        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._complain(mark, (), f"is not valid YAML: {error.problem or error.context}")
            raise InputError(self.problems) from error
        except Exception as error:  # the parser raises other errors for some invalid input
            self._complain(None, (), "is not valid YAML: it holds characters that do not belong there")
            raise InputError(self.problems) from error

    def _complain(self, mark: StreamMark | None, path: Place, message: str) -> None:
        """Note a problem at a place of the file."""
        self.problems.append(Problem(self.file, mark.line + 1 if mark else None, dotted(path), message))

    def _refusal(self, event: Any, path: Place, message: str) -> InputError:
        """Return the error that ends the reading at an event."""
        self._complain(event.start_mark, path, message)
        return InputError(self.problems)

    def _node(self, event: Any, path: Place) -> Node:
        """Return the node that begins with `event`; an alias counts as if it were written out."""
        if len(path) > MAX_DEPTH:
            raise self._refusal(event, path[:3], f"is nested more than {MAX_DEPTH} levels deep")
        if isinstance(event, AliasEvent):
            if event.anchor not in self.anchors:
                raise self._refusal(event, path, f"alias {quoted(event.anchor)} refers to itself or to nothing")
            node = self.anchors[event.anchor]
            values, levels = _extent(node)
            if len(path) + levels > MAX_DEPTH:
                raise self._refusal(event, path[:3], f"is nested more than {MAX_DEPTH} levels deep")
        else:
            node, values = Node(self._value(event, path), self.file, event.start_mark.line + 1), 1
            if event.anchor:
                self.anchors[event.anchor] = node
        self.size += values
        if self.size > MAX_VALUES:
            raise self._refusal(event, path[:3], f"holds more than {MAX_VALUES:,} values (aliases written out)")
        return node

    def _value(self, event: Any, path: Place) -> Any:
        if event.tag and event.tag != "!":
            self._complain(event.start_mark, path, f"tags are not used in these files (got {quoted(event.tag)})")
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _mapping(self, path: Place) -> dict[str, Node]:
        """Return the keys of a mapping; the line of a value is that of its key."""
        keys: dict[str, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise self._refusal(event, path, "a key must be a plain name")
            key = event.value
            node = self._node(next(self.events), (*path, key))
            if key in keys:
                self._complain(event.start_mark, (*path, key), f"is written twice (first in line {keys[key].line})")
            else:
                keys[key] = replace(node, line=event.start_mark.line + 1)
        return keys

    def _sequence(self, path: Place) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
        return items

    def _scalar(self, event: ScalarEvent, path: Place) -> Any:
        """Return the value of a scalar by the core schema, with decimal numbers only."""
        text, mark = event.value, event.start_mark
        if event.style is not None:
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _NOT_FINITE.fullmatch(text):
            self._complain(mark, path, f"must be a finite number (got {text})")
        elif not _DECIMAL.fullmatch(text):
            return text
        elif _LEADING_ZERO.match(text):
            self._complain(mark, path, f"must not begin with 0 (got {text}, which some programs read as octal)")
        elif not math.isfinite(float(text)):
            self._complain(mark, path, f"must be a finite number (got {quoted(text)})")
        else:
            return int(text) if _WHOLE.fullmatch(text) else float(text)
        return None


def _extent(node: Node) -> tuple[int, int]:
    """Return the number of values of a node, itself included, and the number of levels below it."""
    children = node.value.values() if isinstance(node.value, dict) else node.value
    if not isinstance(node.value, dict | list) or not children:
        return 1, 0
    values, levels = zip(*map(_extent, children), strict=True)
    return 1 + sum(values), 1 + max(levels)
