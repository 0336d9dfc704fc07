"""The market file: its shape, checked by pydantic. Numbers and their ranges come from the parameter sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from sim.market.behaviour_sheet import BEHAVIOUR
from sim.market.market_sheet import (
    BRAND,
    CATEGORY,
    CAUSE,
    COSTS,
    NETWORK,
    OFFER,
    OPERATIONS,
    PROMISE,
    QUALITY,
    RELATIONSHIP,
    SEGMENT,
    TOUCHPOINT,
)
from sim.market.numbers import Number

Stage = Literal["buying", "receiving", "using", "help"]
Kind = Literal["product", "interaction", "indirect"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, Field(max_length=2000)]
SHARES_TOLERANCE = 1e-6


class Strict(BaseModel):
    """A part of the file in which every key is known and every number is a finite number."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


def _field(number: Number) -> tuple[Any, Any]:
    """Return the pydantic field of one line of the sheet."""
    default = ... if number.default is None else float(number.default)
    return float, Field(default, ge=number.low, le=number.high, description=f"{number.meaning} [{number.unit}]")


def _numbers(name: str, sheet: Mapping[str, Number], leaving_out: Iterable[str] = ()) -> type[Strict]:
    """Return a part of the file whose fields are the lines of `sheet`."""
    fields: dict[str, Any] = {key: _field(number) for key, number in sheet.items() if key not in leaving_out}
    return create_model(name, __base__=Strict, **fields)


OfferSpec = _numbers("OfferSpec", OFFER)
PromiseSpec = _numbers("PromiseSpec", PROMISE)
OperationsSpec = _numbers("OperationsSpec", OPERATIONS)
RelationshipSpec = _numbers("RelationshipSpec", RELATIONSHIP)
CostsSpec = _numbers("CostsSpec", COSTS)
QualitySpec = _numbers("QualitySpec", QUALITY)
BehaviourSpec = create_model(
    "BehaviourSpec",
    __base__=Strict,
    **{rule: (part, part()) for rule, sheet in BEHAVIOUR.items() for part in [_numbers(f"{rule}_behaviour", sheet)]},
)
"""Parameters of the rules, one part per rule file; a market overrides those it has better numbers for."""


class CategorySpec(_numbers("CategoryNumbers", CATEGORY)):
    """What kind of market it is, and its clocks."""

    kind: Literal["contractual", "repeat_purchase"]


class SegmentSpec(_numbers("SegmentNumbers", SEGMENT)):
    """A share of the population with its own means of traits."""

    title: Text


class NetworkSpec(_numbers("NetworkNumbers", NETWORK)):
    """Who talks with whom."""

    kind: Literal["small_world", "scale_free", "stochastic_block", "random", "edge_list"] = "small_world"
    edges: Text | None = None
    """Path of the edge list (CSV: customer, customer[, strong]), relative to the market file."""


class BrandSpec(_numbers("BrandNumbers", BRAND)):
    """A provider: offer, promise, operations, relationship, costs."""

    title: Text
    offer: OfferSpec
    promise: PromiseSpec = PromiseSpec()
    operations: OperationsSpec = OperationsSpec()
    relationship: RelationshipSpec = RelationshipSpec()
    costs: CostsSpec = CostsSpec()


class TouchpointSpec(_numbers("TouchpointNumbers", TOUCHPOINT)):
    """Where a customer meets a brand."""

    title: Text
    stage: Stage
    kind: Kind
    channel: Text = ""
    salience_by_segment: dict[Name, Annotated[float, Field(ge=0, le=5)]] = {}
    quality: dict[Name, QualitySpec]
    """Delivered quality by brand, on the functional, emotional and relational dimension."""


class CauseSpec(_numbers("CauseNumbers", CAUSE, ("weekly_probability", "order_probability", "severity", "exposure"))):
    """Something that goes wrong: it belongs to one department and shows itself at several touchpoints."""

    title: Text
    department: Text
    kind: Literal["product", "process", "people", "information"] = "process"
    weekly_probability: dict[Name, Annotated[float, Field(ge=0, le=1)]]
    order_probability: dict[Name, Annotated[float, Field(ge=0, le=1)]]
    severity: dict[Name, Annotated[float, Field(ge=0, le=1)]]
    exposure: dict[Name, Annotated[float, Field(ge=0, le=1)]]
    """Touchpoint -> probability that the cause shows itself there during an episode."""


