"""``cxsim theory``: each claim of the theory as an experiment, with its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from experiments.experiment.experiment import Experiment, Plan, Summary
from experiments.experiment.options import Input, MarketArgument, Option, Seed, between, file
from experiments.experiment.request import Request

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.pages.page import Page
    from experiments.theory.claim import Claim
    from experiments.theory.theory import Theory
    from sim.market.schema import Market

TABLE, DOCUMENT, PAGE = "theory.csv", "theory.md", "theory.html"
CUSTOMERS, SEEDS = 6_000, 12
"""The default size, which takes two cores less than five minutes."""


@dataclass(frozen=True, kw_only=True)
class TheoryRequest(Request):
    """On which market claims are shown, which ones, and how large the simulated worlds are."""

    market: MarketArgument = "telecom"
    claims: Annotated[
        tuple[str, ...],
        Option(metavar="GLOB", help="Only claims whose id fits, such as T1*; may be given again.", show_default="all"),
    ] = ()
    own: Annotated[
        str | None, Input.CODE, file(help="A Python file with claims of your own, which are run with the others.")
    ] = None
    customers: Annotated[int, between(50, 1_000_000, help="Simulated customers of each world.")] = CUSTOMERS
    seeds: Annotated[int, between(3, 10_000, help="Seeds with which each world is run.")] = SEEDS
    seed: Seed = 1


@dataclass(frozen=True, kw_only=True)
class TheoryPlan(Plan):
    """The market and the claims."""

    market: Market
    claims: Sequence[Claim]
    customers: int


class TheoryExperiment(Experiment[TheoryPlan, "Theory"]):
    """Show each claim of the theory of customer experience in two worlds that differ in one thing.

    Every claim has a verdict: holds, holds weakly, undecided, too small to matter, does not hold here, or
    cannot be shown in this market.
    Writes theory.html, theory.md, theory.csv and manifest.json.

    Example: cxsim theory telecom --claims 'T1?' --seeds 4 --customers 500
    """

    name = "theory"
    request = TheoryRequest
    page_file = PAGE

    def plan(self, request: TheoryRequest) -> TheoryPlan:
        """Return the market and the claims, checked."""
        from experiments.results.manifest import MARKET, market_file
        from experiments.running.versions import code_hash
        from experiments.theory.catalogue import chosen, claims_in, theory
        from experiments.theory.checks import check_claims
        from experiments.theory.estimate import cost_of
        from experiments.theory.theory import split
        from experiments.theory.worlds import TheoryJobs
        from sim.market.loading import load_market

        market, known = load_market(request.market), theory()
        own: tuple[Claim, ...] = ()
        if request.own:
            own = claims_in(Path(request.own))
            check_claims(own, market, [claim.id for claim in known], Path(request.own))
        claims = chosen((*own, *known), request.claims)
        seeds = range(request.seed, request.seed + request.seeds)
        jobs = TheoryJobs.of(market, split(claims, market).run, request.customers, seeds)
        return TheoryPlan(
            label=f"{market.name}-theory",
            market=market,
            claims=claims,
            customers=request.customers,
            files={MARKET: market_file(market)},
            depends_on={
                "customers": request.customers,
                "claims": [claim.id for claim in claims],
                "claims_code": code_hash("experiments.theory"),
            },
            seeds=tuple(seeds),
            repeated=replace(request, market=MARKET, claims=tuple(claim.id for claim in claims)),
            cost=cost_of(jobs),
        )

    def run(self, plan: TheoryPlan, lab: Lab) -> Theory:
        """Return every claim with its verdict."""
        from experiments.theory.theory import shown

        return shown(plan.market, plan.claims, plan.customers, plan.seeds, lab)

    def tables(self, result: Theory) -> Mapping[str, Any]:
        """Return one row per effect, and per claim without one."""
        import pandas as pd

        from experiments.theory.tables import rows

        return {TABLE: pd.DataFrame(rows(result))}

    def files(self, result: Theory, command: str, folder: Path) -> Mapping[str, str]:
        """Return the claims as a page of Markdown."""
        from experiments.theory.document import document

        return {DOCUMENT: document(result, command)}

    def page(self, result: Theory) -> Page:
        """Return the page."""
        from experiments.theory.report import report

        return report(result)

    def summary(self, result: Theory, folder: Path | None) -> Summary:
        """Return how many claims have which verdict, and each of them in a line."""
        from experiments.theory.tables import lines, rows
        from experiments.theory.words import headline

        return Summary(
            sentences=[headline(result)],
            rows=lines(result),
            document={"claims": rows(result)},
            files={"page": self.page_file, "document": DOCUMENT},
        )
