"""Documents checked against their schema, with every problem told in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.market.documents import Node
from sim.market.messages import InputError, Path, Problem, quoted, unknown
from sim.market.numbers import Number

Checked = TypeVar("Checked", bound=BaseModel)

CROSS_FIELD = "disagreement"
"""Type of the errors that :func:`sim.market.agreement.disagreements` tells better."""

EXPECTED = {
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "dict_type": "must be a group of keys",
    "model_type": "must be a group of keys",
    "model_attributes_type": "must be a group of keys",
    "tuple_type": "must be a list",
    "finite_number": "must be a finite number",
}


def checked(
    schema: type[Checked],
    document: Node,
    number_at: Callable[[tuple[str, ...]], Number | None] = lambda path: None,
    more: Iterable[tuple[Path, str]] = (),
) -> Checked:
    """Return a document as an object of its schema.

    Parameters
    ----------
    schema : the pydantic model.
    document : the file, with places.
    number_at : tells the line of the parameter sheet for a path, so that messages can name range and unit.
    more : further problems, found by other checks of the same document.

    Raises
    ------
    InputError : with all problems.
    """
    plain = document.plain()
    problems = []
    try:
        result = schema.model_validate(plain)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            if details["type"] != CROSS_FIELD:
                problems.append(_problem(schema, document, details, number_at))
    problems += [document.problem(path, message) for path, message in more]
    if problems:
        raise InputError(sorted(dict.fromkeys(problems), key=_order_of_reading))
    return result


def _order_of_reading(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.line or 0


def _problem(
    schema: type[BaseModel], document: Node, details: ErrorDetails, number_at: Callable[[tuple[str, ...]], Number | None]
) -> Problem:
    """Return one error of pydantic in plain words, at its place in the file."""
    path = tuple(part for part in details["loc"] if part != "[key]")
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return document.problem(path, unknown("key", str(path[-1]), _known_keys(schema, path[:-1])))
    number = number_at(tuple(map(str, path))) if path else None
    if kind == "missing":
        return document.problem(path, "is missing" + (f": {number.meaning}{_range(number)}" if number else ""))
    written = document.nearest(path)
    if not isinstance(written.value, dict | list):
        path = _written_path(document, path)
    if number and kind in ("greater_than_equal", "less_than_equal"):
        return document.problem(path, f"must be{span(number)} (got {quoted(given)})")
    expected = EXPECTED.get(kind) or _expected(kind, context, details["msg"])
    return document.problem(path, f"{expected} (got {quoted(given)})" + (f"; expected{span(number)}" if number else ""))


def _written_path(document: Node, path: Path) -> Path:
    """Return as much of `path` as the file has written: a number given once for all brands stands under no brand."""
    node = document
    for depth, part in enumerate(path):
        if not isinstance(node.value, dict | list):
            return path[:depth]
        node = node.nearest((part,))
    return path


def _expected(kind: str, context: Mapping[str, Any], message: str) -> str:
    """Return what was expected where the answer depends on the field."""
    match kind:
        case "literal_error":
            return f"must be one of {context['expected'].replace(' or ', ', ')}"
        case "greater_than_equal":
            return f"must be at least {context['ge']:g}"
        case "less_than_equal":
            return f"must be at most {context['le']:g}"
        case "string_pattern_mismatch":
            return "must be a name in small letters, digits and underscores that begins with a letter"
        case "string_too_long" | "too_long":
            return f"is too long: at most {context['max_length']} are allowed"
        case "string_too_short" | "too_short":
            return f"is too short: at least {context['min_length']} are needed"
    return message[:1].lower() + message[1:]


def span(number: Number) -> str:
    """Return the admissible range with its unit, as " from 0 to 1 (share)"."""
    return f" from {number.low:,g} to {number.high:,g} ({number.unit})"


def _range(number: Number) -> str:
    return f" ({number.low:,g} to {number.high:,g}, {number.unit})"


def _known_keys(schema: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that the schema knows at `path`."""
    part: Any = schema
    for step in path:
        while get_origin(part) not in (None, dict, tuple, list):  # Annotated and optional parts
            part = get_args(part)[0]
        if isinstance(part, type) and issubclass(part, BaseModel):
            part = _fields(part)[str(step)].annotation
        else:
            part = get_args(part)[-1 if get_origin(part) is dict else 0]
    return list(_fields(part))


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of a model by the names that files use."""
    return {field.alias or name: field for name, field in model.model_fields.items()}
