"""``cxsim discover``: in which region of the uncertain numbers a strategy loses."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.errors import RequestError
from experiments.experiment.console import say, show, show_json
from experiments.experiment.options import Json, Out, Overwrite, Seed, between

if TYPE_CHECKING:
    from experiments.discovery.futures import Question
    from experiments.discovery.regions import Search
    from experiments.discovery.words import Discovery


def discover(
    sweep: Annotated[Path, typer.Argument(metavar="SWEEP_DIR", help="The folder of a finished `cxsim sweep`.")],
    scenario: Annotated[
        str | None, typer.Option(help="The chosen strategy.", show_default="the only one in the sweep")
    ] = None,
    against: Annotated[str, typer.Option(metavar="SCENARIO", help="What it is measured against.")] = "baseline",
    metric: Annotated[str, typer.Option(help="What it wins or loses by.")] = "npv_eur",
    at_least: Annotated[
        float, typer.Option(metavar="X", help="A gain below this is a loss, in the unit of the metric.")
    ] = 0.0,
    limits: Annotated[int, between(1, 6, help="Limits of a region at most.")] = 3,
    smallest: Annotated[
        float, typer.Option(metavar="SHARE", min=0.01, max=0.5, help="Least share of the futures in a region.")
    ] = 0.05,
    density: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            min=0.01,
            max=1.0,
            help="Least share of losses in a region; the one that covers most is taken.",
            show_default="weighed against coverage",
        ),
    ] = None,
    regions: Annotated[int, between(1, 10, help="Regions at most, one after the other.")] = 3,
    seed: Seed = 1,
    out: Out = None,
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    """Find the region of a sweep's factors in which a strategy loses, and how far it can be believed.

    Writes discovery.html, regions.csv and manifest.json.

    Example: cxsim discover results/study --scenario fix-root-causes --metric npv_eur
    """
    from experiments.discovery import words
    from experiments.discovery.futures import Question, read_results, strategy_in
    from experiments.discovery.regions import Search
    from experiments.discovery.report import PAGE, regions_table

    results = read_results(sweep)
    question = Question(strategy_in(results, scenario, against), against, metric, at_least)
    search = Search(limits, smallest, density)
    found, folder = discover_into(out, sweep, question, search, regions, seed, overwrite=overwrite)
    say(words.headline(found))
    if found.believed:
        say(words.elsewhere(found))
    table = regions_table(found).to_dict("records")
    if json:
        show_json({"folder": str(folder), "headline": words.headline(found), "regions": table})
    else:
        show([{str(name): cell for name, cell in row.items()} for row in table])
    say(f"page: {folder / PAGE}")


def discover_into(
    folder: Path | None,
    sweep: Path,
    question: Question,
    search: Search,
    most: int = 3,
    seed: int = 1,
    *,
    overwrite: bool = False,
) -> tuple[Discovery, Path]:
    """Return what was discovered in a sweep, and the folder where it has been written.

    Parameters
    ----------
    folder : where to; one named after the inputs when None.
    most, seed : see :func:`experiments.discovery.regions.regions`.
    """
    from dataclasses import asdict
    from importlib.metadata import version

    from experiments.commands.work import folder_for
    from experiments.discovery.futures import futures_of, read_results
    from experiments.discovery.regions import regions
    from experiments.discovery.report import write
    from experiments.discovery.words import Discovery
    from experiments.results.manifest import code_hash, software
    from experiments.results.store import Store, sha256
    from experiments.sweep.folder import RESULTS

    if folder is not None and folder.resolve() == sweep.resolve():
        raise RequestError(f"{folder} holds the sweep itself: choose another folder with --out")
    futures = futures_of(read_results(sweep), question)
    asked = asdict(question) | asdict(search) | {"regions": most, "seed": seed}
    inputs = {RESULTS: sha256(sweep / RESULTS), "code": code_hash("experiments.discovery"), **asked}
    command = _command(sweep, question, search, most, seed)
    request = {"command": "discover", "sweep": str(sweep.resolve())} | asked
    manifest = {"cxsim": version("cxsim"), "command": command, "request": request}
    manifest |= {"inputs": inputs, "versions": software()}
    folder = folder or folder_for(f"{sweep.resolve().name}-discovery", inputs)
    store = Store(folder, manifest, overwrite)
    found = regions(futures, search, most, seed) if 0 < futures.loss_share < 1 else []
    discovery = Discovery(question, futures, search, tuple(found), sweep.resolve().name, command)
    write(discovery, store, manifest)
    return discovery, folder


def discovery_in(manifest: Mapping[str, Any]) -> tuple[Path, Question, Search, int, int]:
    """Return what a discovery was asked for: sweep, question, search, most regions and seed."""
    from experiments.discovery.futures import Question
    from experiments.discovery.regions import Search

    said = manifest["request"]
    question = Question(*(said[name] for name in ("scenario", "against", "metric", "least_gain")))
    search = Search(*(said[name] for name in ("most_limits", "smallest", "density")))
    return Path(said["sweep"]), question, search, said["regions"], said["seed"]


def _command(sweep: Path, question: Question, search: Search, most: int, seed: int) -> str:
    """Return the command that asks for this."""
    options = {
        "scenario": question.scenario,
        "against": question.against,
        "metric": question.metric,
        "at-least": f"{question.least_gain:.10g}",
        "limits": search.most_limits,
        "smallest": f"{search.smallest:.10g}",
        "density": None if search.density is None else f"{search.density:.10g}",
        "regions": most,
        "seed": seed,
    }
    said = (f"--{name}={value}" for name, value in options.items() if value is not None)
    return shlex.join(["cxsim", "discover", str(sweep), *said])
