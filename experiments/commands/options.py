"""Options that several commands share, and numbers with a range."""

from __future__ import annotations

from typing import Annotated, Any

import typer


def between(low: int, high: int, **how: Any) -> Any:
    """Return an option for a whole number from `low` to `high`, which a message about any other number names."""

    def checked(value: int | None) -> int | None:
        if value is not None and not low <= value <= high:
            raise typer.BadParameter(f"{value} is not between {low} and {high}")
        return value

    return typer.Option(callback=checked, metavar=f"{low}..{high}", **how)


MarketArgument = Annotated[
    str, typer.Argument(metavar="MARKET", help="A shipped market (see `cxsim markets`), a market file or its folder.")
]
Customers = Annotated[int | None, between(50, 20_000_000, show_default="the market's own", help="Simulated customers.")]
Weeks = Annotated[int | None, between(1, 1040, show_default="the market's own", help="Weeks after the burn-in.")]
Seed = Annotated[int, between(0, 2**32 - 1, help="Luck; the same seed gives the same bits.")]
FromCrm = Annotated[
    str | None, typer.Option(metavar="FILE", help="Take the customers from a CRM table, CSV or Parquet.")
]
Mapping = Annotated[
    str | None, typer.Option(metavar="FILE", show_default="the market's own", help="How its columns are read.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace results of other inputs in the folder.")]
