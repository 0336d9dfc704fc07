"""What a simulated market shows in the place of each target."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.calibration.target_file import COHORT_WEEKS, WEEKS_A_YEAR
from experiments.calibration.targets import SHARE, YEARLY, Kind, Target
from experiments.design.varying import varied
from experiments.measures.metrics import value
from experiments.validation.jobs import watched
from experiments.validation.patterns.retention_curve import cohort_counted
from experiments.validation.patterns.shopping import orders_placed
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.counters import COUNTERS
from sim.state.indicators import indicator
from sim.state.ledger import as_numbers
from sim.state.tables import NOBODY

if TYPE_CHECKING:
    from experiments.running.study import Study
    from experiments.running.trials import Trial

_Looking = Generator[None, None, Any]
"""A look at a world before its burn-in: a week passes at every ``yield``; ends with one value for each target."""


@dataclass(frozen=True)
class Observation:
    """Looks at a market with other numbers where the targets look. Called with a trial, it gives (1, targets).

    Attributes
    ----------
    study : the market whose numbers are varied, and its customers; the baseline is simulated.
    targets : the observed figures; the run is as long as the last of them requires.
    """

    study: Study
    targets: tuple[Target, ...]

    def __call__(self, trial: Trial) -> np.ndarray:
        """Return the observations, in the units of the targets; NaN where there are no customers to observe."""
        market = varied(self.study.market, trial.values)
        customers, people = self.study.customers, self.study.people
        world = Simulation(market, Scenario.baseline(), customers, trial.seed, people=people)
        curves: dict[Any, list[int]] = {}
        for position, target in enumerate(self.targets):
            curves.setdefault(target.curve, []).append(position)
        looking = {
            curve: _seen_by(world, [self.targets[position] for position in positions])
            for curve, positions in curves.items()
        }
        found = np.full((1, len(self.targets)), np.nan)
        for curve, seen in watched(world, looking).items():  # type: ignore[arg-type]
            found[0, curves[curve]] = seen["seen"]
        return found


def _seen_by(world: Simulation, targets: Sequence[Target]) -> Generator[None, None, dict[str, Any]]:
    """Return what the targets of one curve see of a world."""
    return {"seen": (yield from _LOOKS[targets[0].kind](world, targets))}


def _weekly(
    world: Simulation,
    targets: Sequence[Target],
    seen: Callable[[Target], float],
    look: Callable[[], None] = lambda: None,
) -> _Looking:
    """Return the observations at the end of the week of each target; `look` is called at the end of every week."""
    found: dict[Target, float] = {}
    while len(found) < len(targets):
        yield
        look()
        found |= {target: seen(target) for target in targets if target.week == world.week}
    return [found[target] for target in targets]


def _series(world: Simulation, targets: Sequence[Target]) -> _Looking:
    """Return a rate or share, from the counters of the week, or of the 52 weeks up to it."""
    brands, segments = list(world.market.brands), list(world.market.segments)
    year: deque[np.ndarray] = deque(maxlen=WEEKS_A_YEAR)

    def seen(target: Target) -> float:
        is_yearly = target.metric.startswith(YEARLY)
        booked = np.sum(year, axis=0) if is_yearly else year[-1]
        if target.segment:
            booked = booked[:, [segments.index(target.segment)]]
        by_brand = booked.sum(axis=1)
        if target.metric == SHARE:
            customers = by_brand[:, COUNTERS.index("customers")]
            everybody = customers.sum()
            return float(100 * customers[brands.index(target.brand)] / everybody) if everybody else np.nan
        counters = by_brand[brands.index(target.brand)] if target.brand else by_brand.sum(axis=0)
        name = target.metric.removeprefix(YEARLY)
        return float(value(indicator(name), dict(zip(COUNTERS, counters, strict=True))))

    return (yield from _weekly(world, targets, seen, lambda: year.append(as_numbers(world.totals)[: len(brands)])))


def _moments(world: Simulation, targets: Sequence[Target]) -> _Looking:
    """Return a mean, standard deviation or correlation over customers."""
    brands, segments = list(world.market.brands), list(world.market.segments)

    def seen(target: Target) -> float:
        customers = world.world.customers
        chosen = customers["brand"] == brands.index(target.brand) if target.brand else customers["brand"] != NOBODY
        if target.segment:
            chosen &= customers["segment"] == segments.index(target.segment)
        moment, *states = target.metric.split()
        columns = [customers[state][chosen].astype(float) for state in states]
        if chosen.sum() < 2:
            return np.nan
        if moment == "correlation":
            return _correlation(*columns)
        return float(columns[0].mean() if moment == "mean" else columns[0].std(ddof=1))

    return (yield from _weekly(world, targets, seen))


def _correlation(some: np.ndarray, others: np.ndarray) -> float:
    """Return the correlation of two columns, NaN when one of them does not vary."""
    if not (some.std() and others.std()):
        return np.nan
    return float(np.corrcoef(some, others)[0, 1])


def _retention(world: Simulation, targets: Sequence[Target]) -> _Looking:
    """Return the share of a cohort still there, in %, as in :mod:`experiments.validation.patterns.retention_curve`."""
    while world.week < 0:
        yield
    ages = [round(WEEKS_A_YEAR * target.age) for target in targets]
    counts = yield from cohort_counted(world, [0, *ages])
    first = targets[0]
    if first.brand:
        counts = counts[:, [list(world.market.brands).index(first.brand)]]
    if first.segment:
        counts = counts[:, :, [list(world.market.segments).index(first.segment)]]
    customers = counts.sum(axis=(1, 2))
    return 100 * customers[1:] / customers[0] if customers[0] else np.full(len(ages), np.nan)


def _repeats(world: Simulation, targets: Sequence[Target]) -> _Looking:
    """Return the per cent of new customers with so many further purchases.

    New customers order for the first time since the burn-in began, and were not customers of the brand then. With a
    range such as 27-39 the cohort joins in the first 12 weeks (their difference) and is followed to the end of week 39;
    with one number it joins in a year, and each customer is followed for that many weeks.
    """
    first = targets[0]
    shop = list(world.market.brands).index(first.brand)
    is_counted = np.full(len(world.world.customers), True)
    if first.segment:
        is_counted = world.world.customers["segment"] == list(world.market.segments).index(first.segment)
    is_range = first.shortest < first.week
    joining = first.week - first.shortest if is_range else COHORT_WEEKS
    last = first.week if is_range else COHORT_WEEKS + first.week
    has_bought = world.world.customers["brand"] == shop
    while world.week < 0:
        yield
        has_bought |= orders_placed(world) == shop
    joined = np.zeros(len(is_counted), int)
    orders = np.zeros(len(is_counted), int)
    for week in range(1, last + 1):
        yield
        buys = orders_placed(world) == shop
        if week <= joining:
            joined[buys & ~has_bought & (joined == 0)] = week
        orders += buys & (joined > 0) & (is_range | (week <= joined + first.week))
    repeats = orders[(joined > 0) & is_counted] - 1
    if not repeats.size:
        return np.full(len(targets), np.nan)
    counted = [repeats >= target.times if target.and_more else repeats == target.times for target in targets]
    return [100 * each.mean() for each in counted]


_LOOKS: dict[Kind, Callable[[Simulation, Sequence[Target]], _Looking]] = {
    "series": _series,
    "retention": _retention,
    "repeats": _repeats,
    "moment": _moments,
}
