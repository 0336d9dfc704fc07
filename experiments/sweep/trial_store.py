"""What trials gave, on disk: finished ones are never lost and never done twice, whatever happens to whom.

A store::

    trials/    part-000003.parquet   metrics of one batch of trials: point, seed, scenario, one column per metric
    weekly/    part-000003.parquet   their weekly figures, when somebody asked for them
    pieces/    p12-s3.npz            one trial of a batch that is not complete
    claims.lock                      which trials are under way, and where

Every finished trial is written at once, as a piece; when all pieces of a batch are there they become its parts. Names
say what is in a file, and files are written beside and renamed: who writes the same file twice writes the same bits.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.errors import OutputError
from experiments.store import remove_left_behind, replacing, sha256
from experiments.sweep.claims import Claims
from experiments.sweep.weekly import Outcome
from experiments.trials import Trial

if TYPE_CHECKING:
    import pyarrow as pa

KEYS = ("point", "seed", "scenario")
WEEKLY_KEYS = (*KEYS, "week", "brand")
_BATCH = 64
_BATCHES_FROM = 1 << 40
"""Number from which claims are on batches, not on trials."""
_PART = re.compile(r"part-(\d{6,})\.parquet")
_PIECE = re.compile(r"p(\d+)-s(\d+)\.npz")
_WEEKLY_HASH = b"cxsim.weekly"


class Form(NamedTuple):
    """What every trial of a store gives.

    Attributes
    ----------
    scenarios, metrics : names along the axes of the metrics.
    weeks, brands, figures : along those of the weekly figures; no brand when they are not kept.
    """

    scenarios: tuple[str, ...]
    metrics: tuple[str, ...]
    weeks: int = 0
    brands: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


class TrialStore:
    """The results of trials in a folder, which several processes may share.

    Parameters
    ----------
    folder : a folder of results that is ours already.
    trials : all of them, in the order in which they are tried, each once. The folder knows them by point and seed.
    form : what each gives.

    Attributes
    ----------
    damaged : files that could not be read, with how many trials are done again because of each.
    claims : on trials by their places, and on batches; other processes have theirs.

    Raises
    ------
    OutputError
        When the folder cannot be used.
    """

    def __init__(self, folder: Path, trials: Sequence[Trial], form: Form) -> None:
        self.folder = folder
        self.trials = trials
        self.form = form
        self.damaged: list[str] = []
        self._place = {(trial.point, trial.seed): place for place, trial in enumerate(trials)}
        self._results = np.full((len(trials), len(form.scenarios), len(form.metrics)), np.nan)
        self._is_done = np.zeros(len(trials), bool)
        self._batches = list(_batches(trials))
        self._batch_of = np.repeat(np.arange(len(self._batches)), [len(batch) for batch in self._batches])
        try:
            for name in ("trials", "pieces", *(["weekly"] if form.brands else [])):
                (folder / name).mkdir(exist_ok=True)
        except OSError as problem:
            raise OutputError(f"cannot use the folder {folder}: {problem.strerror}") from problem
        self.claims = Claims(folder / "claims.lock")
        remove_left_behind(folder)
        self._take_stock()

    @property
    def done(self) -> int:
        """How many trials are known to be finished."""
        return int(self._is_done.sum())

    def found(self, trial: Trial) -> np.ndarray | None:
        """Return the metrics that a trial gave, here or in another process; None when it is still to be done."""
        place = self._place[trial.point, trial.seed]
        if not self._is_done[place]:
            self._look(place)
        return self._results[place] if self._is_done[place] else None

    def claim(self, trial: Trial) -> bool:
        """Take a trial upon this process, and return whether that was possible: it is neither done nor under way."""
        place = self._place[trial.point, trial.seed]
        if not self.claims.take(place):
            return False
        if self.found(trial) is None:
            return True
        self.claims.give_free(place)
        return False

    def keep(self, trial: Trial, result: np.ndarray | Outcome) -> None:
        """Keep what a trial gave, its metrics alone or with weekly figures, and give it free.

        Raises
        ------
        OutputError
            When it cannot be written. What was kept before stays.
        """
        place = self._place[trial.point, trial.seed]
        outcome = result if isinstance(result, Outcome) else Outcome(result)
        with replacing(self._piece(place)) as beside, beside.open("wb") as file:
            np.savez(file, **{name: array for name, array in outcome._asdict().items() if array is not None})
        self._results[place] = outcome.metrics
        self._is_done[place] = True
        self.claims.give_free(place)
        self._settle(int(self._batch_of[place]))

    def load(self) -> np.ndarray:
        """Return the metrics of all trials in their order, (trials, scenarios, metrics); NaN for those to be done."""
        for place in np.flatnonzero(~self._is_done):
            self._look(int(place))
        return self._results

    def close(self) -> None:
        """Give everything free."""
        self.claims.close()

    # Pieces and parts

    def _piece(self, place: int) -> Path:
        trial = self.trials[place]
        return self.folder / "pieces" / f"p{trial.point}-s{trial.seed}.npz"

    def _part(self, batch: int, kind: str = "trials") -> Path:
        return self.folder / kind / f"part-{batch:06}.parquet"

    def _take_stock(self) -> None:
        """Find what is finished, and drop what is damaged."""
        for path in sorted((self.folder / "trials").iterdir()):
            named = _PART.fullmatch(path.name)
            if named and int(named[1]) < len(self._batches):
                self._take_part(int(named[1]), drops_damaged=True)
        for path in sorted((self.folder / "pieces").iterdir()):
            named = _PIECE.fullmatch(path.name)
            if named and (place := self._place.get((int(named[1]), int(named[2])))) is not None:
                self._take_piece(place, drops_damaged=True)
        for batch in sorted(set(self._batch_of[self._is_done].tolist())):
            self._settle(batch)

    def _look(self, place: int) -> None:
        """See whether another process has finished a trial. Pieces go only after their part has come."""
        if not self._take_piece(place):
            self._take_part(int(self._batch_of[place]))

    def _take_piece(self, place: int, drops_damaged: bool = False) -> bool:
        """Take in the piece of a trial, and return whether it is there and whole."""
        path = self._piece(place)
        piece = _read_piece(path)
        if piece is not None and self._fits(piece):
            self._results[place], self._is_done[place] = piece.metrics, True
            return True
        if drops_damaged and path.exists():
            self.damaged.append(f"pieces/{path.name} is damaged: its trial is done again")
            path.unlink(missing_ok=True)
        return False

    def _fits(self, outcome: Outcome) -> bool:
        """Tell whether an outcome has the form of this store."""
        weekly = () if outcome.weekly is None else outcome.weekly.shape
        return outcome.metrics.shape == self._results.shape[1:] and weekly == self._weekly_shape()

    def _weekly_shape(self) -> tuple[int, ...]:
        form = self.form
        return (len(form.scenarios), form.weeks, len(form.brands), len(form.figures)) if form.brands else ()

    def _take_part(self, batch: int, drops_damaged: bool = False) -> bool:
        """Take in the part of a batch, and return whether it is there and whole."""
        path = self._part(batch)
        if self._is_done[self._batches[batch]].all():
            return True
        if not path.exists():
            return False
        table = self._read_part(batch)
        if table is not None:
            self._results[self._batches[batch]] = table
            self._is_done[self._batches[batch]] = True
            return True
        if drops_damaged:
            with self.claims.alone_with(_BATCHES_FROM + batch):  # by now somebody may have mended it
                if self._read_part(batch) is None:
                    trials = len(self._batches[batch])
                    self.damaged.append(
                        f"trials/{path.name} is damaged, or its weeks are: its {trials} trials are done again"
                    )
                    path.unlink(missing_ok=True)
        return False

    def _read_part(self, batch: int) -> np.ndarray | None:
        """Return the metrics of a batch, (trials, scenarios, metrics), None when a bit of the part is not right."""
        import pyarrow as pa
        from pyarrow import parquet

        try:
            with parquet.ParquetFile(self._part(batch), page_checksum_verification=True) as file:
                table = file.read()
            kept = (table.schema.metadata or {}).get(_WEEKLY_HASH, b"").decode()
            if self.form.brands and sha256(self._part(batch, "weekly")) != kept:
                return None
            expected = self._keys(batch)
            if any(table[name].to_pylist() != list(expected[name]) for name in KEYS):
                return None
            columns = [table[name].to_numpy() for name in self.form.metrics]
        except (OSError, KeyError, ValueError, pa.ArrowException):
            return None
        return np.stack(columns, axis=-1).reshape(len(self._batches[batch]), *self._results.shape[1:])

    def _settle(self, batch: int) -> None:
        """Make parts of the pieces of a batch when all are there."""
        places = self._batches[batch]
        if not all(self._is_done[place] or self._piece(place).exists() for place in places):
            return
        with self.claims.alone_with(_BATCHES_FROM + batch):
            if not self._part(batch).exists():
                pieces = [_read_piece(self._piece(place)) for place in places]
                whole = [piece for piece in pieces if piece is not None and self._fits(piece)]
                if len(whole) < len(places):
                    return
                self._write_parts(batch, whole)
            for place in places:
                self._piece(place).unlink(missing_ok=True)

    def _write_parts(self, batch: int, outcomes: Sequence[Outcome]) -> None:
        """Write the parts of a batch, that of the metrics last: with it the batch is finished."""
        metadata = {}
        if self.form.brands:
            weekly = self._part(batch, "weekly")
            with replacing(weekly) as beside:
                _write_table(self._weekly_table(batch, outcomes), beside)
            metadata[_WEEKLY_HASH] = sha256(weekly)
        with replacing(self._part(batch)) as beside:
            table = self._table(batch, np.stack([outcome.metrics for outcome in outcomes]))
            _write_table(table.replace_schema_metadata(metadata), beside)

    # Tables

    def _keys(self, batch: int) -> Mapping[str, Sequence[object]]:
        """Return point, seed and scenario of the rows of a batch."""
        trials = [self.trials[place] for place in self._batches[batch]]
        return {
            "point": [trial.point for trial in trials for _ in self.form.scenarios],
            "seed": [trial.seed for trial in trials for _ in self.form.scenarios],
            "scenario": list(self.form.scenarios) * len(trials),
        }

    def _table(self, batch: int, metrics: np.ndarray) -> pa.Table:
        """Return the metrics of a batch as a table, from (trials, scenarios, metrics)."""
        import pyarrow as pa

        columns = metrics.reshape(-1, len(self.form.metrics)).T
        return pa.table({**self._keys(batch), **dict(zip(self.form.metrics, columns, strict=True))})

    def _weekly_table(self, batch: int, outcomes: Sequence[Outcome]) -> pa.Table:
        """Return the weekly figures of a batch as a table."""
        import pyarrow as pa

        form, trials = self.form, [self.trials[place] for place in self._batches[batch]]
        shape = (len(trials), len(form.scenarios), form.weeks, len(form.brands))
        axes = np.indices(shape, np.int32).reshape(len(shape), -1)
        keys = {
            "point": np.array([trial.point for trial in trials], np.int32)[axes[0]],
            "seed": np.array([trial.seed for trial in trials], np.int64)[axes[0]],
            "scenario": pa.DictionaryArray.from_arrays(axes[1], list(form.scenarios)),
            "week": (axes[2] + 1).astype(np.int16),
            "brand": pa.DictionaryArray.from_arrays(axes[3], list(form.brands)),
        }
        figures = np.array([outcome.weekly for outcome in outcomes]).reshape(-1, len(form.figures)).T
        return pa.table(keys | dict(zip(form.figures, figures, strict=True)))


def _batches(trials: Sequence[Trial]) -> Iterator[list[int]]:
    """Yield the places of trials that share a seed, in groups of a fixed size."""
    for _, same_seed in groupby(enumerate(trials), key=lambda numbered: numbered[1].seed):
        places = [place for place, _ in same_seed]
        yield from (places[first : first + _BATCH] for first in range(0, len(places), _BATCH))


def _read_piece(path: Path) -> Outcome | None:
    """Return what a piece holds, None when it is damaged or not there."""
    try:
        with np.load(path) as arrays:
            return Outcome(arrays["metrics"], arrays.get("weekly"))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _write_table(table: pa.Table, path: Path) -> None:
    from pyarrow import parquet

    parquet.write_table(table, path, compression="zstd", write_page_checksum=True)
