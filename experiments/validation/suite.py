"""The suite of published patterns: which there are, how they are run together, and what came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from experiments.errors import RequestError
from experiments.experiment.lab import Lab
from experiments.running.versions import code_hash
from experiments.validation.jobs import FULL, AsArrays, Job, PatternJobs, Seen, Size, seen_in
from experiments.validation.pattern import Pattern, Result
from sim.market.loading import load_market, load_shipped, shipped_markets
from sim.market.messages import listed, unknown
from sim.market.schema import Market

FIRST_SET = (
    "retention-curve",
    "repeat-purchase",
    "double-jeopardy",
    "pareto-share",
    "late-delivery",
    "review-j-shape",
    "loss-aversion",
    "talk-u-shape",
    "word-of-mouth-headroom",
    "bass-diffusion",
    "totally-satisfied",
    "complaint-handling",
    "effort-disloyalty",
    "customer-value-elasticity",
    "closed-forms",
)
"""Patterns of experience, complaint, talk, choice and value."""

SECOND_SET = (
    "price-elasticity",
    "price-sanity",
    "price-rise-asymmetry",
    "value-in-satisfaction",
    "satisfied-yet-defecting",
    "switching-causes",
    "talkers-give-both",
    "neighbour-departure",
    "recovery-paradox",
    "peak-end",
    "steady-baseline",
    "ceiling",
    "no-free-lunch",
)
"""Patterns of price, rivals, talk and memory, and of common sense."""

THIRD_SET = (
    "importance-by-survey",
    "competitive-reactions",
    "nps-noise",
    "response-bias",
    "halo",
    "complaint-funnel",
    "staff-blame-customers",
    "managers-overestimate",
    "score-and-retention",
)
"""Patterns of measuring, of what brands measure, and of competition."""

SETS = {"first": FIRST_SET, "second": SECOND_SET, "third": THIRD_SET}
IDS = (*FIRST_SET, *SECOND_SET, *THIRD_SET)
"""Every pattern, in the order in which they are shown: each stands in the module of its name."""


_SMALLEST_SHOWN = 1e-12
"""Bounds are shown with three digits; what differs from them by less stands for "above" or "below"."""


def pattern(name: str) -> Pattern:
    """Return a pattern by its id.

    Raises
    ------
    RequestError
        When no pattern has that id, with the nearest one.
    """
    if name not in IDS:
        raise RequestError(unknown("pattern", name, IDS))
    return import_module(f"experiments.validation.patterns.{name.replace('-', '_')}").PATTERN


def patterns_for(kind: str, names: Sequence[str] = ()) -> tuple[Pattern, ...]:
    """Return the patterns that a kind of market can show, all of them or those named, in the order of the suite.

    Raises
    ------
    RequestError
        When a name is unknown, or a pattern is about another kind of market.
    """
    requested = [pattern(name) for name in names]
    if strange := [each.id for each in requested if not _fits(each, kind)]:
        known = [each.id for each in map(pattern, IDS) if _fits(each, kind)]
        raise RequestError(
            f"{listed(strange)} cannot be seen in a {kind.replace('_', ' ')} market, which shows {listed(known)}"
        )
    chosen = {each.id for each in requested} or set(IDS)
    return tuple(each for each in map(pattern, IDS) if each.id in chosen and _fits(each, kind))


def _fits(pattern: Pattern, kind: str) -> bool:
    return pattern.category in (kind, "any", "none")


def suites(markets: Sequence[str] = (), names: Sequence[str] = ()) -> dict[str, tuple[Market, tuple[Pattern, ...]]]:
    """Return name -> market and patterns to be seen in it: of the markets given, or of all shipped ones.

    Patterns that make a market of their own are run once.

    Raises
    ------
    InputError
        With all that is wrong in a market file.
    RequestError
        When a pattern is unknown, or cannot be seen in the only market, or two markets have the same name.
    """
    loaded = [*map(load_market, markets)] or [*map(load_shipped, shipped_markets())]
    market_names = [market.name for market in loaded]
    if twice := sorted({name for name in market_names if market_names.count(name) > 1}):
        raise RequestError(f"two markets are called {listed(twice)}: each needs a name of its own")
    if len(loaded) == 1:
        return {loaded[0].name: (loaded[0], patterns_for(loaded[0].category.kind, names))}
    left = {pattern(name).id for name in names or IDS}
    found: dict[str, tuple[Market, tuple[Pattern, ...]]] = {}
    for market in loaded:
        fitting = tuple(each for each in patterns_for(market.category.kind) if each.id in left)
        left -= {each.id for each in fitting if each.category == "none"}
        if fitting:
            found[market.name] = (market, fitting)
    return found


@dataclass(frozen=True)
class Outcome:
    """The outcome of one pattern on one market.

    Attributes
    ----------
    customers : simulated in each market, the maximum of its designs.
    seeds : how many were simulated for all of its watches.
    result : None when no seed was finished.
    """

    pattern: Pattern
    market: str
    customers: int
    seeds: int
    result: Result | None

    @property
    def passes(self) -> bool:
        """Whether every check passes."""
        return self.result is not None and self.result.passes

    @property
    def set(self) -> str:
        """The set that the pattern belongs to: "first", "second" or "third"."""
        return next((name for name, ids in SETS.items() if self.pattern.id in ids), "")

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per check, as it stands in ``validation.csv``."""
        return [
            {
                "pattern": self.pattern.id,
                "set": self.set,
                "kind": self.pattern.kind,
                "market": self.market,
                "statistic": check.name,
                "simulated": float(check.simulated),
                "standard_error": float(check.standard_error),
                "published": check.published,
                "low": float(check.low),
                "high": float(check.high),
                "passes": check.passes,
                "seeds": self.seeds,
                "customers": self.customers,
                "source": self.pattern.source,
            }
            for check in (self.result.checks if self.result else ())
        ]


