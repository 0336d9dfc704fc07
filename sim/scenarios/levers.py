"""Levers: what a scenario changes, on which number, from when, for whom and at what cost."""

from __future__ import annotations

from typing import Annotated, Any, Self

import numpy as np
from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.market.calendar import Date
from sim.market.messages import quoted
from sim.market.schema import Strict, Text
from sim.market.steps import Step

LAST_WEEK = 1040
Week = Annotated[int, Field(ge=0, le=LAST_WEEK)]
Amount = Annotated[float, Field(ge=-1e12, le=1e12)]


EVERYBODY = 1.0 - 1e-12
"""Share of a pilot that leaves nobody to compare with: above every uniform, and still a pilot with its own rows."""


def _listed(value: Any) -> Any:
    """Return one name as a list of one."""
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, str) else value


_ONE_OR_MORE = BeforeValidator(_listed, json_schema_input_type=Text | list[Text])
Names = Annotated[tuple[Text, ...], _ONE_OR_MORE, Field(min_length=1)]


class Cost(Strict):
    """What a lever or a whole scenario costs the brand; below zero for savings."""

    one_off_eur: Amount = 0.0
    """Paid once, in the first week."""
    weekly_eur: Amount = 0.0
    """Paid in every week in which it acts."""

    def due_eur(self, week: int, first_week: int, is_running: bool) -> float:
        """Return what is paid in a week, 1 being the first of the run."""
        return (self.one_off_eur if week == first_week else 0.0) + (self.weekly_eur if is_running else 0.0)


def _as_pair(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _in_order(value: tuple[float, float]) -> tuple[float, float]:
    low, high = value
    if low >= high:
        got = {"low": quoted(low), "high": quoted(high)}
        raise PydanticCustomError("range", "must be two numbers, the lower first (got {low} and {high})", got)
    return value


Range = Annotated[
    tuple[float, float], BeforeValidator(_as_pair, json_schema_input_type=list[float]), AfterValidator(_in_order)
]
"""From the first number up to, and without, the second."""


class Target(Strict):
    """Who feels a lever; everybody when the scenario does not say.

    Segments are what customers are. Whoever else is meant is known to the brand: its own customers by tenure, bill or
    open complaint, week by week, and a random share of them. The others of the kind are then the control group of a
    pilot.
    """

    segment: Names | None = None
    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of those meant who feel the lever, drawn once for each of them; a larger share adds to a smaller one."""
    tenure_weeks: Range | None = None
    bill_eur: Range | None = None
    """What a customer pays a month, or an order, extensions included."""
    has_complaint: bool | None = None
    """Whether a problem was brought to the brand and is still open."""

    @model_validator(mode="after")
    def _means_somebody(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("target", "needs a key: {keys}", {"keys": ", ".join(type(self).model_fields)})
        return self

    @property
    def words(self) -> str:
        """Who of a segment is meant, in words."""
        found = []
        if self.tenure_weeks is not None:
            found.append("customers of {:g} to {:g} weeks".format(*self.tenure_weeks))
        if self.bill_eur is not None:
            found.append("bills of EUR {:g} to {:g}".format(*self.bill_eur))
        if self.has_complaint is not None:
            found.append("an open complaint" if self.has_complaint else "no open complaint")
        if self.share < 1.0:
            found.append(f"{100 * self.share:g} % drawn by lot")
        return ", ".join(found)

    @property
    def is_of_customers(self) -> bool:
        """Whether only customers of the brand are meant, who are known to it."""
        return any(each is not None for each in (self.tenure_weeks, self.bill_eur, self.has_complaint))

    @property
    def is_pilot(self) -> bool:
        """Whether not all people of the segments are meant, so that there are others to compare them with."""
        return self.share < 1.0 or self.is_of_customers


class Lever(Step):
    """One change of a number of the market, or of all the numbers that a path with stars stands for.

    The change acts from `from_week` to the end of `until_week`. With a ramp it grows in `ramp_weeks` equal steps: the
    first is made in `from_week`, the last in week ``from_week + ramp_weeks - 1``. It ends at once.
    Week 0 stands for the time before the burn-in, so that the change is part of the starting point.
    """

    path: Annotated[Text, Field(alias="set")]
    """The number: a path of the market file. ``brand.`` stands for the scenario's brand, a star for any name."""
    from_week: Week = 1
    until_week: Week | None = None
    from_date: Annotated[Date | None, Field(exclude=True)] = None
    """In files of a market with a start date: a day of the first week, in place of `from_week`."""
    until_date: Annotated[Date | None, Field(exclude=True)] = None
    """A day of the last week, in place of `until_week`."""
    ramp_weeks: Week = 0
    target: Annotated[Target | None, Field(alias="for")] = None
    where: dict[str, Names] = Field(default_factory=dict)
    """Touchpoints or causes that a path with a star is narrowed to, by their kind, stage, channel or department."""
    cost: Cost = Cost()

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.from_date and "from_week" not in self.model_fields_set) or (self.until_date and not self.until_week):
            raise PydanticCustomError("lever", "only files have dates: give from_week and until_week")
        if self.until_week is not None and self.until_week < self.from_week:
            raise PydanticCustomError("lever", "until_week must not come before from_week")
        if self.from_week == 0 and self.ramp_weeks > 1:
            raise PydanticCustomError("lever", "from_week 0 is before the burn-in: the lever cannot have a ramp")
        return self

    def acts_on(self, segment: str) -> bool:
        """Tell whether customers of a segment feel the lever, or some of them."""
        return self.target is None or self.target.segment is None or segment in self.target.segment

    @property
    def pilot(self) -> Target | None:
        """Who is meant among the people of a segment; None when all of them are."""
        return self.target if self.target and self.target.is_pilot else None

    def strength(self, week: int) -> float:
        """Return how far the change is made in a week, 0 (not at all) to 1 (wholly)."""
        if not self.is_open(max(0, week)):
            return 0.0
        if self.from_week == 0:
            return 1.0
        return min(1.0, (week - self.from_week + 1) / max(1, self.ramp_weeks))

    def changed(self, value: float, week: int) -> float:
        """Return what a number becomes that would be `value` without this lever."""
        strength = self.strength(week)
        if strength == 0:
            return value
        goal = self.goal(value)
        return goal if strength == 1 else value + strength * (goal - value)

    def moved(self, values: np.ndarray, strength: np.ndarray) -> np.ndarray:
        """Return what numbers become when the change is partly made.

        Parameters
        ----------
        values : (weeks, numbers), without this lever.
        strength : (weeks, 1), how far the change is made, above 0 and up to 1.
        """
        goal = self.goal(values)
        return np.where(strength == 1, goal, values + strength * (goal - values))

    @property
    def full_week(self) -> int:
        """First week in which the change is whole, or the last week of a lever that ends before."""
        week = self.from_week + max(0, self.ramp_weeks - 1)
        return week if self.until_week is None else min(week, self.until_week)

    def weeks_of_change(self) -> set[int]:
        """Return the weeks whose effect differs from that of the week before; 0 is the time before the burn-in."""
        weeks = set(range(self.from_week, self.full_week + 1))
        return weeks if self.until_week is None else weeks | {self.until_week + 1}

    def cost_eur(self, week: int) -> float:
        """Return what the lever costs in a week; what acts from week 0 is paid from week 1 on."""
        return self.cost.due_eur(week, max(1, self.from_week), self.is_open(week))

    def is_open(self, week: int) -> bool:
        """Tell whether a week lies between the lever's first and last."""
        return self.from_week <= week and (self.until_week is None or week <= self.until_week)
