"""The life of one customer in the worlds of a future: what happened, why it left, and what would have kept it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from experiments.comparison.kept_lives import Chances, LifeInWorld, Lives, WhatIf, parted
from experiments.errors import RequestError
from experiments.measures.counted import share_interval
from experiments.pages.formats import share
from experiments.pages.phrases import quoted
from language import phrase
from sim.diary.alone import Alone, Recording
from sim.diary.diary import Diary
from sim.diary.what_ifs import (
    CHEAPER,
    Change,
    better,
    cheaper,
    in_silence,
    with_help,
    without_cause,
    without_offers,
    without_trouble,
)
from sim.state.tables import NOBODY

if TYPE_CHECKING:
    from experiments.running.study import Study
    from sim.market.schema import Market

LOOKS_BACK = 52
"""Weeks before a departure in which its reasons are looked for."""
_OTHER_LUCK = 2**41
_MOST_CAUSES = 3


def lives_of(
    study: Study, seed: int, customer: int, futures: int = 0, threads: int = 1, with_what_ifs: bool = True
) -> Lives:
    """Return the life of one customer in every scenario of a study, which is simulated once more for it.

    Parameters
    ----------
    customer : number, from 1.
    futures : with how many other random numbers the customer's weeks are lived again; 0 for none.

    Raises
    ------
    RequestError
        When there is no such customer.
    """
    if not 1 <= customer <= study.customers:
        raise RequestError(f"--customer: there is no customer {customer}; they are numbered 1 to {study.customers:,}")
    row = customer - 1
    worlds: list[LifeInWorld] = []
    alone: dict[str, Alone] = {}
    start, segment = NOBODY, ""
    names = [scenario.name for scenario in study.scenarios]
    for scenario, model in study.begun(seed, threads):
        if scenario.name not in names:  # with rivals that react, or the truth of a pilot
            continue
        if not worlds:
            start = int(model.simulation.world.customers["brand"][row])
            segment = model.customer(customer).segment
        recording = Recording(model.simulation)
        for _ in range(study.weeks):
            recording.step(threads)
        alone[scenario.name] = Alone(recording, row)
        life = alone[scenario.name].relive()
        worlds.append(
            LifeInWorld(
                scenario.name,
                scenario.title,
                life.diary,
                int(life.brands[-1]),
                _chances(alone[scenario.name], start, futures) if futures and start != NOBODY else None,
            )
        )
    left_in = next((world.name for world in worlds if start != NOBODY and world.brand_at_end != start), "")
    what_ifs: tuple[WhatIf, ...] = ()
    if left_in and with_what_ifs:
        left = next(world for world in worlds if world.name == left_in)
        what_ifs = tuple(_what_ifs(study.market, alone[left_in], left.diary, start))
    title = study.market.segments[segment].title
    return Lives(customer, seed, title, start, tuple(worlds), parted(worlds), left_in, what_ifs)


def _chances(alone: Alone, start: int, futures: int) -> Chances:
    """Return how often the customer is still there at the end with other random numbers."""
    stays = sum(alone.relive(seed=_OTHER_LUCK + future).brands[-1] == start for future in range(futures))
    return Chances(stays / futures, *share_interval(int(stays), futures))


def _what_ifs(market: Market, alone: Alone, diary: Diary, brand: int) -> Iterator[WhatIf]:
    """Yield what could have been different before the last departure, and whether the customer is still there then."""
    for words, change in _changes(market, diary, brand):
        yield WhatIf(words, bool(alone.relive(change).brands[-1] == brand))


def _changes(market: Market, diary: Diary, brand: int) -> Iterator[tuple[str, Change]]:
    """Yield changes that have to do with what stands in the diary, in words and as a function."""
    title = market.brands[list(market.brands)[brand]].title
    left = [entry.week for entry in diary if entry.event in ("left", "left_market", "lapsed") and entry.brand == title]
    until = left[-1] if left else diary.entries[-1].week
    before = [entry for entry in diary.between(until - LOOKS_BACK, until) if entry.brand == title]
    events = Counter(entry.event for entry in before)
    causes = {cause.title: place for place, cause in enumerate(market.causes.values())}
    felt = Counter(entry.about for entry in before if entry.event == "trouble")
    for cause, _ in felt.most_common(_MOST_CAUSES):
        yield phrase("there had been no {cause}", cause=quoted(phrase(cause))), without_cause(brand, causes[cause])
    if len(felt) > 1:
        yield phrase("nothing had gone wrong at all"), without_trouble(brand)
    if events["complained"] or events["stayed_silent"]:
        yield phrase("every request for help had been settled at once"), with_help(brand)
    worst = min(
        (entry for entry in before if entry.event == "encounter"),
        key=lambda entry: entry.figures["perceived"] - entry.figures["expected"],
        default=None,
    )
    if worst is not None:
        touchpoints = {each.title: place for place, each in enumerate(market.touchpoints.values())}
        improved = phrase("{touchpoint} had been one step better", touchpoint=quoted(phrase(worst.about)))
        yield improved, better(brand, touchpoints[worst.about])
    yield phrase("nobody around had spoken of brands, or left one"), in_silence
    yield phrase("no rival had made an offer"), without_offers(brand)
    yield phrase("the price had been {share} lower", share=share(1 - CHEAPER)), cheaper(brand)
