"""The request of a sensitivity analysis: factors, ranges, figures, scenarios and method."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from experiments.errors import RequestError
from experiments.experiment.options import Input, Option, Ranges, Within, between
from experiments.experiment.request import FuturesRequest

if TYPE_CHECKING:
    from experiments.design.factor import Factor
    from experiments.running.study import Study
    from experiments.sensitivity.methods import Method
    from experiments.sensitivity.outcome import Outcome
    from sim.market.schema import Market

EVERY_RULE = "behaviour.*.*"
"""The factors when none are named: every number of the rules."""


@dataclass(frozen=True, kw_only=True)
class SensitivityRequest(FuturesRequest):
    """The varied assumptions, their ranges, the method and the outcomes."""

    scenario: Annotated[
        str | None, Input.SCENARIO, Option(help="A scenario's name or file.", show_default="the baseline's own figures")
    ] = None
    against: Annotated[
        str | None,
        Input.SCENARIO,
        Option(metavar="SCENARIO", help="The scenario to compare with.", show_default="the baseline"),
    ] = None
    outcome: Annotated[
        bool, Option("--outcome", help="Analyse the scenario's own figures, not its difference to another.")
    ] = False
    metric: Annotated[tuple[str, ...], Option(help="A figure; may be given again.", show_default="npv_eur")] = (
        "npv_eur",
    )
    method: Annotated[str, Option(metavar="NAME", help="morris, sobol, fast, pawn, delta or regional.")] = "morris"
    factors: Annotated[
        tuple[str, ...],
        Option(
            metavar="GLOB",
            help="Numbers of the market by path, stars allowed; !GLOB takes some out again. May be given again.",
            show_default="those of --ranges, or behaviour.*.*",
        ),
    ] = ()
    ranges: Ranges = None
    within: Within = None
    samples: Annotated[
        int | None,
        Option(
            metavar="N",
            help="Trajectories (morris), base samples (sobol) or points.",
            show_default="20, 128, 65 or 512",
        ),
    ] = None
    seeds: Annotated[int, between(1, 1000, help="Runs at each point; all points share their random numbers.")] = 2
    screen: Annotated[
        bool, Option("--screen", help="Screen all factors with Morris first, and go on with those that matter.")
    ] = False
    trajectories: Annotated[
        int | None, Option(metavar="N", help="Trajectories of the screening.", show_default="20")
    ] = None
    keep: Annotated[int, between(2, 1000, help="Maximum number of factors that pass the screening.")] = 8

    @property
    def strategies(self) -> tuple[str, ...]:
        """The scenarios other than the baseline."""
        return tuple(each for each in (self.scenario, self.against) if each not in (None, "baseline"))

    @property
    def metrics(self) -> tuple[str, ...]:
        """The figures, each once."""
        return tuple(dict.fromkeys(self.metric))

    def methods(self) -> list[tuple[Method, int]]:
        """Return the methods in their order, each with its samples.

        Raises
        ------
        RequestError
            When options exclude each other, there is no such method or metric, or a number of samples does not do.
        """
        from experiments.measures.metrics import METRICS
        from experiments.sensitivity.methods import METHODS, checked_samples, method_called
        from sim.market.messages import unknown

        problems = list(self._contradictions())
        problems += [unknown("metric", name, METRICS) for name in self.metrics if name not in METRICS]
        if problems:
            raise RequestError(*problems)
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

    def _contradictions(self) -> Iterable[str]:
        if self.against and not self.scenario:
            yield "--against compares a scenario with another: name the first with --scenario"
        if self.outcome and self.against:
            yield "--outcome and --against exclude each other: a figure of one scenario, or a difference"
        if self.within and self.ranges and not self.factors:
            yield "--within has nothing to do: every range is given by --ranges; name more with --factors"

    def factors_in(self, market: Market, brand: str) -> tuple[Factor, ...]:
        """Return the factors with their ranges; stars skip zeros where ranges are shares of the value."""
        from experiments.design.factors import factors_of
        from experiments.design.ranges import read_ranges

        ranges = read_ranges(self.ranges, market, brand) if self.ranges else {}
        patterns = self.factors or tuple(ranges) or (EVERY_RULE,)
        if self.within is not None:
            patterns += tuple(f"!{path}" for path in _zeros(market, brand, patterns, ranges))
        factors = factors_of(market, patterns, ranges, self.within, brand)
        if len(factors) < 2:
            raise RequestError(
                f"a sensitivity analysis compares factors, and {patterns[0]} is only one: name two or more"
            )
        return factors

    def simulated(self, study: Study) -> tuple[Study, tuple[Outcome, ...]]:
        """Return the study with those scenarios only that the figures need, and the outcomes."""
        from experiments.sensitivity.outcome import SELF_RELATIVE, outcome_of

        last = len(self.strategies)
        first, second = (1, 2) if last == 2 else (last, 0 if last and not self.outcome else None)
        needs_baseline = second == 0 or not first or any(metric in SELF_RELATIVE for metric in self.metrics)
        if not needs_baseline:
            study = replace(study, scenarios=study.scenarios[1:])
            first, second = first - 1, None if second is None else second - 1
        return study, tuple(outcome_of(metric, place, first, second) for place, metric in enumerate(self.metrics))


def _zeros(market: Market, brand: str, patterns: Sequence[str], ranges: Iterable[str]) -> list[str]:
    """Return the numbers behind stars that are zero, around which a share is no range, and that have no range given."""
    from experiments.design.factors import numbers_at
    from sim.market.messages import dotted

    starred = [pattern for pattern in patterns if "*" in pattern and not pattern.startswith("!")]
    named = [pattern for pattern in (*patterns, *ranges) if pattern not in starred and not pattern.startswith("!")]
    found, kept = (
        {dotted(number.path): number.value for pattern in some for number in numbers_at(market, pattern, brand)}
        for some in (starred, named)
    )
    return [path for path, value in found.items() if value == 0 and path not in kept]
