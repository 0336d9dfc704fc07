"""The command line: ``cxsim``."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from experiments.commands.app import app as page
from experiments.commands.bench import bench
from experiments.commands.cache import cache
from experiments.commands.catalogue import markets, parameters, scenarios
from experiments.commands.experiment import PASSED_ON, experiment
from experiments.commands.files import check, new
from experiments.commands.rerun import rerun
from experiments.commands.why import why
from experiments.errors import OutputError, RequestError, ResultsError, StoppedError, WorkersError
from experiments.experiment.command_line import HELP_OPTIONS, LiteralCommand, app_of, command_of, help_of
from experiments.experiment.console import say
from experiments.experiment.options import named
from experiments.experiment.registry import SHIPPED, experiment_called, installed
from experiments.running.interruption import listen

FAILED, MISUSED = 1, 2
"""Exit codes: the command failed; the command line was wrong."""

_OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""Errors of the machine, which can occur anywhere in the program."""

app = typer.Typer(
    name="cxsim",
    help="Simulate customer experience, brands and loyalty: compare strategies before you invest in one.",
    epilog="Start with: cxsim compare telecom fix-root-causes polish-interactions",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings=HELP_OPTIONS,
)


def _add(command: Callable[..., None], name: str | None = None, **settings: Any) -> None:
    """Add a command, with the help that its docstring gives."""
    app.command(name, help=help_of(command), cls=LiteralCommand, **settings)(command)


def _add_commands() -> None:
    """Add all commands: catalogue, files, experiments, repetition, the page, and the bench."""
    for command in (markets, scenarios, parameters, new, check):
        _add(command)
    for name in SHIPPED:
        _add(command_of(experiment_called(name)), name)
    for name in installed():
        _add(_installed(name), name, context_settings=PASSED_ON)
    _add(experiment, context_settings=PASSED_ON)
    _add(rerun)
    _add(page, "app")
    _add(why)
    _add(bench)
    _add(cache)


def _installed(name: str) -> Callable[[typer.Context], None]:
    """Return the command of an experiment of an installed package, which is imported only when it is called."""

    def command(context: typer.Context) -> None:
        """Perform an experiment of an installed package."""
        app_of(experiment_called(name), (name,))(context.args, prog_name=f"cxsim {name}")

    return command


_add_commands()


def _show_version(requested: bool) -> None:
    if requested:
        from importlib.metadata import version

        typer.echo(f"cxsim {version('cxsim')}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", is_eager=True, callback=_show_version, help="Show the version."),
) -> None:
    """Take options that stand before a command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process: 0 on success, 1 on failure, 2 for a wrong command line."""
    listen()
    _make_printable()
    try:
        _check_names(sys.argv[1:] if arguments is None else arguments)
        app(arguments)
    except Exception as error:
        code = _exit_code(error)
        if code is None:
            raise
        say(*_in_words(error).splitlines())
        if isinstance(error, OSError):  # output that cannot be written must not be flushed again at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(code)


def _check_names(arguments: Sequence[str]) -> None:
    """Refuse names in another encoding before anything is computed: they could not be written into results."""
    try:
        for each in (*arguments, os.getcwd()):
            named(each)
    except typer.BadParameter as error:
        raise RequestError(error.message) from None


def _make_printable() -> None:
    """Make sure that a command can print: to nowhere if a stream is closed, with ? for what the encoding lacks."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as long as the process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _exit_code(error: Exception) -> int | None:
    """Return how to end after a mistake of the user or of the machine, None for a fault of the program."""
    from sim.market.messages import InputError

    if isinstance(error, RequestError):
        return MISUSED
    if isinstance(error, OSError):
        return FAILED if error.errno in _OF_THE_MACHINE else None
    return (
        FAILED
        if isinstance(error, InputError | OutputError | ResultsError | WorkersError | StoppedError | MemoryError)
        else None
    )


def _in_words(error: Exception) -> str:
    """Return what went wrong."""
    if isinstance(error, OSError) and error.errno:
        where = f"{error.filename}: " if error.filename else ""
        return f"the operating system reports an error: {where}{os.strerror(error.errno)}"
    if isinstance(error, MemoryError):
        return f"not enough memory: {error}".removesuffix(": ")
    return str(error)


if __name__ == "__main__":
    main()
