"""Customer: one row of the world's tables as a Mesa agent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Never

import mesa
import numpy as np

from sim.agents.diary import Diary
from sim.agents.rehearsal import Rehearsal, rehearsal
from sim.foundations.maths import squashed
from sim.market.messages import unknown
from sim.simulation import Rules
from sim.state.rows import Rows
from sim.state.states import CUSTOMER
from sim.state.tables import STAGES

if TYPE_CHECKING:
    from sim.agents.customer_set import CustomerSet

COLUMNS = frozenset(CUSTOMER.names or ()) - {"diary", "prescriber"}
"""Columns of the table that are attributes of a customer; the other two are told in another form."""


class Customer(mesa.Agent):
    """One customer: a thin view of a row, made when somebody looks at it.

    Every column of :data:`sim.state.tables.CUSTOMER` is an attribute that may be read and written. Columns that number
    brands, segments, causes and stages read and write as words: ``customer.brand`` is "acme", or "none".
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
            number = self.model.words.number(name, value) if name in self.model.words else value
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

    def expected(self, brand: str | None = None) -> dict[str, float]:
        """Return the quality expected of a brand at each stage, 0 to 1."""
        return dict(zip(STAGES, self._in_mind("expected", brand), strict=True))

    @property
    def traces(self) -> dict[str, float]:
        """Fresh traces of each cause that was felt."""
        return dict(zip(self.model.market.causes, self.model.simulation.world.traces[self.row].tolist(), strict=True))

    @property
    def recommendation(self) -> float:
        """Intention to recommend the own brand, 0 to 10: the model's own rules, called for one customer."""
        world = self.model.simulation.world
        segment = int(world.customers["segment"][self.row])
        behaviour: Any = Rows(world.behaviour)[segment]
        stock = self._in_mind("image", None)
        memory = self.model.rule("remembered")(stock, self.best, self.worst, self.mood, behaviour.impressions)
        return self.model.rule("recommendation")(memory, self.trust, self.attachment, self.leniency, behaviour.loyalty)

    @property
    def prescriber(self) -> Customer | None:
        """The adviser whose brand counts in this customer's choice, if there is one."""
        row = int(self.model.simulation.world.customers["prescriber"][self.row])
        return None if row < 0 else self.model.customer(row + 1)

    def neighbours(self, only_strong: bool = False) -> CustomerSet:
        """Return those who are tied to this customer."""
        world = self.model.simulation.world
        coded = np.asarray(world.ties[world.tie_start[self.row] : world.tie_start[self.row + 1]])
        return self.model.agents.of((coded[coded % 2 == 1] if only_strong else coded) // 2)

    def diary(self) -> Diary:
        """Return the journey so far, exact also for a customer whose diary was not kept: the run is then replayed."""
        return self.model.diary(self.unique_id)

    def rehearse(self, rules: Rules | None = None) -> Rehearsal:
        """Return what next week will do to this customer, lived in plain Python on its row alone; nothing changes.

        The phases and the luck are the model's own, so that ``model.step()`` then does exactly this, unless `rules`
        (rule name -> function) replace some of the model's rules: the way to see what a theory changes for one person.
        A debugger can follow it line by line.
        """
        merged: Mapping[str, Any] = {**self.model.simulation.rules, **(rules or {})}
        return rehearsal(self.model.simulation, self.row, merged)

    def step(self) -> Never:
        """Refuse: all customers live their week together, in :meth:`LoyaltyModel.step`.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError("customers live their week together: call model.step(), or rehearse() to see one of them")

    def remove(self) -> Never:
        """Refuse: customers leave brands, not the model.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError("a customer cannot be removed: it is a row of the model's tables")


def _public(customer: Customer) -> list[str]:
    """Return what a customer can be asked for."""
    return [name for name in dir(customer) if not name.startswith("_")]
