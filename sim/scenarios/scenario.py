"""A scenario: a question, and the levers that are pulled to answer it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, Self

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    ValidatorFunctionWrapHandler,
    WrapSerializer,
    WrapValidator,
)
from pydantic.json_schema import SkipJsonSchema

from sim.market.agreement import Disagreement
from sim.market.messages import InputError, Problem, dotted, unknown
from sim.market.policy_sheet import NUMBERS_OF
from sim.market.schema import Market, Name, PolicySpec, Strict, Text
from sim.scenarios.checks import complaints, policy_complaints
from sim.scenarios.levers import Cost, Lever, Target
from sim.scenarios.plan import Change, Plan, pilots_of

BASELINE = "baseline"
MAX_LEVERS = 200


def _titled(known: dict[str, Any]) -> str:
    """Return the title of a scenario that has none: its name in words."""
    return str(known.get("name", "")).replace("-", " ").replace("_", " ").capitalize()


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _is_given_from_python(value: Any) -> bool:
    """Tell whether a policy is an object of :class:`sim.policies.policy.Policy`, or works like one."""
    return callable(getattr(value, "decide", None))


def _as_policy(value: Any, declared: ValidatorFunctionWrapHandler) -> Any:
    """Return a policy given from Python as it is, one that a file declares after its checks."""
    return value if _is_given_from_python(value) else declared(value)


def _as_document(value: Any, written: SerializerFunctionWrapHandler) -> Any:
    """Return a policy as a file says it; one given from Python by its kind, or else by the name of its class."""
    if not _is_given_from_python(value):
        return written(value)
    made = type(value)
    numbers = {field.name: getattr(value, field.name) for field in fields(value)} if is_dataclass(value) else {}
    return {"kind": getattr(made, "kind", f"{made.__module__}.{made.__qualname__}"), **numbers}


Declared = Annotated[PolicySpec | None, WrapValidator(_as_policy), WrapSerializer(_as_document)]
"""A policy as a file declares it, nothing for none; from Python also a :class:`sim.policies.policy.Policy`."""


class Scenario(Strict):
    """A strategy of one brand, as data: it can be compared, printed, pickled and repeated."""

    name: SkipJsonSchema[Text]
    """Name of its file without the ending."""
    title: Text = Field(default_factory=_titled)
    question: Text = ""
    extends: Text | None = None
    brand: Name | None = None
    """Brand that acts and pays; the market's focus when it is not said."""
    levers: Annotated[tuple[Lever, ...], BeforeValidator(_as_tuple), Field(max_length=MAX_LEVERS)] = ()
    policies: Annotated[dict[Name, Declared], Field(max_length=16)] = Field(default_factory=dict)
    """Brand -> the policy by which it decides in this scenario, in place of that of the market; nothing for none."""
    cost: Cost = Cost()
    """What is paid on top of the costs of the levers: once at the first lever, and weekly while any lever is open."""

    @classmethod
    def baseline(cls) -> Self:
        """Return the scenario in which nothing is changed."""
        return cls(name=BASELINE, question="What happens when nothing is changed?")

    @property
    def pilots(self) -> tuple[Target, ...]:
        """The groups of customers that levers mean, with others to compare them with."""
        return pilots_of(self.levers)

    def with_pilots_for(self, share: float, ending: str) -> Self:
        """Return the scenario in which each pilot has another share of those it could mean.

        Parameters
        ----------
        share : 0 for a control group of all, :data:`sim.scenarios.levers.EVERYBODY` for all.
        ending : of its name.
        """
        levers = tuple(
            lever.model_copy(update={"target": lever.pilot.model_copy(update={"share": share})})
            if lever.pilot
            else lever
            for lever in self.levers
        )
        return self.model_copy(update={"name": f"{self.name}{ending}", "levers": levers})

    @property
    def acts(self) -> bool:
        """Whether the scenario changes anything."""
        return bool(self.levers or self.policies)

    @property
    def first_week(self) -> int:
        """Week in which the first lever begins, or without levers the first policy is in force; 1 without either.

        It is 0 when a lever acts from before the burn-in.
        """
        return min((lever.from_week for lever in self.levers), default=self._first_decision)

    @property
    def acts_from(self) -> int:
        """First week that can differ from the baseline, by a lever or a policy."""
        return min(self.first_week, self._first_decision) if self.policies else self.first_week

    @property
    def _first_decision(self) -> int:
        return min(map(_in_force, self.policies.values()), default=1)

    @property
    def changes_the_start(self) -> bool:
        """Whether a lever acts from before the burn-in, so that the starting point is not that of the baseline."""
        return any(lever.from_week == 0 for lever in self.levers)

    def cost_eur(self, week: int) -> float:
        """Return what the scenario costs its brand in a week, in EUR; 1 is the first week."""
        is_running = not self.levers or any(lever.is_open(week) for lever in self.levers)
        own = self.cost.due_eur(week, max(1, self.first_week), is_running)
        return own + sum(lever.cost_eur(week) for lever in self.levers)

    @staticmethod
    def cost_share(market: Market, customers: int) -> float:
        """Return the part of all costs that a simulation of `customers` people bears.

        Budgets are those of the market as its file describes it; a sample of half its people earns half the revenue and
        so pays half the budget. What a euro brings back does not depend on how many people are simulated.
        """
        return customers / market.category.customers

    def plan(self, market: Market, document: dict[str, Any] | None = None) -> Plan:
        """Return the numbers of a market under this scenario, week by week and segment by segment.

        `document` is the market written out, when somebody has it already.
        """
        return Plan(market, self.levers, self.brand or market.focus, document)

    def changes(self, market: Market) -> list[Change]:
        """Return a row for each lever, number and segment, and for each number of a declared policy and segment."""
        return [*self.plan(market).changes(), *self._numbers_of_policies(market)]

    def _numbers_of_policies(self, market: Market) -> Iterator[Change]:
        for brand, policy in self.policies.items():
            if not isinstance(policy, PolicySpec):
                continue
            earlier = market.brands[brand].policy
            for name, number in NUMBERS_OF[policy.kind].items():
                if (after := getattr(policy, name)) is None:
                    continue
                path = dotted(("policies", brand, name))
                before = float("nan") if getattr(earlier, name, None) is None else getattr(earlier, name)
                facts = number.unit, number.grade, number.source, _in_force(policy), 0, None
                yield from (Change(path, group, before, after, *facts) for group in market.segments)

    def check_against(self, market: Market, horizon_weeks: int | None = None) -> None:
        """Check that the scenario can be played on a market, and begins before the horizon when one is given.

        Raises
        ------
        InputError : with all that stands against it.
        """
        label = f"scenario {self.name}"
        if self.brand is not None and self.brand not in market.brands:
            raise InputError([Problem(label, None, "brand", unknown("brand", self.brand, market.brands))])
        plan = self.plan(market)
        policies = {
            brand: policy.model_dump() if isinstance(policy, PolicySpec) else policy
            for brand, policy in self.policies.items()
        }
        wrong: list[Disagreement] = [
            (("levers", position), message) for position, message in complaints(plan, horizon_weeks)
        ]
        wrong += policy_complaints(policies, plan, horizon_weeks)
        problems = [Problem(label, None, dotted(place), message) for place, message in wrong]
        if problems:
            raise InputError(problems)


def _in_force(policy: Any) -> int:
    """Return the first week that a policy changes; taking a policy away acts from week 1."""
    return int(getattr(policy, "from_week", 0)) + 1
