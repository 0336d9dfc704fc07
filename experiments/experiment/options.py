"""Options: how a field of a request, or an argument of a command, is given on the command line."""

from __future__ import annotations

import os
import re
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.errors import RequestError
from language import LANGUAGES
from sim.market.messages import quoted

Argument, Option = typer.Argument, typer.Option


class Input(Enum):
    """The kind of input that a field holds: ``Annotated[str, Input.SCENARIO, Option(...)]``.

    A copy of it is kept with the results, and a repetition reads the copy.
    """

    SCENARIO = "scenario"
    """A name or a file."""
    FILE = "file"
    STUDY = "study"
    """A market, a study file or a customer table: the experiment itself keeps the copy, with all that it refers to."""
    CODE = "code"
    """A Python file; a repetition is given it again, since a folder of results must not decide which code is run."""
    FOLDER = "folder"
    """A folder of results, which stays where it is and is not written to."""


def named(given: str) -> str:
    """Return the name of a file, folder or other thing; one that is not in UTF-8 could be written nowhere."""
    try:
        given.encode()
    except UnicodeEncodeError:
        shown = given.encode(errors="backslashreplace").decode()
        raise typer.BadParameter(f"the name must be in UTF-8: rename it (got '{shown}')") from None
    return given


def between(low: int, high: int, **how: Any) -> Any:
    """Return an option for a whole number from `low` to `high`, named in the error message for other numbers."""

    def whole(given: str | int) -> int:
        try:
            value, exact = int(given), float(given)
        except (ValueError, OverflowError):
            raise typer.BadParameter(f"{quoted(given)} is not a whole number from {low} to {high}") from None
        if not low <= value <= high or value != exact:
            raise typer.BadParameter(f"{quoted(value if value == exact else given)} is not between {low} and {high}")
        return value

    return Option(parser=whole, metavar=f"{low}..{high}", **how)


def number(low: float, high: float, **how: Any) -> Any:
    """Return an option for a number from `low` to `high`; NaN is refused."""

    def finite(given: str | float) -> float:
        try:
            value = float(given)
        except ValueError:
            raise typer.BadParameter(f"{quoted(given)} is not a number") from None
        if not low <= value <= high:
            raise typer.BadParameter(f"{quoted(value)} is not between {low:g} and {high:g}")
        return value

    return Option(parser=finite, **how)


def share(**how: Any) -> Any:
    """Return an option for a share above 0, given as ``20%`` or ``0.2``."""

    def of_one(given: str | float) -> float:
        text = str(given)
        try:
            value = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
        except ValueError:
            value = 0.0
        if not 0.0 < value < float("inf"):
            raise typer.BadParameter(f"needs a share above 0, such as 20% or 0.2 (got {quoted(given)})")
        return value

    return Option(parser=of_one, metavar="SHARE", **how)


def file(**how: Any) -> Any:
    """Return an option for a file; ``~`` is the home folder, also where a shell does not expand it."""
    return Option(parser=os.path.expanduser, **({"metavar": "FILE"} | how))


def folder(**how: Any) -> Any:
    """Return an option for a folder; ``~`` is the home folder, also where a shell does not expand it."""
    return Option(parser=lambda given: Path(given).expanduser(), **({"metavar": "DIR"} | how))


def _address(given: str) -> str:
    """Return the address of a scheduler; anything else is refused, as connecting would take long to fail."""
    if not re.fullmatch(r"(tcp|tls|ws|wss|ucx)://[^\s/:]+:\d+|[a-z]+://\[[0-9a-fA-F:]+\]:\d+", given):
        raise typer.BadParameter(f"{quoted(given)} is not an address such as tcp://10.0.0.1:8786")
    return given


MarketArgument = Annotated[
    str,
    Input.STUDY,
    Argument(metavar="MARKET", help="A shipped market (see `cxsim markets`), a market file or its folder."),
]
Customers = Annotated[int | None, between(50, 20_000_000, show_default="the market's own", help="Simulated customers.")]
Weeks = Annotated[int | None, between(1, 1040, show_default="the market's own", help="Weeks after the burn-in.")]
Seed = Annotated[int, between(0, 2**32 - 1, help="Random seed. Equal seeds give identical results.")]
FromCrm = Annotated[str | None, Input.STUDY, file(help="Take the customers from a CRM table, CSV or Parquet.")]
MappingFile = Annotated[
    str | None, Input.STUDY, file(show_default="the market's own", help="How its columns are read.")
]
Pseudonyms = Annotated[
    str | None,
    Input.STUDY,
    file(
        metavar="KEYFILE",
        help="Keep the table with its ids hashed by the key in this file, which is made if it is not there.",
        show_default="ids as they are",
    ),
]
CopyTable = Annotated[
    bool, Option("--copy/--no-copy", help="Keep the mapped columns of the table with the results, or a digest only.")
]
Ranges = Annotated[
    str | None, Input.FILE, file(help="YAML, 'path: [low, high]' in each line.", show_default="the sheet's")
]
Within = Annotated[float | None, share(help="Ranges of this share around each value, such as 20%.")]


def _in_worlds(usual: str) -> Any:
    return Option(
        metavar="none|FILE|N",
        help="Futures in worlds that agree with what is known: those of a file that `cxsim worlds` has written, or the "
        "first N of those beside the market; none for the market as it is.",
        show_default=usual,
    )


Worlds = Annotated[str | None, _in_worlds("none")]
ComparedInWorlds = Annotated[str | None, _in_worlds("32 beside the market, if any; none with a customer table")]


def _reacting(what: str) -> Any:
    return file(
        metavar="PRESET",
        help=f"{what} with rivals that react: keep, usual, keep-distance, imitate, innovate, retaliate, or a file.",
        show_default="rivals go on as in the market",
    )


PlayedOnceMore = Annotated[str | None, _reacting("Play every scenario once more")]
PlayedThroughout = Annotated[str | None, _reacting("Try every split")]

Workers = Annotated[
    int | None, between(1, 1024, show_default="all cores", help="Worker processes; results do not depend on them.")
]
Scheduler = Annotated[
    str | None,
    Option(parser=_address, metavar="tcp://HOST:PORT", help="Use the workers of a Dask cluster instead."),
]
Out = Annotated[Path | None, folder(show_default="results/...", help="The folder for the results.")]
Overwrite = Annotated[bool, Option("--overwrite", help="Replace results of other inputs in the folder.")]
DryRun = Annotated[bool, Option("--dry-run", help="Only show the number of runs, and about how long they would take.")]
Budget = Annotated[float | None, Option(metavar="MINUTES", min=0.01, help="Do not start if it would take longer.")]
Json = Annotated[bool, Option("--json", help="Print JSON.")]


def language(given: str) -> str:
    """Return the code of a language that pages are written in."""
    if given not in LANGUAGES:
        raise typer.BadParameter(f"{quoted(given)} is not one of {', '.join(LANGUAGES)}")
    return given


Lang = Annotated[
    str,
    Option("--lang", parser=language, metavar="|".join(LANGUAGES), help="The language of pages and of what is told."),
]


def check_one_engine(workers: int | None, scheduler: str | None) -> None:
    """Check that not both are given, how many processes to start and which cluster to use.

    Raises
    ------
    RequestError
        When both are given.
    """
    if workers and scheduler:
        raise RequestError("--workers and --scheduler exclude each other")
