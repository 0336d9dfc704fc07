"""What somebody asked for with ``cxsim optimise``."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from experiments.design.factors import factors_of
from experiments.design.varying import varied
from experiments.errors import RequestError
from experiments.optimisation.candidates import Portfolio
from experiments.optimisation.files import named_portfolio, read_portfolio
from experiments.optimisation.objectives import objectives
from experiments.optimisation.optimum import Asked
from experiments.optimisation.purse import Purse
from experiments.running.study import Study
from sim.market.loading import load_market

SAMPLES, SEEDS = 120, 12


@dataclass(frozen=True)
class Wanted:
    """What somebody asked for, apart from where and how fast.

    Attributes
    ----------
    scenarios : candidates by name or path; all of the market's that cost something when there is neither one nor
        `levers`.
    levers : a portfolio file.
    yes_no : names of candidates that are bought wholly or not at all.
    uncertain : globs of numbers that are uncertain besides luck.
    within : share by which they go below and above their values; the sheet's ranges when None.

    What is None comes from the market file, the brand from the candidates. The others as in
    :class:`experiments.optimisation.optimum.Asked`.
    """

    market: str
    budget_eur: float
    scenarios: tuple[str, ...] = ()
    levers: str | None = None
    yes_no: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ("npv_eur",)
    samples: int = SAMPLES
    seeds: int = SEEDS
    uncertain: tuple[str, ...] = ()
    within: float | None = None
    brand: str | None = None
    customers: int | None = None
    weeks: int | None = None
    seed: int = 1
    from_crm: str | None = None
    mapping: str | None = None
    command: str = "optimise"

    def prepared(self) -> tuple[Study, Asked]:
        """Return what is to be simulated, with the candidates as its scenarios, and what is to be optimised.

        Raises
        ------
        InputError
            With all that is wrong in the files.
        RequestError
            When what was asked for makes no sense.
        """
        market = load_market(self.market)
        weeks = self.weeks or round(market.category.horizon_weeks)
        if self.levers and (self.scenarios or self.yes_no):
            raise RequestError(
                "--levers names all candidates and how they are bought: leave scenarios and --yes-no out"
            )
        if self.within is not None and not self.uncertain:
            raise RequestError("--within has nothing to do: name uncertain numbers with --uncertain")
        if self.levers:
            portfolio, _ = read_portfolio(self.levers, market, weeks)
        else:
            portfolio = named_portfolio(market, self.scenarios, self.yes_no, weeks, self.brand)
        study = Study.of(
            market,
            [candidate.scenario for candidate in portfolio.candidates],
            brand=self.brand,
            customers=self.customers,
            weeks=weeks,
            crm=self.from_crm,
            mapping=self.mapping,
        )
        asked = Asked(
            portfolio=portfolio,
            purse=Purse.of(portfolio, self.budget_eur),
            objectives=objectives(self.objectives, round(market.category.customers), study.customers),
            samples=self.samples,
            seeds=self.seeds,
            first_seed=self.seed,
            factors=factors_of(market, self.uncertain, within=self.within, brand=study.brand) if self.uncertain else (),
        )
        _check_together(portfolio, asked)
        return study, asked

    def command_line(self) -> str:
        """Return the command that asks for this, without the folder and the workers, which change no result."""
        words = ["cxsim", self.command, self.market, *self.scenarios, f"--budget={self.budget_eur:.10g}"]
        words += [f"--yes-no={name}" for name in self.yes_no]
        words += [f"--objective={name}" for name in self.objectives]
        words += [f"--uncertain={glob}" for glob in self.uncertain]
        options = {
            "levers": self.levers,
            "within": None if self.within is None else f"{100 * self.within:.10g}%",
            "samples": self.samples,
            "seeds": self.seeds,
            "brand": self.brand,
            "customers": self.customers,
            "weeks": self.weeks,
            "seed": self.seed,
            "from-crm": self.from_crm,
            "mapping": self.mapping,
        }
        return shlex.join([*words, *(f"--{name}={value}" for name, value in options.items() if value is not None)])


def _check_together(portfolio: Portfolio, asked: Asked) -> None:
    """Check that candidates can be bought in every future, where they change numbers that are uncertain as well."""
    uncertain = {tuple(factor.path.split(".")) for factor in asked.factors}
    if any(candidate.numbers & uncertain for candidate in portfolio.candidates):
        every = [future for stage in range(3) for future in asked.futures(stage)]
        portfolio.check(varied(portfolio.market, future.values) for future in every)
