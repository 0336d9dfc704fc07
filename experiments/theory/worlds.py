"""Running the worlds of many claims: those with the same content are run once, and the baseline once for each seed.

What can be done apart is a *job*: some worlds that go on from one burn-in, with one seed.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from experiments.theory.claim import AS_IT_IS, Claim, Seen, Watching, World
from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

WORLDS_A_JOB = 12
"""A burn-in costs as much as some of these: fewer would repeat it more often, more would lose more when stopped."""
_BETWEEN = "/"


class Watch(NamedTuple):
    """An outcome in a world; the digest of the world stands for it."""

    world: str
    outcome: Any


class Job(NamedTuple):
    """Some worlds with one seed."""

    group: int
    """Its position in `TheoryJobs.groups`."""
    seed: int


@dataclass(frozen=True)
class Group:
    """Worlds that go on from one burn-in, by their digests; `early` is the only one where it differs from the start."""

    early: World | None
    worlds: Mapping[str, World]
    has_diaries: bool


@dataclass(frozen=True)
class TheoryJobs:
    """The worlds of claims on a market, in jobs that can be done apart. Called with a job, it does that job.

    Attributes
    ----------
    watches : every outcome in every world where it is looked at; results name them by their position.
    """

    market: Market
    customers: int
    watches: tuple[Watch, ...]
    groups: tuple[Group, ...]
    jobs: tuple[Job, ...]
    _places: Mapping[str, Sequence[int]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, market: Market, claims: Iterable[Claim], customers: int, seeds: Sequence[int]) -> TheoryJobs:
        """Return the jobs of some claims."""
        worlds: dict[str, World] = {}
        watches: dict[Watch, None] = {}
        for claim in claims:
            for effect in claim.effects:
                for side in (effect.first, effect.second):
                    for world in (side.world, side.against):
                        if world is not None:
                            name = digest(world, market)
                            worlds[name] = world
                            watches[Watch(name, side.outcome)] = None
        kept = {each.world for each in watches if each.outcome.has_diaries}
        groups = tuple(_grouped(market, worlds, kept))
        jobs = tuple(Job(group, seed) for seed in seeds for group in range(len(groups)))
        places: dict[str, list[int]] = {}
        for place, watch in enumerate(watches):
            places.setdefault(watch.world, []).append(place)
        return cls(market, customers, tuple(watches), groups, jobs, places)

    def __call__(self, job: Job) -> dict[str, np.ndarray]:
        """Run the worlds of a job; return what was seen as arrays named ``position/what``."""
        group = self.groups[job.group]
        settled = begun(self.market, group, self.customers, job.seed)
        seen: dict[str, np.ndarray] = {}
        for name, world in group.worlds.items():
            run = settled if group.early else settled.fork(late_scenario(world, self.market))
            following = {place: self.watches[place].outcome.follow(run) for place in self._places[name]}
            for place, found in watched(run, world, following).items():
                seen |= {f"{place}{_BETWEEN}{what}": value for what, value in found.items()}
        return seen

    def weeks_of(self, group: Group) -> int:
        """Return about how many weeks a job simulates, the burn-in included."""
        burn_in = round(self.market.category.burn_in_weeks)
        return burn_in + sum(
            max(last_week(self.watches[place].outcome) for place in self._places[name]) for name in group.worlds
        )


def last_week(outcome: Any) -> int:
    """Return the last week that an outcome looks at, two years when it does not say."""
    return int(getattr(outcome, "weeks", (1, 104))[1])


def digest(world: World, market: Market) -> str:
    """Return what tells a world from others by its content: levers, policy, rules and deeds."""
    policy = world.policy_in(market)
    made = [
        json.dumps(list(map(dict, world.levers_in(market))), sort_keys=True),
        f"{type(policy).__module__}.{policy!r}" if policy else "",
        *(f"{name}={_code(rule)}" for name, rule in sorted(world.rules.items())),
        _code(world.deed) if world.deed else "",
    ]
    return hashlib.sha256("\n".join(made).encode()).hexdigest()[:12]


def _code(function: Any) -> str:
    """Return the source of a function with the values that it is bound to or closed over."""
    plain = getattr(function, "func", function)
    closed = [cell.cell_contents for cell in getattr(plain, "__closure__", None) or ()]
    bound = (
        getattr(function, "args", ()),
        getattr(function, "keywords", {}),
        getattr(plain, "__defaults__", None),
        closed,
    )
    try:
        return f"{inspect.getsource(plain)}{bound}"
    except (OSError, TypeError):
        return f"{plain!r}{bound}"


def _grouped(market: Market, worlds: Mapping[str, World], kept: set[str]) -> Iterable[Group]:
    """Yield the worlds in groups: those that change the start alone, the others in dozens, with and without diaries."""
    for has_diaries in (False, True):
        own = {name: world for name, world in worlds.items() if (name in kept) == has_diaries}
        late = [name for name, world in own.items() if not is_early(world, market)]
        for start in range(0, len(late), WORLDS_A_JOB):
            yield Group(None, {name: own[name] for name in late[start : start + WORLDS_A_JOB]}, has_diaries)
        for name in own:
            if name not in late:
                yield Group(own[name], {name: own[name]}, has_diaries)


def is_early(world: World, market: Market) -> bool:
    """Return whether a world differs from before the burn-in, so that it needs one of its own."""
    return bool(world.rules) or any(each.get("from_week", 1) == 0 for each in world.levers_in(market))


def late_scenario(world: World, market: Market) -> Scenario:
    """Return the levers and the policy of a world as a scenario."""
    levers = tuple(Lever.model_validate(dict(each)) for each in world.levers_in(market))
    policies: dict[str, Any] = {market.focus: policy} if (policy := world.policy_in(market)) else {}
    return Scenario(name="world", levers=levers, policies=policies)


def begun(market: Market, group: Group, customers: int, seed: int) -> Simulation:
    """Return the simulation from which the worlds of a group go on, after its burn-in."""
    early = group.early or AS_IT_IS
    run = Simulation(
        market,
        late_scenario(early, market),
        customers,
        seed,
        rules=early.rules,
        diaries=range(customers) if group.has_diaries else (),
    )
    while run.week < 0:
        simulate_a_week(run)
    run.notes.clear()
    return run


def simulate_a_week(run: Simulation) -> None:
    """Simulate one week; of the diaries only its own notes are kept, those of years would fill the memory."""
    run.notes.clear()
    run.step()


def watched(run: Simulation, world: World, following: Mapping[int, Watching]) -> dict[int, Seen]:
    """Return what each outcome saw in a run that goes on until the last of them has seen enough."""
    seen: dict[int, Seen] = {}
    for _ in walked(run, world, following, seen):
        pass
    return seen


def walked(
    run: Simulation, world: World, following: Mapping[int, Watching], seen: dict[int, Seen]
) -> Iterator[dict[int, float | None]]:
    """Yield what outcomes show of each week of a run, from before the first on, until the last has seen enough.

    Parameters
    ----------
    seen : takes up what each outcome saw, when it has seen enough.
    """
    left = dict(following)
    while True:
        shown: dict[int, float | None] = {}
        for place in list(left):
            try:
                shown[place] = next(left[place])
            except StopIteration as end:
                seen[place] = _as_arrays(end.value)
                del left[place]
        if not left:
            return
        yield shown
        if world.deed:
            world.deed(run)
        simulate_a_week(run)


def _as_arrays(found: Any) -> Seen:
    if isinstance(found, Mapping):
        return {what: np.asarray(value, float) for what, value in found.items()}
    return {"value": np.asarray(found, float)}
