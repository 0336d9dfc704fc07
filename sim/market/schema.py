"""The market file: its shape, checked by pydantic. Numbers and their ranges come from the parameter sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, PrivateAttr, WithJsonSchema, create_model, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from sim.foundations.numbers import Grade, Number
from sim.market.agreement import QUALITY_ONCE, disagreements, with_brands_written_out
from sim.market.calendar import Date, date_of_week
from sim.market.crm_mapping import CrmMapping
from sim.market.json_schema import SOURCE_KEYS, add_source_keys, number_with_source
from sim.market.market_sheet import (
    BRAND,
    CATEGORY,
    CAUSE,
    COSTS,
    COVERAGE,
    LISTENING,
    NETWORK,
    OFFER,
    OPERATIONS,
    PROMISE,
    QUALITY,
    RATE_BY_SEGMENT,
    RELATIONSHIP,
    SEGMENT,
    TEAM,
    TOUCHPOINT,
)
from sim.market.messages import Problem, dotted
from sim.market.order import Order, in_order, order_in, sorted_by_name
from sim.market.policy_sheet import NUMBERS_OF, POLICY
from sim.market.steps import Step
from sim.market.strict import FromSheet, Name, Strict, Text
from sim.market.works_sheet import WORK
from sim.rules.behaviour_sheet import BEHAVIOUR

Stage = Literal["buying", "receiving", "using", "help"]
Kind = Literal["product", "interaction", "indirect"]
Staff = Literal["support", "shop", "nobody"]
StepName = Literal["desire", "search", "purchase"]
Mode = Literal["home", "collection", "shop", "online"]

SegmentName = Annotated[Name, "a segment"]
BrandName = Annotated[Name, "a brand"]
TouchpointName = Annotated[Name, "a touchpoint"]
CauseName = Annotated[Name, "a cause"]
WorkName = Annotated[Name, "a work"]

_DESCRIBED = ConfigDict(use_attribute_docstrings=True)
"""Of parts of the sheet that have fields of their own, with words below them."""


def _field(number: Number, is_optional: bool) -> tuple[Any, Any]:
    """Return the pydantic field of one line of the sheet."""
    default: Any = ... if number.default is None else float(number.default)
    field = Field(
        None if is_optional else default,
        ge=number.low,
        le=number.high,
        description=f"{number.meaning} [{number.unit}]",
    )
    return (float | None if is_optional else float), field


def _numbers(
    name: str, sheet: Mapping[str, Number], leaving_out: Iterable[str] = (), is_optional: bool = False
) -> type[FromSheet]:
    """Return a part of the file whose fields are the lines of `sheet`."""
    lines = ((key, number) for key, number in sheet.items() if key not in leaving_out)
    fields: dict[str, Any] = {key: _field(number, is_optional) for key, number in lines}
    return create_model(name, __base__=FromSheet, **fields)


def _by_name(name: Any, number: Number, or_once: bool = False) -> Any:
    """Return the type of a group of one number by name, which `or_once` may be written for all names at once."""
    group = dict[name, Annotated[float, Field(ge=number.low, le=number.high)]]
    once = number_with_source({"type": "number", "minimum": number.low, "maximum": number.high})
    many = {"type": "object", "properties": SOURCE_KEYS, "additionalProperties": once}
    shape = {"anyOf": [once, many] if or_once else [many], "description": f"{number.meaning} [{number.unit}]"}
    return Annotated[group, WithJsonSchema(shape)]


OfferSpec = _numbers("OfferSpec", OFFER)
PromiseSpec = _numbers("PromiseSpec", PROMISE)
OperationsSpec = _numbers("OperationsSpec", OPERATIONS)
RelationshipSpec = _numbers("RelationshipSpec", RELATIONSHIP)
CostsSpec = _numbers("CostsSpec", COSTS)
TeamSpec = _numbers("TeamSpec", TEAM)
QualitySpec = _numbers("QualitySpec", QUALITY)
_rules = {rule: _numbers(f"{rule}_behaviour", sheet) for rule, sheet in BEHAVIOUR.items()}
_rule_fields: dict[str, Any] = {rule: (part, part()) for rule, part in _rules.items()}
BehaviourSpec = create_model("BehaviourSpec", __base__=FromSheet, **_rule_fields)
"""Parameters of the rules, one part per rule file; a market overrides those for which it has better numbers."""


_SOURCED = Field(json_schema_extra=add_source_keys)
"""Of groups of parts, which may give source and grade of the numbers below them."""


class CategorySpec(_numbers("CategoryNumbers", CATEGORY)):
    """Kind of market, sizes and time scales."""

    kind: Literal["contractual", "repeat_purchase"]


class SegmentSpec(_numbers("SegmentNumbers", SEGMENT)):
    """A share of the population with its own means of traits."""

    title: Text


class NetworkSpec(_numbers("NetworkNumbers", NETWORK)):
    """The social network."""

    model_config = _DESCRIBED

    kind: Literal["small_world", "scale_free", "stochastic_block", "random", "edge_list"] = "small_world"
    edges: Text | None = None
    """Path of the edge list (CSV: customer, customer[, strong]), relative to the market file."""


class ListeningSpec(_numbers("ListeningNumbers", LISTENING)):
    """How a brand asks its customers, reads what they answer, and what that costs."""

    model_config = _DESCRIBED

    coverage: _by_name(TouchpointName, COVERAGE, or_once=True) = Field(default_factory=dict)
    """Touchpoint -> share of encounters after which customers are asked about it; nobody is, where none is given."""


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _listed(value: Any) -> Any:
    """Return one name as a list of one."""
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[Name, ...], BeforeValidator(_listed, json_schema_input_type=Name | list[Name])]


class PolicySpec(_numbers("PolicyNumbers", POLICY, is_optional=True)):
    """Decisions of a brand about its own numbers during a run, see :mod:`sim.policies`."""

    model_config = _DESCRIBED

    kind: Literal["keep", "follow-price", "keep-distance", "imitate-best", "innovate", "retaliate", "listen"]
    follows: Name | None = None
    """follow-price: the brand whose price is followed; the cheapest of the others by default."""
    imitates: Literal["price", "delivery", "quality"] | None = None
    """imitate-best: what is imitated, by default the price."""
    answers: Literal["price", "adverts"] | None = None
    """retaliate: the only instrument used, whatever the attack; by default that of the attack."""
    mode: Literal["silo", "joined"] | None = None
    """listen: whether a bad score is blamed on the touchpoint where it was taken, or on the cause that is read in the
    verbatim; by default as the level of maturity says, and joined without one."""
    compares: Literal["with_what_alarmed", "with_a_fresh_window"] | None = None
    """listen: the weeks before a work with which those after it are compared: the ones for which it was chosen, or
    later ones; by default as the level of maturity says, and later ones without one."""
    codebook: Names | None = None
    """listen: the causes that are read in verbatims from the start; all of them by default."""
    works: Names | None = None
    """listen: the works among which the programme chooses; all works of the brand by default."""

    @model_validator(mode="before")
    @classmethod
    def _with_numbers_of_its_kind(cls, data: Any) -> Any:
        """Return the policy with the defaults of the numbers that its kind has."""
        if not isinstance(data, Mapping) or not isinstance(data.get("kind"), str):
            return data
        numbers = NUMBERS_OF.get(data["kind"], {})
        defaults = {name: float(line.default) for name, line in numbers.items() if line.default is not None}
        return defaults | {key: value for key, value in data.items() if value is not None or key not in defaults}


class WorkSpec(_numbers("WorkNumbers", WORK)):
    """Something a brand can do about what customers say, at a price: see :mod:`sim.policies.listen`."""

    model_config = _DESCRIBED

    title: Text
    owner: Text
    """The department that does it, and that can do only so much at a time."""
    term: Literal["quick", "medium"] = "medium"
    """A quick win, or a medium-term work."""
    touchpoint: Name | None = None
    """The touchpoint that it is meant to polish; a work has a touchpoint or a cause."""
    cause: Name | None = None
    """The cause that it is meant to heal."""
    changes: Annotated[tuple[Step, ...], BeforeValidator(_as_tuple), Field(max_length=50)] = ()
    """What it changes once it has landed: numbers of the brand, with the brand left out; nothing for a placebo."""


class BrandSpec(_numbers("BrandNumbers", BRAND)):
    """A provider: offer, promise, operations, relationship, costs, and policy of its decisions."""

    model_config = _DESCRIBED

    title: Text
    quality: Annotated[float, Field(ge=QUALITY["functional"].low, le=QUALITY["functional"].high)] | None = None
    """One quality for all touchpoints and dimensions; those that touchpoints give for the brand count before it."""
    offer: OfferSpec
    promise: PromiseSpec = PromiseSpec()
    operations: OperationsSpec = OperationsSpec()
    relationship: RelationshipSpec = RelationshipSpec()
    costs: CostsSpec = CostsSpec()
    listening: ListeningSpec = ListeningSpec()
    staff: TeamSpec = TeamSpec()
    works: Annotated[dict[WorkName, WorkSpec], Field(max_length=40), _SOURCED] = Field(default_factory=dict)
    """What the brand can do about what customers say."""
    policy: PolicySpec | None = None


TouchpointOfBrandSpec = _numbers("TouchpointOfBrandNumbers", TOUCHPOINT, is_optional=True)
"""The numbers of a touchpoint that a brand has for itself; None where it has those that hold for all brands."""


class TouchpointSpec(_numbers("TouchpointNumbers", TOUCHPOINT)):
    """Where a customer meets a brand."""

    model_config = _DESCRIBED

    title: Text
    stage: Stage
    kind: Kind
    channel: Text = ""
    step: StepName = "search"
    """Of buying: from when on it is met: by those who desire what they need, by those who search, or at the purchase
    only, once for each order at a rate of 1."""
    staff: Staff
    """Who serves it: support agents, the people in the shops, or nobody (self-service); where files do not say, support
    agents at touchpoints of help, and nobody elsewhere."""
    mode: Mode | None = None
    """Of receiving: how orders reach the customer. Of touchpoints with a mode, each delivery has one."""
    salience_by_segment: _by_name(SegmentName, TOUCHPOINT["salience"]) = Field(default_factory=dict)
    rate_by_segment: _by_name(SegmentName, RATE_BY_SEGMENT) = Field(default_factory=dict)
    """How much more often than others a segment uses it, 1 = as others do."""
    quality: Annotated[dict[BrandName, QualitySpec], _SOURCED]
    """Delivered quality by brand, on the functional, emotional and relational dimension."""
    by_brand: Annotated[dict[BrandName, TouchpointOfBrandSpec], _SOURCED] = Field(default_factory=dict)
    """Numbers of single brands that differ from those of the touchpoint."""


_BY_NAME_IN_CAUSE = ("weekly_probability", "order_probability", "severity", "exposure", "settled", "taken_for")


class CauseSpec(_numbers("CauseNumbers", CAUSE, _BY_NAME_IN_CAUSE)):
    """Something that goes wrong: it belongs to one department and shows itself at several touchpoints."""

    model_config = _DESCRIBED

    title: Text
    department: Text
    kind: Literal["product", "process", "people", "information"] = "process"
    weekly_probability: _by_name(BrandName, CAUSE["weekly_probability"], or_once=True)
    order_probability: _by_name(BrandName, CAUSE["order_probability"], or_once=True)
    severity: _by_name(BrandName, CAUSE["severity"], or_once=True)
    exposure: _by_name(TouchpointName, CAUSE["exposure"])
    """Touchpoint -> probability that the cause shows itself there during an episode."""
    settled: _by_name(TouchpointName, CAUSE["settled"], or_once=True)
    """Touchpoint of help -> probability that a contact there which goes well puts the trouble to an end."""
    taken_for: _by_name(CauseName, CAUSE["taken_for"]) = Field(default_factory=dict)
    """Other cause -> share of misread verbatims that are taken for it; the rest stays unknown."""


class NumberSource(Strict):
    """Source and grade of a number, as far as a file gives them."""

    source: Text | None = None
    grade: Grade | None = None


class Market(Strict):
    """A whole market file. Brands, segments, touchpoints and causes are sorted by name; `listed` has their order."""

    model_config = ConfigDict(json_schema_extra=add_source_keys)
    KEYS_OF_FILES: ClassVar[tuple[str, ...]] = tuple(SOURCE_KEYS)

    name: Name
    title: Text
    description: Text = ""
    extends: Text | None = None
    start_date: Date | None = None
    """The day on which week 1 begins."""
    focus: Name
    """The brand whose strategies are compared unless a scenario names another."""
    category: CategorySpec
    segments: Annotated[dict[SegmentName, SegmentSpec], Field(min_length=1, max_length=32), _SOURCED]
    network: NetworkSpec = NetworkSpec()
    brands: Annotated[dict[BrandName, BrandSpec], Field(min_length=1, max_length=16), _SOURCED]
    touchpoints: Annotated[dict[TouchpointName, TouchpointSpec], Field(min_length=1, max_length=64), _SOURCED]
    causes: Annotated[dict[CauseName, CauseSpec], _SOURCED] = Field(default={}, max_length=16)
    behaviour: BehaviourSpec = BehaviourSpec()
    crm: CrmMapping | None = None
    """How the columns of a CRM table are read."""
    sources: SkipJsonSchema[dict[Text, NumberSource]] = Field(default={})
    """Path of a number -> its source and grade from the file; see :mod:`sim.market.sources`."""
    _folders: tuple[Path, ...] = PrivateAttr(())
    _doubts: tuple[Problem, ...] = PrivateAttr(())
    _order: Order = PrivateAttr({})

    @model_validator(mode="wrap")
    @classmethod
    def _sorted_by_name(cls, data: Any, handler: Callable[[Any], Market]) -> Market:
        """Write out brands, and sort what has a name."""
        if not isinstance(data, Mapping):
            return handler(data)
        market = handler(sorted_by_name(with_brands_written_out(data)))
        brands = {name: brand.model_copy(update={QUALITY_ONCE: None}) for name, brand in market.brands.items()}
        market = market.model_copy(update={"brands": brands})
        market._order = order_in(data)
        return market

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        """Check names that refer to each other and shares that add up."""
        problems = [f"{dotted(path)}: {message}" for path, message in disagreements(self.model_dump())]
        if problems:
            raise PydanticCustomError("disagreement", "{problems}", {"problems": "; ".join(problems)})
        return self

    @property
    def folders(self) -> tuple[Path, ...]:
        """Folders in which scenarios are looked for: that of the market's file, then those of the files it extends."""
        return self._folders

    @property
    def doubts(self) -> tuple[Problem, ...]:
        """Contents of the market's file that are valid and probably not intended."""
        return self._doubts

    def listed(self, part: str) -> tuple[str, ...]:
        """Return the brands, segments, touchpoints or causes in the order of the file, in which people read them."""
        return tuple(in_order({part: getattr(self, part)}, self._order)[part])

    def as_listed(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return a document of this market in the order of its file."""
        return in_order(document, self._order)

    def date_of(self, week: int) -> date | None:
        """Return the first day of a week, 1 being the first of the run; None when the market has no start date."""
        return date_of_week(self.start_date, week) if self.start_date else None

    def in_folders(self, folders: tuple[Path, ...], doubts: tuple[Problem, ...] = ()) -> Self:
        """Return this market as one that was read from files in `folders`."""
        market = self.model_copy()
        market._folders = folders
        market._doubts = doubts
        return market

    def __reduce__(self) -> tuple[Any, ...]:
        # Parts made from the sheet have classes without a name that pickle could look up: the plain document travels.
        return _restored, (self.as_listed(self.model_dump()), self._folders, self._doubts)


def _restored(document: dict[str, Any], folders: tuple[Path, ...], doubts: tuple[Problem, ...]) -> Market:
    """Return a market from its plain document."""
    return Market.model_validate(document).in_folders(folders, doubts)
