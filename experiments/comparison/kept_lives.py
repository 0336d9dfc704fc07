"""The life of one customer in the worlds of a future, as far as a folder of results keeps it: nothing is simulated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.comparison.kept_diaries import NOTES, diary_of
from experiments.comparison.matching import MOVED
from experiments.results.folder import RUNS, read_manifest
from experiments.results.rooms import Room, seal_of
from sim.diary.diary import Diary
from sim.diary.timeline import parting
from sim.state.tables import NOBODY

if TYPE_CHECKING:
    from experiments.running.study import Study


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
    return Lives(customer, seed, study.market.segments[row["segment"]].title, start, tuple(worlds), parted(worlds))


def parted(worlds: Sequence[LifeInWorld]) -> int | None:
    """Return the first week in which two worlds differ for the customer."""
    return parting(worlds[0].diary.entries, worlds[-1].diary.entries) if len(worlds) > 1 else None
