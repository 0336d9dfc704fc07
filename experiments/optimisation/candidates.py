"""Candidates: what a budget can buy, wholly, in part or not at all, and what each would cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

import numpy as np

from experiments.errors import RequestError
from experiments.measures.metrics import WEEKS_A_YEAR
from sim.market.messages import InputError
from sim.market.schema import Market, PolicySpec
from sim.market.sheet import Listed, NumberPath
from sim.policies.declared import policy_from
from sim.policies.policy import Policy
from sim.scenarios.levers import Cost, Lever
from sim.scenarios.scenario import MAX_LEVERS, Scenario

Kind = Literal["continuous", "yes_no"]
BUDGET = "quarterly_budget_eur"
"""Number of a policy that a budget can buy in part."""

Targets = list[tuple[Lever, list[Listed]]]


@dataclass(frozen=True)
class Candidate:
    """Something that can be bought: the levers of a scenario, or some of them.

    Attributes
    ----------
    scenario : what it does when it is bought wholly, for one brand.
    kind : "continuous" when any part of it can be bought, "yes_no" when it is all or nothing.
    cost_eur : what all of it costs until the horizon, discounted, on the market as its file describes it.
    numbers : paths of the numbers that it changes.
    """

    scenario: Scenario
    kind: Kind
    cost_eur: float
    numbers: frozenset[NumberPath]

    @classmethod
    def of(cls, scenario: Scenario, market: Market, weeks: int, kind: Kind = "continuous") -> Candidate:
        """Return a scenario as a candidate.

        Raises
        ------
        RequestError
            When it costs nothing until the horizon: then no budget decides about it.
        """
        cost = planned_cost_eur(scenario, market, weeks)
        if cost <= 0:
            why = "has no cost" if cost == 0 else "saves more than it costs"
            raise RequestError(f"{scenario.name} {why} in {weeks} weeks: a candidate needs a cost, see its levers")
        targets = scenario.plan(market).targets
        numbers = frozenset(number.path for _, changed in targets for number in changed)
        return cls(scenario, kind, cost, numbers)

    @property
    def name(self) -> str:
        """Name of its scenario."""
        return self.scenario.name

    @property
    def title(self) -> str:
        """Title of its scenario."""
        return self.scenario.title

    @property
    def is_yes_no(self) -> bool:
        """Whether it is bought wholly or not at all."""
        return self.kind == "yes_no"


def planned_cost_eur(scenario: Scenario, market: Market, weeks: int) -> float:
    """Return what a scenario costs until the horizon, each week discounted as in the metrics.

    A programme that listens costs what it may spend at most: its people, and the budget of each quarter.
    """
    rate = market.category.discount_rate
    own = policy_from(scenario.policies.get(scenario.brand or market.focus))
    planned = own.planned_eur if isinstance(own, Policy) else lambda week: 0.0
    due = ((week, scenario.cost_eur(week) + planned(week)) for week in range(1, weeks + 1))
    return sum(cost * (1.0 + rate) ** (-week / WEEKS_A_YEAR) for week, cost in due)


@dataclass(frozen=True)
class Portfolio:
    """All candidates among which a budget is split, on one market.

    A *split* is an array (candidates,) of intensities: 0 is not bought, 1 is bought as written.
    """

    market: Market
    candidates: tuple[Candidate, ...]

    @property
    def brand(self) -> str:
        """The brand that acts and pays."""
        return self.candidates[0].scenario.brand or self.market.focus

    @property
    def costs_eur(self) -> np.ndarray:
        """What all of each candidate costs, (candidates,) EUR."""
        return np.array([each.cost_eur for each in self.candidates])

    @property
    def is_yes_no(self) -> np.ndarray:
        """Which candidates are bought wholly or not at all, (candidates,) of truth values."""
        return np.array([each.is_yes_no for each in self.candidates])

    @cached_property
    def _targets(self) -> tuple[Targets, ...]:
        return tuple(candidate.scenario.plan(self.market).targets for candidate in self.candidates)

    @cached_property
    def shared(self) -> frozenset[NumberPath]:
        """Numbers that several candidates change."""
        pairs = combinations(self.candidates, 2)
        return frozenset().union(*(one.numbers & other.numbers for one, other in pairs))

    def scenario(self, split: Sequence[float] | np.ndarray, name: str = "split", question: str = "") -> Scenario:
        """Return the scenario in which each candidate is bought with its intensity, see :func:`levers_at`."""
        levers = [
            lever
            for candidate, intensity, targets in zip(self.candidates, split, self._targets, strict=True)
            if intensity > 0
            for lever in levers_at(candidate.scenario, float(intensity), targets, self.shared)
        ]
        policies: dict[str, Any] = {}
        for candidate, intensity in zip(self.candidates, split, strict=True):
            policies |= policies_at(candidate.scenario, float(intensity)) if intensity > 0 else {}
        return Scenario(name=name, question=question, brand=self.brand, levers=tuple(levers), policies=policies)

    def check(self, markets: Iterable[Market] = ()) -> None:
        """Check that any split can be played, also on other markets with other numbers.

        Values change steadily with each intensity, so it is enough to buy things wholly: those that change the same
        numbers two by two, and all together.

        Raises
        ------
        RequestError
            With the candidates that do not go together, and why.
        """
        self._check_policies()
        for chosen in self._corners():
            split = np.isin(np.arange(len(self.candidates)), chosen).astype(float)
            try:
                scenario = self.scenario(split, name=" and ".join(self.candidates[i].name for i in chosen))
                for market in (self.market, *markets):
                    scenario.check_against(market)
            except InputError as error:
                names = " and ".join(self.candidates[i].name for i in chosen)
                raise RequestError(f"{names} cannot be bought together: {error.problems[0].message}") from error
            except ValueError as error:
                raise RequestError(f"all candidates together pull more than {MAX_LEVERS} levers") from error

    def _check_policies(self) -> None:
        """Check that no two candidates bring different policies of one brand."""
        for one, other in combinations((each.scenario for each in self.candidates), 2):
            for brand in one.policies.keys() & other.policies.keys():
                if one.policies[brand] != other.policies[brand]:
                    raise RequestError(
                        f"{one.name} and {other.name} cannot be bought together: each has another policy of {brand}"
                    )

    def _corners(self) -> Iterator[tuple[int, ...]]:
        everything = range(len(self.candidates))
        for one, other in combinations(everything, 2):
            if self.candidates[one].numbers & self.candidates[other].numbers:
                yield one, other
        yield tuple(everything)


def levers_at(
    scenario: Scenario, intensity: float, targets: Targets, shared: frozenset[NumberPath] = frozenset()
) -> list[Lever]:
    """Return the levers of a scenario bought with an intensity above 0, with their costs.

    Every change is made to that part: `multiply` 0.8 becomes 0.9 at one half, `add` 0.1 becomes 0.05, and `to` goes
    half of the way from what the number is in the market. Costs shrink in proportion; time and target stay.
    At 1 levers are as written, except that `to` on a number that other candidates change as well is always a step to
    be added, so that one candidate does not undo another.

    Parameters
    ----------
    targets : the levers of the scenario with the numbers that they change, as its plan has them.
    shared : numbers that other candidates change as well.
    """
    levers: list[Lever] = []
    for lever, numbers in targets:
        cost = _part_of(lever.cost, intensity)
        if lever.to is None:
            change = {
                "add": _tidy(intensity * lever.add) if lever.add is not None else None,
                "multiply": _tidy(1.0 + intensity * (lever.multiply - 1.0)) if lever.multiply is not None else None,
            }
            levers.append(lever.model_copy(update=change | {"cost": cost}))
        elif intensity == 1 and not shared & {number.path for number in numbers}:
            levers.append(lever)
        else:
            for position, number in enumerate(numbers):
                step: dict[str, Any] = {"to": None, "add": _tidy(intensity * (lever.to - number.value)), "where": {}}
                where = {"path": ".".join(number.path), "cost": cost if position == 0 else Cost()}
                levers.append(lever.model_copy(update=step | where))
    return levers + _carriers(scenario, intensity)


def policies_at(scenario: Scenario, intensity: float) -> dict[str, Any]:
    """Return the policies of a scenario bought with an intensity: a programme has that part of its budget."""
    bought = dict(scenario.policies)
    for brand, policy in scenario.policies.items():
        budget = getattr(policy, BUDGET, None)
        if budget is not None and intensity != 1:
            part = {BUDGET: _tidy(intensity * budget)}
            made: Any = policy
            bought[brand] = made.model_copy(update=part) if isinstance(made, PolicySpec) else replace(made, **part)
    return bought


def _carriers(scenario: Scenario, intensity: float) -> list[Lever]:
    """Return levers that change nothing and carry the cost of the scenario itself: weekly while any lever is open."""
    cost = _part_of(scenario.cost, intensity)
    if cost == Cost():
        return []
    carriers: list[Lever] = []
    for lever in sorted(scenario.levers, key=lambda lever: lever.from_week):
        last = carriers[-1] if carriers else None
        if last and (last.until_week is None or lever.from_week <= last.until_week + 1):
            ends = [last.until_week, lever.until_week]
            until = None if None in ends else max(end for end in ends if end is not None)
            carriers[-1] = last.model_copy(update={"until_week": until})
        else:
            due = cost if not carriers else cost.model_copy(update={"one_off_eur": 0.0})
            nothing = {"to": None, "add": None, "multiply": 1.0, "ramp_weeks": 0, "cost": due}
            carriers.append(lever.model_copy(update=nothing))
    return carriers


def _part_of(cost: Cost, intensity: float) -> Cost:
    return Cost(one_off_eur=_tidy(intensity * cost.one_off_eur), weekly_eur=_tidy(intensity * cost.weekly_eur))


def _tidy(value: float) -> float:
    """Return a number as a file shows it: ten digits hide the rounding of binary fractions."""
    return float(f"{value:.10g}")
