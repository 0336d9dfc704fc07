"""Strict parts of a file, and the kinds of text in them."""

from __future__ import annotations

from typing import Annotated, ClassVar
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from sim.market.json_schema import SOURCE_KEYS, add_source_keys

LAYOUT = "\n\t"
"""Control characters that text may hold; the others can rewrite a terminal and are invalid in pages."""


def _without_control_characters(text: str) -> str:
    if any(category(character) == "Cc" and character not in LAYOUT for character in text):
        raise PydanticCustomError("control_characters", "must not hold control characters")
    return text


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, Field(max_length=2000), AfterValidator(_without_control_characters)]


class Strict(BaseModel):
    """A part of the file in which every key is known and every number is a finite number."""

    model_config = ConfigDict(
        extra="forbid", strict=True, allow_inf_nan=False, frozen=True, use_attribute_docstrings=True
    )


class FromSheet(Strict, use_attribute_docstrings=False, json_schema_extra=add_source_keys):
    """A part whose fields are lines of the parameter sheet, which describe themselves."""

    KEYS_OF_FILES: ClassVar[tuple[str, ...]] = tuple(SOURCE_KEYS)
    """Keys that only files have: they are removed on reading."""
