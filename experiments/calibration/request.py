"""The request of ``cxsim calibrate``: targets, fitted factors, and the size of the simulation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.errors import RequestError
from experiments.experiment.options import Input, Option, Ranges, Within, between, file
from experiments.experiment.request import StudyRequest
from sim.market.messages import quoted

if TYPE_CHECKING:
    from experiments.calibration.fit import Effort
    from experiments.calibration.targets import Targets
    from experiments.design.factor import Factor
    from experiments.running.study import Study
    from sim.market.schema import Market


def _day(given: str) -> str:
    """Return a day as YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(given).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{quoted(given)} is not a day such as 2026-01-31") from None


@dataclass(frozen=True, kw_only=True)
class CalibrateRequest(StudyRequest):
    """What the market should show, and which of its numbers may move. The targets decide how long is simulated."""

    targets: Annotated[str, Input.STUDY, file(help="What the market should show: CSV, see docs/CALIBRATION.md.")]
    factors: Annotated[
        tuple[str, ...],
        Option(
            metavar="GLOB",
            help="Numbers to fit by path, stars allowed; !GLOB takes some out again, 'mean(GLOB)' moves all of them "
            "together. May be given again.",
            show_default="those of --ranges",
        ),
    ] = ()
    ranges: Ranges = None
    within: Within = None
    hold_out: Annotated[
        tuple[str, ...],
        Option(metavar="CONDITION", help="Targets that the fit does not see, such as 'age>7'. May be given again."),
    ] = ()
    samples: Annotated[int, between(10, 100_000, help="Points to learn from.")] = 120
    seeds: Annotated[int, between(1, 1000, help="Runs at each point; points take turns with about 24 seeds.")] = 3
    checks: Annotated[int, between(2, 10_000, help="Points of the posterior that are simulated in full.")] = 40
    brand: Annotated[
        str | None, Option(show_default="the market's focus", help="The brand that `brand.` stands for in paths.")
    ] = None
    date: Annotated[str | None, Option(parser=_day, hidden=True, help="Day of the fit; today when None.")] = None
    extends: Annotated[
        str | None, Option(hidden=True, help="What the new market extends, as written into it; MARKET when None.")
    ] = None

    @property
    def effort(self) -> Effort:
        """How much is simulated."""
        from experiments.calibration.fit import Effort

        return Effort(self.samples, self.seeds, self.seed, self.checks)

    def targets_for(self, market: Market) -> Targets:
        """Return the targets, some of them held out."""
        from experiments.calibration.target_file import read_targets

        targets = read_targets(self.targets, market)
        return targets.holding_out(self.hold_out) if self.hold_out else targets

    def fitted(self) -> tuple[Study, Targets, tuple[Factor, ...]]:
        """Return the study, the targets, and the factors with their ranges.

        Raises
        ------
        InputError
            With all that is wrong in the files.
        RequestError
            When no factor is named, options exclude each other, or there are too few samples for the factors.
        """
        from experiments.calibration.target_file import last_week
        from experiments.design.factors import factors_of
        from experiments.design.ranges import read_ranges

        if self.within and self.ranges and not self.factors:
            raise RequestError("--within has nothing to do: every range is given by --ranges; name more with --factors")
        study = self.study(weeks=1)
        targets = self.targets_for(study.market)
        ranges = read_ranges(self.ranges, study.market, study.brand) if self.ranges else {}
        patterns = self.factors or tuple(ranges)
        if not patterns:
            raise RequestError(
                "name the numbers to fit: --factors with paths or --ranges with a file (see `cxsim parameters MARKET`)"
            )
        factors = factors_of(study.market, patterns, ranges, self.within, study.brand)
        self.effort.check(len(factors))
        return replace(study, weeks=last_week(targets.all)), targets, factors
