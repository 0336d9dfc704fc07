"""``cxsim app``: the page in the browser."""

from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated

import typer

from experiments.experiment.console import say

_RESULTS = Path("results") / "page"
NOT_INSTALLED = 'the page needs two more packages: pip install "cxsim[app]"'


def app(
    market: Annotated[
        str | None, typer.Argument(help="A market of your own, shown first: its folder or file.", show_default=False)
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine; 0 for any that is free.")] = 8427,
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
) -> None:
    """Open the page: compare strategies with levers, see the journey, follow one customer. Nothing leaves this machine.

    Example: cxsim app
    """
    try:
        from app.serve import Served, serve
    except ModuleNotFoundError as error:
        if error.name not in ("starlette", "uvicorn"):
            raise
        say(NOT_INSTALLED)
        raise typer.Exit(1) from None
    try:
        serve(Served(_found(market), port, out, workers, browser, _address(class_address)), say)
    except OSError as error:
        where = f"port {port}, or {class_address} with the next one," if class_address else f"port {port}"
        say(f"{where} cannot be used: {error.strerror}; choose another with --port")
        raise typer.Exit(1) from None


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
