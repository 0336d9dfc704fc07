"""Running an experiment: folder, manifest, copies of inputs, runs, interruption and outputs, for all of them."""

from __future__ import annotations

import hashlib
import inspect
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from experiments.errors import RequestError, StoppedError
from experiments.experiment.console import progress_bar, say, say_doubts, told_if_long
from experiments.experiment.experiment import Cost, Experiment, Plan
from experiments.experiment.lab import Lab
from experiments.experiment.options import Input
from experiments.experiment.request import Request, StudyRequest, described_fields
from experiments.running.interruption import check
from experiments.running.workers import cores
from sim.market.messages import quoted

if TYPE_CHECKING:
    from experiments.results.store import Store
    from experiments.running.study import Study
    from sim.market.messages import Problem

T = TypeVar("T")
_RESULTS = Path("results")
_OF_THE_STUDY = {"market", "customers", "weeks", "from_crm", "mapping", "pseudonyms", "copy"}
"""Fields of a request that a study holds as it read them."""
INPUTS = "inputs/"
"""Folder of the copies of inputs, within the results folder."""
_FORMATS = (".csv", ".parquet")
"""Endings of tables."""
_SECONDS_A_MINUTE = 60.0


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where and how fast an experiment runs. Nothing here changes a result.

    Attributes
    ----------
    out : the folder; one named after the inputs when None, so that the same request finds its own results again.
    workers : processes; all cores when None.
    scheduler : address of a Dask scheduler whose workers are used instead.
    overwrite : replace results of other inputs in the folder.
    budget : minutes; a plan that would take longer is refused.
    command : the command line for manifest and page; the request's own when None.
    """

    out: Path | None = None
    workers: int | None = None
    scheduler: str | None = None
    overwrite: bool = False
    budget: float | None = None
    command: str | None = None


@dataclass(frozen=True)
class Performed(Generic[T]):
    """The result of an experiment, and the folder where it was written, None when nothing was to be written."""

    result: T
    folder: Path | None


def perform(
    experiment: Experiment[Any, T],
    request: Request,
    setting: Setting = Setting(),
) -> Performed[T]:
    """Perform an experiment and write its results; runs finished by an interrupted attempt are not repeated.

    Raises
    ------
    InputError, RequestError
        With all that is wrong in the request and its files, before anything is written.
    OutputError
        When the folder cannot be used. What was finished stays.
    StoppedError
        When somebody ended it; the same request then goes on.
    """
    _check_key_apart(request, setting.out)
    plan = _plan(experiment, request)
    _check_memory(experiment, plan, setting)
    manifest, files = manifest_of(experiment, request, plan, setting.command)
    folder = _folder(experiment, request, plan, manifest, setting.out)
    if folder:
        manifest["request"] |= _folders_from(request, folder) | dict(experiment.in_folder(plan, folder))
    for note in plan.notes:
        say(*note.splitlines())
    if setting.budget is not None:
        _check_budget(_cost_of(experiment, plan), setting)
    elif plan.cost:
        say(plan.cost.words)
    store = _opened(folder, manifest, files, setting.overwrite, plan) if folder else None
    _report_inputs(plan)
    lab = Lab(store, setting.workers or cores(), setting.scheduler, say, progress_bar, manifest)
    try:
        if experiment.has_engine:
            compile_once()
        result = experiment.run(plan, lab)
        check()
        if store:
            store.check_ours()
            _write(experiment, result, store, manifest)
    except KeyboardInterrupt:
        if store:
            store.flush()
        raise StoppedError(_stopped(folder, lab.finished)) from None
    return Performed(result, folder)


def estimate(experiment: Experiment[Any, Any], request: Request, setting: Setting) -> dict[str, Any]:
    """Return the cost of a request, without running it: runs, workers, minutes and other figures of the experiment.

    Raises
    ------
    RequestError
        When that is not known in advance.
    """
    plan = _plan(experiment, request)
    _check_memory(experiment, plan, setting)
    for note in plan.notes:
        say(*note.splitlines())
    cost = _cost_of(experiment, plan)
    seconds, workers = _seconds(cost, setting)
    row = {"runs": cost.runs} | dict(cost.more(seconds))
    return row | {"workers": workers, "minutes": round(seconds / workers / _SECONDS_A_MINUTE, 1)}


def _plan(experiment: Experiment[Any, Any], request: Request) -> Plan:
    """Return the plan of a request, which knows the request."""
    with told_if_long(f"reading and checking {_inputs_in_words(request)}"):
        plan = experiment.plan(request)
    if not isinstance(plan, Plan):
        raise RequestError(f"{type(experiment).__name__}.plan must return a Plan (got {type(plan).__name__})")
    return replace(plan, request=request)


def _inputs_in_words(request: Request) -> str:
    """Return what a request reads: its customer table by name, which may be large."""
    table = getattr(request, "from_crm", None)
    return f"{table} and the other inputs" if table else "the inputs"


def _check_memory(experiment: Experiment[Any, Any], plan: Plan, setting: Setting) -> None:
    """Refuse more customers than fit into the memory of this machine; workers of a cluster have their own."""
    from experiments.design.size import check_customers

    if plan.study and not setting.scheduler:
        workers = setting.workers or cores() if experiment.has_engine else 1
        runs = plan.cost.runs if plan.cost else workers
        check_customers(plan.study.market, plan.study.customers, max(1, min(workers, runs)))


def manifest_of(
    experiment: Experiment[Any, Any], request: Request, plan: Plan, command: str | None = None
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of a request, and the files that it needs to be repeated, by their path in the folder.

    ``inputs`` of the manifest names all that the results of one seed depend on, ``copies`` the files and their hashes.
    """
    from experiments.design.ensemble import COPY, written
    from experiments.pages.phrases import simulated_part
    from experiments.results.customer_table import crm_facts
    from experiments.results.manifest import study_files
    from experiments.running.versions import code_hash, software

    study = plan.study
    repeated = plan.repeated or (request.repeated(study) if study and isinstance(request, StudyRequest) else request)
    repeated, own_files = _with_copies(repeated)
    files = (study_files(study) if study else {}) | dict(plan.files) | own_files | source_files(experiment)
    if plan.worlds is not None:
        files[COPY], repeated = written(plan.worlds).encode(), replace(repeated, worlds=COPY)  # type: ignore[call-arg]
    copies = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    inputs: dict[str, Any] = dict(copies)
    if study:
        inputs |= {"customers": study.customers, "weeks": study.weeks}
    if study and study.crm and not study.keeps_table:
        inputs["customer table"] = study.crm.cells.sha256
    depends_on = _options(request, study) if plan.depends_on is None else plan.depends_on
    inputs |= {"experiment": experiment.name, "code": code_hash("sim")} | dict(depends_on)
    inputs = {name: value for name, value in inputs.items() if value is not None or name not in copies}
    manifest: dict[str, Any] = {
        "cxsim": version("cxsim"),
        "experiment": experiment.name,
        "command": command or request.command_line(experiment.name),
        "request": repeated.document(),
        "inputs": inputs,
        "copies": copies,
        "versions": software(),
    }
    if plan.seeds:
        manifest["seeds"] = list(plan.seeds)
    if study and (part := simulated_part(study.customers, study.market.category.customers)):
        manifest["amounts"] = part
    if study and study.crm:
        manifest["crm"] = crm_facts(study.crm, study.keeps_table)
    return manifest, files


