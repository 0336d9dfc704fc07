"""The life of one customer in the worlds of a future: what happened, why it left, and what would have kept it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.comparison.matching import MOVED
from experiments.comparison.stories import NOTES, diary_of
from experiments.errors import RequestError
from experiments.measures.counted import share_interval
from experiments.pages.formats import share
from experiments.pages.phrases import quoted
from experiments.results.folder import RUNS, read_manifest
from experiments.results.rooms import Room, seal_of
from language import phrase
from sim.diary.alone import Alone, Recording
from sim.diary.diary import Diary
from sim.diary.timeline import parting
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


class WhatIf(NamedTuple):
    """One thing that could have been different, in the past perfect, and whether the customer is still there then."""

    words: str
    stays: bool


class Chances(NamedTuple):
    """How often the customer is still a customer at the end with other random numbers: share and its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class LifeInWorld:
    """One world of the customer.

    Attributes
    ----------
    name : of the scenario.
    brand_at_end : position of the brand after the last week, -1 for none.
    chances : None when they were not asked for.
    """

    name: str
    title: str
    diary: Diary
    brand_at_end: int
    chances: Chances | None = None


@dataclass(frozen=True)
class Lives:
    """A customer in the baseline and with a strategy, or in the baseline alone.

    Attributes
    ----------
    segment : title of the customer's segment.
    start : position of the brand at the beginning, -1 for none.
    apart : first week in which the worlds differ for the customer, None when they do not.
    left_in : name of the world whose departure the what-ifs are about; "" when the customer leaves in none.
    what_ifs : what would have kept the customer, or not.
    """

    customer: int
    seed: int
    segment: str
    start: int
    worlds: tuple[LifeInWorld, ...]
    apart: int | None
    left_in: str = ""
    what_ifs: tuple[WhatIf, ...] = ()


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
    return Lives(customer, seed, title, start, tuple(worlds), _apart(worlds), left_in, what_ifs)


def kept_lives(folder: Path, study: Study, seed: int, customer: int) -> Lives | None:
    """Return the life of a customer from the diaries that a folder of results keeps, None when it keeps none of it."""
    if not (folder / RUNS).is_dir():
        return None
    room = Room(folder / RUNS, seal_of(read_manifest(folder)["inputs"]))
    kept, future = room.kept(f"stories-{seed}"), room.kept(f"seed-{seed}")
    if not isinstance(kept, dict) or not isinstance(future, dict):
        return None
    notes, moved = kept[NOTES], future[MOVED]
    own = moved[(moved["customer"] == customer) & (moved["scenario"] == study.scenarios[-1].name)]
    of_customer = notes[notes["customer"] == customer]
    if not len(own) or not len(of_customer):
        return None
    row, brands = own.iloc[0], [*study.market.brands]
    start, *ends = (
        brands.index(row[f"brand_{when}"]) if row[f"brand_{when}"] in brands else NOBODY
        for when in ("at_start", "in_baseline", "in_scenario")
    )
    lines = {str(name): table for name, table in of_customer.groupby("scenario")}
    worlds = [
        LifeInWorld(each.name, each.title, diary_of(lines.get(each.name, of_customer.iloc[:0]), customer, study), end)
        for each, end in zip(study.scenarios, ends, strict=False)
    ]
    return Lives(customer, seed, study.market.segments[row["segment"]].title, start, tuple(worlds), _apart(worlds))


def _apart(worlds: Sequence[LifeInWorld]) -> int | None:
    """Return the first week in which two worlds differ for the customer."""
    return parting(worlds[0].diary.entries, worlds[-1].diary.entries) if len(worlds) > 1 else None


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
