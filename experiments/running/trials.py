"""Trials: one point in the space of factors, one seed, all scenarios; and many of them on any engine.

A trial gives the very figures of a comparison, without the tables in between, so that ten thousand small runs cost
little more than their weeks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import numpy as np

from experiments.design.varying import varied
from experiments.errors import RequestError
from experiments.measures.metrics import METRICS, NO_BRAND, Booked, measured
from experiments.running.workers import results
from sim.market.messages import unknown
from sim.scenarios.scenario import Scenario
from sim.state.counters import COUNTERS

if TYPE_CHECKING:
    from experiments.running.study import Progress, Study
    from sim.market.schema import Market
    from sim.simulation import Simulation
    from sim.state.ledger import Ledger

_CUSTOMERS = COUNTERS.index("customers")
_SECONDS_BETWEEN_LOOKS = 0.2


class Trial(NamedTuple):
    """One point of a design with one seed.

    Attributes
    ----------
    point : number of the point in the design, 0 for the first.
    seed : random seed of the run.
    values : factor -> value, by paths written out, see :func:`experiments.design.varying.varied`.
    """

    point: int
    seed: int
    values: Mapping[str, float]

    def __str__(self) -> str:
        return f"point {self.point}, seed {self.seed}"


R = TypeVar("R")

Task = Callable[[Trial], np.ndarray]
"""Returns the metrics of a trial, (scenarios, metrics); picklable when there are several workers."""


class TrialStore(Protocol):
    """Keeps results of trials; several processes may share one."""

    def found(self, trial: Trial) -> Any:
        """Return the result of a trial, here or elsewhere, None when it is not finished."""

    def claim(self, trial: Trial) -> bool:
        """Claim a trial for this process, and return whether it is neither finished nor running elsewhere."""

    def keep(self, trial: Trial, result: Any) -> None:
        """Keep the result of a trial, and release the claim."""


@dataclass(frozen=True)
class Trials:
    """The metrics of a study's brand in all scenarios of a trial, (scenarios, metrics).

    The burn-in is simulated once; every scenario goes on from the market after it, unless it changes the start.

    Attributes
    ----------
    study : the simulated study.
    metrics : names among :data:`experiments.measures.metrics.METRICS`.
    """

    study: Study
    metrics: tuple[str, ...]

    def __post_init__(self) -> None:
        if wrong := [name for name in self.metrics if name not in METRICS]:
            raise RequestError(*(unknown("metric", name, METRICS) for name in wrong))

    def __call__(self, trial: Trial) -> np.ndarray:
        """Return the metrics of a trial; NaN where there was nothing to measure."""
        market = varied(self.study.market_of(trial.seed), trial.values)
        return self.measured(market, ledgers_of(self.study, market, trial.seed))

    def measured(self, market: Market, ledgers: Sequence[Ledger]) -> np.ndarray:
        """Return the metrics, from the counters of every scenario."""
        brand = list(market.brands).index(self.study.brand)
        booked = [_booked(ledger, brand) for ledger in ledgers]
        rate = market.category.discount_rate
        rows = [measured(own, booked[0], rate, self.metrics) for own in booked]
        return np.array([list(row.values()) for row in rows]).reshape(len(rows), len(self.metrics))


def ledgers_of(study: Study, market: Market, seed: int) -> list[Ledger]:
    """Return the counters in every scenario of a study on a market like its own, with one seed."""
    from sim.simulation import Simulation

    how: dict[str, Any] = {"people": study.people, "rules": study.rules}
    settled: Simulation | None = None
    ledgers: dict[int, Ledger] = {}
    # The last scenario runs on in the settled market itself, which saves a copy of it.
    for position in sorted(range(len(study.scenarios)), reverse=True):
        scenario = study.scenarios[position]
        if scenario.changes_the_start:
            world = Simulation(market, scenario, study.customers, seed, **how)
            world.burn_in()
        else:
            if settled is None:
                settled = Simulation(market, Scenario.baseline(), study.customers, seed, **how)
                settled.burn_in()
            goes_on = position == 0 and not scenario.acts
            world = settled if goes_on else settled.fork(scenario)
        for _ in range(study.weeks):
            world.step()
        ledgers[position] = world.ledger
    return [ledgers[position] for position in range(len(ledgers))]


def _booked(ledger: Ledger, brand: int) -> Booked:
    """Return the counters of the brand at a position."""
    counters = dict(zip(COUNTERS, ledger.of_brand(brand).T, strict=True))
    last = [ledger.of_brand(b, -1)[-1, _CUSTOMERS] for b, name in enumerate(ledger.brands) if name != NO_BRAND]
    week = np.array(ledger.weeks, float)
    return Booked(week, counters | ledger.costs_of(brand), float(sum(last)))


def run_trials(
    task: Callable[[Trial], R],
    trials: Iterable[Trial],
    *,
    workers: int = 1,
    scheduler: str | None = None,
    store: TrialStore | None = None,
    progress: Progress | None = None,
    notify: Callable[[str], None] = lambda message: None,
) -> Iterator[tuple[Trial, R]]:
    """Yield every trial with its result, as trials finish; results are the same for any number of workers.

    Parameters
    ----------
    task : usually :class:`Trials`; any task that returns an array (scenarios, metrics).
    trials : consumed lazily when there is no store.
    workers, scheduler, notify : see :func:`experiments.running.workers.results`.
    store : has the results of an earlier attempt or another process, and keeps new ones.
    progress : called with the number of finished trials, when the total is known.
    """
    expected = len(trials) if isinstance(trials, Sized) else None
    engine: dict[str, Any] = {"workers": workers, "scheduler": scheduler, "notify": notify, "ahead": 1}
    finished: Iterator[tuple[Trial, R]]
    if store is None:
        finished = results(task, trials, **engine)
    else:
        finished = _with_store(task, trials, engine, store)
    for done, (trial, result) in enumerate(finished, start=1):
        if progress and expected is not None:
            progress(done, expected)
        yield trial, result


def _with_store(
    task: Callable[[Trial], R], trials: Iterable[Trial], engine: Mapping[str, Any], store: TrialStore
) -> Iterator[tuple[Trial, R]]:
    """Yield results of trials, new or stored; trials running in another process are awaited, or run here if it dies."""
    missing = list(trials)
    while missing:
        left = []
        for trial in missing:
            if (known := store.found(trial)) is None:
                left.append(trial)
            else:
                yield trial, known
        done = set()
        claimed = (trial for trial in left if store.claim(trial))
        with closing(results(task, claimed, **engine)) as finished:
            for trial, result in finished:
                store.keep(trial, result)
                done.add((trial.point, trial.seed))
                yield trial, result
        if len(left) == len(missing) and not done:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        missing = [trial for trial in left if (trial.point, trial.seed) not in done]
