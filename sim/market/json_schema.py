"""JSON Schema of the files, with which editors check and complete while typing."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from sim.foundations.numbers import Grade

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SOURCE_KEYS = {
    "source": {"type": "string", "description": "where the number comes from, or all numbers below"},
    "grade": {"enum": list(get_args(Grade)), "description": "how well the number is known, or all numbers below"},
}


def editor_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of the files that a model describes.

    Nothing is required, since a file that extends another omits most of it: missing values are reported on loading.
    """
    return {"$schema": DIALECT, **_without_required(model.model_json_schema())}


def number_with_source(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a number that may also be a group of the number, its source and its grade."""
    keys = {"value": {key: schema[key] for key in ("type", "minimum", "maximum")}, **SOURCE_KEYS}
    return {**schema, "type": ["number", "object"], "properties": keys, "additionalProperties": False}


def add_source_keys(schema: dict[str, Any]) -> None:
    """Allow source and grade in the schema of a part, for the numbers below it."""
    properties = schema.setdefault("properties", {})
    properties |= {key: _sourced(property) for key, property in properties.items()} | SOURCE_KEYS
    if named := schema.get("patternProperties"):
        others = f"^(?!({'|'.join(SOURCE_KEYS)})$)"
        schema["patternProperties"] = {pattern.replace("^", others, 1): part for pattern, part in named.items()}


def _sourced(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema in which numbers, those that may be left out included, may have source and grade."""
    if schema.get("type") == "number":
        return number_with_source(schema)
    return schema | {"anyOf": [_sourced(each) for each in schema["anyOf"]]} if "anyOf" in schema else schema


def _without_required(schema: Any) -> Any:
    """Return a part of a schema without the lists of required keys."""
    if isinstance(schema, dict):
        return {key: _without_required(part) for key, part in schema.items() if key != "required"}
    return [_without_required(part) for part in schema] if isinstance(schema, list) else schema
