"""The laboratory of an experiment: an engine for its runs, a folder that keeps them, and a progress bar."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from experiments.errors import RequestError
from experiments.running.workers import cores, results

if TYPE_CHECKING:
    from experiments.results.store import Store
    from experiments.results.tables import Form
    from experiments.running.study import Progress
    from experiments.running.trials import Task, Trial

K = TypeVar("K")

Bar = Callable[[str], "AbstractContextManager[Progress]"]
"""Shows a bar with a title while a block runs, and gives it a function (done, expected) that moves it."""


def _no_bar(title: str) -> AbstractContextManager[Progress]:
    return nullcontext(lambda done, expected: None)


def _file_name(key: object) -> str:
    """Return a name for the kept file of a key: its text as far as file names allow, and a digest of it."""
    text = repr(key)
    return f"{re.sub(r'[^0-9A-Za-z]+', '-', text).strip('-')[:40]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


class Lab:
    """Where an experiment is run. Without arguments: here, on one core, storing nothing.

    Parameters
    ----------
    store : keeps finished runs, including those of an earlier attempt.
    workers : processes on this machine.
    scheduler : address of a Dask scheduler whose workers are used instead.
    notify : called with messages for the user, one sentence each.
    bar : shows the progress.
    manifest : of the results, for pages that show it.

    Attributes
    ----------
    finished : how many keys and trials are done, those found in the folder included.
    """

    def __init__(
        self,
        store: Store | None = None,
        workers: int = 1,
        scheduler: str | None = None,
        notify: Callable[[str], None] = lambda message: None,
        bar: Bar = _no_bar,
        manifest: Mapping[str, Any] | None = None,
    ) -> None:
        self.store = store
        self.workers = workers
        self.scheduler = scheduler
        self.notify = notify
        self.progress = bar
        self.manifest = dict(manifest or {})
        self.finished = 0

    @property
    def folder(self) -> Path:
        """The folder of the results."""
        assert self.store is not None, "an experiment that writes files needs a folder"
        return self.store.folder

    def replacing(self, name: str) -> AbstractContextManager[Path]:
        """Return the context in which a file of the results is written: completely, or not at all."""
        assert self.store is not None, "an experiment that writes files needs a folder"
        return self.store.replacing(name)

    @property
    def threads(self) -> int:
        """Cores for a single run."""
        return cores()

    def map(self, task: Callable[[K], Any], keys: Iterable[K], title: str = "Runs") -> list[Any]:
        """Return the result of a task for each key, in their order; see :meth:`each`.

        Raises
        ------
        RequestError
            When there is no key: a table of no runs would look like a result.
        """
        keys = list(keys)
        if not keys:
            raise RequestError(f"{title}: there is nothing to run, since lab.map was called without keys")
        found: dict[K, Any] = {}
        with self.progress(title) as progress, closing(self.each(task, keys)) as finished:
            for key, result in finished:
                found[key] = result
                progress(len(found), len(keys))
        return [found[key] for key in keys]

    def each(
        self, task: Callable[[K], Any], keys: Iterable[K], name: Callable[[K], str] | None = None
    ) -> Generator[tuple[K, Any]]:
        """Yield (key, result) of a task: first those stored already, then the others as they finish.

        Parameters
        ----------
        task : gives a table or a dictionary of arrays; picklable, and its result depends on the key alone.
        keys : seeds, or other arguments of the task; consumed lazily.
        name : of the kept file of a key, unique within this experiment.
        """
        name = name or _file_name
        missing = []
        for key in keys:
            known = self.store.kept(name(key), self.notify) if self.store else None
            if known is None:
                missing.append(key)
            else:
                self.finished += 1
                yield key, known
        workers = max(1, min(self.workers, len(missing)))
        with closing(results(task, missing, workers, self.scheduler, notify=self.notify, named=name)) as finished:
            for key, result in finished:
                if self.store:
                    self.store.keep(name(key), result)
                self.finished += 1
                yield key, result

    def trials(
        self, task: Task, trials: Sequence[Trial], form: Form, room: str = "", progress: Progress | None = None
    ) -> Generator[tuple[Trial, Any]]:
        """Yield every trial with its result, as trials finish; finished ones are stored, and found again.

        Parameters
        ----------
        task : usually :class:`experiments.running.trials.Trials`.
        trials : all of them, those of a seed together and in the same order for every seed.
        form : the form of each result.
        room : name of the folder below ``runs`` that keeps them; another design needs another one.
        progress : called with the number of finished trials.
        """
        from experiments.results.trial_store import TrialStore
        from experiments.running.trials import run_trials

        workers = max(1, min(self.workers, len(trials)))
        engine: dict[str, Any] = {"workers": workers, "scheduler": self.scheduler, "notify": self.notify}
        if self.store is None:
            yield from run_trials(task, trials, **engine, progress=progress)
            return
        with closing(TrialStore(self.store.room(room), trials, form, self.notify)) as kept:
            for done in run_trials(task, trials, **engine, store=kept, progress=progress):
                self.finished += 1
                yield done
