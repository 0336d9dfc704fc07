"""What brands find out besides feedback: from informants on rivals, by mystery shopping, and by message tests.

All of it is drawn by address and written outside the week of the customers, so that it changes nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

from sim.foundations.addresses import address_of
from sim.foundations.draws import Why, uniform_columns, uniforms
from sim.rules.answers import TOP_SCORE, WEEKS_PER_YEAR
from sim.state.feedback import MESSAGES, RIVALS
from sim.state.folding import real_people
from sim.state.tables import NOBODY, STAGES, Stage, World

Names = Sequence[str]


def soundings(
    world: World, totals: np.ndarray, names: tuple[Names, Names, Names], week: int, seed: int
) -> tuple[dict[str, pd.DataFrame], np.ndarray]:
    """Return what each brand finds out in a week, and what it costs each, (B,) EUR for the real market.

    Parameters
    ----------
    totals : (B + 1, G) BOOK, the ledger of the week.
    names : of brands, segments and touchpoints.
    """
    found: dict[str, pd.DataFrame] = {}
    cost = np.zeros(len(names[0]))
    if not any(world.offers[kind].any() for kind in ("informants", "mystery_visits", "message_tests")):
        return found, cost
    for b, brand in enumerate(names[0]):
        offer = world.offers[0, b]
        tables = []
        if offer["informants"] > 0.0:
            told = _informants(world, b, names, week, seed)
            cost[b] += told["answers"].sum() * offer["cost_per_answer_eur"]
            tables.append(told.assign(of=RIVALS, week=week, instrument="informants", touchpoint="none"))
        if offer["mystery_visits"] > 0.0:
            seen = _mystery(world, b, names, week, seed)
            cost[b] += seen["answers"].sum() * offer["cost_per_visit_eur"]
            tables.append(seen.assign(of=RIVALS, week=week, instrument="mystery", segment="all", price_eur=np.nan))
        if offer["message_tests"] >= 1.0:
            tested = _message_test(world, totals, b, brand, week, seed)
            cost[b] += offer["message_tests"] * offer["cost_per_answer_eur"]
            tables.append(tested.assign(of=MESSAGES, week=week))
        if tables:
            found[brand] = pd.concat(tables, ignore_index=True)
    return found, cost


def _informants(world: World, b: int, names: tuple[Names, Names, Names], week: int, seed: int) -> pd.DataFrame:
    """Return what customers tell who left for a rival, or came from one, within a year.

    They tell what it is like there as they know it, and those who pay there now, the price.
    """
    customers = world.customers
    brand, former = customers["brand"], customers["former"]
    is_new = (customers["tenure_weeks"] < WEEKS_PER_YEAR) & (brand != NOBODY) & (former != NOBODY) & (brand != former)
    who = np.flatnonzero(is_new & ((brand == b) | (former == b)))
    u = uniform_columns(np.uint64(seed), Why.INFORMANT, week, who * len(names[0]) + b)
    segment = customers["segment"][who]
    r = real_people(world)
    rate = world.offers["informants"][segment, b] / WEEKS_PER_YEAR
    asked = u[:, 0] < rate * r
    who, segment, u, rate = who[asked], segment[asked], u[asked], rate[asked]
    rival = np.where(brand[who] == b, former[who], brand[who])
    p = world.behaviour["answers"][segment]
    known = world.knowledge["expected"][who, rival][:, Stage.USING].astype(float)
    answer = TOP_SCORE * known + p["answer_noise"] * special.ndtri(u[:, 2])
    return pd.DataFrame(
        {
            "rival": np.array(names[0], dtype=object)[rival],
            "segment": np.array(names[1], dtype=object)[segment % len(names[1])],
            "score": np.rint(answer).clip(0, TOP_SCORE).astype(int),
            "answers": np.maximum(1.0, rate * r),
            "price_eur": np.where(former[who] == b, customers["paid_eur"][who].astype(float), np.nan),
        }
    )


def _mystery(world: World, b: int, names: tuple[Names, Names, Names], week: int, seed: int) -> pd.DataFrame:
    """Return the visits to touchpoints of each rival, one after the other: quality as offered, and chance."""
    direct = np.flatnonzero(world.touchpoints["is_indirect"][0, 0] == 0)
    visits = int(world.offers["mystery_visits"][0, b])
    noise = float(world.behaviour["touchpoints"]["noise"][0])
    lines = []
    for rival, name in enumerate(names[0]):
        if rival == b or not world.brand_states["is_present"][rival]:
            continue
        for visit in range(visits):
            t = direct[(week * visits + visit) % len(direct)]
            u = uniforms(seed, Why.MYSTERY, week, visit * len(names[0]) + b, address_of(name))
            chance = noise * world.touchpoints["unevenness"][0, rival, t] * special.ndtri(u[0])
            quality = world.quality[:, rival, t].mean() + chance
            score = int(np.rint(TOP_SCORE * quality).clip(0, TOP_SCORE))
            lines.append({"rival": name, "touchpoint": names[2][t], "score": score, "answers": 1.0})
    return pd.DataFrame(lines, columns=["rival", "touchpoint", "score", "answers"])


def _message_test(world: World, totals: np.ndarray, b: int, brand: str, week: int, seed: int) -> pd.DataFrame:
    """Return what people understood of a brand's promise who met it this week, and what its customers expect.

    Means of samples: the fewer people are asked, the more they differ from everybody's.
    """
    people = float(world.offers["message_tests"][0, b])
    lines = []
    for s, stage in enumerate(STAGES):
        met, lived = totals["promises_met"][b].sum(), totals["encounters"][b, :, s].sum()
        u = uniforms(seed, Why.MESSAGE, week, s, address_of(brand))
        error = world.behaviour["answers"]["message_spread"][0] / np.sqrt(people) * special.ndtri(u[:2])
        received = totals["heard"][b, :, s].sum() / met + error[0] if met else np.nan
        expected = totals["expected"][b, :, s].sum() / lived + error[1] if lived else np.nan
        sent = float(world.offers["promise"][:, b, s].mean())
        told = {"stage": stage, "sent": sent, "received": received, "expected": expected, "people": people}
        lines.append(told)
    return pd.DataFrame(lines)
