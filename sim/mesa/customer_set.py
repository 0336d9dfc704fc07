"""CustomerSet: an AgentSet of customers held as rows, so that asking a million of them makes no million objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from mesa.agent import AgentSet

from sim.agents import COLUMNS, Customer, admissible
from sim.market.messages import unknown

try:
    from mesa.agentset import GroupBy  # Mesa 3.5
except ImportError:
    from mesa.agent import GroupBy

Filter = Callable[[Customer], bool] | Sequence[bool] | np.ndarray


class CustomerSet(AgentSet):
    """Customers of a model, in an order; works like any AgentSet.

    What reads columns of the table (`get`, `agg`, `set`, `sort`, `groupby` by name) works on the columns; what calls
    a function for each customer makes their views one by one. Unlike an AgentSet it never loses a member: rows stay.

    Parameters
    ----------
    model : the :class:`sim.model.LoyaltyModel`.
    rows : (n,) integer, positions in the tables.
    is_everybody : whether it stands for all customers of the model, who can neither leave it nor come to it.
    """

    def __init__(self, model: Any, rows: np.ndarray, is_everybody: bool = False) -> None:
        self.model = model
        self.random = model.random
        self.rows = np.asarray(rows, np.int64)
        self.is_everybody = is_everybody

    def of(self, rows: np.ndarray) -> CustomerSet:
        """Return other customers of the same model."""
        return CustomerSet(self.model, rows)

    def _from_iterable(self, customers: Iterable[Customer]) -> CustomerSet:  # type: ignore[override]
        return self.of(np.array(list(dict.fromkeys(customer.row for customer in customers)), np.int64))

    def _became(self, rows: np.ndarray, inplace: bool) -> CustomerSet:
        if not inplace:
            return self.of(rows)
        self.rows = rows
        self.is_everybody = False
        return self

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Customer]:
        return map(self.model.customer, (self.rows + 1).tolist())

    def __contains__(self, customer: object) -> bool:
        return isinstance(customer, Customer) and customer.model is self.model and customer.row in self.rows

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, slice):
            return list(self.of(self.rows[item]))
        return self.model.customer(int(self.rows[item]) + 1)

    def __repr__(self) -> str:
        return f"<CustomerSet of {len(self)}>"

    def to_list(self) -> list[Customer]:
        """Return the customers as a list."""
        return list(self)

    def column(self, name: str) -> np.ndarray:
        """Return a column of the table for these customers: 64-bit numbers, or words.

        Raises
        ------
        AttributeError
            When the table has no such column.
        """
        if name not in COLUMNS:
            raise AttributeError(unknown("column of customers", name, sorted(COLUMNS)))
        values = self.model.simulation.world.customers[name][self.rows]
        if name in self.model.words:
            return np.asarray(self.model.words.words(name, values), object)
        return values.astype(np.float64 if values.dtype.kind == "f" else np.int64)

    def get(self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None) -> list[Any]:
        """Return an attribute of each customer, or a list of several; as in Mesa."""
        if not isinstance(attr_names, str):
            columns = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*columns, strict=True)]
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is 'error' or 'default', not {handle_missing!r}")
        if attr_names in COLUMNS:
            return self.column(attr_names).tolist()
        if handle_missing == "default":
            return [getattr(customer, attr_names, default_value) for customer in self]
        return [getattr(customer, attr_names) for customer in self]

    def agg(self, attribute: str, func: Callable[..., Any] | Iterable[Callable[..., Any]]) -> Any:
        """Return a function, or several, of the values of an attribute."""
        values = self.column(attribute) if attribute in COLUMNS else self.get(attribute)
        return func(values) if callable(func) else [each(values) for each in func]

    def set(self, attr_name: str, value: Any) -> CustomerSet:
        """Set a column to one value for all, or to a value for each.

        Raises
        ------
        ValueError
            When a value is not finite or out of the range of the column.
        """
        if attr_name not in COLUMNS:
            raise AttributeError(unknown("column of customers", attr_name, sorted(COLUMNS)))
        words = self.model.words
        number = words.number(attr_name, value) if attr_name in words else admissible(attr_name, value)
        self.model.simulation.world.customers[attr_name][self.rows] = number
        return self

    def select(
        self,
        filter_func: Filter | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> CustomerSet:
        """Return those for whom the filter holds, in order.

        Parameters
        ----------
        filter_func : function of a customer; or, much faster, (n,) bool made of columns, such as
            ``customers.column("trust") < 0.3``, one for each of these customers.
        at_most : largest number, or share of these customers when a float up to 1.
        inplace : change this set instead of making another.
        agent_type : class of the agents wanted; other classes than Customer leave nobody.
        """
        most = int(len(self) * at_most) if isinstance(at_most, float) and at_most <= 1.0 else at_most
        rows = self.rows
        if agent_type is not None and not issubclass(Customer, agent_type):
            rows = rows[:0]
        elif callable(filter_func):
            rows = np.array([customer.row for customer in self if filter_func(customer)], np.int64)
        elif filter_func is not None:
            holds = np.asarray(filter_func, bool)
            if holds.shape != rows.shape:
                raise ValueError(f"a filter of {len(self)} customers has one truth value for each, not {holds.size}")
            rows = rows[holds]
        return self._became(rows if most >= len(rows) else rows[: int(most)], inplace)

    def shuffle(self, inplace: bool = False) -> CustomerSet:
        """Return the customers in random order, by the model's `random`."""
        rows = self.rows.tolist()
        self.random.shuffle(rows)
        return self._became(np.array(rows, np.int64), inplace)

    def sort(self, key: Callable[[Customer], Any] | str, ascending: bool = False, inplace: bool = False) -> CustomerSet:
        """Return the customers sorted by an attribute or function, the largest first unless `ascending`."""
        values = self.map(key) if callable(key) else self.get(key)
        order = sorted(range(len(values)), key=values.__getitem__, reverse=not ascending)
        return self._became(self.rows[order], inplace)

    def map(self, method: Callable[..., Any] | str, *args: Any, **kwargs: Any) -> list[Any]:
        """Return what a function, or the method of that name, gives for each customer."""
        if callable(method):
            return [method(customer, *args, **kwargs) for customer in self]
        return [getattr(customer, method)(*args, **kwargs) for customer in self]

    def do(self, method: Callable[..., Any] | str, *args: Any, **kwargs: Any) -> CustomerSet:
        """Call a function, or the method of that name, for each customer."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: Callable[..., Any] | str, *args: Any, **kwargs: Any) -> CustomerSet:
        """Call a function, or the method of that name, for each customer in random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def groupby(self, by: Callable[[Customer], Any] | str, result_type: str = "agentset") -> GroupBy:
        """Return groups of customers who share an attribute, or what a function gives for them."""
        values = self.map(by) if callable(by) else self.get(by)
        members: dict[Any, list[int]] = {}
        for row, value in zip(self.rows.tolist(), values, strict=True):
            members.setdefault(value, []).append(row)
        groups = {value: self.of(np.array(rows, np.int64)) for value, rows in members.items()}
        return GroupBy({value: list(group) for value, group in groups.items()} if result_type == "list" else groups)

    def add(self, agent: Customer) -> None:
        """Add a customer of the same model, at the end."""
        self._check_that_it_may_change()
        if agent.model is not self.model:
            raise ValueError("this customer belongs to another model")
        if agent not in self:
            self.rows = np.append(self.rows, agent.row)

    def discard(self, agent: Customer) -> None:
        """Take a customer out of the set, if it is in it."""
        self._check_that_it_may_change()
        if agent in self:
            self.rows = self.rows[self.rows != agent.row]

    def remove(self, agent: Customer) -> None:
        """Take a customer out of the set.

        Raises
        ------
        KeyError
            When it is not in the set.
        TypeError
            When the set is `model.agents`.
        """
        self._check_that_it_may_change()
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def _check_that_it_may_change(self) -> None:
        """Raise TypeError for the set of all customers, which would stay as it is."""
        if self.is_everybody:
            raise TypeError(
                "model.agents always holds all customers: change a set of your own, such as chosen = "
                "model.agents.select()"
            )

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__.copy()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
