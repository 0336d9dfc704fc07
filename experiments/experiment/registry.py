"""All experiments: shipped ones, those of installed packages, and one that is read from a file."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from experiments.errors import RequestError
from experiments.experiment.command_line import RESERVED
from experiments.experiment.experiment import Experiment
from experiments.experiment.options import Input
from experiments.experiment.request import Request, described_fields, is_complete, wrong_defaults
from sim.market.messages import quoted, unknown

SHIPPED = {
    "run": "experiments.run.experiment:RunExperiment",
    "compare": "experiments.comparison.experiment:CompareExperiment",
    "sensitivity": "experiments.sensitivity.experiment:SensitivityExperiment",
    "sweep": "experiments.sweep.experiment:SweepExperiment",
    "fit": "experiments.fitting.experiment:FitExperiment",
    "worlds": "experiments.worlds.experiment:WorldsExperiment",
    "calibrate": "experiments.calibration.experiment:CalibrateExperiment",
    "optimise": "experiments.optimisation.experiment:OptimiseExperiment",
    "discover": "experiments.discovery.experiment:DiscoverExperiment",
    "validate": "experiments.validation.experiment:ValidateExperiment",
    "moments": "experiments.moments.experiment:MomentsExperiment",
    "theory": "experiments.theory.experiment:TheoryExperiment",
    "export": "experiments.export.experiment:ExportExperiment",
}
"""Name -> location of the class of the experiment."""

OF_OTHER_COMMANDS = {"app": "app.export.experiment:CopyExperiment"}
"""Experiments that another command performs, and that can be repeated: name -> location of the class."""

OTHER_COMMANDS = (
    "markets",
    "scenarios",
    "parameters",
    "new",
    "check",
    "experiment",
    "rerun",
    "why",
    "app",
    "bench",
    "cache",
)
"""Commands that are no experiments."""

_ARGUMENTS = {"plan": ("request",), "run": ("plan", "lab"), "tables": ("result",), "page": ("result",)}
"""Method of an experiment -> its arguments."""

GROUP = "cxsim.experiments"
"""Entry points of installed packages that add experiments."""


def installed() -> dict[str, EntryPoint]:
    """Return the experiments of installed packages, by their names; that of a command cannot be taken."""
    return {each.name: each for each in entry_points(group=GROUP) if each.name not in (*SHIPPED, *OTHER_COMMANDS)}


def experiment_called(name: str) -> Experiment[Any, Any]:
    """Return an experiment by its name.

    Raises
    ------
    RequestError
        When there is none of this name, with the nearest one, or it cannot be used.
    """
    if where := SHIPPED.get(name) or OF_OTHER_COMMANDS.get(name):
        module, _, attribute = where.partition(":")
        shipped: Experiment[Any, Any] = getattr(importlib.import_module(module), attribute)()
        return shipped
    others = installed()
    if name not in others:
        raise RequestError(unknown("experiment", name, (*SHIPPED, *others)))
    try:
        found = others[name].load()
    except Exception as error:
        raise RequestError(f"the experiment {name} of {others[name].value} cannot be read: {_where(error)}") from error
    experiment = _checked(found, f"the experiment {name} of {others[name].value}")
    if experiment.name != name:
        raise RequestError(
            f"the experiment {name} of {others[name].value} must be called like its entry point (its name is "
            f"{quoted(experiment.name)}): a repetition finds it by that name"
        )
    return experiment


def experiment_in(path: Path) -> Experiment[Any, Any]:
    """Return the experiment that is written in a Python file: the only subclass of ``Experiment`` in it.

    Raises
    ------
    RequestError
        When the file cannot be read or run, or holds no experiment that can be used: with file, line and what was
        expected.
    """
    module = module_of(path)
    own = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Experiment) and each.__module__ == module.__name__
    ]
    if len(own) != 1:
        found = f"{len(own)} of them ({', '.join(each.__name__ for each in own)})" if own else "none"
        raise RequestError(f"{path}: must hold one subclass of experiments.experiment.Experiment (got {found})")
    return _checked(own[0], f"{path}:{_line(own[0])}: {own[0].__name__}")


def module_of(path: Path) -> ModuleType:
    """Return a file as a module, which goes to worker processes by value: they need not find it.

    The file is read anew each time: compiled code kept beside it, and lines that were read before, may be of another
    file that was written within the same second.
    """
    import linecache

    import cloudpickle

    if not os.path.isfile(path):
        raise RequestError(f"{path}: no such file")
    name = f"cxsim_experiment_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RequestError(f"{path}: must be a Python file, which ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    linecache.cache.pop(str(path), None)
    try:
        exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), module.__dict__)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise RequestError(f"{path}: cannot be read: {_where(error, path)}") from error
    cloudpickle.register_pickle_by_value(module)
    return module


def _where(error: BaseException, path: Path | None = None) -> str:
    """Return an error with the line at which it happened, in the file when it is named."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if path and Path(frame.filename).resolve() == path.resolve()] or list(frames)
    line = f"line {own[-1].lineno}: " if own and path else ""
    return f"{line}{type(error).__name__}: {error}"


