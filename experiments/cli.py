"""The command line: ``cxsim``."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

import typer

from experiments.commands.benching import bench
from experiments.commands.calibrating import calibrate
from experiments.commands.catalogue import markets, parameters, scenarios
from experiments.commands.comparing import compare
from experiments.commands.console import say
from experiments.commands.discovering import discover
from experiments.commands.files import check, new
from experiments.commands.optimising import optimise
from experiments.commands.repeating import rerun
from experiments.commands.running import run
from experiments.commands.sweeping import sweep
from experiments.commands.validating import validate
from experiments.commands.weighing import sensitivity
from experiments.errors import OutputError, RequestError, ResultsError, WorkersError

FAILED, MISUSED = 1, 2
"""Exit codes: what was asked for could not be done; it was asked for in the wrong way."""

_OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""What a machine may refuse at any moment, wherever the program is."""

app = typer.Typer(
    name="cxsim",
    help="Simulate customers, brands and loyalty: compare strategies before paying for one.",
    epilog="Start with: cxsim compare telecom fix-root-causes polish-interactions",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _help(command: Callable[..., None]) -> str:
    """Return the docstring of a command with a line for each paragraph, which terminals fold by themselves."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in (command.__doc__ or "").split("\n\n"))


for command in (
    markets,
    scenarios,
    parameters,
    new,
    check,
    run,
    compare,
    sensitivity,
    sweep,
    calibrate,
    optimise,
    discover,
    validate,
    rerun,
    bench,
):
    app.command(help=_help(command))(command)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cxsim {version('cxsim')}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", is_eager=True, callback=_show_version, help="Show the version."),
) -> None:
    """Take options that stand before a command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process: 0 when it went well, 1 when it could not be done, 2 when it was misused."""
    with suppress(ValueError):  # only a main thread may say what a signal does
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # who asks a command to end is asked as by Ctrl-C
    try:
        app(arguments)
    except Exception as error:
        code = _exit_code(error)
        if code is None:
            raise
        say(_in_words(error))
        if isinstance(error, OSError):  # what cannot be written must not be tried again at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(code)


def _exit_code(error: Exception) -> int | None:
    """Return how to end after a mistake of the user or of the machine, None for a fault of the program."""
    from sim.market.messages import InputError

    if isinstance(error, RequestError):
        return MISUSED
    if isinstance(error, OSError):
        return FAILED if error.errno in _OF_THE_MACHINE else None
    return FAILED if isinstance(error, InputError | OutputError | ResultsError | WorkersError | MemoryError) else None


def _in_words(error: Exception) -> str:
    """Return what went wrong."""
    if isinstance(error, OSError) and error.errno:
        where = f"{error.filename}: " if error.filename else ""
        return f"the machine refuses to go on: {where}{os.strerror(error.errno)}"
    if isinstance(error, MemoryError):
        return f"there is not enough memory for this: {error}".removesuffix(": ")
    return str(error)


if __name__ == "__main__":
    main()
