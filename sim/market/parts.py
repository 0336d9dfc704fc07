"""Parts of a schema: the keys that are valid at a place of a file."""

from __future__ import annotations

from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema

from sim.market.messages import Place


def keys_at(schema: type[BaseModel], path: Place) -> list[str]:
    """Return the keys that a file may have at `path`; none where the file chooses them."""
    part = _part_at(schema, path)
    return _keys(part) if _is_model(part) else []


def shape_at(schema: type[BaseModel], path: Place) -> str:
    """Return in words the keys of a group at `path`: their names, or their meaning and the keys below them."""
    part = _part_at(schema, path)
    if _is_model(part):
        return ", ".join(_keys(part))
    name, below = get_args(part)
    named = next((each for each in getattr(name, "__metadata__", ()) if isinstance(each, str)), "a name")
    inner = _unwrapped(below)
    return f"each {named}" + (f", with {', '.join(_keys(inner))} below it" if _is_model(inner) else "")


def _part_at(schema: type[BaseModel], path: Place) -> Any:
    """Return the bare type at `path`; None when the schema has no such place."""
    part: Any = schema
    for step in path:
        if _is_model(part):
            field = _fields(part).get(str(step))
            part = field.annotation if field else None
        else:
            inside = get_args(part)
            part = inside[-1 if get_origin(part) is dict else 0] if inside else None
        part = _unwrapped(part)
    return part


def _unwrapped(part: Any) -> Any:
    """Return a type without annotations and without None."""
    while (origin := get_origin(part)) not in (None, dict, tuple, list):
        inside = get_args(part)
        part = inside[0] if origin is Annotated else next(each for each in inside if each is not NoneType)
    return part


def _is_model(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


def _keys(model: type[BaseModel]) -> list[str]:
    return [*_fields(model), *getattr(model, "KEYS_OF_FILES", ())]


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of a model that files may have, by the names that files use."""
    return {
        field.alias or name: field
        for name, field in model.model_fields.items()
        if SkipJsonSchema not in map(type, field.metadata)
    }
