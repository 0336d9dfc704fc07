"""Options that several commands share, with their ranges."""

from __future__ import annotations

from typing import Annotated

import typer

MarketArgument = Annotated[
    str, typer.Argument(metavar="MARKET", help="A shipped market (see `cxsim markets`), a market file or its folder.")
]
Customers = Annotated[
    int | None,
    typer.Option(min=50, max=20_000_000, show_default="the market's own", help="Simulated customers."),
]
Weeks = Annotated[
    int | None, typer.Option(min=1, max=1040, show_default="the market's own", help="Weeks after the burn-in.")
]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Luck; the same seed gives the same bits.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace results of other inputs in the folder.")]
