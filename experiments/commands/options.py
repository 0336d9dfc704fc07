"""Options that several commands share, and numbers with a range."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.errors import RequestError
from sim.market.messages import quoted


def between(low: int, high: int, **how: Any) -> Any:
    """Return an option for a whole number from `low` to `high`, which a message about any other number names."""

    def whole(said: str | int) -> int:
        try:
            value = int(said)
        except ValueError:
            raise typer.BadParameter(f"{quoted(said)} is not a whole number from {low} to {high}") from None
        if not low <= value <= high:
            raise typer.BadParameter(f"{value} is not between {low} and {high}")
        return value

    return typer.Option(parser=whole, metavar=f"{low}..{high}", **how)


def _address(said: str) -> str:
    """Return the address of a scheduler; what has another shape would be tried in vain for a long time."""
    if not re.fullmatch(r"(tcp|tls|ws|wss|ucx)://[^\s/:]+:\d+|[a-z]+://\[[0-9a-fA-F:]+\]:\d+", said):
        raise typer.BadParameter(f"{quoted(said)} is not an address such as tcp://10.0.0.1:8786")
    return said


MarketArgument = Annotated[
    str, typer.Argument(metavar="MARKET", help="A shipped market (see `cxsim markets`), a market file or its folder.")
]
Customers = Annotated[int | None, between(50, 20_000_000, show_default="the market's own", help="Simulated customers.")]
Weeks = Annotated[int | None, between(1, 1040, show_default="the market's own", help="Weeks after the burn-in.")]
Seed = Annotated[int, between(0, 2**32 - 1, help="Luck; the same seed gives the same bits.")]
Workers = Annotated[int | None, between(1, 1024, show_default="all cores", help="Processes; they change no result.")]
Scheduler = Annotated[
    str | None,
    typer.Option(parser=_address, metavar="tcp://HOST:PORT", help="Use the workers of a Dask cluster instead."),
]
FromCrm = Annotated[
    str | None, typer.Option(metavar="FILE", help="Take the customers from a CRM table, CSV or Parquet.")
]
Mapping = Annotated[
    str | None, typer.Option(metavar="FILE", show_default="the market's own", help="How its columns are read.")
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", show_default="results/...", help="The folder for the results.")
]
Ranges = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="YAML, one 'path: [low, high]' a line.", show_default="the sheet's"),
]
Within = Annotated[str | None, typer.Option(metavar="SHARE", help="Ranges of so much around each value, such as 20%.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace results of other inputs in the folder.")]


def check_one_engine(workers: int | None, scheduler: str | None) -> None:
    """Refuse to be told both how many processes to start and which cluster to use.

    Raises
    ------
    RequestError
        When both are given.
    """
    if workers and scheduler:
        raise RequestError("--workers and --scheduler exclude each other")
