"""Customer and Brand: the two kinds of Mesa agents of a market."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Never

import mesa
import numpy as np
import pandas as pd
from mesa.agent import AgentSet

from sim.diary.diary import Diary
from sim.diary.rehearsal import Rehearsal, rehearsal
from sim.foundations.maths import squashed
from sim.market.messages import quoted, unknown
from sim.policies.intelligence import Intelligence
from sim.policies.policy import Policy, check_policies
from sim.simulation import Rules
from sim.state.rows import Rows
from sim.state.states import CUSTOMER_COLUMNS
from sim.state.tables import STAGES

COLUMNS = frozenset(column.name for column in CUSTOMER_COLUMNS) - {"diary", "prescriber"}
"""Columns of the table that are attributes of a customer; the other two are shown in another form."""

_COLUMNS = {column.name: column for column in CUSTOMER_COLUMNS}


def admissible(column: str, value: Any) -> Any:
    """Return what is to be written to a column of customers, a number or an array of them.

    Raises
    ------
    ValueError
        When it is no number, not finite, not whole where whole numbers are counted, or out of range.
    """
    values, known = np.asarray(value), _COLUMNS[column]
    if values.dtype.kind not in "fiub" or not np.isfinite(values).all():
        raise ValueError(f"{column} must be a finite number (got {quoted(value)})")
    if np.dtype(known.dtype).kind in "iu" and (values != np.floor(values)).any():
        raise ValueError(f"{column} must be a whole number (got {quoted(value)})")
    if values.size and not (known.low <= values.min() and values.max() <= known.high):
        raise ValueError(f"{column} cannot be {quoted(value)}; expected {known.low:g} to {known.high:g}")
    return value


class Customer(mesa.Agent):
    """One customer: a thin view of a row, made when somebody looks at it.

    Every column of :data:`sim.state.states.CUSTOMER_COLUMNS` is an attribute that may be read and written. Columns that
    number brands, segments, causes and stages read and write as words: ``customer.brand`` is "acme", or "none".
    Two views of the same row of the same model are equal.

    Parameters
    ----------
    model : the :class:`sim.model.LoyaltyModel`.
    row : position in the tables, from 0; the unique id is one more.
    """

    pos: Any = None
    """Where a Mesa space has put the customer; the model itself has no space."""

    def __init__(self, model: Any, row: int) -> None:
        # Mesa's own __init__ would number the agents anew, register a million of them, and keep the model for ever.
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "row", row)

    @property
    def unique_id(self) -> int:
        """The customer's number, from 1."""
        return self.row + 1

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *COLUMNS})

    def __getattr__(self, name: str) -> Any:
        if name not in COLUMNS:
            raise AttributeError(unknown("attribute of a customer", name, _public(self)))
        value = self.model.simulation.world.customers[name][self.row].item()
        return self.model.words.word(name, value) if name in self.model.words else value

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "pos":
            object.__setattr__(self, "pos", value)
        elif name in COLUMNS:
            words = self.model.words
            number = words.number(name, value) if name in words else admissible(name, value)
            self.model.simulation.world.customers[name][self.row] = number
        else:
            raise AttributeError(unknown("column of customers", name, sorted(COLUMNS)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Customer) and other.row == self.row and other.model is self.model

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __repr__(self) -> str:
        return f"<Customer {self.unique_id}: {self.segment}, brand {self.brand}, {self.relation}>"

    def _in_mind(self, field: str, brand: str | None) -> Any:
        """Return a field of what the customer has in mind of a brand; of its own when none is named."""
        words = self.model.words
        number = words.number("brand", self.brand if brand is None else brand)
        if number < 0:
            raise ValueError(f"customer {self.unique_id} has no brand: name one")
        return self.model.simulation.world.knowledge[field][self.row, number].tolist()

    def image(self, brand: str | None = None) -> float:
        """Return the image of a brand in this customer's mind, -1 to 1; its own brand when none is named."""
        return squashed(self._in_mind("image", brand))

    def awareness(self, brand: str | None = None) -> float:
        """Return how readily a brand comes to mind, 0 to 1."""
        return self._in_mind("awareness", brand)

    def praise(self, brand: str | None = None) -> float:
        """Return what is in the customer's ear for a brand, 0 to 1."""
        return self._in_mind("praise", brand)

    def blame(self, brand: str | None = None) -> float:
        """Return what is in the customer's ear against a brand, 0 to 1."""
        return self._in_mind("blame", brand)

    def story(self, brand: str | None = None) -> float:
        """Return how moving the experience with a brand is that is worth telling, -1 to 1."""
        return self._in_mind("story", brand)

    def expected(self, brand: str | None = None) -> dict[str, float]:
        """Return the quality expected of a brand at each stage, 0 to 1."""
        return dict(zip(STAGES, self._in_mind("expected", brand), strict=True))

    @property
    def traces(self) -> dict[str, float]:
        """Fresh traces of each cause that was felt."""
        return dict(zip(self.model.market.causes, self.model.simulation.world.traces[self.row].tolist(), strict=True))

    @property
    def episodes(self) -> dict[str, int]:
        """Weeks that an episode of each cause has still to run; 0 for causes that do not run."""
        return dict(zip(self.model.market.causes, self.model.simulation.world.episodes[self.row].tolist(), strict=True))

    @property
    def recommendation(self) -> float:
        """Intention to recommend the own brand, 0 to 10: the model's own rules, called for one customer."""
        world = self.model.simulation.world
        segment = int(world.customers["segment"][self.row])
        behaviour: Any = Rows(world.behaviour)[segment]
        stock = self._in_mind("image", None)
        memory = self.model.rule("remembered")(stock, self.best, self.worst, self.mood, behaviour.impressions)
        views = (
            squashed(stock),
            memory,
            self.trust,
            self.attachment,
            self.model.rule("value_for_money")(self.price_loss),
            self.model.rule("pleasure")(self.satisfaction, 0.0, behaviour.satisfaction),
            self.model.rule("lived_beyond")(self.experience, behaviour.satisfaction),
        )
        return self.model.rule("recommendation")(*views, self.leniency, behaviour.loyalty)

    @property
    def prescriber(self) -> Customer | None:
        """The adviser whose brand counts in this customer's choice, if there is one."""
        row = int(self.model.simulation.world.customers["prescriber"][self.row])
        return None if row < 0 else self.model.customer(row + 1)

    def neighbours(self, only_strong: bool = False) -> AgentSet:
        """Return those who are tied to this customer, a :class:`sim.mesa.customer_set.CustomerSet`."""
        world = self.model.simulation.world
        coded = np.asarray(world.ties[world.tie_start[self.row] : world.tie_start[self.row + 1]])
        return self.model.agents.of((coded[coded % 2 == 1] if only_strong else coded) // 2)

    def diary(self) -> Diary:
        """Return the journey so far, exact also for a customer whose diary was not kept: the run is then replayed."""
        return self.model.diary(self.unique_id)

    def rehearse(self, rules: Rules | None = None) -> Rehearsal:
        """Return what next week will do to this customer, simulated in plain Python on its row alone; nothing changes.

        The phases and the random numbers are the model's own, so that ``model.step()`` then does exactly this, unless
        `rules` (rule name -> function) replace some of the model's rules: the way to see what a theory changes for one
        person. A debugger can follow it line by line.
        """
        merged: Mapping[str, Any] = {**self.model.simulation.rules, **(rules or {})}
        return rehearsal(self.model.simulation, self.row, merged)

    def step(self) -> Never:
        """Refuse: the week of all customers is simulated together, in :meth:`LoyaltyModel.step`.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError("customers have their week together: call model.step(), or rehearse() to see one of them")

    def remove(self) -> Never:
        """Refuse: customers leave brands, not the model.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError(
            "a customer cannot be removed: it is a row of the model's tables; leave it out of a set of yours with "
            "agents.select(...), or simulate fewer with customers="
        )


def _public(customer: Customer) -> list[str]:
    """Return the names that a customer has for everybody."""
    return [name for name in dir(customer) if not name.startswith("_")]


class Brand(mesa.Agent):
    """A provider: what it knows, what it decides, and the policy by which it does.

    Its :attr:`policy` is the engine's: it decides wherever the market is simulated. A strategy that only this model
    needs can be written in `step`, and the class handed to the model; it then decides in place of a policy of market
    or scenario::

        class PriceFollower(Brand):
            def step(self):
                cheapest = self.public["price_eur"].drop(self.name).min()
                self.set("offer.price_eur", max(cheapest, 0.9 * self.get("offer.price_eur")))

        LoyaltyModel("telecom", brands={"acme": PriceFollower})

    A strategy reads what brands can know (:attr:`observed`, :attr:`public`, its own numbers) and acts on numbers of its
    own, which are in force from the next week on.

    Parameters
    ----------
    model : the :class:`sim.model.LoyaltyModel`.
    name : the brand's name in the market file.
    """

    def __init__(self, model: Any, name: str) -> None:
        super().__init__(model)
        # Mesa 3.3 counts agents in a table of the class, which would keep the model alive for ever.
        getattr(mesa.Agent, "_ids", {}).pop(model, None)
        self.name = name
        self.position = list(model.market.brands).index(name)
        self.unique_id = len(model.simulation.world.customers) + self.position + 1

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def step(self) -> None:
        """Decide at the end of a week. Here nothing happens: a brand's policy decides in the engine."""

    @property
    def policy(self) -> Policy | None:
        """The policy by which the brand decides, None for none; what is set here counts from the next week on."""
        return self.model.simulation.policy_of(self.name)

    @policy.setter
    def policy(self, policy: Policy | None) -> None:
        check_policies({self.name: policy}, self.model.market.brands)
        self.model.simulation.policies[self.name] = policy

    @property
    def intelligence(self) -> Intelligence:
        """What the brand can know at the end of this week, as its policy gets it."""
        return self.model.simulation.intelligence(self.name)

    @property
    def week(self) -> int:
        """The last week that was simulated, 0 before the first."""
        return self.model.simulation.week

    def observed(self, weeks: int | None = None) -> pd.DataFrame:
        """Return what the brand knows of its own last `weeks`, all of them unless said: a row for each week.

        Columns are listed in :data:`sim.state.observed.OBSERVED`; nothing in them tells what customers feel.
        """
        return self.intelligence.observed(weeks)

    @property
    def public(self) -> pd.DataFrame:
        """What anybody can look up about each brand: price, promised delivery, rating, number of reviews."""
        return self.intelligence.public()

    def get(self, path: str) -> float:
        """Return a number of the brand as it is decided by now; see :meth:`Intelligence.get`."""
        return self.intelligence.get(path)

    def set(self, path: str, value: float) -> None:
        """Set a number of the brand from the next week on, for all segments; a path with stars sets several.

        Raises
        ------
        ValueError
            When the number is not the brand's own, or the value out of range.
        """
        self.model.simulation.decisions.take(self.name, path, value)

    def spend(self, eur: float) -> None:
        """Book what a decision costs in the last week, in EUR, beside the costs of serving customers.

        Raises
        ------
        ValueError
            When no week has been booked yet.
        """
        if self.week < 1:
            raise ValueError("there is no week to book this in before week 1")
        self.model.simulation.ledger.charge(self.position, eur)

    def remove(self) -> Never:
        """Refuse: a brand is a part of the market.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError(
            f"{self.name} cannot be removed: it is a part of the market; leave it out of the market file, or set its "
            "visibility to 0"
        )
