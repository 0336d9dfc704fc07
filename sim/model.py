"""LoyaltyModel: the simulated market as a Mesa model."""

from __future__ import annotations

from pathlib import Path

import mesa
import pandas as pd

from sim.market.loading import load_market
from sim.market.schema import Market
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import BASELINE, Scenario
from sim.simulation import Rules, Simulation
from sim.state.indicators import with_indicators


class LoyaltyModel(mesa.Model):
    """A market of customers and brands; one step is one week.

    Parameters
    ----------
    market : shipped name, path of a market file or folder, or a loaded market.
    scenario : name beside the market, path, or a loaded scenario.
    customers : how many customers are simulated; the market's own number when None.
    seed : the run's luck, 0 to 2**64 - 1; the same seed gives the same bits.
    threads : threads that share the population; they change nothing but the time.
    rules : rule name -> a function with the same arguments that replaces it, see :func:`sim.foundations.compiled.rules`.
    diaries : how many customers' journeys are kept from the start (the first ones).

    Raises
    ------
    InputError
        When the market or scenario cannot be used; it holds every problem with file and line.
    """

    def __init__(
        self,
        market: str | Path | Market = "telecom",
        scenario: str | Path | Scenario = BASELINE,
        customers: int | None = None,
        seed: int = 1,
        threads: int = 1,
        rules: Rules | None = None,
        diaries: int = 100,
    ) -> None:
        super().__init__(seed=seed)
        self.market = load_market(market)
        self.scenario = load_scenario(scenario, self.market)
        number = int(customers or self.market.category.customers)
        self.threads = threads
        self.simulation = Simulation(
            self.market, self.scenario, number, seed, rules, range(min(diaries, number))
        )
        self.simulation.burn_in(threads)

    def step(self) -> None:
        """Live one week."""
        self.simulation.step(self.threads)

    def run(self, weeks: int) -> LoyaltyModel:
        """Live `weeks` weeks and return the model."""
        for _ in range(weeks):
            self.step()
        return self

    @property
    def booked(self) -> pd.DataFrame:
        """Counters by week, brand and segment: may be added up."""
        return self.simulation.ledger.table()

    @property
    def weekly(self) -> pd.DataFrame:
        """Counters and indicators by week, brand and segment."""
        return with_indicators(self.booked)

    def fork(self, scenario: str | Path | Scenario) -> LoyaltyModel:
        """Return a second model that goes on from here under another scenario, with the same luck."""
        twin = object.__new__(LoyaltyModel)
        mesa.Model.__init__(twin, seed=self.simulation.seed)
        twin.market = self.market
        twin.scenario = load_scenario(scenario, self.market)
        twin.threads = self.threads
        twin.simulation = self.simulation.fork(twin.scenario)
        return twin
