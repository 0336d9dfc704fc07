"""Simulating the worlds of many patterns at once: those with equal designs watch the very same runs.

What can be done apart is a *job*: one beginning (a market, its customers, the levers that act from before the burn-in)
with one seed. All worlds that follow from a beginning go on from its burn-in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.pattern import Design, Pattern, Sample, Samples, Watch, Watching
from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

QUICK_CUSTOMERS, QUICK_SEEDS = 10_000, 6
SMALL_CUSTOMERS, SMALL_SEEDS = 2_000, 3


class Size(NamedTuple):
    """How large the experiments are: maximum customers, and seeds; those of the design when None.

    Smaller ones have larger standard errors, which are shown.
    """

    customers: int | None = None
    seeds: int | None = None

    def of(self, design: Design) -> Design:
        """Return the design in this size."""
        customers = min(design.customers, self.customers or design.customers)
        return replace(design, customers=customers, seeds=self.seeds or design.seeds)


FULL = Size()
QUICK = Size(QUICK_CUSTOMERS, QUICK_SEEDS)
SMALL = Size(SMALL_CUSTOMERS, SMALL_SEEDS)
"""The sizes of ``cxsim validate``, of ``--quick``, and of the table in the report of a comparison."""

_BETWEEN = "/"
MIN_CUSTOMERS = 1_000
"""Below this, cohorts are a handful of people and show nothing."""


class Job(NamedTuple):
    """One beginning with one seed."""

    beginning: int
    """Its position in `PatternJobs.beginnings`."""
    seed: int


Key = tuple[str, str]
"""Id of a pattern, and name of one of its watches."""

Seen = dict[Key, Sample]
"""What the watches saw with one seed."""

Worlds = Mapping[Design, Mapping[Key, Watch]]
"""Markets that share a burn-in, and the watches of each."""


@dataclass(frozen=True)
class PatternJobs:
    """Patterns on a market, in jobs that can be done apart. Called with a job, it does that job.

    Attributes
    ----------
    market : the market under test.
    beginnings : the worlds of each beginning.
    jobs : what there is to do, first seeds first, so that whatever is interrupted leaves whole seeds.
    """

    market: Market
    beginnings: tuple[Worlds, ...]
    jobs: tuple[Job, ...]

    @classmethod
    def of(cls, market: Market, patterns: Iterable[Pattern], size: Size = FULL) -> PatternJobs:
        """Return the jobs of some patterns on a market."""
        beginnings: dict[str, dict[Design, dict[Key, Watch]]] = {}
        for pattern in patterns:
            for name, watch in pattern.watches.items():
                sized = watch._replace(design=size.of(watch.design))
                world = replace(sized.design, seeds=0)  # the number of seeds does not change a world
                beginnings.setdefault(_beginning(world), {}).setdefault(world, {})[pattern.id, name] = sized
        jobs = [
            Job(position, seed)
            for position, worlds in enumerate(beginnings.values())
            for seed in range(
                1, 1 + max(watch.design.seeds for watches in worlds.values() for watch in watches.values())
            )
        ]
        return cls(market, tuple(beginnings.values()), tuple(sorted(jobs, key=lambda job: job.seed)))

    def __call__(self, job: Job) -> Seen:
        """Simulate the worlds of a job, and return what was seen."""
        worlds = self.beginnings[job.beginning]
        settled = begun(self.market, next(iter(worlds)), job.seed)
        seen: Seen = {}
        for design, watches in worlds.items():
            if due := _due(watches, job.seed):
                is_settled = len(worlds) == 1 and settled.scenario.levers == scenario_of(design).levers
                world = settled if is_settled else settled.fork(scenario_of(design))
                seen |= watched(world, {key: watch.follow(world) for key, watch in due.items()})
        return seen

    def watched_in(self, job: Job) -> set[Key]:
        """Return the watches of a job."""
        return {key for watches in self.beginnings[job.beginning].values() for key in _due(watches, job.seed)}

    @staticmethod
    def samples(pattern: Pattern, done: Mapping[Job, Seen]) -> Samples:
        """Return what the watches of a pattern saw in the jobs that are done, stacked in the order of the seeds.

        Seeds that not all of its watches have seen do not count.
        """
        by_seed: dict[int, dict[str, Sample]] = {}
        for job, seen in done.items():
            for name in pattern.watches:
                if (pattern.id, name) in seen:
                    by_seed.setdefault(job.seed, {})[name] = seen[pattern.id, name]
        whole = [by_seed[seed] for seed in sorted(by_seed) if by_seed[seed].keys() == pattern.watches.keys()]
        return {name: _stacked([samples[name] for samples in whole]) for name in pattern.watches} if whole else {}


def _due(watches: Mapping[Key, Watch], seed: int) -> dict[Key, Watch]:
    """Return the watches that want to see the world of a seed."""
    return {key: watch for key, watch in watches.items() if seed <= watch.design.seeds}


@dataclass(frozen=True)
class AsArrays:
    """What a job gives as arrays by one name each, ``pattern/watch/figure``, which can be kept."""

    jobs: PatternJobs

    def __call__(self, job: Job) -> dict[str, np.ndarray]:
        """Do a job."""
        return {
            _BETWEEN.join((pattern, watch, name)): np.asarray(value)
            for (pattern, watch), sample in self.jobs(job).items()
            for name, value in sample.items()
        }

    def are_of(self, job: Job, arrays: Any) -> bool:
        """Return whether something has the form of what a job gives."""
        if not isinstance(arrays, Mapping) or any(name.count(_BETWEEN) != 2 for name in arrays):
            return False
        return set(seen_in(arrays)) == self.jobs.watched_in(job)


def seen_in(arrays: Mapping[str, np.ndarray]) -> Seen:
    """Return what was seen in a job, from arrays by one name each."""
    seen: dict[Key, dict[str, np.ndarray]] = {}
    for name, value in arrays.items():
        pattern, watch, figure = name.split(_BETWEEN)
        seen.setdefault((pattern, watch), {})[figure] = value
    return dict(seen)


def _beginning(design: Design) -> str:
    """Return what worlds must share to go on from one burn-in, as text."""
    scenario = scenario_of(design)
    early = scenario.levers if scenario.changes_the_start else ()
    return repr((design.customers, design.diaries, design.remade, early))


def scenario_of(design: Design) -> Scenario:
    """Return what a design switches, as a scenario."""
    return Scenario(name="design", levers=tuple(Lever.model_validate(dict(lever)) for lever in design.levers))


def begun(market: Market, design: Design, seed: int) -> Simulation:
    """Return the world of a design after its burn-in; levers that begin later are left to a fork."""
    scenario = scenario_of(design)
    world = Simulation(
        design.remade(market) if design.remade else market,
        scenario if scenario.changes_the_start else Scenario.baseline(),
        design.customers,
        seed,
        diaries=range(min(design.diaries, design.customers)),
    )
    while world.week < 0:
        _simulate_a_week(world)
    return world


def _simulate_a_week(world: Simulation) -> None:
    """Simulate one week; of the diaries only its own notes are kept, those of years would fill the memory."""
    world.notes.clear()
    world.step()


def watched(world: Simulation, watches: Mapping[Key, Watching]) -> Seen:
    """Return what each watch saw of a world that is simulated until the last of them has seen enough."""
    seen: Seen = {}
    watching = dict(watches)
    while True:
        for key in list(watching):
            try:
                next(watching[key])
            except StopIteration as end:
                seen[key] = end.value
                del watching[key]
        if not watching:
            return seen
        _simulate_a_week(world)


def _stacked(samples: Sequence[Sample]) -> dict[str, np.ndarray]:
    found = {name: np.stack([np.asarray(sample[name]) for sample in samples]) for name in samples[0]}
    return {name: seen if seen.dtype.kind == "U" else seen.astype(float) for name, seen in found.items()}