def _line(cls: type) -> int:
    import inspect

    return inspect.getsourcelines(cls)[1]


def _checked(found: Any, what: str) -> Experiment[Any, Any]:
    """Return an experiment that has all it needs, made from its class.

    Raises
    ------
    RequestError
        With all that it lacks.
    """
    if not (isinstance(found, type) and issubclass(found, Experiment)):
        raise RequestError(f"{what} must be a subclass of experiments.experiment.Experiment (got {quoted(str(found))})")
    problems = list(_lacks(found))
    if problems:
        raise RequestError(*(f"{what}: {problem}" for problem in problems))
    return found()


def _lacks(cls: type[Experiment[Any, Any]]) -> Iterator[str]:
    """Yield the requirements of an experiment that a class does not meet."""
    if missing := sorted(getattr(cls, "__abstractmethods__", ())):
        yield f"must have the method{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
    for method, arguments in _ARGUMENTS.items():
        if method not in missing and not _takes(getattr(cls, method), arguments):
            yield f"{method} must be a method with the arguments {', '.join(('self', *arguments))}"
    name = getattr(cls, "name", None)
    if not (isinstance(name, str) and name and name.replace("-", "_").isidentifier()):
        yield f"must have a name, a word for the command line (got {quoted(name)})"
    elif name in (*SHIPPED, *OTHER_COMMANDS):
        yield f"must have a name of its own: {quoted(name)} is a command of cxsim"
    request = getattr(cls, "request", None)
    if not (isinstance(request, type) and issubclass(request, Request)):
        got = getattr(request, "__name__", request)
        yield f"must name the class of its request, a subclass of Request (got {quoted(got)})"
        return
    if not is_complete(request):
        yield f"the request {request.__name__} needs the line @dataclass(frozen=True, kw_only=True) above its class"
        return
    try:
        described = described_fields(request)
    except (NameError, RequestError, TypeError) as error:
        yield f"the request {request.__name__} cannot be understood: {error}"
        return
    for each in described:
        if each.field.name in RESERVED:
            yield f"every experiment has the option {each.option}: choose another name in {request.__name__}"
    for problem in wrong_defaults(request):
        yield f"the default of an option of {request.__name__} is wrong: {problem}"


def _takes(method: Any, arguments: Sequence[str]) -> bool:
    """Return whether a method of a class can be called with so many arguments, by position."""
    import inspect

    try:
        inspect.signature(method).bind("self", *arguments)
    except TypeError:
        return False
    return True


def _takes_code(request: type[Request]) -> bool:
    return any(each.input is Input.CODE for each in described_fields(request))


def names() -> list[str]:
    """Return the names of all experiments: shipped ones first."""
    return [*SHIPPED, *installed()]


def experiment_of(manifest: Mapping[str, Any], own: Path | None = None) -> Experiment[Any, Any]:
    """Return the experiment that a manifest is of.

    Parameters
    ----------
    own : the file of a user's own experiment. A manifest must not decide which code is run.

    Raises
    ------
    RequestError
        When the manifest names none, or names a user's own experiment and no file is given.
    """
    name = manifest.get("experiment")
    if not isinstance(name, str):
        raise RequestError("the manifest does not describe the run: it names no experiment")
    if own is not None and not (name in SHIPPED and _takes_code(experiment_called(name).request)):
        found = experiment_in(own)
        if found.name != name:
            raise RequestError(f"{own}: holds the experiment {found.name}, and the results are of {quoted(name)}")
        return found
    if name not in (*names(), *OF_OTHER_COMMANDS):
        raise RequestError(
            f"{unknown('experiment', name, names())}; for an experiment of your own, give its file with --experiment"
        )
    return experiment_called(name)
