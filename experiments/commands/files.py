"""One's own files: start a market from a shipped one, and check files."""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.errors import OutputError, RequestError
from experiments.experiment.console import say, say_doubts, show_json, show_lines, told_if_long
from experiments.experiment.options import Json, MappingFile, file

if TYPE_CHECKING:
    from experiments.commands.kinds import Findings
    from experiments.experiment.kept_request import Given


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    market: Annotated[str, typer.Option(help="The shipped market to start from.")] = "telecom",
) -> None:
    """Start your own market: copy a shipped one, with its scenarios and a list of facts to fill in, into a new folder.

    Example: cxsim new my_market --market retail
    """
    from experiments.commands.starting import FACTS, new_market
    from experiments.results.store import check_links
    from sim.market.loading import shipped_markets
    from sim.market.messages import quoted, unknown

    if market not in shipped_markets():
        raise RequestError(unknown("market", market, shipped_markets()))
    check_links(folder)
    if os.path.exists(folder):
        raise OutputError(f"{folder} already exists; choose a new folder")
    if not str(folder).isprintable():
        raise RequestError(f"the name of a folder must not hold control characters (got {quoted(str(folder))})")
    unfinished = folder.with_name(f".{secrets.token_hex(8)}.part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished.mkdir()
        for name, text in new_market(market, folder).items():
            (unfinished / name).write_text(text, encoding="utf-8")
        unfinished.replace(folder)
    except OSError as problem:
        raise OutputError(f"cannot create {folder}: {problem.strerror or problem}") from problem
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    say(f"{folder} now holds your market. Fill in what you know of it in {folder / FACTS}, then:")
    say(f"  cxsim fit {shlex.quote(str(folder))} --facts {shlex.quote(str(folder / FACTS))}")
    say(f"For first steps see {folder / 'README.md'}")


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="Markets (files or folders), scenarios, studies, portfolios, ranges, mappings; tables of facts, "
            "customers, targets or ties; folders of results.",
        ),
    ],
    market: Annotated[
        str | None, typer.Option(help="The market the files belong to; by default the one in the same folder.")
    ] = None,
    mapping: MappingFile = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make again what is damaged or missing in folders of results.")
    ] = False,
    experiment: Annotated[
        Path | None, typer.Option(metavar="FILE", help="For --repair: the file of your own experiment.")
    ] = None,
    from_crm: Annotated[
        str | None, file(help="For --repair: the customer table, where results keep a digest of it only (--no-copy).")
    ] = None,
    json: Json = False,
) -> None:
    """Check files and report all errors, with file and line; exit code 1 if there is any.

    A folder of results is compared with its manifest: what is damaged, missing or was changed is an error.

    Values that are allowed but probably unintended are reported as notes. Messages of the same kind share a line;
    --json lists each.

    Example: cxsim check my_market my_market/price-cut.yaml
    """
    from experiments.commands.kinds import Findings, look_at
    from sim.market.loading import MARKET_FILE, load_market
    from sim.market.messages import grouped

    if not repair and (experiment or from_crm):
        raise RequestError("--experiment and --from-crm belong to --repair")
    on = load_market(market) if market else None
    given = _given(experiment, from_crm) if repair else None
    found = Findings()
    for path in files:
        with told_if_long(f"checking {path}"):
            holds_results = os.path.isdir(path) and _look_at_results(path, given, found)
            if not holds_results or os.path.isfile(path / MARKET_FILE):
                look_at(path, on, mapping, found)
    problems, doubts = list(dict.fromkeys(found.problems)), list(dict.fromkeys(found.doubts))
    if json:
        rows = [(problem, "error") for problem in problems] + [(doubt, "note") for doubt in doubts]
        show_json([problem._asdict() | {"severity": severity} for problem, severity in rows])
    for summary in found.summaries:
        say(*summary.splitlines())
    for problem in () if json else grouped(problems):
        show_lines(str(problem))
    say_doubts(() if json else doubts)
    if problems:
        raise typer.Exit(1)
    say("no problems found")


def _given(experiment: Path | None, table: str | None) -> Given:
    """Return what is given beside folders of results, of which the check of other files need not know."""
    from experiments.experiment.kept_request import Given

    return Given(experiment, table)


def _look_at_results(folder: Path, repairs: Given | None, found: Findings) -> bool:
    """Return whether a folder holds results, after checking them."""
    from experiments.commands.kept_results import look_at_results
    from experiments.results.examining import is_results

    if is_results(folder):
        look_at_results(folder, repairs, found)
        return True
    return False
