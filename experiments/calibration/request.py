"""What somebody asked for: a market, targets, which numbers are fitted, and how much is simulated for it."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass, replace
from pathlib import Path

from experiments.calibration.fit import Effort
from experiments.calibration.target_file import COHORT_WEEKS, WEEKS_A_YEAR, read_targets
from experiments.calibration.targets import Target, Targets
from experiments.design.factors import Factor, factors_of
from experiments.design.ranges import read_ranges
from experiments.errors import RequestError
from experiments.running.study import Study
from sim.market.loading import market_file, shipped_markets
from sim.market.schema import Market


@dataclass(frozen=True)
class Asked:
    """What somebody asked for, apart from where and how fast.

    Attributes
    ----------
    market : name or path.
    targets : file, see :func:`experiments.calibration.target_file.read_targets`.
    factors : patterns of what is fitted; those of the ranges file when there are none.
    ranges : a file, pattern -> [low, high].
    within : share of the value around it; the sheet's range when None.
    hold_out : conditions, see :meth:`experiments.calibration.targets.Targets.holding_out`.
    samples, seeds, seed, checks : see :class:`experiments.calibration.fit.Effort`.
    brand : the brand meant by ``brand.``, the market's focus when None.
    date : of the fit, as written into the new market.
    file : how the targets are called there; by the name of their file when None.
    extends : what the new market inherits from, as written into it; found out when None.
    weeks : of each run; those that the targets ask for when None.
    scenarios : none; a market is fitted as it is.
    """

    market: str
    targets: str
    factors: tuple[str, ...] = ()
    ranges: str | None = None
    within: float | None = None
    hold_out: tuple[str, ...] = ()
    samples: int = 120
    seeds: int = 3
    checks: int = 40
    brand: str | None = None
    customers: int | None = None
    seed: int = 1
    from_crm: str | None = None
    mapping: str | None = None
    date: str = ""
    file: str | None = None
    extends: str | None = None
    weeks: int | None = None
    scenarios: tuple[str, ...] = ()
    command: str = "calibrate"

    @property
    def effort(self) -> Effort:
        """How much is simulated."""
        return Effort(self.samples, self.seeds, self.seed, self.checks)

    def study(self) -> Study:
        """Return what is simulated, with all files but the targets loaded and checked."""
        study = Study.of(
            self.market,
            brand=self.brand,
            customers=self.customers,
            weeks=1,
            crm=self.from_crm,
            mapping=self.mapping,
        )
        return replace(study, weeks=last_week(self.targets_for(study.market).all))

    def targets_for(self, market: Market) -> Targets:
        """Return the targets, some of them held out."""
        targets = read_targets(self.targets, market)
        targets = replace(targets, file=self.file or targets.file)
        return targets.holding_out(self.hold_out) if self.hold_out else targets

    def factors_in(self, study: Study) -> tuple[Factor, ...]:
        """Return what is fitted, with ranges.

        Raises
        ------
        RequestError
            When nothing is named, or it is too much for so few samples.
        """
        ranges = read_ranges(self.ranges) if self.ranges else {}
        patterns = self.factors or tuple(ranges)
        if not patterns:
            raise RequestError(
                "say what is to be fitted: --factors with paths or --ranges with a file (see `cxsim parameters MARKET`)"
            )
        factors = factors_of(study.market, patterns, ranges, self.within, study.brand)
        self.effort.check(len(factors))
        return factors

    def inherits(self, folder: Path) -> str:
        """Return what a market in `folder` extends to inherit from the one that is fitted."""
        if self.extends or self.market in shipped_markets():
            return self.extends or self.market
        return os.path.relpath(market_file(self.market), folder)

    def command_line(self) -> str:
        """Return the command that asks for this, without the folder and the workers, which change no result."""
        options: list[tuple[str, object]] = [("targets", self.targets)]
        options += [("factors", pattern) for pattern in self.factors]
        options += [("ranges", self.ranges), ("within", None if self.within is None else f"{self.within:.12g}")]
        options += [("hold-out", condition) for condition in self.hold_out]
        options += [("samples", self.samples), ("seeds", self.seeds), ("checks", self.checks), ("brand", self.brand)]
        options += [("customers", self.customers), ("seed", self.seed)]
        options += [("from-crm", self.from_crm), ("mapping", self.mapping)]
        words = ["cxsim", self.command, self.market]
        return shlex.join(words + [f"--{name}={value}" for name, value in options if value is not None])


def last_week(targets: tuple[Target, ...]) -> int:
    """Return the last week that is lived for targets."""
    return max(_last_week(target) for target in targets)


def _last_week(target: Target) -> int:
    if target.kind == "retention":
        return COHORT_WEEKS + round(WEEKS_A_YEAR * target.age)
    return target.week + (COHORT_WEEKS if target.kind == "repeats" and target.shortest == target.week else 0)
