"""The study file: which numbers are varied how, in which scenarios, with which random seeds, and what is measured."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from experiments.design.designs import MOST_POINTS
from sim.market.documents import Node
from sim.market.messages import quoted
from sim.market.schema import Name, Strict, Text

_MAX_SEEDS = 100_000
_MAX_STEPS = 10_000
_KNOWN_BY = {"factors", "design", "points"}
"""Keys that a study file has and no other file."""


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _first_seeds(value: Any) -> Any:
    """Return a number of seeds as the list of the first ones."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MAX_SEEDS:
        return tuple(range(1, value + 1))
    if isinstance(value, list | tuple):
        return tuple(value)
    limits = {"max": f"{_MAX_SEEDS:,}", "got": quoted(value)}
    raise PydanticCustomError("seeds", "must be a number of seeds, 1 to {max}, or a list of seeds (got {got})", limits)


def _two_ends(value: Any) -> Any:
    """Return a range as its two ends."""
    if isinstance(value, list | tuple) and len(value) == 2:
        return tuple(value)
    raise PydanticCustomError(
        "range", "must be a list of two numbers, low and high (got {got})", {"got": quoted(value)}
    )


_Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
_Seeds = Annotated[
    tuple[_Seed, ...],
    BeforeValidator(_first_seeds, json_schema_input_type=Annotated[int, Field(ge=1, le=_MAX_SEEDS)] | list[_Seed]),
    Field(min_length=1, max_length=_MAX_SEEDS),
]


_Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_tuple, json_schema_input_type=list[Text])]
_Values = Annotated[tuple[float, ...], BeforeValidator(_as_tuple, json_schema_input_type=list[float])]
_Point = dict[Text, float]
_Points = Annotated[tuple[_Point, ...], BeforeValidator(_as_tuple, json_schema_input_type=list[_Point])]


class FactorSpec(Strict):
    """Which values a factor takes: those of the parameter sheet's range, when nothing is given."""

    model_config = ConfigDict(json_schema_extra={"type": ["object", "null"]})

    range: Annotated[tuple[float, float], BeforeValidator(_two_ends, json_schema_input_type=list[float])] | None = None
    """Lowest and highest value."""
    within: Annotated[float, Field(gt=0, le=100)] | None = None
    """Share of its value by which it goes below and above it, as far as the sheet allows."""
    values: Annotated[_Values, Field(min_length=1, max_length=_MAX_STEPS)] | None = None
    """All the values it takes."""
    steps: Annotated[int, Field(ge=1, le=_MAX_STEPS)] | None = None
    """Number of values at even distances over the range, both ends among them."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_given(cls, value: Any) -> Any:
        return {} if value is None else value


class StudyFile(Strict):
    """A sweep: many points in the space of factors, each with several seeds and scenarios."""

    question: Text = ""
    market: Text
    """A shipped market, or the file or folder of one's own, written from this file on."""
    scenarios: Annotated[_Texts, Field(max_length=100)] = ()
    """Names or files; the baseline is always among them."""
    brand: Name | None = None
    """The brand whose metrics are kept, and that `brand.` stands for."""
    customers: Annotated[int, Field(ge=50, le=20_000_000)] | None = None
    weeks: Annotated[int, Field(ge=1, le=1040)] | None = None
    seeds: _Seeds = (1,)
    """How many, or which ones."""
    factors: Annotated[dict[Text, FactorSpec], Field(max_length=1000)] = Field(default_factory=dict)
    """Path of the market file -> values. A star stands for any name."""
    design: Literal["grid", "latin_hypercube", "saltelli", "list"]
    samples: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    """Points of a Latin hypercube; a power of two for saltelli, which makes several points of each."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    """Random seed of the design."""
    points: Annotated[_Points, Field(min_length=1, max_length=100_000)] | None = None
    """The points of a list, each with the numbers that are not as in the market."""
    metrics: Annotated[_Texts, Field(min_length=1, max_length=1000)]
    """Names; a star stands for any part of a name."""
    weekly: bool = False
    """Whether the weeks of every brand are kept too."""
    from_crm: Text | None = None
    """A CRM table that the customers are taken from."""
    mapping: Text | None = None
    """How its columns are read; the market's own when it is not given."""


def is_study(document: Node) -> bool:
    """Return whether a YAML file is a study, from the keys that no other file has."""
    return bool(_KNOWN_BY & document.value.keys()) and "levers" not in document.value
