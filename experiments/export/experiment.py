"""``cxsim export``: a run as the tables that a company would hold, and apart from them what was true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from experiments.errors import OutputError, RequestError
from experiments.experiment.experiment import Experiment, Plan, Summary
from experiments.experiment.options import Argument, Input, Option, between
from experiments.experiment.request import Request

if TYPE_CHECKING:
    import pandas as pd

    from experiments.experiment.lab import Lab
    from experiments.export.export import Exported, Wanted
    from experiments.running.study import Study

DICTIONARY, RECONCILIATION, ABOUT = "dictionary.csv", "reconciliation.csv", "README.txt"


@dataclass(frozen=True, kw_only=True)
class ExportRequest(Request):
    """Which run to export, and which tables."""

    run: Annotated[
        str, Input.FOLDER, Argument(metavar="RUN", help="The folder of a run or a comparison (cxsim run --out).")
    ]
    crm: Annotated[bool, Option("--crm", help="Customers and contracts; orders where purchases repeat.")] = False
    survey: Annotated[bool, Option("--survey", help="Questions, and the answers to them.")] = False
    complaints: Annotated[bool, Option("--complaints", help="Complaints, and what became of them.")] = False
    alerts: Annotated[bool, Option("--alerts", help="What the front line reported.")] = False
    reviews: Annotated[bool, Option("--reviews", help="Public reviews.")] = False
    usage: Annotated[bool, Option("--usage", help="Use of touchpoints and features.")] = False
    truth: Annotated[bool, Option("--truth", help="What was felt and lived, and why customers left.")] = False
    format: Annotated[Literal["csv", "parquet"], Option(help="Format of the tables.")] = "csv"
    brand: Annotated[str | None, Option(show_default="the run's own", help="The brand whose tables they are.")] = None
    scenario: Annotated[str | None, Option(show_default="the first strategy", help="A scenario of the folder.")] = None
    seed: Annotated[int | None, between(0, 2**32 - 1, show_default="the first", help="Random seed of the run.")] = None
    every: Annotated[int, between(1, 52, help="Weeks of a period: contracts and use have a row for each.")] = 4


@dataclass(frozen=True, kw_only=True)
class ExportPlan(Plan):
    """The study with the scenario to be exported, its random seed, and the tables.

    Attributes
    ----------
    run_folder : of the run.
    is_asked_for : whether the survey was asked for by name, so that it must not be missing.
    """

    exported_study: Study
    seed: int
    wanted: Wanted
    format: str
    run_folder: Path
    is_asked_for: bool


class ExportExperiment(Experiment[ExportPlan, "Result"]):
    """Export a run as the tables that a company would hold, to try methods of analysis on, and beside them the truth.

    Without an option for a table, all are exported. The run is simulated once more from the inputs kept in its folder,
    with the same bits. dictionary.csv says what each column means and who can know it.

    Example: cxsim export results/run --crm --survey --truth
    """

    name = "export"
    request = ExportRequest
    has_engine = False

    def plan(self, request: ExportRequest) -> ExportPlan:
        """Return the study that the run was of."""
        from experiments.experiment.kept_study import study_of
        from experiments.export.export import TABLES, Wanted
        from experiments.results.folder import MANIFEST
        from experiments.results.kept import sha256
        from experiments.running.versions import code_hash
        from sim.market.messages import unknown

        folder = Path(request.run)
        _check_whole(folder)
        kept = study_of(folder, "export", request.scenario, None)
        study = replace(kept.study, scenarios=kept.study.scenarios[-1:])
        brand = request.brand or study.brand
        if brand not in study.market.brands:
            raise RequestError(f"--brand: {unknown('brand', brand, study.market.listed('brands'))}")
        seed = kept.seed if request.seed is None else request.seed
        chosen = tuple(table for table in TABLES if getattr(request, table))
        wanted = Wanted(chosen or TABLES, brand, request.every)
        options = {"tables": list(wanted.tables), "brand": brand, "every": wanted.every, "format": request.format}
        return ExportPlan(
            label=f"{folder.resolve().name}-export",
            exported_study=study,
            seed=seed,
            wanted=wanted,
            format=request.format,
            run_folder=folder,
            is_asked_for=request.survey,
            depends_on={MANIFEST: sha256(folder / MANIFEST), "code": code_hash("experiments.export")}
            | options
            | {"scenario": study.scenarios[0].name, "seed": seed},
            repeated=replace(request, brand=brand, scenario=study.scenarios[0].name, seed=seed),
        )

    def run(self, plan: ExportPlan, lab: Lab) -> Result:
        """Return the tables."""
        from experiments.experiment.runner import compile_once
        from experiments.export.export import exported
        from experiments.export.reconciling import check_same, reconciled
        from experiments.results.kept import make_folder

        compile_once()
        with lab.progress("Weeks") as progress:
            found = exported(plan.exported_study, plan.seed, plan.wanted, lab.threads, progress)
        if plan.is_asked_for and not found.has_asked:
            raise RequestError(
                f"--survey: {plan.wanted.brand} asked nobody in this run: give it listening.coverage or "
                "listening.relational_coverage in the market, or a policy that listens"
            )
        check_same(found, plan.run_folder)
        if any("/" in name for name in found.tables):
            make_folder(lab.folder / "truth")
        return Result(found, reconciled(found), plan.format)

    def tables(self, result: Result) -> Mapping[str, Any]:
        """Return the tables, their dictionary, and their reconciliation with the books of the run."""
        return result.files

    def files(self, result: Result, command: str, folder: Path) -> Mapping[str, str]:
        """Return what the folder holds, in words."""
        from experiments.export.about import about

        return {ABOUT: about(result.exported, command)}

    def summary(self, result: Result, folder: Path | None) -> Summary:
        """Return the tables with their rows."""
        rows = [{"table": name, "rows": len(table)} for name, table in result.exported.tables.items()]
        sentences = []
        if result.exported.has_asked is False:
            sentences.append(f"{result.exported.wanted.brand} asked nobody in this run, so there are no answers.")
        return Summary(sentences=sentences, rows=rows, files={"columns": DICTIONARY})


def _check_whole(folder: Path) -> None:
    """Check that a folder holds a finished run with all its inputs, as they were when it was made."""
    from experiments.results.folder import altered, read_manifest, verified
    from experiments.results.outputs import WEEKLY

    manifest = read_manifest(folder)
    if WEEKLY in manifest.get("outputs", {}) or manifest.get("experiment") in ("run", "compare"):
        verified(folder, [WEEKLY])
    if wrong := list(altered(folder, manifest.get("copies", {}))):
        raise OutputError(f"{folder / wrong[0]} is missing or was changed since the run was made")
    if manifest.get("crm", {}).get("is_copied") is False:
        raise RequestError(
            f"{folder} keeps a digest of its customer table only, so that it cannot be exported: run it with --copy"
        )


@dataclass(frozen=True)
class Result:
    """Exported tables, and how they agree with the books.

    Attributes
    ----------
    reconciliation : see :func:`experiments.export.reconciling.reconciled`.
    """

    exported: Exported
    reconciliation: pd.DataFrame
    format: str

    @property
    def files(self) -> dict[str, Any]:
        """What is written, by the name of the file."""
        from experiments.export.dictionary import columns_of, dictionary
        from experiments.results.spreadsheets import write_spreadsheet
        from experiments.results.tables import write_frame

        write = write_spreadsheet if self.format == "csv" else write_frame
        tables = self.exported.tables
        columns = columns_of(self.exported.study.market, not self.exported.study.scenarios[0].pilots)
        written: dict[str, Any] = {f"{name}.{self.format}": partial(write, table) for name, table in tables.items()}
        return written | {
            DICTIONARY: dictionary({name: columns[name] for name in tables}),
            RECONCILIATION: self.reconciliation,
        }
