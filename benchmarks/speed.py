"""The same work in several forms: plain Mesa, NumPy, one thread and two; small and large."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from benchmarks.clock import Cost, Form, Ratio, timed
from benchmarks.plain_mesa import PlainMesa
from benchmarks.vectorised import CompiledPhases, VectorisedPhases
from experiments.validation.patterns.minimal_market import with_numbers
from sim.market.loading import load_market
from sim.model import LoyaltyModel
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

MARKET = "telecom"
_SEED = 1
_SETTLING_WEEKS = 26
ALL_EARS = {
    "brands.*.listening.coverage.*": 0.05,
    "brands.*.listening.relational_coverage": 1.0,
    "brands.*.listening.complaints_logged": 0.05,
    "brands.*.listening.is_answered": 0.5,
    "brands.*.listening.informants": 2.0,
    "brands.*.listening.mystery_visits": 5.0,
    "brands.*.listening.message_tests": 200.0,
    "brands.*.staff.alert_share": 0.2,
}
"""All instruments of all brands, as firms that listen a good deal use them."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured.

    Attributes
    ----------
    plain : customers and repetitions for plain Mesa agents.
    threads : repetitions at 100,000 customers, of phases in NumPy and of one thread against two.
    steps : repetitions of a step of the model against its kernel.
    with_a_million : whether a million customers are set up.
    seeds : futures from which variances are estimated.
    sweep : seeds run by one worker and by two.
    """

    plain: tuple[tuple[int, int], ...] = ((10_000, 5), (100_000, 2))
    threads: int = 9
    steps: int = 60
    with_a_million: bool = True
    seeds: int = 40
    sweep: int = 14


QUICK = Sizes(plain=((10_000, 2),), threads=3, steps=30, with_a_million=False, seeds=12, sweep=8)


def settled(customers: int, weeks: int = _SETTLING_WEEKS) -> Simulation:
    """Return the benchmark's market some weeks after its beginning: queues, talk and purchases are under way."""
    simulation = Simulation(load_market(MARKET), Scenario.baseline(), customers, _SEED)
    for _ in range(weeks):
        simulation.step()
    return simulation


def with_ears(customers: int, numbers: Mapping[str, float]) -> Simulation:
    """Return the benchmark's market with some numbers changed, as many weeks after the burn-in: then brands listen."""
    simulation = Simulation(with_numbers(load_market(MARKET), numbers), Scenario.baseline(), customers, _SEED)
    while simulation.week < _SETTLING_WEEKS:
        simulation.step()
    return simulation


def against_plain_mesa(sizes: Sizes) -> Iterator[Ratio | Cost]:
    """Yield the ratios of plain Mesa agents to the kernel, with one thread and with two."""
    for customers, repetitions in sizes.plain:
        simulation = settled(customers)
        plain = PlainMesa(simulation)
        weeks = 100_000 // customers
        times = timed(
            {
                "plain": Form(plain.step),
                "one": Form(simulation.step, weeks),
                "two": Form(partial(simulation.fork(Scenario.baseline()).step, 2), weeks),
            },
            repetitions,
        )
        plain.remove_all_agents()  # Mesa keeps every model it has seen, and would keep its agents with it
        one, two = times["one"], times["two"]
        name = "the same rules as plain Mesa agents / kernel"
        yield Ratio.of(f"{name}, one thread", f"{customers:,}", 80, times["plain"].processor, one.processor)
        yield Ratio.of(f"{name}, two threads", f"{customers:,}", 150, times["plain"].wall, two.wall)
        yield Cost.of("plain Mesa agents", customers, times["plain"].processor)
        yield Cost.of("kernel, one thread", customers, one.processor)
        yield Cost.of("kernel, two threads", customers, two.wall)


def against_numpy(sizes: Sizes) -> Iterator[Ratio | Cost]:
    """Yield the ratios of a few phases in NumPy to the same phases alone in the kernel."""
    customers = 100_000
    simulation = settled(customers)
    what = "needs, fading and talk alone"
    forms = {
        "NumPy, 64 bits": Form(VectorisedPhases(simulation, np.float64).step),
        "NumPy, 32 bits": Form(VectorisedPhases(simulation, np.float32).step),
        "kernel": Form(CompiledPhases(simulation).step, 2),
    }
    times = timed(forms, sizes.threads)
    for form in forms:
        spent = times[form].processor
        if form != "kernel":
            name = f"vectorised form of a few phases in {form} / kernel"
            yield Ratio.of(name, f"{what}, {customers:,}, one thread", None, spent, times["kernel"].processor)
        yield Cost.of(f"{what}, {form}", customers, spent)


