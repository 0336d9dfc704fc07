"""``cxsim why``: the story of one customer of a run, in both worlds where there are two."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.experiment.console import say, show_json, show_toned
from experiments.experiment.options import Json, Lang, between, file
from language import phrase, speak

if TYPE_CHECKING:
    from experiments.comparison.kept_lives import Lives
    from experiments.running.study import Study


def why(
    results: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run or a comparison.")],
    customer: Annotated[int, between(1, 20_000_000, help="Number of the customer, from 1.")],
    scenario: Annotated[
        str | None, typer.Option(show_default="the first strategy", help="The other world: a scenario of the folder.")
    ] = None,
    seed: Annotated[
        int | None, between(0, 2**32 - 1, show_default="the first", help="Random seed of the simulation.")
    ] = None,
    futures: Annotated[
        int, between(0, 1000, help="Other random numbers with which the customer's weeks are lived again; 0 for none.")
    ] = 20,
    brief: Annotated[
        bool, typer.Option("--brief", help="Only what happened: quick for customers whose diary the folder keeps.")
    ] = False,
    from_crm: Annotated[
        str | None, file(help="The customer table, where the results keep a digest of it only (--no-copy).")
    ] = None,
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """Tell the story of one customer: what happened, why it left, and what would have kept it.

    The run is simulated once more from the inputs kept in its folder, with the same bits. saved_lost.parquet of a
    comparison names the customers whom a strategy saved or lost.

    Example: cxsim why results/telecom --customer 1234
    """
    from experiments.comparison.kept_lives import kept_lives
    from experiments.experiment.kept_study import study_of

    speak(lang)
    study, first = study_of(results, "why", scenario, from_crm)
    seed = first if seed is None else seed
    found = kept_lives(results, study, seed, customer) if brief else None
    if found is None:
        from experiments.comparison.lives import lives_of
        from experiments.experiment.runner import compile_once
        from experiments.running.workers import cores

        compile_once()
        say(
            phrase(
                "simulating {worlds} x {weeks} weeks of {customers:,} customers once more ...",
                worlds=len(study.scenarios),
                weeks=study.weeks,
                customers=study.customers,
            )
        )
        found = lives_of(study, seed, customer, 0 if brief else futures, cores(), with_what_ifs=not brief)
    if json:
        show_json(_document(found, study))
    else:
        _show(found, study)


def _show(lives: Lives, study: Study) -> None:
    """Print the story."""
    from experiments.comparison.lives_in_words import story

    show_toned((line.text, "heading" if line.is_heading else line.tone) for line in story(lives, study))


def _document(lives: Lives, study: Study) -> dict[str, Any]:
    """Return the story as a document."""
    brands = [*study.market.brands, "none"]
    return {
        "customer": lives.customer,
        "seed": lives.seed,
        "segment": lives.segment,
        "brand_at_start": brands[lives.start],
        "first_week_apart": lives.apart,
        "worlds": [
            {
                "scenario": world.name,
                "brand_at_end": brands[world.brand_at_end],
                "stays_with_other_luck": world.chances._asdict() if world.chances else None,
                "events": [entry._asdict() for entry in world.diary],
            }
            for world in lives.worlds
        ],
        "left_in": lives.left_in or None,
        "what_ifs": [each._asdict() for each in lives.what_ifs],
    }
