"""The catalogue: markets, scenarios and parameters."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import typer

from experiments.errors import RequestError
from experiments.experiment.console import show
from experiments.experiment.options import Json, MarketArgument


def markets(json: Json = False) -> None:
    """List the shipped markets.

    Example: cxsim markets
    """
    from sim.market.loading import load_shipped, shipped_markets
    from sim.scenarios.loading import shipped_scenarios

    rows = []
    for name in shipped_markets():
        market = load_shipped(name)
        rows.append(
            {
                "market": name,
                "title": market.title,
                "kind": market.category.kind.replace("_", " "),
                "brands": ", ".join(market.listed("brands")),
                "segments": ", ".join(market.listed("segments")),
                "scenarios": len(shipped_scenarios(name)),
            }
        )
    show(rows, json)


def scenarios(market: MarketArgument, json: Json = False) -> None:
    """List the scenarios of a market, with their questions and costs.

    Example: cxsim scenarios telecom
    """
    from sim.market.loading import load_market
    from sim.scenarios.loading import load_scenario, scenarios_of
    from sim.scenarios.scenario import BASELINE

    loaded = load_market(market)
    rows = []
    files: list[str | Path] = [BASELINE, *scenarios_of(loaded).values()]
    for file in files:
        scenario = load_scenario(file, loaded)
        costs = [scenario.cost, *(lever.cost for lever in scenario.levers)]
        rows.append(
            {
                "scenario": scenario.name,
                "question": scenario.question,
                "brand": scenario.brand or loaded.focus,
                "from_week": scenario.first_week,
                "one_off_eur": sum(cost.one_off_eur for cost in costs),
                "weekly_eur": sum(cost.weekly_eur for cost in costs),
                "for_customers": round(loaded.category.customers),
            }
        )
    show(rows, json)


def parameters(
    market: MarketArgument,
    pattern: Annotated[str, typer.Argument(help="Only paths that match, such as 'brands.*.price*'.")] = "*",
    json: Json = False,
) -> None:
    """List every parameter of a market: value, range, unit, where it can be a lever, grade, meaning and source.

    Example: cxsim parameters telecom 'causes.*'
    """
    from sim.market.loading import load_market
    from sim.market.messages import dotted
    from sim.market.sheet import numbers_in
    from sim.scenarios.paths import reach

    loaded = load_market(market)
    numbers = {dotted(listed.path): listed for listed in numbers_in(loaded.as_listed(loaded.model_dump()))}
    rows = [
        {
            "path": path,
            "value": listed.value,
            "low": listed.number.low,
            "high": listed.number.high,
            "unit": listed.number.unit,
            "lever": reach(listed.path),
            "grade": listed.number.grade,
            "meaning": listed.number.meaning,
            "source": listed.number.source,
        }
        for path, listed in numbers.items()
        if fnmatchcase(path, pattern)
    ]
    if not rows:
        raise _no_number(pattern, numbers)
    show(rows, json)


def _no_number(pattern: str, paths: Collection[str]) -> RequestError:
    """Return the message that no parameter has a path like `pattern`, with the nearest one."""
    from sim.market.messages import quoted, unknown

    wider = f"*{pattern.strip('*')}*"
    if any(fnmatchcase(path, wider) for path in paths):
        return RequestError(
            f"a pattern must match a whole path, and no path matches {quoted(pattern)}: try {quoted(wider)}"
        )
    return RequestError(unknown("number", pattern, paths))
