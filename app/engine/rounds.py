"""Rounds of a class: what a team has decided so far, lived in its own copy of the market; what is true, what was heard.

A team's market is lived anew from its beginning whenever it is asked for, so that nothing has to be kept but decisions:
the same decisions with the same seed give the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from app.engine.futures import WEEKS_A_TURN, Shelf, rows_of
from sim.market.schema import Market
from sim.rules.answers import TOP_SCORE, WORST_CONTENT
from sim.scenarios.levers import Cost, Lever
from sim.scenarios.loading import load_scenario, scenarios_of
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.counters import COUNTERS
from sim.state.feedback import NOT_READ
from sim.state.ledger import NONE

RESEARCH: Mapping[str, tuple[tuple[str, ...], float]] = {
    "help": (("help",), 0.3),
    "use": (("using",), 0.02),
    "journey": (("buying", "receiving"), 0.3),
}
"""Research after encounters -> the stages of its touchpoints, and the share of encounters that is asked about."""
RECOMMEND, _ASKED_A_YEAR = "recommend", 0.5
"""Research that asks whether customers would recommend the brand, and how often each is asked."""
_PROMOTER, _DETRACTOR = TOP_SCORE - 1, WORST_CONTENT - 1
_Z = 1.96
_DIGITS = 3

Decision = Mapping[str, Any]
"""What a team decides for a round: `levers` (path -> value), `start` (names of scenarios), `ask` (research)."""


def scenario_of(decisions: Sequence[Decision], market: Market, weeks: int) -> Scenario:
    """Return what a team has decided so far as a scenario; each round has so many weeks."""
    levers: list[Lever] = []
    last: dict[str, int] = {}
    for number, decision in enumerate(decisions):
        first = 1 + number * weeks
        for path, value in decision["levers"].items():
            if path in last:
                levers[last[path]] = levers[last[path]].model_copy(update={"until_week": first - 1})
            last[path] = len(levers)
            levers.append(Lever(path=path, to=value, from_week=first))
        for name in decision["start"]:
            levers += _moved(load_scenario(scenarios_of(market)[name], market), first)
        for asks in decision["ask"]:
            levers += _asking(asks, market, first, first + weeks - 1)
    return Scenario(name="team", levers=tuple(levers))


def _moved(scenario: Scenario, first: int) -> Iterator[Lever]:
    """Yield the levers of a scenario so that they begin in week `first`; the earliest also pays for the scenario."""
    shift = first - scenario.first_week
    opening = min(range(len(scenario.levers)), key=lambda place: scenario.levers[place].from_week)
    for place, lever in enumerate(scenario.levers):
        until = None if lever.until_week is None else lever.until_week + shift
        cost = lever.cost
        if place == opening:
            cost = Cost(
                one_off_eur=cost.one_off_eur + scenario.cost.one_off_eur,
                weekly_eur=cost.weekly_eur + scenario.cost.weekly_eur,
            )
        yield lever.model_copy(update={"from_week": lever.from_week + shift, "until_week": until, "cost": cost})


def _asking(asks: str, market: Market, first: int, last: int) -> Iterator[Lever]:
    """Yield the levers by which customers are asked during a round."""
    if asks == RECOMMEND:
        path = "brand.listening.relational_coverage"
        yield Lever(path=path, to=_ASKED_A_YEAR, from_week=first, until_week=last)
        return
    stages, share = RESEARCH[asks]
    for name, touchpoint in market.touchpoints.items():
        if touchpoint.stage in stages and touchpoint.kind != "indirect":
            path = f"brand.listening.coverage.{name}"
            yield Lever(path=path, to=share, from_week=first, until_week=last)


def play(shelf: Shelf, asked: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Live a team's market to the end of its last decided round, and tell it round by round.

    Parameters
    ----------
    asked : market, customers, luck (the seed), `decisions`, `rounds` to live, and how many `weeks` each has.
    """
    market, weeks = shelf.market(asked["market"]), int(asked["weeks"])
    future = shelf.future(asked["market"], int(asked["customers"]), int(asked["luck"]))
    scenario = scenario_of(asked["decisions"], market, weeks)
    yield from future.settle()
    world = future.with_strategy(scenario)
    for number in range(int(asked["rounds"])):
        for _ in range(0, weeks, WEEKS_A_TURN):
            for _ in range(min(WEEKS_A_TURN, (number + 1) * weeks - world.week)):
                world.step()
            yield
    rows = [[round(value, _DIGITS) for value in row] for row in rows_of(world, 0)]
    spans = [(1 + number * weeks, (number + 1) * weeks) for number in range(int(asked["rounds"]))]
    tell({"rows": rows, "rounds": [{"truth": truth(world, *span), "heard": heard(world, *span)} for span in spans]})


