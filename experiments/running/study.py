"""A study, and one replication of it: all scenarios with one seed, on common random numbers."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pandas as pd
from pandas.api.types import is_numeric_dtype

from experiments.design.varying import varied
from experiments.errors import RequestError
from experiments.measures.metrics import KEYS
from experiments.running.settled import name_of, remembered
from sim.market.edge_list import edge_list_content, edges_in
from sim.market.loading import load_market
from sim.market.messages import InputError, listed, unknown
from sim.market.schema import Market
from sim.policies.declared import policy_from
from sim.policies.policy import keeps_record
from sim.scenarios.levers import EVERYBODY
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import BASELINE, Scenario
from sim.state.counters import COUNTERS

if TYPE_CHECKING:
    from sim.market.crm import CrmTable
    from sim.model import LoyaltyModel
    from sim.policies.rivals import Rivals
    from sim.simulation import Rules

NOBODY_IN, EVERYBODY_IN = "-nobody", "-everybody"
"""Endings of the names of scenarios whose pilots have nobody, or everybody, in them."""

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Called with the number of finished runs, and the expected total."""


@dataclass(frozen=True)
class Study:
    """The simulated study, apart from the random seed.

    Attributes
    ----------
    scenarios : the compared scenarios, the baseline first.
    brand : the brand whose figures are compared.
    customers : simulated customers.
    weeks : reported weeks, after the burn-in.
    crm : the table that the population is made from, or None when it is drawn from the segments.
    keeps_table : whether results hold a copy of its mapped columns, or a digest only.
    rivals : how rivals react, None when every scenario is played as it stands only.
    worlds : assumed numbers by path that take the place of the market's own, one world after the other with the seeds
        1, 2, ...; then the first world again. Empty for the market as it is.
    rules : rule name -> the function that stands in place of the model's; none for the model as it is.
    """

    market: Market
    scenarios: tuple[Scenario, ...]
    brand: str
    customers: int
    weeks: int
    crm: CrmTable | None = None
    keeps_table: bool = True
    rivals: Rivals | None = None
    worlds: tuple[Mapping[str, float], ...] = ()
    rules: Rules = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        market: str | Path | Market,
        scenarios: Sequence[str | Path | Scenario] = (),
        *,
        brand: str | None = None,
        customers: int | None = None,
        weeks: int | None = None,
        crm: str | Path | None = None,
        mapping: str | Path | None = None,
        pseudonyms: str | Path | None = None,
        keeps_table: bool = True,
        rivals: str | Path | None = None,
    ) -> Self:
        """Return the study of a market and strategies given by name, path or loaded; the baseline is added.

        Values not given come from the market, the brand from the scenarios. `crm` and `mapping` are files, see
        :func:`sim.market.crm.load_crm`, and so is `pseudonyms`, which holds the key that hashes the ids of the table.
        `rivals` is a preset or a file, see :func:`sim.policies.rivals.load_rivals`.

        Raises
        ------
        InputError
            With all that is wrong in the files, the edge list of the network included.
        RequestError
            When two scenarios have the same name, or the brand is unknown or ambiguous.
        """
        market = load_market(market)
        weeks = weeks or round(market.category.horizon_weeks)
        loaded = [Scenario.baseline()]
        loaded += [load_scenario(each, market, weeks) for each in scenarios if str(each) != BASELINE]
        names = [scenario.name for scenario in loaded]
        if twice := {name for name in names if names.count(name) > 1}:
            raise RequestError(f"two scenarios have the same name, {listed(sorted(twice))}: each needs its own name")
        table = _crm_table(crm, market, mapping, pseudonyms)
        customers = customers or (table.customers if table else round(market.category.customers))
        _check_edges(market, customers)
        return cls(
            market=market,
            scenarios=tuple(loaded),
            brand=brand_compared(market, loaded, brand),
            customers=customers,
            weeks=weeks,
            crm=table,
            keeps_table=keeps_table,
            rivals=_rivals(rivals, market),
        )

    @property
    def acting(self) -> str:
        """The brand that acts in the scenarios; the one that is compared, where several do or none does."""
        acting = {scenario.brand or self.market.focus for scenario in self.scenarios if scenario.acts}
        return acting.pop() if len(acting) == 1 else self.brand

    @property
    def reacting(self) -> tuple[Scenario, ...]:
        """The scenarios once more, with rivals that react; none when nobody asked."""
        if self.rivals is None:
            return ()
        return tuple(self.rivals.facing(scenario, self.market, self.acting) for scenario in self.scenarios)

    @property
    def piloted(self) -> tuple[Scenario, ...]:
        """Scenarios with a pilot twice more: with nobody in it, and with everybody, so that its truth is known."""
        return tuple(
            scenario.with_pilots_for(share, ending)
            for scenario in self.scenarios
            if scenario.pilots
            for share, ending in ((0.0, NOBODY_IN), (EVERYBODY, EVERYBODY_IN))
        )

    @property
    def played(self) -> tuple[Scenario, ...]:
        """Everything that is played: the scenarios, these with rivals that react, and the truth of pilots."""
        return (*self.scenarios, *self.reacting, *self.piloted)

    @property
    def people(self) -> Any:
        """Where the customers come from: the table, or the segments of the market."""
        from sim.state.population import population

        if self.crm is None:
            return population
        from sim.state.crm_population import TablePeople

        return TablePeople.of(self.crm)

    def world_of(self, seed: int) -> int:
        """Return the position of the world that is simulated with a seed; 0 for the market as it is."""
        return (seed - 1) % max(len(self.worlds), 1)

    def market_of(self, seed: int) -> Market:
        """Return the market that is simulated with a seed: that of its world."""
        return varied(self.market, self.worlds[self.world_of(seed)]) if self.worlds else self.market

    def begun(self, seed: int, threads: int = 1) -> Iterator[tuple[Scenario, LoyaltyModel]]:
        """Yield everything that is played with its world at the beginning of week 1.

        The burn-in is simulated once; every scenario goes on from the market after it, unless it changes the start.
        """
        from sim.model import LoyaltyModel

        begin = partial(LoyaltyModel, self.market_of(seed), customers=self.customers, seed=seed, threads=threads)
        begin = partial(begin, diaries=0, people=self.people, rules=self.rules)
        settled = self.remembered(seed, 0, partial(begin, BASELINE))
        settled.threads = threads
        for scenario in self.played:
            yield scenario, begin(scenario) if scenario.changes_the_start else settled.fork(scenario)

    def run(self, seed: int, threads: int = 1, progress: Progress | None = None) -> pd.DataFrame:
        """Return the booked weeks of all that is played with this seed: `KEYS` and the counters."""
        parts: list[pd.DataFrame] = []
        for scenario, world in self.begun(seed, threads):
            for week in range(1, self.weeks + 1):
                world.step()
                if progress:
                    progress(len(parts) * self.weeks + week, len(self.played) * self.weeks)
            parts.append(self.booked(world, scenario, seed))
        return self.joined(parts)

    def booked(self, world: LoyaltyModel, scenario: Scenario, seed: int) -> pd.DataFrame:
        """Return the booked weeks of one world: `KEYS` and the counters."""
        return self._booked(world).assign(scenario=scenario.name, seed=seed)

    @staticmethod
    def joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
        """Return the booked weeks of several worlds as one table."""
        weeks = pd.concat(parts, ignore_index=True).fillna(0.0)  # columns of programmes and pilots that others have not
        return weeks[[*KEYS, *weeks.columns.drop(list(KEYS))]]

    @cached_property
    def _has_programme(self) -> bool:
        """Whether a brand listens in one of the scenarios, so that what it finds can be held against what is true."""
        declared = [brand.policy for brand in self.market.brands.values()]
        declared += [policy for scenario in self.scenarios for policy in scenario.policies.values()]
        return any(keeps_record(policy_from(policy)) for policy in declared)

    def _booked(self, world: LoyaltyModel) -> pd.DataFrame:
        """Return the booked weeks of a world; with what customers lived, when a brand listens in some scenario."""
        if not self._has_programme:
            return world.booked
        from sim.state.lived import KEYS, lived_columns

        lived = lived_columns(world.simulation.ledger)
        return world.booked.merge(lived, how="left", on=KEYS, validate="one_to_one")

    def remembered(self, seed: int, weeks: int, make: Callable[[], T]) -> T:
        """Return the baseline after some weeks, kept from another command or made.

        Of a table nothing is kept, nor of other rules than the model's.

        What is made for one number of weeks must always be of one kind: it is found by that number.
        """
        if self.crm is not None or self.rules:
            return make()
        return remembered(name_of(self.market_of(seed), self.customers, seed, weeks), make)

    def is_run(self, seed: int, weeks: Any) -> bool:
        """Return whether something has the form of the booked weeks of this study with a seed."""
        if not isinstance(weeks, pd.DataFrame) or not {*KEYS, *COUNTERS} <= set(weeks.columns):
            return False
        names = [scenario.name for scenario in self.played]
        are_numbers = all(is_numeric_dtype(kind) for name, kind in weeks.dtypes.items() if name not in KEYS)
        return (
            are_numbers
            and set(weeks["seed"]) == {seed}
            and list(weeks["scenario"].unique()) == names
            and set(weeks["week"]) == set(range(1, self.weeks + 1))
            and set(self.market.brands) <= set(weeks["brand"])
        )

    def __getstate__(self) -> dict[str, Any]:
        # A worker elsewhere has no files of ours: the edge list goes along. The rows of a CRM table do so anyway.
        path = _edge_list(self.market)
        return self.__dict__ | {"edges": edge_list_content(path) if path else None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        edges = state.pop("edges")
        if edges is not None:
            state["market"] = _with_edges(state["market"], edges)
        self.__dict__.update(state)


def _rivals(rivals: str | Path | None, market: Market) -> Rivals | None:
    """Return how rivals react, None when nobody asked."""
    if rivals is None:
        return None
    from sim.policies.rivals import load_rivals

    return load_rivals(rivals, market)


def _with_edges(market: Market, content: bytes) -> Market:
    """Return a market whose edge list is found on this machine too; a copy is made when it is not there."""
    path = _edge_list(market)
    with suppress(InputError):
        if path and edge_list_content(path) == content:
            return market
    folder = Path(tempfile.mkdtemp(prefix="cxsim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = folder / "edges.csv"
    copy.write_bytes(content)
    network = market.network.model_copy(update={"edges": str(copy)})
    return market.model_copy(update={"network": network})


def _crm_table(
    crm: str | Path | None, market: Market, mapping: str | Path | None, pseudonyms: str | Path | None
) -> CrmTable | None:
    """Return the customers of a CRM table, None when there is no table."""
    if crm is None:
        if mapping is not None:
            raise RequestError("a mapping describes the columns of a CRM table: give the table with --from-crm")
        if pseudonyms is not None:
            raise RequestError("pseudonyms take the place of the ids of a CRM table: give the table with --from-crm")
        return None
    from sim.market.crm import load_crm
    from sim.market.crm_pseudonyms import pseudonym_key

    return load_crm(crm, market, mapping, pseudonym_key(Path(pseudonyms)) if pseudonyms else None)


def _check_edges(market: Market, customers: int) -> None:
    """Check the edge list of the network, if it has one, before anything is computed."""
    if path := _edge_list(market):
        edges_in(edge_list_content(path), customers, str(path))


def _edge_list(market: Market) -> Path | None:
    """Return the file of the edge list of a market, None when its network is grown."""
    network = market.network
    return market.folders[0] / network.edges if network.kind == "edge_list" and network.edges else None


def brand_compared(market: Market, scenarios: Sequence[Scenario], brand: str | None = None) -> str:
    """Return the brand to compare: the requested one, or the one that all scenarios act for.

    Raises
    ------
    RequestError
        When there is no such brand, or the scenarios act for several.
    """
    if brand is not None:
        if brand not in market.brands:
            raise RequestError(unknown("brand", brand, market.brands))
        return brand
    acting = sorted({scenario.brand or market.focus for scenario in scenarios if scenario.acts})
    if len(acting) > 1:
        raise RequestError(f"the scenarios act for different brands ({listed(acting)}): choose one with --brand")
    return acting[0] if acting else market.focus
