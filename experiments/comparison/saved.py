"""Who was saved and lost by a strategy: matched customers of all futures, and the stories of a few."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from experiments.comparison.kept_diaries import NOTES, diary_of
from experiments.comparison.matching import MOVED_COLUMNS, fate
from experiments.comparison.stories import LUCK, TOLD, TOLD_COLUMNS, OtherLuck, Stories
from language import phrase
from sim.diary.diary import Diary

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.running.study import Study

SAVED = "saved_lost.parquet"
_KEYS = ["scenario", "seed", "customer"]


@dataclass(frozen=True)
class SavedLost:
    """Matched customers of a comparison.

    Attributes
    ----------
    moved : of all futures: who ends elsewhere than in the baseline, see :data:`MOVED_COLUMNS`.
    told : of the futures with stories: direct effect and path of those whom the brand gained or lost.
    luck : :class:`OtherLuck` of each strategy and future with stories.
    notes : seed -> diaries of the customers told, in each world.
    """

    study: Study
    moved: pd.DataFrame
    told: pd.DataFrame
    luck: pd.DataFrame
    notes: Mapping[int, pd.DataFrame]

    @cached_property
    def table(self) -> pd.DataFrame:
        """Who ends elsewhere than in the baseline, in all futures, with direct effect and path where they are known.

        For every brand and future, customers in the baseline - those with this `brand_in_baseline` + those with this
        `brand_in_scenario` = customers in the scenario.
        """
        return self.moved.merge(self.told, how="left", on=_KEYS)

    @cached_property
    def own(self) -> pd.DataFrame:
        """The rows of :attr:`table` that concern the compared brand, with their `fate`, see :func:`fate`."""
        what = fate(self.table, self.study.brand)
        return self.table[what != ""].assign(fate=what[what != ""])

    @property
    def seeds_told(self) -> tuple[int, ...]:
        """Futures with stories."""
        return tuple(self.notes)

    def diary(self, seed: int, scenario: str, customer: int) -> Diary | None:
        """Return the diary of a customer in one world of a future, None when it was not kept."""
        notes = self.notes.get(seed)
        if notes is None:
            return None
        own = notes[(notes["scenario"] == scenario) & (notes["customer"] == customer)]
        return diary_of(own, customer, self.study) if len(own) else None


def saved_and_lost(study: Study, moved: Mapping[int, pd.DataFrame], stories: int, lab: Lab) -> SavedLost:
    """Return the matched customers of all futures, with the stories of the first ones.

    Parameters
    ----------
    moved : seed -> who ends elsewhere than in the baseline.
    stories : number of futures with stories.
    """
    seeds = list(moved)[:stories]
    told: dict[int, dict[str, pd.DataFrame]] = {}
    task = Stories(study, {seed: moved[seed] for seed in seeds})
    if seeds and len(study.scenarios) > 1:
        with (
            lab.progress(phrase("Stories of customers")) as progress,
            closing(lab.each(task, seeds, "stories-{}".format, task.fits)) as finished,
        ):
            for seed, found in finished:
                told[seed] = found
                progress(len(told), len(seeds))
    return SavedLost(
        study=study,
        moved=pd.concat(list(moved.values()), ignore_index=True)[list(MOVED_COLUMNS)],
        told=_joined([told[seed][TOLD] for seed in sorted(told)], TOLD_COLUMNS),
        luck=_joined([told[seed][LUCK] for seed in sorted(told)], OtherLuck._fields),
        notes={seed: told[seed][NOTES] for seed in sorted(told)},
    )


def _joined(tables: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return tables one after another; an empty one with these columns when there is none."""
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(columns))
