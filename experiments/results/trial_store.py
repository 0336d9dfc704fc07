"""Results of trials on disk: finished ones are never lost and never run twice, even if a process dies.

A store::

    runs/p12-s3.kept            one trial, of a batch that is not complete
    runs/seed-3-00001.kept      a batch of trials: points, metrics, hash of their weekly figures
    weekly/seed-3-00001.parquet their weekly figures, when they are requested
    runs/claims.lock            which trials are under way, and where

Every finished trial is written at once, as a piece; when all pieces of a batch are there they become its parts. Names
describe the content of a file; writing a file twice gives the same bits; see :mod:`experiments.results.rooms`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.results.claims import Claims
from experiments.results.folder import CLAIMS, WEEKLY
from experiments.results.kept import make_folder, remove_left_behind, replacing, sha256
from experiments.results.rooms import SUFFIX, Room
from experiments.results.tables import Form, weekly_table, write_table
from experiments.running.trials import Trial
from experiments.running.weekly import Outcome

_BATCH = 64
_PIECE = re.compile(rf"p(\d+)-s(\d+){re.escape(SUFFIX)}")
_BATCHES = 1 << 60
"""Claims from this number on are on batches, not on trials."""


class _Batch(NamedTuple):
    """Trials of one seed that are kept in one file.

    Attributes
    ----------
    number : of the batch among those of the seed.
    places : of the trials among all.
    """

    seed: int
    number: int
    places: list[int]

    @property
    def name(self) -> str:
        """Name of its files, without what they end with."""
        return f"seed-{self.seed}-{self.number:05}"

    @property
    def claim(self) -> int:
        """Number under which it is claimed."""
        return _BATCHES | _claim(self.seed, self.number)


class TrialStore:
    """The results of trials in a folder, which several processes may share.

    Parameters
    ----------
    room : keeps them; weekly figures go to the parent of its folder.
    trials : all of them, in the order in which they are run, each once, those of a seed together and in the same
        order for every seed. The folder knows them by point and seed: seeds can be added to it.
    form : the form of each result.
    notify : called with messages: which files are damaged, how many trials are repeated because of each, how many exist
        already; and that the folder is on a drive without locks.

    Attributes
    ----------
    claims : of this process, on trials and batches.

    Raises
    ------
    OutputError
        When the folder cannot be used.
    """

    def __init__(
        self, room: Room, trials: Sequence[Trial], form: Form, notify: Callable[[str], None] = lambda message: None
    ) -> None:
        self.trials = trials
        self.form = form
        self._notify = notify
        self._place = {(trial.point, trial.seed): place for place, trial in enumerate(trials)}
        self._results = np.full((len(trials), len(form.scenarios), len(form.metrics)), np.nan)
        self._is_done = np.zeros(len(trials), bool)
        self._batches = tuple(_batches(trials))
        self._batch_of = np.repeat(np.arange(len(self._batches)), [len(each.places) for each in self._batches])
        self._room, self._weekly = room, room.folder.parent / WEEKLY
        if form.brands:
            make_folder(self._weekly)
        self.claims = Claims(room.folder / CLAIMS)
        remove_left_behind(room.folder)
        self._take_stock()
        if not self.claims.are_kept:
            where = f"{room.folder} is on a drive without file locks"
            notify(f"{where}: do not run a second process there at the same time")
        if self.done:
            notify(f"{self.done:,} of {len(trials):,} trials are finished already")

    @property
    def done(self) -> int:
        """Number of trials known to be finished."""
        return int(self._is_done.sum())

    def found(self, trial: Trial) -> np.ndarray | None:
        """Return the metrics of a trial, from here or another process; None when it is not finished."""
        place = self._place[trial.point, trial.seed]
        if not self._is_done[place]:
            self._look(place)
        return self._results[place] if self._is_done[place] else None

    def claim(self, trial: Trial) -> bool:
        """Claim a trial for this process; return whether that was possible: neither finished nor running elsewhere."""
        number = _claim(trial.seed, trial.point)
        if not self.claims.take(number):
            return False
        if self.found(trial) is None:
            return True
        self.claims.give_free(number)
        return False

    def keep(self, trial: Trial, result: np.ndarray | Outcome) -> None:
        """Keep the result of a trial, its metrics alone or with weekly figures, and release the claim.

        Raises
        ------
        OutputError
            When it cannot be written. What was kept before stays.
        """
        place = self._place[trial.point, trial.seed]
        outcome = result if isinstance(result, Outcome) else Outcome(result)
        arrays = {name: array for name, array in outcome._asdict().items() if array is not None}
        self._room.keep(self._piece(place), arrays)
        self._results[place] = outcome.metrics
        self._is_done[place] = True
        self.claims.give_free(_claim(trial.seed, trial.point))
        self._settle(self._batches[self._batch_of[place]])

    def load(self) -> np.ndarray:
        """Return the metrics of all trials in their order, (trials, scenarios, metrics); NaN for unfinished ones."""
        for place in np.flatnonzero(~self._is_done):
            self._look(int(place))
        return self._results

    def close(self) -> None:
        """Release all claims, with everything on the disk.

        Raises
        ------
        OutputError
            When the file system refuses.
        """
        self.claims.close()
        self._room.flush()

    # Pieces and parts

    def _piece(self, place: int) -> str:
        """Return the name under which a trial is kept."""
        return f"p{self.trials[place].point}-s{self.trials[place].seed}"

    def _weeks(self, batch: _Batch) -> Path:
        return self._weekly / f"{batch.name}.parquet"

    def _take_stock(self) -> None:
        """Find finished trials, and remove damaged files."""
        for batch in self._batches:
            self._take_part(batch, drops_damaged=True)
        for path in sorted(self._room.folder.iterdir()):
            named = _PIECE.fullmatch(path.name)
            if named and (place := self._place.get((int(named[1]), int(named[2])))) is not None:
                self._take_piece(place, drops_damaged=True)
        for batch in {self._batch_of[place] for place in np.flatnonzero(self._is_done)}:
            self._settle(self._batches[batch])

    def _look(self, place: int) -> None:
        """Check whether another process has finished a trial. Pieces are removed only after their part exists."""
        if not self._take_piece(place):
            self._take_part(self._batches[self._batch_of[place]])

    def _take_piece(self, place: int, drops_damaged: bool = False) -> bool:
        """Read the piece of a trial, and return whether it exists and is intact."""
        path = self._room.path(self._piece(place))
        piece = self._read_piece(place)
        if piece is not None and self._fits(piece):
            self._results[place], self._is_done[place] = piece.metrics, True
            return True
        if drops_damaged and path.exists():
            self._notify(f"{path} is damaged: its trial is repeated")
            path.unlink(missing_ok=True)
        return False

    def _read_piece(self, place: int) -> Outcome | None:
        """Return what is kept of a trial, None when it is damaged or missing."""
        piece = self._room.kept(self._piece(place))
        is_one = isinstance(piece, Mapping) and "metrics" in piece
        return Outcome(piece["metrics"], piece.get("weekly")) if is_one else None

    def _fits(self, outcome: Outcome) -> bool:
        """Return whether an outcome has the form of this store."""
        weekly = () if outcome.weekly is None else outcome.weekly.shape
        return outcome.metrics.shape == self._results.shape[1:] and weekly == self._weekly_shape()

    def _weekly_shape(self) -> tuple[int, ...]:
        form = self.form
        return (len(form.scenarios), form.weeks, len(form.brands), len(form.figures)) if form.brands else ()

    def _take_part(self, batch: _Batch, drops_damaged: bool = False) -> None:
        """Read the part of a batch, if it exists and is intact."""
        path = self._room.path(batch.name)
        if not path.exists():
            return
        metrics = self._read_part(batch)
        if metrics is not None:
            self._results[batch.places], self._is_done[batch.places] = metrics, True
        elif drops_damaged:
            with self.claims.alone_with(batch.claim):
                if self._read_part(batch) is None:  # no other process has repaired it meanwhile
                    many = f"its {len(batch.places)} trials are repeated"
                    self._notify(f"{path} or its weekly file is damaged: {many}")
                    path.unlink(missing_ok=True)

    def _read_part(self, batch: _Batch) -> np.ndarray | None:
        """Return the metrics of a batch, (trials, scenarios, metrics), None when one of its files is damaged."""
        part = self._room.kept(batch.name)
        if not isinstance(part, Mapping) or not self._is_of(part, batch):
            return None
        if self.form.brands and not self._has_weeks(batch, str(part["weekly"])):
            return None
        metrics: np.ndarray = part["metrics"]
        return metrics

    def _is_of(self, part: Mapping[str, np.ndarray], batch: _Batch) -> bool:
        """Return whether a part holds the trials of a batch in the form of this store."""
        names = (("points", [trial.point for trial in self._trials_of(batch)]), *self._names())
        return all(name in part and part[name].tolist() == list(expected) for name, expected in names)

    def _names(self) -> tuple[tuple[str, Sequence[str]], ...]:
        return ("scenarios", self.form.scenarios), ("names", self.form.metrics)

    def _has_weeks(self, batch: _Batch, digest: str) -> bool:
        """Return whether the weekly figures of a batch exist and are intact."""
        path = self._weeks(batch)
        return path.is_file() and sha256(path) == digest

    def _settle(self, batch: _Batch) -> None:
        """Merge the pieces of a batch into parts when all exist."""
        if not all(self._is_done[place] or self._room.path(self._piece(place)).exists() for place in batch.places):
            return
        with self.claims.alone_with(batch.claim):
            if not self._room.path(batch.name).exists():
                pieces = [self._read_piece(place) for place in batch.places]
                whole = [piece for piece in pieces if piece is not None and self._fits(piece)]
                if len(whole) < len(batch.places):
                    return
                self._write_parts(batch, whole)
            for place in batch.places:
                self._room.path(self._piece(place)).unlink(missing_ok=True)

    def _write_parts(self, batch: _Batch, outcomes: Sequence[Outcome]) -> None:
        """Write the parts of a batch, that of the metrics last: with it the batch is finished."""
        part = {name: np.array(names) for name, names in self._names()}
        part["points"] = np.array([trial.point for trial in self._trials_of(batch)])
        part["metrics"] = np.stack([outcome.metrics for outcome in outcomes])
        if self.form.brands:
            weeks = np.stack([weekly for _, weekly in outcomes if weekly is not None])
            with replacing(self._weeks(batch)) as unfinished:
                write_table(weekly_table(self._trials_of(batch), self.form, weeks), unfinished)
            part["weekly"] = np.array(sha256(self._weeks(batch)))
        self._room.keep(batch.name, part, at_once=True)  # before its pieces are removed

    def _trials_of(self, batch: _Batch) -> list[Trial]:
        return [self.trials[place] for place in batch.places]


def _claim(seed: int, number: int) -> int:
    """Return the number under which a trial or a batch of a seed is claimed."""
    return seed << 24 | number


def _batches(trials: Sequence[Trial]) -> Iterator[_Batch]:
    """Yield trials that share a seed in groups of a fixed size."""
    for seed, same in groupby(enumerate(trials), key=lambda numbered: numbered[1].seed):
        places = [place for place, _ in same]
        for number, first in enumerate(range(0, len(places), _BATCH)):
            yield _Batch(seed, number, places[first : first + _BATCH])
