"""One's own files: start a market from a shipped one, and check files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.errors import OutputError, RequestError
from experiments.experiment.console import say, show_json
from experiments.experiment.options import Json, MappingFile

if TYPE_CHECKING:
    from sim.market.messages import Problem
    from sim.market.schema import Market

_TABLES = (".csv", ".parquet")


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    market: Annotated[str, typer.Option(help="The shipped market to start from.")] = "telecom",
) -> None:
    """Start your own market: copy a shipped one, with its scenarios, into a new folder.

    Example: cxsim new my_market --market retail
    """
    from experiments.commands.starting import new_market
    from sim.market.loading import shipped_markets
    from sim.market.messages import unknown

    if market not in shipped_markets():
        raise RequestError(unknown("market", market, shipped_markets()))
    if folder.exists():
        raise OutputError(f"{folder} is there already; choose a new folder")
    beside = folder.with_name(f".{folder.name}.part")
    try:
        beside.mkdir(parents=True)
        for name, text in new_market(market, folder).items():
            (beside / name).write_text(text, encoding="utf-8")
        beside.replace(folder)
    except OSError as problem:
        raise OutputError(f"cannot make {folder}: {problem.strerror or problem}") from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    say(f"{folder} holds your market now: first steps in {folder / 'README.md'}")


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help="Markets (files or folders), scenarios, studies, and CRM tables (CSV or Parquet)."
        ),
    ],
    market: Annotated[
        str | None, typer.Option(help="The market of scenarios and tables; by default the one beside a scenario.")
    ] = None,
    mapping: MappingFile = None,
    json: Json = False,
) -> None:
    """Check files and report everything that is wrong, with file and line; exit code 1 if anything is.

    Example: cxsim check my_market my_market/price-cut.yaml
    """
    from sim.market.loading import load_market

    on = load_market(market) if market else None
    problems = list(dict.fromkeys(problem for file in files for problem in _problems(file, on, mapping)))
    if json:
        show_json([problem._asdict() for problem in problems])
    for problem in () if json else problems:
        typer.echo(str(problem))
    if problems:
        raise typer.Exit(1)
    say("no problems found")


def _problems(path: Path, market: Market | None, mapping: str | None) -> Iterator[Problem]:
    """Yield what is wrong with a file, or with the market of a folder and with all scenarios beside it."""
    from experiments.sweep.study_file import is_study
    from sim.market.documents import read_document
    from sim.market.messages import InputError
    from sim.market.schema import Market
    from sim.scenarios.loading import check_file, scenario_files

    try:
        if path.suffix in _TABLES:
            yield from _rejected(path, market, mapping)
            return
        if path.is_file() and is_study(read_document(path)):
            from experiments.sweep.loading import load_sweep

            load_sweep(path)
            return
        checked = check_file(path, market)
    except InputError as error:
        yield from error.problems
        return
    if isinstance(checked, Market):
        own = (file for file in scenario_files(checked).values() if file.parent == path)
        yield from (problem for file in own for problem in _problems(file, checked, mapping))


def _rejected(path: Path, market: Market | None, mapping: str | None) -> Iterator[Problem]:
    """Yield a problem for every value of a CRM table that cannot be used, and say what was found."""
    from sim.market.crm import load_crm
    from sim.market.messages import Problem, quoted

    if market is None:
        raise RequestError("say with --market which market a CRM table is for")
    table = load_crm(path, market, mapping)
    say(table.summary)
    for row in table.rejected.itertuples():
        yield Problem(str(path), row.line, row.column, f"{row.reason} (got {quoted(row.value)})")
