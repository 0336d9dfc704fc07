"""Documents checked against their schema, with every problem reported in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from sim.foundations.numbers import Number
from sim.market.documents import Node
from sim.market.messages import InputError, Place, Problem, apart, quoted, quoted_beside, span, unknown
from sim.market.parts import keys_at, shape_at
from sim.market.replaced_keys import replacement

Checked = TypeVar("Checked", bound=BaseModel)
NumberAt = Callable[[tuple[str, ...]], Number | None]
"""Return the line of the parameter sheet of the number at a path."""

MOST_COLLECTED = 1_000
"""Maximum number of problems of one kind of check."""

CROSS_FIELD = "disagreement"
"""Type of the errors that :func:`sim.market.agreement.disagreements` reports better."""

GROUPS = {"dict_type", "model_type", "model_attributes_type"}
"""Types of the errors that a group of keys is missing."""

_OF_THE_LIBRARY = set(get_args(ErrorType))
"""Types of errors whose sentences are pydantic's own, in words that are not ours."""

EXPECTED = {
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "finite_number": "must be a finite number",
    "control_characters": "must not hold control characters",
    "string_unicode": "must be text in UTF-8",
    "list_type": "must be a list",
    "set_type": "must be a list",
    "none_required": "must be empty",
}


def checked(
    schema: type[Checked],
    document: Node,
    number_at: NumberAt = lambda path: None,
    more: Iterable[tuple[Place, str]] = (),
    found: Sequence[Problem] = (),
) -> Checked:
    """Return a document as an object of its schema.

    Parameters
    ----------
    schema : the pydantic model.
    document : the file, with places.
    number_at : so that messages can name range and unit.
    more : further problems, found by other checks of the same document.
    found : problems found in earlier stages of reading.

    Raises
    ------
    InputError : with all problems (the first thousand of each kind of check).
    """
    problems = [document.problem(path, message) for path, message in islice(more, MOST_COLLECTED)]
    try:
        result = schema.model_validate(document.plain())
    except ValidationError as error:
        wrong = error.errors(include_url=False)[:MOST_COLLECTED]
        known = CROSS_FIELD if problems else None
        problems += [_problem(schema, document, details, number_at) for details in wrong if details["type"] != known]
    if problems or found:
        raise InputError(sorted(dict.fromkeys((*found, *problems)), key=_order_of_reading))
    return result


def _order_of_reading(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.line or 0


def _problem(schema: type[BaseModel], document: Node, details: ErrorDetails, number_at: NumberAt) -> Problem:
    """Return one error of pydantic in plain words, at its place in the file."""
    kind, path = details["type"], details["loc"]
    if path[-1:] == ("[key]",) and kind.startswith(("string", "control")):  # pydantic's mark for a wrong name
        path = path[:-1]
    number = number_at(tuple(map(str, path)))
    expected = f"; expected {span(number)}" if number else ""
    path = _written_path(document, path)
    if kind == "extra_forbidden":
        replaced = replacement(document, path)
        return document.problem(path, replaced or unknown("key", str(path[-1]), keys_at(schema, path[:-1])))
    if kind == "missing":
        return document.problem(path, f"is missing{expected}")
    if kind in GROUPS:
        got = quoted(details["input"])
        return document.problem(path, f"must be a group of keys: {shape_at(schema, path)} (got {got})")
    if number and kind in ("greater_than_equal", "less_than_equal"):
        return document.problem(path, f"is out of range (got {quoted_beside(details['input'], number)}){expected}")
    return document.problem(path, in_words(details) + expected)


def _written_path(document: Node, path: Place) -> Place:
    """Return the part of `path` that the file has: a number given once for all brands is not under a brand."""
    for depth in range(len(path)):
        if not isinstance(document.nearest(path[:depth]).value, dict | list):
            return path[:depth]
    return path


def in_words(details: ErrorDetails) -> str:
    """Return expected and actual values from an error of pydantic."""
    context = details.get("ctx", {})
    got = f" (got {quoted(details['input'])})"
    match details["type"]:
        case "float_type" if isinstance(details["input"], dict):
            return "must be a number, or a group of keys: value, source, grade (got a group without value)"
        case kind if kind in EXPECTED:
            return EXPECTED[kind] + got
        case "literal_error":
            return f"must be one of {context['expected'].replace(' or ', ', ')}{got}"
        case "greater_than":
            return f"must be above {quoted(context['gt'])} (got {apart(details['input'], context['gt'])})"
        case "less_than":
            return f"must be below {quoted(context['lt'])} (got {apart(details['input'], context['lt'])})"
        case "greater_than_equal":
            return f"must be at least {quoted(context['ge'])} (got {apart(details['input'], context['ge'])})"
        case "less_than_equal":
            return f"must be at most {quoted(context['le'])} (got {apart(details['input'], context['le'])})"
        case "string_pattern_mismatch":
            return f"must be a name: small letters, digits and underscores after a first letter{got}"
        case "string_too_long":
            return f"must have at most {context['max_length']} characters{got}"
        case "too_long":
            return f"must have at most {context['max_length']} entries (got {context['actual_length']})"
        case "too_short":
            return "must not be empty"
        case kind if kind in _OF_THE_LIBRARY:
            return f"is not valid here{got}"
    return details["msg"]
