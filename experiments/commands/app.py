"""``cxsim app``: the page in the browser."""

from __future__ import annotations

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
    out: Annotated[Path, typer.Option(help="Folder in which full runs are kept.")] = _RESULTS,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes that simulate.", show_default="one a core, four at most"),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Open the page: compare strategies with levers, see the journey, follow one customer. Nothing leaves this machine.

    Example: cxsim app
    """
    try:
        from app.serve import serve
    except ModuleNotFoundError as error:
        if error.name not in ("starlette", "uvicorn"):
            raise
        say(NOT_INSTALLED)
        raise typer.Exit(1) from None
    try:
        serve(_found(market), port, out, workers, browser, say)
    except OSError as error:
        say(f"port {port} cannot be used: {error.strerror}; choose another with --port")
        raise typer.Exit(1) from None


def _found(market: str | None) -> str | None:
    """Return the market of one's own, checked before anything is opened; None for the shipped ones."""
    if market is None:
        return None
    from sim.market.loading import load_market

    load_market(market)
    return market
