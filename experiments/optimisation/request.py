"""The request of ``cxsim optimise``: budget, candidates and objectives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from experiments.errors import RequestError
from experiments.experiment.options import Argument, Input, Option, PlayedThroughout, Within, between, file
from experiments.experiment.request import FuturesRequest

if TYPE_CHECKING:
    from experiments.optimisation.candidates import Portfolio
    from experiments.optimisation.optimum import Problem
    from experiments.running.study import Study
    from sim.market.schema import Market


@dataclass(frozen=True, kw_only=True)
class OptimiseRequest(FuturesRequest):
    """The budget, the candidates and the objectives."""

    scenarios: Annotated[
        tuple[str, ...],
        Input.SCENARIO,
        Argument(
            metavar="SCENARIO",
            help="What can be bought: names or files.",
            show_default="all of the market's that cost something",
        ),
    ] = ()
    budget: Annotated[
        float, Option(metavar="EUR", help="Maximum that may be spent until the horizon, planned and discounted.")
    ]
    levers: Annotated[
        str | None, Input.STUDY, file(help="A portfolio file, which describes the candidates, in place of names.")
    ] = None
    yes_no: Annotated[
        tuple[str, ...],
        Option("--yes-no", metavar="SCENARIO", help="Bought wholly or not at all. May be given again."),
    ] = ()
    objective: Annotated[
        tuple[str, ...],
        Option(metavar="METRIC", help="What decides; with a second one there is a front.", show_default="npv_eur"),
    ] = ("npv_eur",)
    seeds: Annotated[int, between(3, 1000, help="Futures in each of three stages.")] = 12
    samples: Annotated[int, between(10, 5000, help="Splits tried in the search.")] = 120
    uncertain: Annotated[
        tuple[str, ...],
        Option(metavar="GLOB", help="Uncertain parameters, which vary between futures. May be repeated."),
    ] = ()
    within: Within = None
    rivals: PlayedThroughout = None
    brand: Annotated[str | None, Option(show_default="the scenarios' own", help="The brand that spends.")] = None

    def prepared(self) -> tuple[Study, Problem]:
        """Return the study, with the candidates as its scenarios, and the problem to optimise.

        Raises
        ------
        InputError
            With all that is wrong in the files.
        RequestError
            When options exclude each other, or the budget, an objective or a candidate does not do.
        """
        from experiments.design.ensemble import ensemble_named
        from experiments.design.factors import factors_of
        from experiments.optimisation.budget import Budget
        from experiments.optimisation.objectives import objectives
        from experiments.optimisation.optimum import Problem
        from sim.market.loading import load_market
        from sim.policies.rivals import load_rivals

        if problems := list(self._contradictions()):
            raise RequestError(*problems)
        market = load_market(self.market)
        weeks = self.weeks or round(market.category.horizon_weeks)
        portfolio = self._portfolio(market, weeks)
        ensemble = ensemble_named(self.worlds, market)
        study = self.study([candidate.scenario for candidate in portfolio.candidates], weeks)
        if self.rivals:
            study = replace(study, rivals=load_rivals(self.rivals, market))
        problem = Problem(
            portfolio=portfolio,
            budget=Budget.of(portfolio, self.budget),
            objectives=objectives(self.objective, round(market.category.customers), study.customers),
            samples=self.samples,
            seeds=self.seeds,
            first_seed=self.seed,
            factors=factors_of(market, self.uncertain, within=self.within, brand=study.brand) if self.uncertain else (),
            worlds=ensemble.worlds if ensemble else (),
        )
        problem.check()
        return study, problem

    def _contradictions(self) -> Iterable[str]:
        if self.levers and (self.scenarios or self.yes_no):
            yield "--levers names all candidates and how they are bought: leave scenarios and --yes-no out"
        if self.uncertain and self.worlds not in (None, "none"):
            yield "--uncertain and --worlds exclude each other: worlds say which numbers are uncertain"
        if self.within is not None and not self.uncertain:
            yield "--within has nothing to do: name uncertain numbers with --uncertain"

    def _portfolio(self, market: Market, weeks: int) -> Portfolio:
        """Return the candidates."""
        from experiments.optimisation.files import named_portfolio, read_portfolio

        if self.levers:
            portfolio, _ = read_portfolio(self.levers, market, weeks)
            return portfolio
        return named_portfolio(market, self.scenarios, dict.fromkeys(self.yes_no), weeks, self.brand)
