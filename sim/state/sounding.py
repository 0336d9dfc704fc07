"""What brands find out besides feedback: from informants on rivals, by mystery shopping, and by message tests.

All of it is drawn by address and written outside the week of the customers, so that it changes nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import special

from sim.foundations.draws import Why, uniform_columns, uniforms
from sim.rules.answers import TOP_SCORE, WEEKS_PER_YEAR
from sim.state.feedback import MESSAGE, NOTHING_FOUND, RIVAL, RIVAL_INSTRUMENTS, Sounding
from sim.state.folding import real_people
from sim.state.tables import NOBODY, STAGES, Stage, World

Names = Sequence[str]
_INFORMANTS, _MYSTERY = range(len(RIVAL_INSTRUMENTS))


def soundings(
    world: World, totals: np.ndarray, names: tuple[Names, Names, Names], week: int, seed: int
) -> tuple[dict[str, Sounding], np.ndarray]:
    """Return what each brand finds out in a week, and what it costs each, (B,) EUR for the real market.

    Parameters
    ----------
    totals : (B + 1, G) BOOK, the ledger of the week.
    names : of brands, segments and touchpoints.
    """
    found: dict[str, Sounding] = {}
    offers = world.offers[0]
    cost = np.zeros(len(offers))
    asks, visits, tests = offers["informants"] > 0.0, offers["mystery_visits"] > 0.0, offers["message_tests"] >= 1.0
    movers = _movers(world) if asks.any() else None
    quality: dict[tuple[int, int], float] = {}
    for b in np.flatnonzero(asks | visits | tests).tolist():
        told, seen, tested = NOTHING_FOUND
        if movers and asks[b]:
            told = _informants(world, b, len(names[1]), movers, week, seed)
            cost[b] += told["answers"].sum() * offers["cost_per_answer_eur"][b]
        if visits[b]:
            seen = _mystery(world, b, quality, week, seed)
            cost[b] += seen["answers"].sum() * offers["cost_per_visit_eur"][b]
        if tests[b]:
            tested = _message_test(world, totals, b, week, seed)
            cost[b] += offers["message_tests"][b] * offers["cost_per_answer_eur"][b]
        found[names[0][b]] = Sounding(told, seen, tested)
    return found, cost


class _Movers(NamedTuple):
    """Customers who came to their brand from another one within a year.

    Attributes
    ----------
    who : rows of customers.
    brand, former, segment : of each, (movers,) each.
    """

    who: np.ndarray
    brand: np.ndarray
    former: np.ndarray
    segment: np.ndarray

    def those(self, chosen: np.ndarray) -> _Movers:
        """Return those of them for whom `chosen`, (movers,) bool, is true."""
        places = np.flatnonzero(chosen)
        return _Movers(*(column[places] for column in self))


def _movers(world: World) -> _Movers:
    """Return who changed the brand within a year."""
    customers = world.customers
    brand, former = customers["brand"], customers["former"]
    who = np.flatnonzero((brand != former) & (former != NOBODY) & (brand != NOBODY))
    who = who[customers["tenure_weeks"][who] < WEEKS_PER_YEAR]
    return _Movers(who, brand[who], former[who], customers["segment"][who])


def _informants(world: World, b: int, segments: int, movers: _Movers, week: int, seed: int) -> np.ndarray:
    """Return what customers tell who left for a rival, or came from one, within a year, as RIVAL.

    They tell what it is like there as they know it, and those who pay there now, the price.

    Parameters
    ----------
    segments : of the market, without pilots.
    """
    movers = movers.those((movers.brand == b) | (movers.former == b))
    u = uniform_columns(np.uint64(seed), Why.INFORMANT, week, movers.who * world.offers.shape[1] + b)
    r = real_people(world)
    rate = world.offers["informants"][movers.segment, b] / WEEKS_PER_YEAR
    asked = u[:, 0] < rate * r
    who, brand, former, segment = movers.those(asked)
    rival = np.where(brand == b, former, brand)
    known = world.knowledge["expected"][who, rival, Stage.USING].astype(float)
    noise = world.behaviour["answers"]["answer_noise"][segment] * special.ndtri(u[asked, 2])
    told = np.zeros(len(who), RIVAL)
    told["week"], told["instrument"], told["rival"], told["segment"] = week, _INFORMANTS, rival, segment % segments
    told["touchpoint"] = NOBODY
    told["score"] = np.rint(TOP_SCORE * known + noise).clip(0, TOP_SCORE)
    told["answers"] = np.maximum(1.0, rate[asked] * r)
    told["price_eur"] = np.where(former == b, world.customers["paid_eur"][who].astype(float), np.nan)
    return told


def _mystery(world: World, b: int, quality: dict[tuple[int, int], float], week: int, seed: int) -> np.ndarray:
    """Return the visits to touchpoints of each rival, one after the other, as RIVAL: quality as offered, and chance.

    Parameters
    ----------
    quality : offered by a brand at a touchpoint, as far as somebody was there this week; grows.
    """
    direct = np.flatnonzero(world.touchpoints["is_indirect"][0, 0] == 0)
    brands, visits = world.offers.shape[1], int(world.offers["mystery_visits"][0, b])
    rivals = [rival for rival in np.flatnonzero(world.brand_states["is_present"]).tolist() if rival != b]
    touchpoints = direct[(week * visits + np.arange(visits)) % len(direct)]
    pairs = [(rival, touchpoint) for rival in rivals for touchpoint in touchpoints.tolist()]
    for rival, touchpoint in set(pairs) - quality.keys():
        offered = world.quality[:, rival, touchpoint]
        quality[rival, touchpoint] = offered.sum() / offered.size
    u = [
        uniforms(seed, Why.MYSTERY, week, visit * brands + b, address)[0]
        for address in world.offers["address"][0, rivals].tolist()
        for visit in range(visits)
    ]
    seen = np.zeros(len(pairs), RIVAL)
    seen["week"], seen["instrument"], seen["segment"], seen["answers"] = week, _MYSTERY, NOBODY, 1.0
    seen["rival"], seen["touchpoint"] = np.array(pairs, int).reshape(-1, 2).T
    unevenness = world.touchpoints["unevenness"][0, seen["rival"], seen["touchpoint"]]
    chance = world.behaviour["touchpoints"]["noise"][0] * unevenness * special.ndtri(u)
    seen["score"] = np.rint(TOP_SCORE * (np.array([quality[pair] for pair in pairs]) + chance)).clip(0, TOP_SCORE)
    seen["price_eur"] = np.nan
    return seen


def _message_test(world: World, totals: np.ndarray, b: int, week: int, seed: int) -> np.ndarray:
    """Return what people understood of a brand's promise who met it this week, and what its customers expect.

    One MESSAGE for each stage. Means of samples: the fewer people are asked, the more they differ from everybody's.
    """
    people, address = world.offers["message_tests"][0, b], int(world.offers["address"][0, b])
    u = np.array([uniforms(seed, Why.MESSAGE, week, stage, address)[:2] for stage in range(len(STAGES))])
    error = world.behaviour["answers"]["message_spread"][0] / np.sqrt(people) * special.ndtri(u)
    met = totals["promises_met"][b].sum()
    lived, heard, expected = (_by_stage(totals[name][b]) for name in ("encounters", "heard", "expected"))
    tested = np.zeros(len(STAGES), MESSAGE)
    tested["week"], tested["stage"], tested["people"] = week, np.arange(len(STAGES)), people
    tested["sent"] = _by_stage(world.offers["promise"][:, b]) / len(world.offers)
    tested["received"] = heard / met + error[:, 0] if met else np.nan
    tested["expected"] = np.divide(expected, lived, out=np.full(len(STAGES), np.nan), where=lived != 0.0) + error[:, 1]
    return tested


def _by_stage(table: np.ndarray) -> np.ndarray:
    """Return the sums over segments of a table (segments, stages), added up stage by stage."""
    return np.ascontiguousarray(table.T).sum(axis=1)