def more_threads(sizes: Sizes) -> Iterator[Ratio | Cost]:
    """Yield the ratio of one thread to two."""
    customers = 100_000
    simulation = settled(customers)
    forms = {
        "kernel, one thread": Form(simulation.step, 2),
        "kernel, two threads": Form(partial(simulation.fork(Scenario.baseline()).step, 2), 2),
    }
    one, two = timed(forms, sizes.threads).values()
    yield Ratio.of("one thread / two threads", f"{customers:,}", 1.8, one.wall, two.wall)
    yield Cost.of("kernel, one thread", customers, one.processor)
    yield Cost.of("kernel, two threads", customers, two.wall)


def step_against_kernel(sizes: Sizes) -> Iterator[Ratio | Cost]:
    """Yield the ratios of a step of the model, with all that belongs to it, to the kernel inside it."""
    for customers, goal in ((1_000, 1.3), (10_000, 1.05)):
        model = LoyaltyModel(MARKET, customers=customers, seed=_SEED)
        kernel = _Watched(model.simulation)
        steps = np.empty(sizes.steps)
        for repetition in range(sizes.steps):
            start = time.process_time()
            model.step()
            steps[repetition] = time.process_time() - start
        kernels = np.array(kernel.seconds)
        ratio = Ratio.of("model.step() / kernel", f"{customers:,}", goal, steps, kernels, is_at_most=True)
        low, high = np.quantile(steps / kernels, [0.25, 0.75])
        yield replace(ratio, low=float(low), high=float(high))
        yield Cost.of("model.step()", customers, steps)


class _Watched:
    """Stands in for the compiled week of a simulation and notes how long each call takes, on the processor."""

    def __init__(self, simulation: Any) -> None:
        self.seconds: list[float] = []
        self._live_week: Callable[..., None] = simulation._live_week
        simulation._live_week = self

    def __call__(self, *arguments: Any) -> None:
        start = time.process_time()
        self._live_week(*arguments)
        self.seconds.append(time.process_time() - start)


def listening(sizes: Sizes) -> Iterator[Ratio | Cost]:
    """Yield the ratio of a week in which all brands use all instruments to one in which none does."""
    customers = 20_000
    forms = {
        "all instruments of all brands": Form(with_ears(customers, ALL_EARS).step),
        "no instrument": Form(with_ears(customers, dict.fromkeys(ALL_EARS, 0.0)).step),
    }
    times = timed(forms, sizes.steps)
    with_all, without = (each.processor for each in times.values())
    ratio = Ratio.of("a week with all instruments / without", f"{customers:,}", 1.25, with_all, without, True)
    low, high = np.quantile(with_all / without, [0.25, 0.75])
    yield replace(ratio, low=float(low), high=float(high))
    for form, spent in times.items():
        yield Cost.of(f"a week, {form}", customers, spent.processor)


def memory(sizes: Sizes) -> Iterator[Ratio]:
    """Yield the bytes of all tables for one customer; ties, what others see, and the ledger's lines are in it."""
    customers = 100_000
    simulation = settled(customers, weeks=0)
    used = sum(table.nbytes for table in simulation.world) / customers
    yield Ratio("bytes per customer, network included", f"{customers:,}, kept in 32 bits", 640, used, used, used, True)


def at_a_million(sizes: Sizes) -> Iterator[Ratio | Cost]:
    """Yield the ratio of the cost of a customer's week among a million to that among ten thousand."""
    if not sizes.with_a_million:
        return
    many, few = 1_000_000, 10_000
    weeks = 4
    forms = {
        "many": Form(settled(many, weeks).step),
        "few": Form(settled(few, weeks).step, 100),
    }
    times = timed(forms, 5)
    name = "cost of a customer's week, 1,000,000 / 10,000"
    yield Ratio.of(name, "one thread", 1.4, times["many"].processor / many, times["few"].processor / few, True)
    yield Cost.of("kernel, one thread", many, times["many"].processor)
