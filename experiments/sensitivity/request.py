"""What somebody asked for: which factors, ranges, figures, scenarios and method."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from experiments.design.factors import Factor, factors_of, numbers_at
from experiments.design.ranges import read_ranges
from experiments.errors import RequestError
from experiments.measures.metrics import METRICS
from experiments.running.study import Study
from experiments.sensitivity.methods import METHODS, Method, checked_samples, method_called
from experiments.sensitivity.outcome import SELF_RELATIVE, Outcome, outcome_of
from sim.market.messages import dotted, unknown
from sim.market.schema import Market
from sim.scenarios.scenario import BASELINE

EVERY_RULE = "behaviour.*.*"
"""The factors when none are named: every number of the rules."""


@dataclass(frozen=True)
class Asked:
    """What somebody asked for, apart from where and how fast.

    Attributes
    ----------
    market, scenarios : names or paths; of scenarios none, one, or one and the one that it is compared with.
    is_outcome : whether the figures of the scenario are analysed, not its difference to another.
    metrics : names.
    method : name; `screen` puts a Morris screening before it.
    samples : of the method, its usual number when None; `trajectories` are those of the screening.
    seeds : how many, from `seed` on.
    factors : patterns; those of the ranges file when there are none, else every number of the rules.
    ranges : a file, pattern -> [low, high].
    within : share of the value around it; the sheet's range when None.
    keep : factors that pass the screening at most.

    What is None comes from the market file, the brand from the scenarios.
    """

    market: str
    scenarios: tuple[str, ...] = ()
    is_outcome: bool = False
    metrics: tuple[str, ...] = ("npv_eur",)
    method: str = "morris"
    samples: int | None = None
    seeds: int = 2
    factors: tuple[str, ...] = ()
    ranges: str | None = None
    within: float | None = None
    screen: bool = False
    trajectories: int | None = None
    keep: int = 8
    brand: str | None = None
    customers: int | None = None
    weeks: int | None = None
    seed: int = 1
    from_crm: str | None = None
    mapping: str | None = None
    command: str = "sensitivity"

    @property
    def strategies(self) -> tuple[str, ...]:
        """The scenarios besides the baseline."""
        return tuple(each for each in self.scenarios if each != BASELINE)

    def checked(self) -> list[tuple[Method, int]]:
        """Return the methods in their order, each with its samples.

        Raises
        ------
        RequestError
            When there is no such method or metric, or a number of samples does not do.
        """
        if wrong := [unknown("metric", name, METRICS) for name in self.metrics if name not in METRICS]:
            raise RequestError("\n".join(wrong))
        method = method_called(self.method)
        if not self.screen:
            return [(method, checked_samples(method, self.samples))]
        screening = METHODS["morris"]
        if method is screening:
            raise RequestError("--screen puts a Morris screening before another method: give it with --method sobol")
        return [
            (screening, checked_samples(screening, self.trajectories)),
            (method, checked_samples(method, self.samples)),
        ]

    def study(self) -> Study:
        """Return what is to be simulated, with all files loaded and checked: the baseline first."""
        return Study.of(
            self.market,
            self.strategies,
            brand=self.brand,
            customers=self.customers,
            weeks=self.weeks,
            crm=self.from_crm,
            mapping=self.mapping,
        )

    def factors_in(self, market: Market, brand: str) -> tuple[Factor, ...]:
        """Return the factors with their ranges; stars pass over what is zero, where ranges are shares of the value."""
        ranges = read_ranges(self.ranges) if self.ranges else {}
        patterns = self.factors or tuple(ranges) or (EVERY_RULE,)
        if self.within is not None:
            patterns += tuple(f"!{path}" for path in _around_nothing(market, brand, patterns, ranges))
        factors = factors_of(market, patterns, ranges, self.within, brand)
        if len(factors) < 2:
            raise RequestError(
                f"a sensitivity analysis compares factors, and {patterns[0]} is only one: name two or more"
            )
        return factors

    def played(self, study: Study) -> tuple[Study, tuple[Outcome, ...]]:
        """Return the study with those scenarios only that the figures need, and what is analysed."""
        last = len(self.strategies)
        first, second = (1, 2) if last == 2 else (last, 0 if last and not self.is_outcome else None)
        needs_baseline = second == 0 or not first or any(metric in SELF_RELATIVE for metric in self.metrics)
        if not needs_baseline:
            study = replace(study, scenarios=study.scenarios[1:])
            first, second = first - 1, None if second is None else second - 1
        return study, tuple(outcome_of(metric, place, first, second) for place, metric in enumerate(self.metrics))

    def command_line(self) -> str:
        """Return the command that asks for this, without the folder and the workers, which change no result."""
        scenario, against = (*self.strategies, None, None)[:2]
        options: list[tuple[str, object]] = [("scenario", scenario), ("against", against)]
        options += [("metric", name) for name in self.metrics] + [("method", self.method), ("samples", self.samples)]
        options += [("factors", pattern) for pattern in self.factors]
        options += [("ranges", self.ranges), ("within", None if self.within is None else f"{self.within:.12g}")]
        options += [("trajectories", self.trajectories), ("keep", self.keep)] if self.screen else []
        options += [("seeds", self.seeds), ("brand", self.brand), ("customers", self.customers), ("weeks", self.weeks)]
        options += [("seed", self.seed), ("from-crm", self.from_crm), ("mapping", self.mapping)]
        words = ["cxsim", self.command, self.market]
        words += [f"--{name}={value}" for name, value in options if value is not None]
        words += ["--outcome"] if self.is_outcome else []
        return shlex.join(words + (["--screen"] if self.screen else []))


def _around_nothing(market: Market, brand: str, patterns: Sequence[str], ranges: Iterable[str]) -> list[str]:
    """Return the numbers behind stars that are zero, around which a share is no range, and that have no range given."""
    starred = [pattern for pattern in patterns if "*" in pattern and not pattern.startswith("!")]
    named = [pattern for pattern in (*patterns, *ranges) if pattern not in starred and not pattern.startswith("!")]
    found, kept = (
        {dotted(number.path): number.value for pattern in some for number in numbers_at(market, pattern, brand)}
        for some in (starred, named)
    )
    return [path for path, value in found.items() if value == 0 and path not in kept]
