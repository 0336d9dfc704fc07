"""The request of ``cxsim fit``: a market, the facts, and the size of the simulation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.experiment.options import Input, Option, between, file
from experiments.experiment.request import StudyRequest
from sim.market.messages import quoted

if TYPE_CHECKING:
    from experiments.fitting.facts import Facts
    from experiments.running.study import Study

CUSTOMERS = 6_000
"""Simulated customers of a run, unless another number is requested or the market has fewer."""


def day(given: str) -> str:
    """Return a day as YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(given).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{quoted(given)} is not a day such as 2026-01-31") from None


@dataclass(frozen=True, kw_only=True)
class FitRequest(StudyRequest):
    """Which market should show which facts. The burn-in and a year are simulated."""

    facts: Annotated[str, Input.STUDY, file(help="What is known of the market: CSV, see docs/FITTING.md.")]
    check: Annotated[bool, Option("--check", help="Only show what the market shows beside the facts.")] = False
    seeds: Annotated[int, between(1, 1000, help="Runs at each point of the search.")] = 6
    checks: Annotated[int, between(2, 10_000, help="Runs of the check, with seeds of its own.")] = 16
    steps: Annotated[int, between(1, 1000, help="Longest search, in steps.")] = 24
    customers: Annotated[
        int | None, between(50, 20_000_000, show_default=f"{CUSTOMERS:,}", help="Simulated customers of a run.")
    ] = None
    date: Annotated[str | None, Option(parser=day, hidden=True, help="Day of the fit; today when None.")] = None
    extends: Annotated[
        str | None, Option(hidden=True, help="What the new market extends, as written into it; MARKET when None.")
    ] = None

    def fitted(self) -> tuple[Study, Facts]:
        """Return the study, which begins with the shares of the facts, and the facts.

        Raises
        ------
        InputError
            With all that is wrong in the files.
        """
        from dataclasses import replace

        from experiments.fitting.fact_file import read_facts
        from experiments.fitting.figures import WEEKS_A_YEAR

        study = self.study(weeks=WEEKS_A_YEAR)
        if self.customers is None and study.crm is None:
            study = replace(study, customers=min(CUSTOMERS, study.customers))
        return study, read_facts(self.facts, study.market)
