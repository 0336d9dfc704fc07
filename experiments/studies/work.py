"""From a study to its page: sweeps that are run and kept, findings that are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from experiments.errors import OutputError
from experiments.experiment.experiment import Experiment
from experiments.experiment.request import Request
from experiments.experiment.runner import Setting, perform
from experiments.pages.charts.canvas import Panel
from experiments.pages.palette import Ink
from experiments.results.folder import MANIFEST, read_manifest
from experiments.results.kept import replacing, sha256
from experiments.running.versions import software
from experiments.sweep.experiment import SweepExperiment, SweepPlan, SweepRequest, plan_of
from experiments.sweep.sweep import Sweep

T = TypeVar("T")
PAGE, TABLE = "FINDINGS.md", "results.csv"
_FIGURES = "figures"
_QUICK_CUSTOMERS, _QUICK_WEEKS, _QUICK_SEEDS = 300, 26, 2


class _ReadySweep(SweepExperiment):
    """A sweep of a study file that the study has changed."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep

    def plan(self, request: SweepRequest) -> SweepPlan:
        """Return the sweep as it is."""
        return plan_of(self.sweep)


@dataclass(frozen=True)
class Work:
    """How a study is run.

    Attributes
    ----------
    is_quick : few people, weeks and seeds.
    workers : processes; all cores when None.
    folders : where the results of every part are kept, filled as they are made.
    """

    is_quick: bool = False
    workers: int | None = None
    folders: list[Path] = field(default_factory=list)

    def sized(self, planned: Sweep) -> Sweep:
        """Return a sweep as it is, or a quick version of it."""
        if not self.is_quick:
            return planned
        file = planned.file.model_copy(update={"seeds": planned.seeds[:_QUICK_SEEDS]})
        return replace(planned, file=file, study=replace(planned.study, customers=_QUICK_CUSTOMERS, weeks=_QUICK_WEEKS))

    def sweep(self, planned: Sweep) -> Path:
        """Return the folder with the results of a sweep."""
        request = SweepRequest(study="study.yaml")
        return self.perform(_ReadySweep(planned), request, "python -m experiments.studies")[1]

    def perform(self, experiment: Experiment[Any, T], request: Request, command: str | None = None) -> tuple[T, Path]:
        """Return the result of a part of the study, and its folder, which an interrupted study finds again."""
        done = perform(experiment, request, Setting(workers=self.workers, command=command))
        assert done.folder is not None
        self.folders.append(done.folder)
        return done.result, done.folder


class Figure(NamedTuple):
    """A figure of a page.

    Attributes
    ----------
    name : of its file.
    reading : a sentence below it.
    legend : what each ink stands for.
    """

    name: str
    panel: Panel
    reading: str
    legend: Sequence[tuple[str, Ink]] = ()

    @property
    def file(self) -> str:
        """Its path in the folder of the page."""
        return f"{_FIGURES}/{self.name}.svg"


class Table(NamedTuple):
    """A table of a page: words and numbers that are ready to be read."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Findings:
    """What a study found, in sentences.

    Attributes
    ----------
    answer : in one or two sentences.
    design, found, doubts : sentences, each of which stands for itself.
    results : the numbers behind the figures, one row each.
    files : other files of the page, by name.
    again : what the command takes, and where it keeps what.
    """

    answer: str
    design: Sequence[str]
    found: Sequence[str]
    figures: Sequence[Figure]
    tables: Sequence[Table]
    doubts: Sequence[str]
    results: pd.DataFrame
    again: str
    files: Mapping[str, str] = field(default_factory=dict)


def write_study(study: Any, work: Work, out: Path | None = None) -> Path:
    """Return the folder where the page of a study, its figures and its numbers have been written.

    Parameters
    ----------
    study : its module, see :func:`experiments.studies.catalogue.study_called`.
    out : the folder of the study itself when None, and one under ``results/`` for a quick run.

    Raises
    ------
    OutputError
        When the folder cannot be written.
    """
    home = Path(study.__file__).parent
    folder = out or (Path("results") / f"{home.name}-quick" if work.is_quick else home)
    try:
        (folder / _FIGURES).mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputError(f"cannot write to {folder}: {problem.strerror}") from problem
    found: Findings = study.findings(work)
    command = f"make study NAME={home.name}" if not work.is_quick else _command(home.name) + " --quick"
    files = {PAGE: _page(study, found, command, work.is_quick), TABLE: found.results.to_csv(index=False), **found.files}
    files |= {figure.file: _drawn(figure) for figure in found.figures}
    for name, text in files.items():
        with replacing(folder / name) as unfinished:
            unfinished.write_text(text, encoding="utf-8", newline="\n")
    manifest = {
        "cxsim": version("cxsim"),
        "command": command,
        "versions": software(),
        "parts": [read_manifest(part)["inputs"] for part in work.folders],
        "outputs": {name: sha256(folder / name) for name in files},
    }
    with replacing(folder / MANIFEST) as unfinished:
        unfinished.write_text(_as_json(manifest), encoding="utf-8")
    return folder


def _command(name: str) -> str:
    return f".venv/bin/python -m experiments.studies {name}"


def _drawn(figure: Figure) -> str:
    from experiments.studies.figure_file import figure_svg

    return figure_svg(figure.panel, figure.legend)


def _page(study: Any, found: Findings, command: str, is_quick: bool) -> str:
    """Return the page in Markdown."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("experiments.studies", ""),
        autoescape=False,  # Markdown, from the text of the project itself
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    findings = {
        key: getattr(found, key) for key in ("answer", "design", "found", "figures", "tables", "doubts", "again")
    }
    text = environment.get_template("findings.md.j2").render(
        title=study.TITLE, date=study.DATE, question=study.QUESTION, command=command, is_quick=is_quick, **findings
    )
    return text.rstrip() + "\n"


def _as_json(document: Any) -> str:
    import json

    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
