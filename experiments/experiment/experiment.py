"""An experiment: a request, a plan, a run, and its results. Everything else is done once for all experiments."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from experiments.experiment.request import Request

if TYPE_CHECKING:
    from experiments.design.ensemble import Ensemble
    from experiments.experiment.lab import Lab
    from experiments.pages.page import Page
    from experiments.running.study import Study


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The cost of a plan.

    Attributes
    ----------
    runs : number of simulated scenarios.
    seconds : returns the time of all runs on one core of this machine, estimated from a few short runs.
    words : description of the runs, without a full stop.
    more : returns other figures of a dry run by name, from the seconds.
    """

    runs: int
    seconds: Callable[[], float]
    words: str
    more: Callable[[float], Mapping[str, Any]] = lambda seconds: {}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Checked inputs, what will be run, and how much.

    Attributes
    ----------
    request : the request that it is the plan of.
    label : default name of the results folder.
    study : the simulated study; its market, scenarios and tables are copied to the folder and hashed.
    files : other inputs, by their path in the folder (``inputs/...``).
    depends_on : other inputs of a single run, by name. Runs of other inputs are not mixed with these. The name of
        one of `files` says which part of it counts, None that no run of the same name does. All options of the
        request count when None.
    seeds : random seeds of the runs, for an experiment to whose results runs with more seeds can be added.
    repeated : the request that reads the copies and gives the same results; made from the study when None.
    worlds : in which the runs lie, each seed in one; a copy of their table is kept. None for the market as it is.
    notes : sentences printed before the runs start.
    cost : None when it is not known in advance.
    """

    request: Any = None
    label: str = ""
    study: Study | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    depends_on: Mapping[str, Any] | None = None
    seeds: Sequence[int] = ()
    repeated: Request | None = None
    worlds: Ensemble | None = None
    notes: Sequence[str] = ()
    cost: Cost | None = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The summary of a result for a terminal.

    Attributes
    ----------
    sentences : the answer.
    rows : a table; `titles` name its columns where their names are not clear.
    is_rounded : whether a terminal shows three digits of each number; pipes and programs always get all.
    document : printed by ``--json`` in addition to the folder; the rows when None.
    files : files to point at, title -> name in the folder.
    fails : whether the command ends with exit code 1, as when a validation fails.
    """

    sentences: Sequence[str] = ()
    rows: Sequence[Mapping[str, Any]] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    is_rounded: bool = False
    document: Mapping[str, Any] | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    fails: bool = False


P = TypeVar("P", bound=Plan)
T = TypeVar("T")


class Experiment(ABC, Generic[P, T]):
    """A question answered by simulation.

    A subclass declares its name and its request, plans, runs, and returns tables and a page. It then has,
    without a further line, a command with ``--out``, ``--workers``, ``--scheduler`` and ``--json``; a folder with
    manifest and copies of its inputs; progress, Ctrl-C and resuming; and ``cxsim rerun``. Its docstring is the help of
    its command.

    Attributes
    ----------
    name : of the command, and in manifests.
    request : the class of its requests.
    page_file : the file of its page.
    has_engine : whether it simulates, so that workers and clusters make it faster.
    needs_folder : whether results are always written; if not, only with ``--out``.
    """

    name: ClassVar[str]
    request: ClassVar[type[Request]]
    page_file: ClassVar[str] = ""
    has_engine: ClassVar[bool] = True
    needs_folder: ClassVar[bool] = True

    @abstractmethod
    def plan(self, request: Any) -> P:
        """Return the plan of a request, with all its files loaded and checked.

        Raises
        ------
        InputError, RequestError
            With all that is wrong.
        """

    @abstractmethod
    def run(self, plan: P, lab: Lab) -> T:
        """Return the result. `lab` runs trials on the chosen engine, and stores finished ones."""

    @abstractmethod
    def tables(self, result: T) -> Mapping[str, Any]:
        """Return the tables by the names of their files, which end in ``.csv`` or ``.parquet``.

        Each is a data frame, a function that writes to a path, or None when the run has written it already.
        """

    def in_folder(self, plan: P, folder: Path) -> Mapping[str, Any]:
        """Return the fields of the repeated request that the folder of the results decides, by name."""
        return {}

    def files(self, result: T, command: str, folder: Path) -> Mapping[str, str]:
        """Return other files by their names, as text."""
        return {}

    def page(self, result: T) -> Page | None:
        """Return the page, or None for an experiment without a page."""
        return None

    def summary(self, result: T, folder: Path | None) -> Summary:
        """Return the summary for a terminal: the rows of the first table by default."""
        import pandas as pd

        first = next(iter(self.tables(result).values()), None)
        return Summary(rows=first.to_dict("records") if isinstance(first, pd.DataFrame) else ())
