"""LoyaltyModel: the simulated market as a Mesa model."""

from __future__ import annotations

import copy
import math
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Never

import mesa
import numpy as np
import pandas as pd

from sim.agents import Brand, Customer
from sim.diary.diary import Diary
from sim.diary.words import Words
from sim.foundations.compiled import rules as all_rules
from sim.market.loading import load_market
from sim.market.messages import unknown
from sim.market.schema import Market
from sim.mesa.collecting import LedgerCollector
from sim.mesa.customer_set import CustomerSet
from sim.policies.policy import Policy, check_policies
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import BASELINE, Scenario
from sim.simulation import Rules, Simulation
from sim.state.indicators import with_indicators
from sim.state.ledger import in_order_of_file
from sim.state.population import population
from sim.state.rows import runnable

ENGINES = ("compiled", "python")
LARGEST_SEED = 2**64 - 1


class LoyaltyModel(mesa.Model):
    """A market of customers and brands; one step is one week.

    Parameters
    ----------
    market : shipped name, path of a market file or folder, or a loaded market.
    scenario : name beside the market, path, or a loaded scenario.
    customers : how many customers are simulated; the market's own number when None.
    seed : random seed, 0 to 2**64 - 1; equal seeds give identical results. None is 1: no run is left to chance, and
        `iterations` of :func:`mesa.batch_run` repeat one run, as a warning says: give it ``{"seed": range(20)}``.
    threads : threads that share the population; they change nothing but the time.
    rules : rule name -> a function with the same arguments that replaces it; names are those of the functions in
        ``sim/rules``.
    brands : brand name -> class of the brand, a :class:`Brand` with a strategy of its own.
    diaries : customers whose journeys are kept from the start: how many of the first ones, or their ids. Others'
        diaries are found by replaying the run.
    engine : "compiled", or "python": the same phases as plain Python, the same bits, some thousand times slower.
    people : a population made elsewhere, see :class:`sim.simulation.Simulation`.
    policies : brand name -> its policy, in place of that of market and scenario; None for none.

    Attributes
    ----------
    simulation : the tables and the engine that steps them.
    brands : brand name -> :class:`Brand`.
    datacollector : Mesa's collector; shows every indicator of the market's focus brand, and what :meth:`collect` added.
    running : until the market's horizon is reached; `step` goes on beyond it when asked to.

    Raises
    ------
    InputError
        When the market or scenario cannot be used; it holds every problem with file and line.
    ValueError
        When another argument makes no sense.
    """

    def __init__(
        self,
        market: str | Path | Market = "telecom",
        scenario: str | Path | Scenario = BASELINE,
        customers: int | None = None,
        seed: int | None = None,
        threads: int = 1,
        rules: Rules | None = None,
        brands: Mapping[str, Callable[[Any, str], Brand]] | None = None,
        diaries: int | Sequence[int] = 100,
        engine: str = "compiled",
        people: Callable[..., Any] = population,
        policies: Mapping[str, Policy | None] | None = None,
    ) -> None:
        market = load_market(market)
        beginning = load_scenario(scenario, market)
        if seed is None:
            _warn_when_repeated()
        seed = 1 if seed is None else _whole("seed", seed)
        number = _whole("customers", market.category.customers if customers is None else customers)
        _check(number, seed, threads, engine, brands or {}, rules or {}, market)
        check_policies(policies or {}, market.brands)
        super().__init__(rng=seed)
        self.market = market
        self.threads = threads
        kept = range(1, min(diaries, number) + 1) if isinstance(diaries, int) else diaries
        self._recipe: dict[str, Any] = {
            "threads": threads,
            "rules": rules,
            "brands": brands,
            "engine": engine,
            "people": people,
            "policies": policies,
        }
        self._scenarios: list[tuple[int, Scenario]] = [(0, beginning)]
        self._views: dict[int, Customer] = {}
        self.words = Words(self.market)
        self.simulation = Simulation(
            self.market,
            beginning,
            number,
            seed,
            rules,
            [_row(each, number) for each in kept],
            people,
            in_python=engine == "python",
            policies={**_deciding_themselves(brands or {}), **(policies or {})},
        )
        self.simulation.burn_in(threads)
        self.brands = {name: (brands or {}).get(name, Brand)(self, name) for name in self.market.brands}
        self.datacollector: mesa.DataCollector = LedgerCollector(self, self.market.focus)

    def step(self) -> None:
        """Simulate one week; then the figures are collected, and brands with a `step` of their own decide."""
        if self.simulation.week >= self.steps:
            return  # a fork: Mesa's clock is still being wound up to its week
        self.simulation.step(self.threads)
        self.datacollector.collect(self)
        for brand in self.brands.values():
            brand.step()
        self.running = self.simulation.week < self.market.category.horizon_weeks

    def run(self, weeks: int) -> LoyaltyModel:
        """Simulate some weeks and return the model.

        Raises
        ------
        ValueError
            When `weeks` is no whole number from 0 on.
        """
        number = _whole("weeks", weeks)
        if number < 0:
            raise ValueError(f"weeks must be at least 0, not {weeks}")
        for _ in range(number):
            self.step()
        return self

    @property
    def scenario(self) -> None:
        """Nothing: Mesa 3.5 keeps parameters of its own here. See :attr:`simulation.scenario`."""

    @scenario.setter
    def scenario(self, _: Any) -> None:
        pass

    # What was booked -----------------------------------------------------------------------------------------------

    @property
    def booked(self) -> pd.DataFrame:
        """Counters by week, brand and segment: may be added up."""
        return self.simulation.ledger.table()

    @property
    def weekly(self) -> pd.DataFrame:
        """Counters and indicators by week, brand and segment, in the order of the market file."""
        order = (self.market.listed(part) for part in ("brands", "segments", "causes", "touchpoints"))
        return with_indicators(in_order_of_file(self.booked, *order))

    def collect(self, name: str, function: Callable[[LoyaltyModel], Any]) -> None:
        """Collect a figure of your own from the next week on: what `function` gives for the model after each week."""
        if not isinstance(self.datacollector, LedgerCollector):
            raise TypeError("model.datacollector was replaced: add the figure to the one that replaced it")
        self.datacollector.also(name, function)

    # Who is there --------------------------------------------------------------------------------------------------

    @property
    def agents(self) -> CustomerSet:
        """The customers. Brands are few and of another kind: see :attr:`brands` and :attr:`agents_by_type`."""
        return CustomerSet(self, np.arange(len(self.simulation.world.customers)), is_everybody=True)

    def remove_all_agents(self) -> Never:
        """Refuse: customers and brands are the market itself.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError(
            "customers and brands cannot be removed, since they are the market: make a smaller one with "
            "LoyaltyModel(customers=...), and remove agents that you added one by one"
        )

    def reset_randomizer(self, seed: int | None = None) -> None:
        """Reset `model.random`, by which sets are shuffled; weeks do not depend on it, and a warning says so."""
        _warn_that_weeks_stay(self.simulation.seed)
        super().reset_randomizer(seed)

    def reset_rng(self, rng: Any = None) -> None:
        """Reset `model.rng`, of which the model makes no use; a warning says so."""
        _warn_that_weeks_stay(self.simulation.seed)
        super().reset_rng(rng)

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """Class -> its agents: customers, brands, and whatever else was added to the model."""
        return {Customer: self.agents, **super().agents_by_type}

    @property
    def agent_types(self) -> list[type]:
        """Every class of agents."""
        return list(self.agents_by_type)

    @property
    def customers(self) -> pd.DataFrame:
        """All customers as they are now: a copy of the table, a row for each unique id; `prescriber` 0 is nobody."""
        table = self.simulation.world.customers
        columns = {name: table[name] for name in table.dtype.names if name != "diary"}
        columns |= {name: self.words.words(name, values) for name, values in columns.items() if name in self.words}
        columns["prescriber"] = table["prescriber"] + 1
        return pd.DataFrame(columns, pd.RangeIndex(1, len(table) + 1, name="customer"), copy=True)

    def customer(self, unique_id: int) -> Customer:
        """Return one customer; ids count from 1.

        Raises
        ------
        IndexError
            When there is no such customer.
        """
        row = _row(unique_id, len(self.simulation.world.customers))
        if row not in self._views:
            self._views[row] = Customer(self, row)
        return self._views[row]

    def rule(self, name: str) -> Callable[..., Any]:
        """Return a rule of this model, replaced ones included, to be called with plain numbers.

        Raises
        ------
        ValueError
            When there is no such rule.
        """
        if name not in (known := all_rules()):
            raise ValueError(unknown("rule", name, known))
        return runnable(known[name], self.simulation.rules, in_python=True)

    # The past ------------------------------------------------------------------------------------------------------

    def diary(self, unique_id: int) -> Diary:
        """Return one customer's journey so far; see :meth:`Customer.diary`.

        Raises
        ------
        RuntimeError
            When the replay ends elsewhere, because something outside the model wrote to its tables.
        """
        row = _row(unique_id, len(self.simulation.world.customers))
        source = self if row in self.simulation.diaries else self._replayed(unique_id)
        who = source.simulation.diaries.index(row)
        notes = [note for week in source.simulation.notes for note in week[week["who"] == who]]
        return Diary(unique_id, notes, self.market)

    def _replayed(self, unique_id: int) -> LoyaltyModel:
        """Return this run simulated again from its beginning, with the journey of one customer kept."""
        number = len(self.simulation.world.customers)
        (_, first), *forks = self._scenarios
        again = LoyaltyModel(self.market, first, number, self.simulation.seed, diaries=[unique_id], **self._recipe)
        for week, scenario in forks:
            again = again.run(week - again.simulation.week).fork(scenario)
        again.run(self.simulation.week - again.simulation.week)
        own = [name for name in again.simulation.world.customers.dtype.names if name != "diary"]
        row = unique_id - 1
        if again.simulation.world.customers[own][row] != self.simulation.world.customers[own][row]:
            raise RuntimeError(
                f"customer {unique_id} cannot be replayed: something outside the model wrote to its tables; "
                f"keep the diary from the start, with diaries=[{unique_id}]"
            )
        return again

    def fork(self, scenario: str | Path | Scenario) -> LoyaltyModel:
        """Return a second model that goes on from here under another scenario, with the same random numbers.

        Raises
        ------
        ValueError
            When the scenario changes the start or begins in a week that has passed.
        """
        twin = object.__new__(LoyaltyModel)
        mesa.Model.__init__(twin, rng=self.simulation.seed)
        twin.market, twin.words, twin.threads = self.market, self.words, self.threads
        taken_up = load_scenario(scenario, self.market)
        twin.simulation = self.simulation.fork(taken_up)
        twin._recipe = self._recipe
        twin._scenarios = [*self._scenarios, (self.simulation.week, taken_up)]
        twin._views = {}
        while twin.steps < self.steps:
            twin.step()
        twin.running = self.running
        twin.brands, twin.datacollector = copy.deepcopy((self.brands, self.datacollector), {id(self): twin})
        for brand in twin.brands.values():
            unique_id = brand.unique_id
            twin.register_agent(brand)
            brand.unique_id = unique_id
        return twin


def _row(unique_id: int, number: int) -> int:
    if not 1 <= unique_id <= number:
        raise IndexError(f"there is no customer {unique_id}; they are numbered 1 to {number}")
    return unique_id - 1


def _whole(what: str, given: Any) -> int:
    """Return a number that counts; sliders and tables may hold it as a float."""
    if isinstance(given, str) or not math.isfinite(given) or given != int(given):
        raise ValueError(f"{what} must be a whole number, not {given!r}")
    return int(given)


def _deciding_themselves(brands: Mapping[str, Callable[[Any, str], Brand]]) -> dict[str, None]:
    """Return no policy for brands whose class has a `step` of its own: it decides in place of a declared policy."""
    return {name: None for name, made in brands.items() if getattr(made, "step", Brand.step) is not Brand.step}


def _warn_that_weeks_stay(seed: int) -> None:
    warnings.warn(
        f"the weeks draw by address from the model's seed ({seed}), whatever random and rng are: for other weeks make "
        "a LoyaltyModel with another seed",
        stacklevel=3,
    )


def _warn_when_repeated() -> None:
    """Warn when this model without a seed is one of several iterations of a batch run, which are all the same."""
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        run = frame.f_locals.get("run") if frame.f_globals.get("__name__") == "mesa.batchrunner" else None
        if isinstance(run, tuple) and len(run) > 1 and run[1] != 0:  # (id, iteration, arguments)
            warnings.warn(
                "batch_run gives no seed to its iterations, so that all of them are the run with seed 1: "
                'give it seeds instead, parameters={"seed": range(20), ...}',
                stacklevel=3,
            )
            return


def _check(
    customers: int, seed: int, threads: int, engine: str, brands: Mapping[str, Any], rules: Rules, market: Market
) -> None:
    """Raise ValueError for the first argument that makes no sense."""
    if customers < 1:
        raise ValueError(f"customers must be at least 1, not {customers}")
    if not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"seed must be from 0 to {LARGEST_SEED}, not {seed}")
    if threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")
    if engine not in ENGINES:
        raise ValueError(unknown("engine", engine, ENGINES))
    for name in brands:
        if name not in market.brands:
            raise ValueError(unknown("brand", name, market.brands))
    for name, rule in rules.items():
        if name not in all_rules():
            raise ValueError(unknown("rule", name, all_rules()))
        if not callable(rule):
            raise ValueError(f"rule {name} must be replaced by a function, not {rule!r}")