def validated(
    market: Market, patterns: Iterable[Pattern], size: Size = FULL, lab: Lab | None = None, title: str = "Runs"
) -> list[Outcome]:
    """Return the outcomes of patterns on a market; the same for any number of workers.

    Parameters
    ----------
    lab : runs the jobs and stores finished ones; when None, one core is used and nothing is stored.
    title : of the bar that shows how far it is.
    """
    lab = lab or Lab()
    patterns = tuple(patterns)
    jobs = PatternJobs.of(market, patterns, size)
    prefix = f"{market.name}-{code_hash('experiments.validation')[:8]}"

    def name(job: Job) -> str:
        return f"{prefix}-{job.beginning}-{job.seed}"

    task = AsArrays(jobs)
    seen: dict[Job, Seen] = {}
    with lab.progress(title) as progress, closing(lab.each(task, jobs.jobs, name, task.are_of)) as finished:
        for job, found in finished:
            seen[job] = seen_in(found)
            progress(len(seen), len(jobs.jobs))
    return [outcome(jobs, each, seen, size) for each in patterns]


def outcome(jobs: PatternJobs, pattern: Pattern, seen: Mapping[Job, Seen], size: Size = FULL) -> Outcome:
    """Return the outcome of a pattern in the jobs that are done."""
    samples = jobs.samples(pattern, seen)
    first = next(iter(next(iter(samples.values())).values())) if samples else np.empty(0)
    return Outcome(
        pattern=pattern,
        market=jobs.market.name,
        customers=max(size.of(watch.design).customers for watch in pattern.watches.values()),
        seeds=len(first),
        result=pattern.judge(samples) if samples else None,
    )


def tolerance(low: float, high: float) -> str:
    """Return a tolerance in words: "0 to 3", "at least 1.3", "above 0"."""
    if np.isfinite(low) and np.isfinite(high):
        return f"{_bound(low)} to {_bound(high)}"
    if np.isfinite(low):
        return f"above {_bound(low)}" if _is_open(low) else f"at least {_bound(low)}"
    if np.isfinite(high):
        return f"below {_bound(high)}" if _is_open(high) else f"at most {_bound(high)}"
    return ""


def _bound(bound: float) -> str:
    return f"{bound:.3g}" if abs(bound) >= _SMALLEST_SHOWN else "0"


def _is_open(bound: float) -> bool:
    """Tell whether a bound is the number next to a round one, which is itself no longer good enough."""
    return bound != float(_bound(bound)) and abs(bound - float(_bound(bound))) < _SMALLEST_SHOWN
