"""A step of a number: what levers and works make of the numbers that a path stands for."""

from __future__ import annotations

from typing import Annotated, Self, TypeVar

import numpy as np
from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.market.strict import Strict, Text

Value = TypeVar("Value", float, np.ndarray)


class Step(Strict):
    """A new value, what is added or what is multiplied, for one number or all that a path with stars stands for."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    path: Annotated[Text, Field(alias="set")]
    """The number: a path of the market file, with stars for any name."""
    to: float | None = None
    """New value."""
    add: float | None = None
    """What is added to the value."""
    multiply: float | None = None
    """What the value is multiplied by."""

    @model_validator(mode="after")
    def _is_one_step(self) -> Self:
        given = [key for key in ("to", "add", "multiply") if getattr(self, key) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise PydanticCustomError("lever", "needs exactly one of to, add and multiply (got {got})", {"got": found})
        return self

    def goal(self, value: Value) -> Value | float:
        """Return what a number, or an array of numbers, becomes when the change is whole."""
        if self.to is not None:
            return self.to
        return value + self.add if self.add is not None else value * (self.multiply or 0.0)
