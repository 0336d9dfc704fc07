"""``cxsim validate``: published patterns, published and simulated."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.experiment.console import progress_bar, say, show, show_json
from experiments.experiment.options import Json, Out, Overwrite, Workers, between

if TYPE_CHECKING:
    from experiments.validation.living import Size
    from experiments.validation.suite import Outcome


def validate(
    market: Annotated[
        str | None,
        typer.Argument(metavar="MARKET", help="A shipped market or a market file.", show_default="all shipped ones"),
    ] = None,
    pattern: Annotated[
        list[str] | None, typer.Option("--pattern", metavar="ID", help="Only this pattern; may be given again.")
    ] = None,
    seeds: Annotated[int | None, between(1, 10_000, show_default="each pattern's own", help="Seeds 1 to R.")] = None,
    customers: Annotated[
        int | None, between(50, 1_000_000, show_default="each pattern's own", help="At most so many in each world.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Smaller worlds, fewer seeds: minutes, with larger standard errors.")
    ] = False,
    workers: Workers = None,
    out: Out = None,
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    """Run published patterns as experiments, and show which of them the model reproduces.

    Patterns of kind C are those the model is calibrated on, exit code 1 if one of them fails; nothing is tuned to those
    of kind V. Writes validation.html, validation.csv and manifest.json. An interrupted validation goes on when the same
    command is given again.

    Example: cxsim validate telecom --pattern retention-curve --quick
    """
    from experiments.validation.folder import PAGE

    size, names = _size(seeds, customers, quick), tuple(pattern or ())
    outcomes, folder = validate_into(out, [market] if market else [], names, size, workers=workers, overwrite=overwrite)
    rows = [row for outcome in outcomes for row in outcome.rows()]
    if json:
        show_json({"folder": str(folder), "checks": rows})
    else:
        show([_shown(row) for row in rows])
    failed = [outcome.pattern for outcome in outcomes if not outcome.passes]
    say(f"{len(outcomes) - len(failed)} of {len(outcomes)} patterns pass all their checks")
    say(f"figures: {folder / PAGE}")
    if any(each.kind == "C" for each in failed):
        raise typer.Exit(1)


def _size(seeds: int | None, customers: int | None, quick: bool) -> Size:
    from experiments.validation.living import FULL, QUICK, Size

    usual = QUICK if quick else FULL
    return Size(customers or usual.customers, seeds or usual.seeds)


def validate_into(
    folder: Path | None,
    markets: Sequence[str],
    names: Sequence[str],
    size: Size,
    *,
    command: str | None = None,
    workers: int | None = None,
    overwrite: bool = False,
) -> tuple[list[Outcome], Path]:
    """Return what became of the patterns, and the folder where it has been written.

    Parameters
    ----------
    folder : where to; one named after the inputs when None, so that the same command finds its own results again.
    markets, names : see :func:`experiments.validation.suite.suites`.
    command : the command line that asked for it, when it was another one.
    workers : all cores when None.
    """
    from experiments.commands.work import compile_once, folder_for
    from experiments.results.store import Store
    from experiments.running.workers import cores
    from experiments.validation.folder import keep as keep_in
    from experiments.validation.folder import kept, manifest_of, write
    from experiments.validation.suite import suites, validated

    to_do = suites(markets, names)
    manifest, files = manifest_of(command or _command_line(markets, names, size), to_do, size)
    store = Store(folder or folder_for("-".join(["validation", *to_do]), manifest["inputs"]), manifest, overwrite)
    store.write_files(files)
    compile_once()
    outcomes: list[Outcome] = []
    try:
        for name, (market, patterns) in to_do.items():
            with progress_bar(f"Worlds of {name}") as progress:
                outcomes += validated(
                    market,
                    patterns,
                    size,
                    workers=workers or cores(),
                    done=kept(store, name),
                    keep=partial(keep_in, store, name),
                    progress=progress,
                )
    except KeyboardInterrupt:
        say(f"stopped; {store.folder} keeps what is finished, and the same command goes on from there")
        raise typer.Exit(1) from None
    write(outcomes, store, manifest)
    return outcomes, store.folder


def _command_line(markets: Sequence[str], names: Sequence[str], size: Size) -> str:
    options = [f"--pattern={name}" for name in names]
    options += [f"--{name}={value}" for name, value in size._asdict().items() if value]
    return shlex.join(["cxsim", "validate", *markets, *options])


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the table as a terminal shows it."""
    from experiments.validation.showing import figure_in_words
    from experiments.validation.suite import tolerance

    return {
        "pattern": row["pattern"],
        "kind": row["kind"],
        "statistic": row["statistic"],
        "simulated": figure_in_words(row["simulated"], row["standard_error"]),
        "published": row["published"],
        "tolerance": tolerance(row["low"], row["high"]),
        "passes": "pass" if row["passes"] else "FAIL",
        "source": row["source"],
    }
