"""``cxsim app``: the page in the browser."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Any

import typer

from app.export.request import CopyRequest
from experiments.errors import OutputError, RequestError
from experiments.experiment.command_line import parameter_of, performed
from experiments.experiment.console import say
from experiments.experiment.options import folder
from experiments.experiment.request import described_fields
from experiments.experiment.runner import Setting

_RESULTS = Path("results") / "page"
_LAST_PORT = 65535
_OF_A_COPY = "With --export: "
NOT_INSTALLED = 'the page needs two more packages: pip install "cxsim[app]"'


def page(
    markets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MARKET",
            help="A market of your own, shown first: its folder or file. With --export: shipped markets.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=_LAST_PORT, help="Port on this machine; 0 for any that is free.")
    ] = 8427,
    out: Annotated[Path, typer.Option(help="Folder in which full runs and classes are kept.")] = _RESULTS,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes that simulate.", show_default="one a core, four at most"),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    class_address: Annotated[
        str,
        typer.Option(
            metavar="IP",
            help="Let teams of a class join from their own machines, at this address of this one and the next port. "
            "Whoever can reach it can join, and nothing is encrypted; only pages of teams are answered there.",
            show_default="this machine only",
        ),
    ] = "",
    export: Annotated[
        Path | None,
        folder(help="Write a copy of the page to this folder, which any browser opens without the program, and end."),
    ] = None,
    overwrite: Annotated[bool, typer.Option(help="With --export: replace results of other inputs.")] = False,
    **of_a_copy: Any,
) -> None:
    """Open the page: compare strategies with levers, see the journey, follow one customer. Nothing leaves this machine.

    Example: cxsim app
    """
    _check_installed()
    given = _given(of_a_copy)
    if export is not None:
        _export(given | ({"markets": tuple(markets)} if markets else {}), export, workers, overwrite)
        return
    if given or overwrite or len(markets or ()) > 1:
        raise RequestError("several markets, and options of a copy, need --export DIR")
    from app.serve import Served, serve

    if class_address and port == _LAST_PORT:
        raise RequestError(f"--port {port}: teams of a class get the next port, and there is none")
    market = markets[0] if markets else None
    try:
        serve(Served(_found(market), port, out, workers, browser, _address(class_address)), say)
    except OSError as error:
        where = f"port {port}, or {class_address} with the next one," if class_address else f"port {port}"
        say(f"{where} cannot be used: {error.strerror}; choose another with --port")
        raise typer.Exit(1) from None


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a copy that are not as they are by themselves, as its request has them."""
    found = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
    usual = {each.field.name: each.field.default for each in described_fields(CopyRequest)}
    return {name: value for name, value in found.items() if value not in (None, usual[name])}


def _with_options_of_a_copy(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command with the options of the request of a copy, each of which says that it needs --export."""
    signature = inspect.signature(command, eval_str=True)
    own = [each for each in signature.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    options = [each for each in described_fields(CopyRequest) if not each.is_argument]
    parameters = [*own, *(parameter_of(each, _OF_A_COPY) for each in options)]
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


def _check_installed() -> None:
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ModuleNotFoundError as error:
        if error.name not in ("starlette", "uvicorn"):
            raise
        say(NOT_INSTALLED)
        raise typer.Exit(1) from None


def _export(given: Mapping[str, Any], out: Path, workers: int | None, overwrite: bool) -> None:
    """Write a copy of the page."""
    from app.export.experiment import CopyExperiment

    request = CopyRequest(**given)
    command = request.command_line("app") + " --export"
    try:
        performed(CopyExperiment(), request, Setting(out=out, workers=workers, overwrite=overwrite, command=command))
    except OutputError as error:  # other commands call the folder so
        raise OutputError(*(str(line).replace("--out", "--export") for line in error.args)) from error


def _address(given: str) -> str:
    """Return the address at which teams join, checked."""
    if not given:
        return ""
    try:
        address = IPv4Address(given)
    except ValueError:
        say(f"--class-address: must be an IPv4 address of this machine, such as 192.168.1.20 (got {given!r})")
        raise typer.Exit(1) from None
    if address.is_unspecified:
        say("--class-address: must be one address of this machine, so that no other name opens the page (got 0.0.0.0)")
        raise typer.Exit(1)
    return str(address)


def _found(market: str | None) -> str | None:
    """Return the market of one's own, checked before anything is opened; None for the shipped ones."""
    if market is None:
        return None
    from sim.market.loading import load_market

    load_market(market)
    return market


app = _with_options_of_a_copy(page)
"""The command."""