def _options(request: Request, study: Study | None) -> dict[str, Any]:
    """Return the options of a request by name, without those whose files and contents count already."""
    document = json.loads(json.dumps(request.document()))
    known = _OF_THE_STUDY if study else set()
    described = [each for each in described_fields(type(request)) if each.input is None]
    return {each.option: document[each.field.name] for each in described if each.field.name not in known}


def _with_copies(request: Request) -> tuple[Request, dict[str, bytes]]:
    """Return a request that reads copies of its files, and the copies by their path; some are copies already."""
    files: dict[str, bytes] = {}
    for each in described_fields(type(request)):
        given = getattr(request, each.field.name)
        if given is None:
            continue
        if each.input in (Input.FILE, Input.CODE) and not given.startswith(INPUTS):
            copy = f"{INPUTS}{each.field.name}{Path(given).suffix}"
            try:
                files[copy] = Path(given).read_bytes()
            except OSError as problem:
                raise RequestError(f"{each.option}: {given}: {problem.strerror}") from problem
            request = replace(request, **{each.field.name: copy})
    return request, files


def _folders_from(request: Request, folder: Path) -> dict[str, str]:
    """Return the folders that a request reads, by their paths from the folder of its results."""
    given = {
        each.field.name: getattr(request, each.field.name)
        for each in described_fields(type(request))
        if each.input is Input.FOLDER
    }
    return {name: _path_from(folder, Path(read)) for name, read in given.items() if read is not None}


