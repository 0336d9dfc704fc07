"""``cxsim cache``: settled markets that are kept between commands."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.experiment.console import say, show_json
from experiments.experiment.options import Json

_MEGABYTE = 1_000_000


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Remove all that is kept.")] = False,
    json: Json = False,
) -> None:
    """Show what is kept of simulated markets, so that a second comparison of one does not settle it again.

    Nothing in it changes a result. Its size is bounded by the environment variable CXSIM_CACHE_MB, 0 for none.

    Example: cxsim cache --clear
    """
    from experiments.pages.formats import number
    from experiments.running import settled

    found = settled.clear() if clear else settled.kept()
    if json:
        show_json({"folder": str(found.folder), "worlds": found.worlds, "bytes": found.size, "cleared": clear})
        return
    markets = f"{number(found.worlds)} settled market{'' if found.worlds == 1 else 's'}"
    what = f"{markets}, {number(found.size / _MEGABYTE)} MB"
    if clear:
        say(f"{what}, removed from {found.folder}")
        return
    limit = number(settled.largest_size() / _MEGABYTE)
    say(f"{what} in {found.folder}; at most {limit} MB are kept ({settled.SIZE_NAMED_BY})")
