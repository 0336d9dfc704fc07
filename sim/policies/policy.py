"""A policy: how a brand decides about its own numbers, week after week."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sim.market.messages import quoted, span, unknown
from sim.market.policy_sheet import POLICY
from sim.policies.intelligence import Intelligence
from sim.scenarios.record import Record

PRICE = "offer.price_eur"
"""Path of a brand's own price."""

WEEKS_A_QUARTER = 13
"""Weeks of a quarter, in which most brands look at what has changed."""

UNNOTICED_SHARE = 0.001
"""Gaps below this share of what a number was at the start are left as they are."""


def default(name: str) -> Any:
    """Return the default of a number of the policy sheet."""
    return POLICY[name].default


@dataclass(frozen=True, kw_only=True)
class Policy(ABC):
    """How a brand decides.

    Write one as a frozen dataclass whose fields are its parameters::

        @dataclass(frozen=True, kw_only=True)
        class AnswerFaster(Policy):
            abandoned_share: float = 0.05

            def decide(self, known):
                month = known.observed(4).sum()
                if month["abandoned"] <= self.abandoned_share * month["contacts"]:
                    return {}
                return {"operations.support_agents": 1.1 * known.get("operations.support_agents")}

    It keeps no memory of its own: what it decides follows from what the brand knows, so that runs, forks and
    repetitions agree. Defined in a module, it can be sent to other processes.

    Parameters
    ----------
    from_week : week at whose end it decides for the first time; 0 is the end of the burn-in.
    """

    from_week: int = 0

    @abstractmethod
    def decide(self, known: Intelligence) -> Mapping[str, float]:
        """Return the brand's own numbers that are to change, by path; they are in force from the next week on.

        Parameters
        ----------
        known : what the brand knows at the end of the week: all brands decide on the same last week.

        Returns
        -------
        path -> value; paths as in a scenario, without the brand, such as ``offer.price_eur``. Empty when nothing is to
        change.
        """

    def record(self, known: Intelligence) -> Record:
        """Return what the brand enters in its record at the end of the week; it finds it there in all later weeks.

        What is *paid* is a cost of the next week, see :class:`sim.scenarios.record.Entry`.
        """
        return ()

    def planned_eur(self, week: int) -> float:
        """Return what the policy may spend in a week at most, EUR of the market as its file describes it."""
        return 0.0

    def cost_eur(self, known: Intelligence, decided: Mapping[str, float]) -> float:
        """Return what next week costs under this decision, EUR for all customers of the market; it is booked then."""
        return 0.0


@dataclass(frozen=True, kw_only=True)
class Reaction(Policy):
    """A bounded answer to what others do in public, with a reaction lag and inertia.

    The number moves towards ``start + reaction (reference - start)``, held between ``floor start`` and ``ceiling
    start``; each week `adjustment_share` of the gap is closed (partial adjustment, Nerlove 1958), and no more than a
    thirteenth of `most_a_quarter`. Gaps within the `dead_band` are left. A price is never cut below what one more
    customer costs.

    Some brands never react: whether this one does is drawn once for each seed, with `reacting_probability`. Who reacts
    at a lower probability reacts at a higher one too.

    Parameters
    ----------
    lag_weeks, reaction, adjustment_share, floor, ceiling, dead_band, most_a_quarter, reacting_probability : see
        :data:`sim.market.policy_sheet.POLICY`.

    Raises
    ------
    ValueError
        When a parameter is out of the range of the sheet.
    """

    lag_weeks: int = default("lag_weeks")
    reaction: float = default("reaction")
    adjustment_share: float = default("adjustment_share")
    floor: float = default("floor")
    ceiling: float = default("ceiling")
    dead_band: float = default("dead_band")
    most_a_quarter: float = default("most_a_quarter")
    reacting_probability: float = default("reacting_probability")

    def __post_init__(self) -> None:
        check_numbers(self)

    def reacts(self, known: Intelligence) -> bool:
        """Return whether the brand is one of those that react."""
        return known.disposition < self.reacting_probability

    def towards(self, known: Intelligence, path: str, reference: float) -> dict[str, float]:
        """Return the next step of a number towards its answer to a reference, in the number's own unit."""
        start, present = known.at_start(path), known.get(path)
        answer = start + self.reaction * (reference - start)
        least = self.floor * start if path != PRICE else max(self.floor * start, min(start, known.unit_cost_eur))
        answer = known.admissible(path, min(max(answer, least), self.ceiling * start))
        if abs(answer - present) <= max(UNNOTICED_SHARE, self.dead_band) * start:
            return {}
        most = self.most_a_quarter * start / WEEKS_A_QUARTER
        return {path: present + min(max(self.adjustment_share * (answer - present), -most), most)}


def check_numbers(policy: Policy) -> None:
    """Check the numbers of a policy made in Python.

    Raises
    ------
    ValueError
        When one is out of the range of the sheet.
    """
    for field in fields(policy):
        number, value = POLICY.get(field.name), getattr(policy, field.name)
        if not number or (value is None and number.default is None):
            continue
        if not (isinstance(value, int | float) and number.low <= value <= number.high):
            raise ValueError(f"{field.name} cannot be {quoted(value)}; expected {span(number)}")


def decision(policy: Policy, known: Intelligence) -> dict[str, float]:
    """Return what a policy decides.

    Raises
    ------
    ValueError
        When what it returns are no numbers by path; it names brand, week and policy.
    """
    decided = policy.decide(known)
    if not isinstance(decided, Mapping):
        raise ValueError(f"{blame(policy, known)} must return numbers by path (got {quoted(decided)})")
    for path, value in decided.items():
        if isinstance(value, bool | str) or not _is_finite(value):
            raise ValueError(f"{blame(policy, known)} must return finite numbers (got {quoted(value)} for {path})")
    return {path: float(value) for path, value in decided.items()}


def spending(policy: Policy, known: Intelligence, decided: Mapping[str, float]) -> float:
    """Return what next week costs by a decision, EUR; 0 for what only works like a policy and names no cost.

    Raises
    ------
    ValueError
        When it is no finite amount; it names brand, week and policy.
    """
    eur = policy.cost_eur(known, decided) if hasattr(policy, "cost_eur") else 0.0
    if isinstance(eur, bool | str) or not _is_finite(eur):
        raise ValueError(f"{blame(policy, known)} must cost a finite amount (got {quoted(eur)})")
    return float(eur)


def blame(policy: Policy, known: Intelligence) -> str:
    """Return which policy of which brand decided in which week, as a message begins."""
    return f"the policy {type(policy).__name__} of {known.brand}, after week {known.week},"


def _is_finite(value: Any) -> bool:
    try:
        return math.isfinite(value)
    except TypeError:
        return False


def check_policies(policies: Mapping[str, Policy | None], brands: Mapping[str, Any]) -> None:
    """Check policies given from Python.

    Raises
    ------
    ValueError
        When a brand is unknown, or something is no policy.
    """
    for brand, policy in policies.items():
        if brand not in brands:
            raise ValueError(unknown("brand", brand, brands))
        if policy is not None and not callable(getattr(policy, "decide", None)):
            raise ValueError(f"the policy of {brand} must be a Policy with a method decide, not {policy!r}")


def keeps_record(policy: Policy | None) -> bool:
    """Return whether a policy enters something in the record of its brand."""
    return policy is not None and getattr(type(policy), "record", Policy.record) is not Policy.record