def truth(world: Simulation, first: int, last: int) -> dict[str, Any]:
    """Return what was true of the focus brand in some weeks: bad encounters by cause and touchpoint, and its score.

    Names stand in the order of their bad encounters, each with its share of all of them.
    """
    lived = world.ledger.lived(first - 1)
    own = lived[(lived["brand"] == world.market.focus) & (lived["week"] <= last)]
    counters = world.ledger.of_brand(list(world.market.brands).index(world.market.focus), last - 1)[0]
    booked = dict(zip(COUNTERS, counters, strict=True))
    people = booked["customers"]
    net = 100.0 * (booked["promoters"] - booked["detractors"]) / people if people else 0.0
    caused = own[own["cause"] != NONE]
    return {"cause": _shares(caused, "cause"), "touchpoint": _shares(own, "touchpoint"), "nps": round(float(net), 1)}


def _shares(lived: pd.DataFrame, of: str) -> list[tuple[str, float]]:
    bad = lived.groupby(of)["bad"].sum().sort_values(ascending=False, kind="stable")
    total = bad.sum()
    return [(str(name), round(float(count / total), 4)) for name, count in bad.items() if count]


def heard(world: Simulation, first: int, last: int) -> dict[str, Any]:
    """Return what research of some weeks found, with half the width of 95 % intervals: answers are a sample."""
    answers = world.feedback.of_brand(world.market.focus, first, last, world.ledger)
    asked = answers[answers["instrument"] == "csat"]
    bad = asked[asked["score"] < WORST_CONTENT]
    read = bad[~bad["cause"].isin([NONE, NOT_READ])]
    found: dict[str, Any] = {
        "touchpoints": [_bad_share(name, rows, world) for name, rows in asked.groupby("touchpoint")],
        "causes": _named(read),
    }
    recommending = answers[answers["instrument"] == "nps"]
    if len(recommending):
        found["nps"] = _net_score(recommending, world)
    return found


def _named(read: pd.DataFrame) -> list[tuple[str, float]]:
    counts = read.groupby("cause")["answers"].sum().sort_values(ascending=False, kind="stable")
    total = counts.sum()
    return [(str(name), round(float(count / total), 3)) for name, count in counts.items() if count]


def _bad_share(name: Any, rows: pd.DataFrame, world: Simulation) -> dict[str, Any]:
    """Return the share of dissatisfied answers at a touchpoint; the error is that of the simulated customers."""
    total = float(rows["answers"].sum())
    share = float(rows.loc[rows["score"] < WORST_CONTENT, "answers"].sum()) / total
    people = max(total / world.feedback.people, 1.0)
    half = min(_Z * math.sqrt(max(share * (1 - share), 1 / people / 4) / people), 1.0)
    return {"touchpoint": str(name), "bad": round(share, 4), "half": round(half, 4), "answers": round(people)}


def _net_score(rows: pd.DataFrame, world: Simulation) -> dict[str, float]:
    total = float(rows["answers"].sum())
    people = max(total / world.feedback.people, 1.0)
    up = float(rows.loc[rows["score"] >= _PROMOTER, "answers"].sum()) / total
    down = float(rows.loc[rows["score"] <= _DETRACTOR, "answers"].sum()) / total
    half = _Z * math.sqrt(max(up + down - (up - down) ** 2, 0.0) / people)
    return {"score": round(100 * (up - down), 1), "half": round(100 * half, 1), "answers": round(people)}
