"""Writing numbers into a market file, with all else, comments and spacing included, left as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.errors import RequestError

_INDENT = 2


def with_numbers(text: str, numbers: Mapping[str, float]) -> str:
    """Return the text of a market file with other numbers at some paths; numbers it does not have are added.

    Raises
    ------
    RequestError
        When a number is shared by an alias with another one.
    """
    for path, value in _as_written(text, numbers).items():
        text = _with_number(text, path.split("."), value)
    return text


def _as_written(text: str, numbers: Mapping[str, float]) -> dict[str, str]:
    """Return numbers as text; those of all brands by the path of their group where the file has one for all of them."""
    root = _root(text)
    groups: dict[str, dict[str, str]] = {}
    for path, value in numbers.items():
        group, _, name = path.rpartition(".")
        groups.setdefault(group, {})[name] = f"{value:.10g}"
    written: dict[str, str] = {}
    for group, members in groups.items():
        node = _at(root, group.split("."))
        if node is None or node.id == "mapping":
            written |= {f"{group}.{name}": value for name, value in members.items()}
        elif len(set(members.values())) == 1:
            written[group] = next(iter(members.values()))
        else:
            written[group] = "{" + ", ".join(f"{name}: {value}" for name, value in members.items()) + "}"
    return written


def _at(part: Any, path: list[str]) -> Any:
    """Return the node at a path, None when there is none."""
    for key in path:
        part = _child(part, key) if part else None
    return part


def _with_number(text: str, path: list[str], value: str) -> str:
    """Return a text with one number."""
    part, rest = _root(text), list(path)
    while rest and (below := _child(part, rest[0])):
        if below.anchor:
            raise RequestError(f"{'.'.join(path)} is shared by an alias: write it out first")
        part, rest = below, rest[1:]
    if not rest and _child(part, "value"):
        part = _child(part, "value")  # a number with its source
    if not rest:
        return text[: part.start_mark.index] + value + text[part.end_mark.index :]
    return _added(text, part, rest, value)


def _root(text: str) -> Any:
    from ruamel.yaml import YAML

    return YAML().compose(text)


def _child(part: Any, key: str) -> Any:
    """Return the node below a key of a mapping, None when there is none."""
    pairs = part.value if part.id == "mapping" else ()
    return next((node for name, node in pairs if name.value == key), None)


def _added(text: str, group: Any, path: list[str], value: str) -> str:
    """Return a text with a number added at the end of a group."""
    *outer, key = path
    if group.flow_style:
        inner = f"{key}: {value}"
        for name in reversed(outer):
            inner = f"{name}: {{{inner}}}"
        end = group.end_mark.index - 1
        return text[:end] + (", " if group.value else "") + inner + text[end:]
    column = group.value[0][0].start_mark.column
    lines = [f"{' ' * (column + _INDENT * depth)}{name}:" for depth, name in enumerate(outer)]
    lines.append(f"{' ' * (column + _INDENT * len(outer))}{key}: {value}")
    end = _end_of(text, group)
    return text[:end] + "\n" + "\n".join(lines) + text[end:]


def _end_of(text: str, node: Any) -> int:
    """Return where the last line of a block group ends."""
    while node.id == "mapping" and not node.flow_style and node.value:
        node = node.value[-1][1]
    end = text.find("\n", node.end_mark.index)
    return len(text) if end < 0 else end