BY_BRAND = ("weekly_probability", "order_probability", "severity")
"""Numbers of a cause that may be written once for all brands, or brand by brand."""


class Market(Strict):
    """A whole market file."""

    name: Name
    title: Text
    description: Text = ""
    extends: Text | None = None
    focus: Name
    """The brand whose strategies are compared unless a scenario names another."""
    category: CategorySpec
    segments: Annotated[dict[Name, SegmentSpec], Field(min_length=1, max_length=32)]
    network: NetworkSpec = NetworkSpec()
    brands: Annotated[dict[Name, BrandSpec], Field(min_length=1, max_length=16)]
    touchpoints: Annotated[dict[Name, TouchpointSpec], Field(min_length=1, max_length=64)]
    causes: Annotated[dict[Name, CauseSpec], Field(max_length=16)] = {}
    behaviour: BehaviourSpec = BehaviourSpec()
    crm: dict[str, Any] | None = None
    """How the columns of a CRM table are read, see :mod:`sim.market.crm`."""

    @model_validator(mode="before")
    @classmethod
    def _write_out_brands(cls, data: Any) -> Any:
        """Write numbers given once for all brands brand by brand, so that each has its own path."""
        if not (isinstance(data, dict) and isinstance(data.get("causes"), dict) and isinstance(data.get("brands"), dict)):
            return data
        causes = {}
        for name, cause in data["causes"].items():
            if isinstance(cause, dict):
                cause = dict(cause)
                for key in BY_BRAND:
                    default = CAUSE[key].default
                    given = cause.get(key, default) if default is not None else cause.get(key)
                    if given is not None and not isinstance(given, dict):
                        cause[key] = dict.fromkeys(data["brands"], given)
                    elif isinstance(given, dict) and default is not None:
                        cause[key] = dict.fromkeys(data["brands"], default) | given
            causes[name] = cause
        return data | {"causes": causes}

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        """Check what no single field can: names that refer to each other and shares that add up."""
        problems = list(self._disagreements())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _disagreements(self) -> Iterable[str]:
        """Yield what does not hang together, as ``path: message``."""
        total = sum(segment.share for segment in self.segments.values())
        if abs(total - 1) > SHARES_TOLERANCE:
            yield f"segments: shares must add up to 1 (they add up to {total:g})"
        total = sum(brand.share for brand in self.brands.values() if brand.enters_in_week == 0)
        if abs(total - 1) > SHARES_TOLERANCE:
            yield f"brands: shares of the brands present at the start must add up to 1 (they add up to {total:g})"
        if self.focus not in self.brands:
            yield f"focus: unknown brand {self.focus!r}"
        if self.network.kind == "edge_list" and not self.network.edges:
            yield "network.edges: an edge_list network needs the path of its file"
        for name, touchpoint in self.touchpoints.items():
            yield from _unknown(f"touchpoints.{name}.quality", touchpoint.quality, self.brands, complete=True)
            yield from _unknown(f"touchpoints.{name}.salience_by_segment", touchpoint.salience_by_segment, self.segments)
        for name, cause in self.causes.items():
            for key in BY_BRAND:
                yield from _unknown(f"causes.{name}.{key}", getattr(cause, key), self.brands, complete=True)
            yield from _unknown(f"causes.{name}.exposure", cause.exposure, self.touchpoints)


def _unknown(path: str, given: Mapping[str, Any], known: Mapping[str, Any], complete: bool = False) -> Iterable[str]:
    """Yield the keys of `given` that are not in `known` and, when `complete`, those of `known` that are missing."""
    for key in given:
        if key not in known:
            yield f"{path}.{key}: unknown name (known: {', '.join(known)})"
    if complete:
        for key in known:
            if key not in given:
                yield f"{path}: {key} is missing"
