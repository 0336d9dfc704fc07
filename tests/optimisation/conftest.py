"""Four candidates on a shipped market, and an optimum of a stand-in whose best split is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from experiments.experiment.lab import Lab
from experiments.optimisation.budget import Budget
from experiments.optimisation.candidates import Portfolio
from experiments.optimisation.files import portfolio_of
from experiments.optimisation.futures import Measure
from experiments.optimisation.objectives import objectives
from experiments.optimisation.optimum import Optimum, Problem, optimise
from sim.market.loading import load_market
from sim.market.schema import Market
from sim.scenarios.levers import Cost, Lever
from sim.scenarios.scenario import Scenario
from tests.commands.conftest import cxsim, plain_report, small  # noqa: F401
from tests.optimisation.standin import TaskFor

WEEKS = 52
BUDGET = 30_000.0
NUMBERS = {
    "price": ("brand.offer.price_eur", 10_000),
    "activation": ("brand.operations.lead_days", 20_000),
    "people": ("brand.operations.support_agents", 30_000),
    "ease": ("brand.offer.usability", 15_000),
}


@pytest.fixture(scope="session")
def market() -> Market:
    return load_market("telecom")


@pytest.fixture(scope="session")
def portfolio(market) -> Portfolio:
    """Return four candidates with a cost paid in week 1."""
    scenarios = [
        Scenario(name=name, brand="acme", levers=(Lever(path=path, multiply=0.9, cost=Cost(one_off_eur=cost)),))
        for name, (path, cost) in NUMBERS.items()
    ]
    return portfolio_of(market, scenarios, ["continuous"] * len(scenarios), WEEKS)


Finder = Callable[..., Optimum]


@pytest.fixture(scope="session")
def found(portfolio) -> Finder:
    """Return a function that finds the optimum of the stand-in, through the path that the market takes."""

    def find(
        noise: float = 300.0,
        samples: int = 32,
        seeds: int = 5,
        metrics: tuple[str, ...] = ("npv_eur",),
        lab: Lab | None = None,
        first_seed: int = 1,
        **task,
    ) -> Optimum:
        problem = Problem(
            portfolio,
            Budget.of(portfolio, BUDGET),
            objectives(metrics, 20_000, 20_000),
            samples=samples,
            seeds=seeds,
            first_seed=first_seed,
        )
        task_for = TaskFor(portfolio.costs_eur, noise=noise, metrics=len(metrics), **task)
        return optimise(problem, Measure(task_for, metrics, lab or Lab()))

    return find


@pytest.fixture(scope="session")
def optimum(found) -> Optimum:
    """Return the optimum of the stand-in with a little noise."""
    return found()