def _path_from(folder: Path, place: Path) -> str:
    return Path(os.path.relpath(place.resolve(), folder.resolve())).as_posix()


def source_files(experiment: Experiment[Any, Any]) -> dict[str, bytes]:
    """Return the file in which an experiment is written, by its path in the folder; nothing for shipped ones."""
    if type(experiment).__module__.partition(".")[0] in ("experiments", "app"):
        return {}
    path = Path(inspect.getfile(type(experiment)))
    return {f"{INPUTS}{path.name}": path.read_bytes()}


def compile_once(notify: Callable[[str], None] = say) -> None:
    """Compile the model if needed, with a message: afterwards every process finds it compiled."""
    from experiments.running.study import Study
    from sim.foundations.compiled import is_compiled
    from sim.market.loading import load_shipped

    if not is_compiled():
        notify("compiling the model; this is done once and takes a minute or two ...")
        Study.of(load_shipped("telecom"), customers=50, weeks=1).run(seed=1)


def _folder(
    experiment: Experiment[Any, Any], request: Request, plan: Plan, manifest: Mapping[str, Any], out: Path | None
) -> Path | None:
    """Return the folder of the results, None when none are to be written, after checking that it can be used."""
    from experiments.results.store import check_usable

    if out is None:
        if not experiment.needs_folder:
            return None
        digest = hashlib.sha256(json.dumps(manifest["inputs"]).encode()).hexdigest()[:8]
        out = _RESULTS / f"{plan.label or experiment.name}-{digest}"
    out = out.expanduser()
    for each in described_fields(type(request)):
        if each.input is Input.FOLDER and out.resolve() == Path(getattr(request, each.field.name)).resolve():
            raise RequestError(f"{out} holds the {each.field.name} itself: choose another folder with --out")
    check_usable(out)
    return out


def _check_key_apart(request: Request, out: Path | None) -> None:
    """Refuse to keep the key of pseudonyms with the results, where it would undo them; it is made by the plan."""
    key, out = getattr(request, "pseudonyms", None), (out or _RESULTS).expanduser()
    if key and Path(key).resolve().is_relative_to(out.resolve()):
        raise RequestError(f"--pseudonyms: {key} lies in the folder of the results, {out}: keep the key elsewhere")


def _opened(
    folder: Path, manifest: Mapping[str, Any], files: Mapping[str, bytes], overwrite: bool, plan: Plan
) -> Store:
    """Return the folder as a store, with the copies of the inputs and rejected rows of a customer table written."""
    from experiments.results.customer_table import CUSTOMERS, rejected_rows
    from experiments.results.folder import REJECTED
    from experiments.results.store import Store

    store = Store(folder, manifest, overwrite, say)
    store.write_files({path: content for path, content in files.items() if path != CUSTOMERS})
    if plan.study and plan.study.crm:
        of_customers = {path: content for path, content in files.items() if path == CUSTOMERS}
        of_customers[REJECTED] = rejected_rows(plan.study)
        store.write_files(of_customers, plan.study.crm.cells.mode)
    return store


def _report_inputs(plan: Plan) -> None:
    """Print doubts about the market and its customer table, and the summary of the table."""
    if plan.study:
        say_doubts([*plan.study.market.doubts, *_doubts_of_scenarios(plan.study)])
        if first := plan.study.market.date_of(1):
            last = plan.study.weeks
            say(f"week 1 begins on {first}, week {last} on {plan.study.market.date_of(last)}")
    if plan.study and plan.study.crm:
        say(*plan.study.crm.summary.splitlines())
        say_doubts(plan.study.crm.doubts)


def _doubts_of_scenarios(study: Study) -> Iterator[Problem]:
    """Yield what is probably not meant in the scenarios of a study."""
    from sim.market.messages import Problem, dotted
    from sim.scenarios.doubts import scenario_doubts

    for scenario in study.scenarios:
        for place, message in scenario_doubts(scenario, study.market, study.weeks):
            yield Problem(f"scenario {scenario.name}", None, dotted(place), message)


