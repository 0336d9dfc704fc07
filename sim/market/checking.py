"""Documents checked against their schema, with every problem told in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.foundations.numbers import Number
from sim.market.documents import Node
from sim.market.messages import MOST_PROBLEMS, InputError, Place, Problem, quoted, span, unknown

Checked = TypeVar("Checked", bound=BaseModel)
NumberAt = Callable[[tuple[str, ...]], Number | None]
"""Tells the line of the parameter sheet of the number at a path."""

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
    "control_characters": "must not hold control characters",
}


def checked(
    schema: type[Checked],
    document: Node,
    number_at: NumberAt = lambda path: None,
    more: Iterable[tuple[Place, str]] = (),
) -> Checked:
    """Return a document as an object of its schema.

    Parameters
    ----------
    schema : the pydantic model.
    document : the file, with places.
    number_at : so that messages can name range and unit.
    more : further problems, found by other checks of the same document.

    Raises
    ------
    InputError : with all problems (the first hundred of each kind of check).
    """
    problems = [document.problem(path, message) for path, message in islice(more, MOST_PROBLEMS)]
    try:
        result = schema.model_validate(document.plain())
    except ValidationError as error:
        wrong = error.errors(include_url=False)[:MOST_PROBLEMS]
        known = CROSS_FIELD if problems else None
        problems += [_problem(schema, document, details, number_at) for details in wrong if details["type"] != known]
    if problems:
        raise InputError(sorted(dict.fromkeys(problems), key=_order_of_reading))
    return result


def _order_of_reading(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.line or 0


def _problem(schema: type[BaseModel], document: Node, details: ErrorDetails, number_at: NumberAt) -> Problem:
    """Return one error of pydantic in plain words, at its place in the file."""
    kind, path = details["type"], details["loc"]
    if path[-1:] == ("[key]",) and kind.startswith("string"):  # pydantic's mark for a wrong name
        path = path[:-1]
    number = number_at(tuple(map(str, path)))
    expected = f"; expected {span(number)}" if number else ""
    path = _written_path(document, path)
    if kind == "extra_forbidden":
        return document.problem(path, unknown("key", str(path[-1]), _known_keys(schema, path[:-1])))
    if kind == "missing":
        return document.problem(path, f"is missing{expected}")
    if number and kind in ("greater_than_equal", "less_than_equal"):
        return document.problem(path, f"is out of range (got {quoted(details['input'])}){expected}")
    return document.problem(path, _words(details) + expected)


def _written_path(document: Node, path: Place) -> Place:
    """Return as much of `path` as the file can have: a number given once for all brands stands under no brand."""
    for depth in range(len(path)):
        if not isinstance(document.nearest(path[:depth]).value, dict | list):
            return path[:depth]
    return path


def _words(details: ErrorDetails) -> str:
    """Return what was expected and what was found."""
    context = details.get("ctx", {})
    got = f" (got {quoted(details['input'])})"
    match details["type"]:
        case kind if kind in EXPECTED:
            return EXPECTED[kind] + got
        case "literal_error":
            return f"must be one of {context['expected'].replace(' or ', ', ')}{got}"
        case "greater_than_equal":
            return f"must be at least {quoted(context['ge'])}{got}"
        case "less_than_equal":
            return f"must be at most {quoted(context['le'])}{got}"
        case "string_pattern_mismatch":
            return f"must be a name: small letters, digits and underscores after a first letter{got}"
        case "string_too_long":
            return f"must have at most {context['max_length']} characters{got}"
        case "too_long":
            return f"must have at most {context['max_length']} entries (got {context['actual_length']})"
        case "too_short":
            return "must not be empty"
    return details["msg"]


def _known_keys(schema: type[BaseModel], path: Place) -> list[str]:
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
