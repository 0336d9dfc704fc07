"""An experiment: a request, a plan, a run, and what comes out of it. Everything else is done once for all of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from experiments.experiment.request import Request

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.pages.page import Page
    from experiments.running.study import Study


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a plan takes.

    Attributes
    ----------
    runs : how many times a scenario is simulated.
    seconds : returns the time of all runs on one core of this machine, found out by trying a little of it.
    words : what is run, for people, without a full stop.
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
    label : how the folder of the results is called when nobody names one.
    study : what is simulated; its market, scenarios and tables are copied to the folder and hashed.
    files : other inputs, by their path in the folder (``inputs/...``).
    depends_on : what else the results depend on, by name. Results of other inputs are not mixed with these. The name of
        one of `files` says which part of it counts.
    seeds : random seeds of the runs, for an experiment to whose results runs with more seeds can be added.
    repeated : the request that reads the copies and gives the same results; made from the study when None.
    notes : sentences for people before the work begins.
    cost : what it takes, None when that cannot be told beforehand.
    """

    request: Any = None
    label: str = ""
    study: Study | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    depends_on: Mapping[str, Any] = field(default_factory=dict)
    seeds: Sequence[int] = ()
    repeated: Request | None = None
    notes: Sequence[str] = ()
    cost: Cost | None = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a terminal shows of a result.

    Attributes
    ----------
    sentences : the answer.
    rows : a table; `titles` name its columns where their names would not do.
    is_rounded : whether people get three digits of each number; pipes and programs always get all of them.
    document : what ``--json`` prints besides the folder; the rows when None.
    files : files to point at, title -> name in the folder.
    fails : whether the command ends with exit code 1, as a validation does that fails.
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
    """Something to find out by simulation.

    A subclass says how it is called and what it is asked, plans, runs, and returns tables and a page. It then has,
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
        """Return what will be run, with all files of a request loaded and checked.

        Raises
        ------
        InputError, RequestError
            With all that is wrong.
        """

    @abstractmethod
    def run(self, plan: P, lab: Lab) -> T:
        """Return what is found. `lab` runs trials on the engine there is, and keeps what is finished."""

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
        """Return the page, None when there is none."""
        return None

    def summary(self, result: T, folder: Path | None) -> Summary:
        """Return what a terminal shows: the rows of the first table, unless said otherwise."""
        import pandas as pd

        first = next(iter(self.tables(result).values()), None)
        return Summary(rows=first.to_dict("records") if isinstance(first, pd.DataFrame) else ())