def _cost_of(experiment: Experiment[Any, Any], plan: Plan) -> Cost:
    if plan.cost is None:
        raise RequestError(
            f"the duration of {experiment.name} is not known in advance, so --dry-run and --budget cannot be used"
        )
    return plan.cost


def _seconds(cost: Cost, setting: Setting) -> tuple[float, int]:
    """Return about how long a plan takes one core, and how many workers share it; one of a cluster, which may grow."""
    compile_once()
    workers = 1 if setting.scheduler else setting.workers or cores()
    seconds = cost.seconds()
    where = f"on {workers} worker{'' if workers == 1 else 's'}"
    where = "of one worker, to be shared by all" if setting.scheduler else where
    say(f"{cost.words}, about {_spoken(seconds / workers)} {where}")
    return seconds, workers


def _check_budget(cost: Cost, setting: Setting) -> None:
    """Refuse a plan that would take longer than the budget, in minutes."""
    assert setting.budget is not None
    seconds, workers = _seconds(cost, setting)
    seconds /= workers
    if seconds > setting.budget * _SECONDS_A_MINUTE:
        fraction = math.ceil(seconds / _SECONDS_A_MINUTE / setting.budget)
        raise RequestError(
            f"that is more than the {setting.budget:g} minutes of --budget: one in {fraction} of these runs would fit; "
            "request fewer runs, or fewer --customers"
        )


def _write(experiment: Experiment[Any, T], result: T, store: Store, manifest: Mapping[str, Any]) -> None:
    """Write tables, files and page of a result, then the manifest with their hashes."""
    from experiments.pages.page import Page, write_page
    from experiments.results.kept import sha256

    command = str(manifest["command"])
    outputs: list[str] = []
    for name, table in checked_tables(experiment, result).items():
        if table is not None:
            with store.replacing(name) as path:
                _write_table(table, path)
        outputs.append(name)
    for name, text in experiment.files(result, command, store.folder).items():
        with store.replacing(name) as path:
            path.write_text(text, encoding="utf-8", newline="\n")
        outputs.append(name)
    if (page := experiment.page(result)) is not None:
        if not isinstance(page, Page):
            raise RequestError(
                f"{type(experiment).__name__}.page must return a Page or None (got {type(page).__name__})"
            )
        name = experiment.page_file or f"{experiment.name}.html"
        write_page(page if page.command else replace(page, command=command), store.folder / name)
        outputs.append(name)
    store.write_manifest(dict(manifest) | {"outputs": {name: sha256(store.folder / name) for name in outputs}})


def checked_tables(experiment: Experiment[Any, T], result: T) -> Mapping[str, Any]:
    """Return the tables of a result by the names of their files.

    Raises
    ------
    RequestError
        When they are not tables by names of files that lie in the folder of the results.
    """
    import pandas as pd

    where = f"{type(experiment).__name__}.tables"
    tables = experiment.tables(result)
    if not isinstance(tables, Mapping):
        raise RequestError(f"{where} must return a mapping: name of a file -> data frame (got {type(tables).__name__})")
    problems = []
    for name, table in tables.items():
        path = PurePosixPath(str(name))
        if path.suffix not in _FORMATS or path.is_absolute() or ".." in path.parts:
            problems.append(f"{where}: {quoted(name)} must be the name of a file that ends in {' or '.join(_FORMATS)}")
        if not (table is None or callable(table) or isinstance(table, pd.DataFrame)):
            problems.append(f"{where}: {quoted(name)} must be a data frame (got {type(table).__name__})")
    if problems:
        raise RequestError(*problems)
    return tables


def _write_table(table: Any, path: Path) -> None:
    """Write a data frame in the format that the name of its file says, or let a function write it."""
    from experiments.results.spreadsheets import spreadsheet

    if callable(table):
        table(path)
    elif ".parquet." in path.name:
        table.to_parquet(path, index=False, compression="zstd")
    else:
        path.write_text(spreadsheet(table), encoding="utf-8", newline="")


def _stopped(folder: Path | None, finished: int) -> str:
    """Return the message after an interruption."""
    if folder is None:
        return "stopped; nothing was written"
    runs = "1 finished run" if finished == 1 else f"{finished:,} finished runs"
    return f"stopped; {folder} keeps {runs}, and the same command continues from there"


def _spoken(seconds: float) -> str:
    """Return a time in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = seconds / _SECONDS_A_MINUTE
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"
