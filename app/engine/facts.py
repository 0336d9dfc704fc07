"""Facts of a market that the page shows before anything is simulated: titles, strategies, levers with their stops."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.market.messages import dotted
from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.loading import load_scenario, scenarios_of
from sim.scenarios.paths import Atlas
from sim.scenarios.scenario import Scenario

LEVERS_FROM_WEEK = 8
"""Week in which sliders begin to act, as the shipped strategies do: the weeks before are the same in both runs."""


class Slider(NamedTuple):
    """A lever of the page: its short name, the path it sets, what it counts, and the values at which it can stand.

    Attributes
    ----------
    counts : in which words a value is told: "price", "agents", "quality", "trouble", "share", "days".
    around : whether `stops` are multiples of today's value rather than values.
    """

    key: str
    path: str
    counts: str
    stops: tuple[float, ...]
    around: bool = False


_AROUND = (0.5, 0.6, 0.7, 0.8, 0.9, 1.2, 1.4, 1.6, 1.8, 2.0)
_PRICE = Slider("price", "brand.offer.price_eur", "price", ())
_AGENTS = Slider("agents", "brand.operations.support_agents", "agents", _AROUND, around=True)
_LESS_OR_MORE = tuple(k / 10 for k in range(16) if k != 10)
"""From no trouble to half as much again."""
_SHARES = tuple(k / 20 for k in range(0, 17))
"""From nothing to four in five."""

_CONTRACTUAL = (
    _PRICE,
    _AGENTS,
    Slider("promise", "brand.promise.using", "quality", tuple(k / 50 for k in range(28, 46))),
    Slider("trouble", "causes.{cause}.weekly_probability", "trouble", _LESS_OR_MORE, around=True),
    Slider("onboarding", "brand.offer.onboarding", "guided", _SHARES),
    Slider("contract", "brand.relationship.year_contract_share", "share", _SHARES),
)
_REPEATED = (
    _PRICE,
    Slider("lead", "brand.operations.lead_days", "days", (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.35, 1.5), True),
    Slider("promised", "brand.promise.delivery_days", "days", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)),
    Slider("trouble", "causes.{cause}.order_probability", "faulty_orders", _LESS_OR_MORE, around=True),
    Slider("tracking", "brand.operations.tracking", "told", _SHARES),
    _AGENTS,
)


def facts_of(market: Market) -> dict[str, Any]:
    """Return the facts of a market as a plain document."""
    focus = market.brands[market.focus]
    return {
        "name": market.name,
        "title": market.title,
        "kind": market.category.kind,
        "brand": market.focus,
        "brand_title": focus.title,
        "brands": {name: market.brands[name].title for name in market.listed("brands")},
        "segments": {name: market.segments[name].title for name in market.listed("segments")},
        "causes": {name: market.causes[name].title for name in market.listed("causes")},
        "touchpoints": {
            name: {"title": market.touchpoints[name].title, "stage": market.touchpoints[name].stage}
            for name in market.listed("touchpoints")
        },
        "customers": round(market.category.customers),
        "has_works": bool(focus.works),
        "strategies": [_strategy(scenario) for scenario in _strategies(market)],
        "levers_from_week": LEVERS_FROM_WEEK,
        "levers": [_lever(slider, market) for slider in _sliders(market)],
    }


def _strategies(market: Market) -> Iterator[Scenario]:
    """Yield the strategies of the focus brand that go on from the market as it stands."""
    for file in scenarios_of(market).values():
        scenario = load_scenario(file, market)
        if (scenario.brand or market.focus) == market.focus and not scenario.changes_the_start:
            yield scenario


def _strategy(scenario: Scenario) -> dict[str, Any]:
    costs = [scenario.cost, *(lever.cost for lever in scenario.levers)]
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "one_off_eur": sum(cost.one_off_eur for cost in costs),
        "weekly_eur": sum(cost.weekly_eur for cost in costs),
        "paths": sorted({lever.path for lever in scenario.levers}),
    }


def _sliders(market: Market) -> tuple[Slider, ...]:
    """Return the levers of the page for a kind of market, about its heaviest cause of trouble."""
    is_contractual = market.category.kind == "contractual"
    sliders = _CONTRACTUAL if is_contractual else _REPEATED
    cause = heaviest_cause(market, "weekly_probability" if is_contractual else "order_probability")
    return tuple(each._replace(path=each.path.format(cause=cause)) for each in sliders if cause or "{" not in each.path)


def heaviest_cause(market: Market, probability: str) -> str:
    """Return the cause that burdens customers of the focus brand most: how often, how badly and for how long."""

    def burden(name: str) -> float:
        cause = market.causes[name]
        often = getattr(cause, probability)[market.focus]
        return often * cause.severity[market.focus] * cause.episode_weeks

    return max(market.listed("causes"), key=burden, default="")


def _lever(slider: Slider, market: Market) -> dict[str, Any]:
    """Return a lever with its value of today, the values at which it can stand, and where its number comes from."""
    found = Atlas(market.model_dump(), market.focus).targets(Lever(path=slider.path, multiply=1.0))[0]
    low, high = found.number.low, found.number.high
    given = slider.stops or _whole_prices(found.value)
    stops = {_rounded(found.value * stop if slider.around else stop, slider.counts) for stop in given}
    return {
        "key": slider.key,
        "path": slider.path,
        "full_path": dotted(found.path),
        "counts": slider.counts,
        "cause": market.causes[slider.path.split(".")[1]].title if slider.path.startswith("causes.") else "",
        "today": found.value,
        "stops": sorted({stop for stop in stops if low <= stop <= high} | {found.value}),
        "meaning": found.number.meaning,
        "grade": found.number.grade,
        "source": found.number.source,
    }


def _whole_prices(today: float) -> tuple[float, ...]:
    """Return prices around today's, a third up and down, in steps of a whole euro or more."""
    step = max(1, round(today / 27))
    return tuple(today + step * k for k in range(-8, 9) if today + step * k > 0)


_DIGITS = {"price": 1, "agents": 1, "days": 1, "trouble": 4, "faulty_orders": 4}


def _rounded(value: float, counts: str) -> float:
    return round(value, _DIGITS.get(counts, 2))
