"""The request of ``cxsim worlds``: a market, what is known of it, what is assumed, and how much is simulated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from experiments.experiment.options import Option, Ranges, Within, between, file
from experiments.experiment.request import StudyRequest
from experiments.fitting.request import day

if TYPE_CHECKING:
    from experiments.design.factor import Factor
    from experiments.running.study import Study
    from experiments.worlds.evidence import Evidence
    from experiments.worlds.waves import Effort

CUSTOMERS = 2_000
"""Simulated customers of a world, unless another number is requested or the market has fewer."""


@dataclass(frozen=True, kw_only=True)
class WorldsRequest(StudyRequest):
    """Which market, what is known of it, and which of its numbers are assumed."""

    facts: Annotated[
        str | None,
        file(show_default="facts.csv beside the market", help="What is known of the market: CSV, see docs/FITTING.md."),
    ] = None
    until: Annotated[
        str | None,
        Option(
            parser=day,
            metavar="DATE",
            help="Use what was known until this day only, and show how well worlds forecast later figures.",
        ),
    ] = None
    factors: Annotated[
        tuple[str, ...],
        Option(
            metavar="GLOB",
            help="Numbers that are assumed, by path, stars allowed; !GLOB takes some out again. May be given again.",
            show_default="those of --ranges, or all assumed ones of behaviour and market",
        ),
    ] = ()
    ranges: Ranges = None
    within: Within = None
    worlds: Annotated[int, between(2, 10_000, help="Worlds that are wanted.")] = 64
    points: Annotated[int, between(24, 100_000, help="Worlds of the first wave, which is spread over all ranges.")] = (
        240
    )
    waves: Annotated[
        int, between(2, 20, help="Waves, the first included; up to four more while worlds are missing.")
    ] = 3
    checks: Annotated[int, between(2, 100, help="Fresh seeds with which a world is checked.")] = 2
    customers: Annotated[
        int | None, between(50, 20_000_000, show_default=f"{CUSTOMERS:,}", help="Simulated customers of a world.")
    ] = None

    @property
    def effort(self) -> Effort:
        """How much is simulated."""
        from experiments.worlds.waves import Effort

        return Effort(self.worlds, self.points, self.waves, self.checks, self.seed)

    def known(self) -> tuple[Study, tuple[Factor, ...], Evidence]:
        """Return the study, the assumed numbers with their ranges, and what is known.

        Raises
        ------
        InputError, RequestError
            With all that is wrong in the files and ranges.
        """
        from experiments.design.ranges import read_ranges
        from experiments.fitting.figures import WEEKS_A_YEAR
        from experiments.worlds.assumptions import assumptions_of
        from experiments.worlds.evidence import evidence_of

        study = self.study(weeks=WEEKS_A_YEAR)
        if self.customers is None and study.crm is None:
            study = replace(study, customers=min(CUSTOMERS, study.customers))
        ranges = read_ranges(self.ranges, study.market) if self.ranges else None
        factors = assumptions_of(study.market, self.factors, ranges, self.within)
        return study, factors, evidence_of(study.market, self.facts, self.until)
