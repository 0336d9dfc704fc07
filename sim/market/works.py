"""Whether the works of a market change numbers that their brand has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.market.agreement import WORKS, Disagreement
from sim.market.sheet import of_brand, own_numbers

_DECIDED = ("policy.", f"{WORKS}.", "listening.")
"""Beginnings of the paths that decide about works, which no work changes."""


def works_astray(market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the changes of works whose path stands for no number of their brand, given a market written out."""
    for name, brand in market["brands"].items():
        if not brand[WORKS]:
            continue
        own = own_numbers(market, name)
        own = {path: number for path, number in own.items() if not path.startswith(_DECIDED)}
        for work, spec in brand[WORKS].items():
            for position, step in enumerate(spec["changes"]):
                try:
                    of_brand(step["path"], name, own)
                except ValueError as error:
                    yield ("brands", name, WORKS, work, "changes", position), str(error)
