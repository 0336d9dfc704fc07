"""JSON Schema of the files, with which editors check and complete while one types."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def editor_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of the files that a model describes.

    Nothing is required, since a file that extends another leaves most of it out: loading tells what is missing.
    """
    return {"$schema": DIALECT, **_without_required(model.model_json_schema())}


def _without_required(schema: Any) -> Any:
    """Return a part of a schema without the lists of required keys."""
    if isinstance(schema, dict):
        return {key: _without_required(part) for key, part in schema.items() if key != "required"}
    return [_without_required(part) for part in schema] if isinstance(schema, list) else schema
