"""What claims share: levers on quality and trouble, who is picked for a deed, and what is counted of people.

Whoever is picked for a deed is picked by the row in the table of customers, every fifth: the same people in all worlds,
whatever happens there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.theory.claim import Levers, Watching, lever
from sim.market.schema import Market
from sim.simulation import Simulation
from sim.state.tables import Event, Relation

ONE_IN = 5
"""One in so many people is picked."""


def quality(add: float, from_week: int = 1, until_week: int | None = None, **where: str) -> dict[str, Any]:
    """Return the lever that adds to the quality of the focus brand in all dimensions, at touchpoints of a kind."""
    return lever("touchpoints.*.quality.*", from_week, add=add, until_week=until_week, where=where)


def quality_at(touchpoint: str, add: float) -> dict[str, Any]:
    """Return the lever that adds to the quality of the focus brand at one touchpoint."""
    return lever(f"touchpoints.{touchpoint}.quality.*", add=add)


def rivals_quality(add: float) -> Any:
    """Return a function of the market: levers that add to the quality of every rival at all touchpoints."""
    return _RivalsQuality(add)


class _RivalsQuality:
    def __init__(self, add: float) -> None:
        self.add = add

    def __call__(self, market: Market) -> Levers:
        rivals = [brand for brand in market.brands if brand != market.focus]
        return tuple(lever(f"touchpoints.*.quality.{brand}.*", add=self.add) for brand in rivals)


def trouble(multiply: float, **where: str) -> tuple[dict[str, Any], ...]:
    """Return the levers that multiply how often causes of trouble of some kind strike customers of the focus brand."""
    return tuple(
        lever(f"causes.*.{how}", multiply=multiply, where=where) for how in ("weekly_probability", "order_probability")
    )


def courted(market: Market) -> Levers:
    """Return the levers by which every rival approaches three times as many people."""
    rivals = [name for name in market.brands if name != market.focus]
    return tuple(lever(f"brands.{name}.relationship.approach_rate", multiply=3.0) for name in rivals)


def focus_of(simulation: Simulation) -> int:
    """Return the position of the focus brand in the tables."""
    return list(simulation.market.brands).index(simulation.market.focus)


def picked(simulation: Simulation) -> np.ndarray:
    """Return who is picked, (n,) bool: one in five people, by row."""
    rows = np.arange(len(simulation.world.customers), dtype=np.uint64)
    return (rows * np.uint64(2654435761) >> np.uint64(7)) % np.uint64(ONE_IN) == 0


def of_focus(simulation: Simulation) -> np.ndarray:
    """Return who is a customer of the focus brand, (n,) bool."""
    return simulation.world.customers["brand"] == focus_of(simulation)


def gravest(market: Market) -> int:
    """Return the position of the gravest cause of trouble with the product itself, or of the gravest of all."""
    causes = list(market.causes.values())
    product = [place for place, cause in enumerate(causes) if cause.kind == "product"] or range(len(causes))
    return max(product, key=lambda place: _mean(causes[place].severity))


def _mean(number: Any) -> float:
    return float(np.mean(list(number.values()))) if isinstance(number, dict) else float(number)


def strike(simulation: Simulation, who: np.ndarray, weeks: int) -> None:
    """Begin an episode of the gravest cause of trouble for people, (n,) bool, that lasts some weeks."""
    world, cause = simulation.world, gravest(simulation.market)
    is_new = who & (world.episodes[:, cause] == 0)
    world.customers["running_episodes"][is_new] += 1
    world.episodes[who, cause] = weeks + 1


def wait(simulation: Simulation, week: int) -> Watching:
    """Simulate up to the end of a week."""
    while simulation.week < week:
        yield
    return 0.0


def mean_of(values: np.ndarray, who: np.ndarray) -> float:
    """Return the mean over some people, both (n,); NaN when there are none."""
    return float(values[who].mean()) if who.any() else np.nan


def share(part: np.ndarray, whole: np.ndarray) -> float:
    """Return the per cent of a whole that is part of something, both (n,) bool; NaN when the whole is empty."""
    return float(100.0 * np.sum(part & whole) / np.sum(whole)) if whole.any() else np.nan


def own_encounters(simulation: Simulation) -> np.ndarray:
    """Return this week's notes of encounters of customers with their own brand; everybody keeps a diary."""
    notes = simulation.notes[-1]
    met = notes[notes["event"] == Event.ENCOUNTER]
    return met[met["brand"] == simulation.world.customers["brand"][met["who"]]]


def kinds_of_touchpoints(simulation: Simulation) -> np.ndarray:
    """Return the kind of each touchpoint, (T,) of words."""
    return np.array([each.kind for each in simulation.market.touchpoints.values()])


def thirds(values: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return who is in the lowest and who in the highest third of a value, (n,) bool, among some people."""
    low, high = np.quantile(values[among], (1 / 3, 2 / 3)) if among.any() else (0.0, 0.0)
    return among & (values <= low), among & (values > high)


def moves_of(simulation: Simulation, weeks: int) -> Any:
    """Return, as the value of a generator, how often each person left a brand within some weeks, (n,)."""
    moves = np.zeros(len(simulation.world.customers))
    last = simulation.week + weeks
    while simulation.week < last:
        yield
        moves += simulation.world.seen["left"] > 0
    return moves


def image_among_strangers(simulation: Simulation) -> Watching:
    """Return the image of the focus brand, in half a year, of those who were never its customers in that time."""
    brand, strangers, total, weeks, now = focus_of(simulation), ~of_focus(simulation), 0.0, 0, np.nan
    while simulation.week < 26:
        yield now
        strangers &= ~of_focus(simulation)
        stock = simulation.world.knowledge["image"][strangers, brand]
        now = float(np.mean(stock / (1.0 + np.abs(stock))))
        total += now
        weeks += 1
    return total / weeks


def is_newcomer(simulation: Simulation, weeks: int = 1) -> np.ndarray:
    """Return who joined the focus brand within some weeks, (n,) bool."""
    customers = simulation.world.customers
    return of_focus(simulation) & (customers["tenure_weeks"] < weeks) & (customers["relation"] != Relation.NONE)


def names(market: Market, kinds: Sequence[str]) -> list[str]:
    """Return the touchpoints of some kinds."""
    return [name for name, each in market.touchpoints.items() if each.kind in kinds]
