"""The command of an experiment, made from the fields of its request."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from copy import copy
from typing import Annotated, Any, get_args, get_origin

import typer
from typer.core import TyperCommand

from experiments.experiment.console import say, show, show_json
from experiments.experiment.experiment import Experiment
from experiments.experiment.options import (
    Budget,
    DryRun,
    Json,
    Lang,
    Out,
    Overwrite,
    Scheduler,
    Workers,
    check_one_engine,
)
from experiments.experiment.request import Described, described_fields, is_required
from experiments.experiment.runner import Setting, estimate, perform
from language import speak

_ENGINE: dict[str, tuple[Any, Any]] = {
    "workers": (Workers, None),
    "scheduler": (Scheduler, None),
    "budget": (Budget, None),
    "dry_run": (DryRun, False),
}
_FOLDER: dict[str, tuple[Any, Any]] = {"out": (Out, None), "overwrite": (Overwrite, False)}
HELP_OPTIONS: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
_JSON: dict[str, tuple[Any, Any]] = {"json": (Json, False), "lang": (Lang, "en")}

RESERVED = {*_ENGINE, *_FOLDER, *_JSON, "help"} - {"budget"}
"""Names that no option of a request can have. An experiment that spends a budget calls it so, and has no other one."""


class LiteralCommand(TyperCommand):
    """A command whose help is shown as it is written: text in square brackets is not markup."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        from rich.markup import escape

        super().__init__(*arguments, **settings)
        self.help = escape(self.help or "")
        for parameter in self.params:
            parameter.help = escape(getattr(parameter, "help", None) or "")  # type: ignore[attr-defined]


def command_of(experiment: Experiment[Any, Any], called: Sequence[str] = ()) -> Callable[..., None]:
    """Return the function that Typer makes the command of an experiment from.

    Its parameters are the fields of the request, then where and how fast it is performed. A `budget` of the request
    takes the place of that in minutes.

    Parameters
    ----------
    called : the words after ``cxsim`` that call the command; the name of the experiment when empty.
    """
    described = described_fields(experiment.request)
    settings = (_ENGINE if experiment.has_engine else {}) | _FOLDER | _JSON
    own = {each.field.name for each in described}
    settings = {name: how for name, how in settings.items() if name not in own}

    def command(**given: Any) -> None:
        setting = {name: given.pop(name) for name in settings}
        speak(setting.pop("lang", "en"))
        check_one_engine(setting.get("workers"), setting.get("scheduler"))
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
        request = experiment.request(**{name: value for name, value in values.items() if value is not None})
        as_json, is_dry = setting.pop("json"), setting.pop("dry_run", False)
        line = request.command_line(*(called or (experiment.name,)))
        performed(experiment, request, Setting(**setting, command=line), is_dry, as_json)

    command.__name__ = experiment.name
    command.__doc__ = inspect.getdoc(experiment)
    parameters = [*map(parameter_of, described), *(_keyword(name, *how) for name, how in settings.items())]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


def app_of(experiment: Experiment[Any, Any], called: Sequence[str]) -> typer.Typer:
    """Return an application with the command of one experiment only."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, context_settings=HELP_OPTIONS)
    command = command_of(experiment, called)
    app.command(help=help_of(command), cls=LiteralCommand)(command)
    return app


def help_of(command: Callable[..., None]) -> str:
    """Return the docstring of a command with a line for each paragraph, which terminals wrap by themselves."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in (command.__doc__ or "").split("\n\n"))


def performed(
    experiment: Experiment[Any, Any], request: Any, setting: Setting, is_dry: bool = False, as_json: bool = False
) -> None:
    """Run an experiment, or only estimate its cost, and print its summary."""
    if is_dry:
        row = estimate(experiment, request, setting)
        show_json(row) if as_json else show([row])
        return
    done = perform(experiment, request, setting)
    summary = experiment.summary(done.result, done.folder)
    for sentence in summary.sentences:
        say(sentence)
    if as_json:
        where = {"folder": str(done.folder)} if done.folder else {}
        show_json(where | dict(summary.document) if summary.document is not None else list(summary.rows))
    else:
        show(summary.rows, titles=summary.titles, is_rounded=summary.is_rounded)
    for title, name in summary.files.items():
        if done.folder:
            say(f"{title}: {done.folder / name}")
    if summary.fails:
        raise typer.Exit(1)


def parameter_of(described: Described, begins: str = "") -> inspect.Parameter:
    """Return a field of a request as a parameter of a command.

    Parameters
    ----------
    begins : stands before its help, which goes on with a small letter.
    """
    kind = list[get_args(described.kind)[0]] if get_origin(described.kind) is tuple else described.kind  # type: ignore[misc]
    if is_required(described):
        default: Any = inspect.Parameter.empty
    elif get_origin(described.kind) is tuple:
        kind, default = kind | None, None
    else:
        default = described.field.default
    info = copy(described.info)
    if begins and info.help:
        info.help = begins + info.help[:1].lower() + info.help[1:]
    return _keyword(described.field.name, Annotated[kind, info], default)


def _keyword(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
