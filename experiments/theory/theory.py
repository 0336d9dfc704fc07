"""A theory on a market: its claims are checked, run, and judged."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from experiments.experiment.lab import Lab
from experiments.measures.paired import Estimate, estimate
from experiments.running.versions import code_hash
from experiments.theory.claim import Claim, Effect, NotShownError, Side
from experiments.theory.verdict import Found, Verdict, judged, weakest
from experiments.theory.worlds import Job, TheoryJobs, digest
from language import mark
from sim.market.messages import InputError
from sim.market.schema import Market


@dataclass(frozen=True)
class SideShown:
    """One side as a picture shows it: its value over the seeds, and month by month, (months,), where there is that."""

    words: str
    value: Estimate
    weekly: np.ndarray | None


@dataclass(frozen=True)
class EffectShown:
    """One effect with what was found."""

    effect: Effect
    found: Found
    sides: tuple[SideShown, SideShown]


@dataclass(frozen=True)
class ClaimShown:
    """One claim with its verdict.

    Attributes
    ----------
    why_not : what the market lacks, where the claim cannot be shown.
    """

    claim: Claim
    verdict: Verdict
    effects: tuple[EffectShown, ...] = ()
    why_not: str = ""

    @property
    def deciding(self) -> EffectShown | None:
        """The effect whose verdict is that of the claim; the first of several, None without any."""
        return next((part for part in self.effects if part.found.verdict is self.verdict), None)


@dataclass(frozen=True)
class Theory:
    """All claims on a market, in the order of the theory."""

    market: Market
    customers: int
    seeds: tuple[int, ...]
    claims: tuple[ClaimShown, ...]
    tested: int = field(default=0)

    def count(self, verdict: Verdict) -> int:
        """Return how many claims have a verdict."""
        return sum(each.verdict is verdict for each in self.claims)


@dataclass(frozen=True)
class Split:
    """Claims by what can be done with them on a market: those to be run, and those that are told why not."""

    run: tuple[Claim, ...]
    told: Mapping[str, ClaimShown]


def split(claims: Iterable[Claim], market: Market) -> Split:
    """Return which claims a market can show."""
    run: list[Claim] = []
    told: dict[str, ClaimShown] = {}
    for each in claims:
        claim = each.among(market.category.kind)
        if claim.awaits:
            told[claim.id] = ClaimShown(claim, Verdict.AWAITS)
        elif why := why_not(claim, market):
            told[claim.id] = ClaimShown(claim, Verdict.NOT_SHOWN, why_not=why)
        else:
            run.append(claim)
    return Split(tuple(run), told)


def why_not(claim: Claim, market: Market) -> str:
    """Return what a market lacks to show a claim; empty when it can."""
    from experiments.theory.worlds import late_scenario

    if claim.kinds and market.category.kind not in claim.kinds:
        return claim.elsewhere or _ABOUT[claim.kinds[0]]
    try:
        for world in claim.worlds():
            late_scenario(world, market).check_against(market)
    except NotShownError as lack:
        return str(lack)
    except InputError as error:
        return "; ".join(f"{problem.message}" for problem in error.problems)
    return ""


_ABOUT: dict[str, str] = {
    "contractual": mark("it is about contractual markets"),
    "repeat_purchase": mark("it is about repeat purchase markets"),
}


def shown(
    market: Market, claims: Sequence[Claim], customers: int, seeds: Sequence[int], lab: Lab | None = None
) -> Theory:
    """Return all claims with their verdicts; the same for any number of workers.

    Parameters
    ----------
    lab : runs the jobs and stores finished ones; when None, one core is used and nothing is stored.
    """
    lab = lab or Lab()
    parted = split(claims, market)
    jobs = TheoryJobs.of(market, parted.run, customers, seeds)
    prefix = f"{market.name}-{code_hash('experiments.theory')[:8]}"
    seen: dict[Job, Mapping[str, np.ndarray]] = {}

    def name(job: Job) -> str:
        return f"{prefix}-{job.group}-{job.seed}"

    with lab.progress("Worlds of the claims") as progress, closing(lab.each(jobs, jobs.jobs, name)) as finished:
        for job, found in finished:
            seen[job] = found
            progress(len(seen), len(jobs.jobs))
    return judge(jobs, claims, parted, seeds, seen)


def judge(
    jobs: TheoryJobs,
    claims: Sequence[Claim],
    parted: Split,
    seeds: Sequence[int],
    seen: Mapping[Job, Mapping[str, np.ndarray]],
) -> Theory:
    """Return the verdicts on all claims, given what was seen."""
    reading = Reading(jobs, tuple(seeds), seen)
    effects = [effect for claim in parted.run for effect in claim.effects]
    samples = [reading.effect(each) for each in effects]
    found = judged(samples, [each.expected for each in effects], [each.smallest for each in effects])
    left = iter(zip(effects, found, strict=True))
    told = dict(parted.told)
    for claim in parted.run:
        parts = tuple(
            EffectShown(effect, one, (reading.side(effect.first), reading.side(effect.second)))
            for effect, one in (next(left) for _ in claim.effects)
        )
        verdict = weakest([part.found.verdict for part in parts])
        lack = mark("too few runs had somebody to look at") if verdict is Verdict.NOT_SHOWN else ""
        told[claim.id] = ClaimShown(claim, verdict, parts, lack)
    ordered = tuple(told[claim.id] for claim in claims)
    return Theory(jobs.market, jobs.customers, tuple(seeds), ordered, len(effects))


@dataclass(frozen=True)
class Reading:
    """What was seen of each side, seed by seed."""

    jobs: TheoryJobs
    seeds: tuple[int, ...]
    seen: Mapping[Job, Mapping[str, np.ndarray]]

    def effect(self, effect: Effect) -> np.ndarray:
        """Return an effect with each seed, (seeds,)."""
        first, second = self.values(effect.first), self.values(effect.second)
        with np.errstate(divide="ignore", invalid="ignore"):
            return 100.0 * (second / first - 1.0) if effect.is_relative else second - first

    def values(self, side: Side, what: str = "value") -> np.ndarray:
        """Return what was seen of a side with each seed, (seeds, ...); NaN where nothing was."""
        if side.world is None:
            return np.full(len(self.seeds), side.given)
        own = self._stacked(side.world, side.outcome, what)
        return own - self._stacked(side.against, side.outcome, what) if side.against else own

    def _stacked(self, world: object, outcome: object, what: str) -> np.ndarray:
        name = digest(world, self.jobs.market)  # type: ignore[arg-type]
        group = next(place for place, each in enumerate(self.jobs.groups) if name in each.worlds)
        place = next(
            position
            for position, each in enumerate(self.jobs.watches)
            if each.world == name and each.outcome == outcome
        )
        rows = [self.seen[Job(group, seed)].get(f"{place}/{what}") for seed in self.seeds]
        return np.array([np.asarray(row, float) for row in rows if row is not None])

    def side(self, side: Side) -> SideShown:
        """Return a side as a picture shows it."""
        values = self.values(side)
        weekly = np.empty(0) if side.world is None else self.values(side, "weekly")
        with np.errstate(invalid="ignore"):
            mean = weekly.mean(axis=0) if weekly.ndim == 2 and len(weekly) else None
        one = estimate(values)
        if not math.isfinite(one.half_width):
            one = Estimate(one.mean, one.mean, one.mean, one.wins, one.pairs)
        return SideShown(side.words, one, mean)
