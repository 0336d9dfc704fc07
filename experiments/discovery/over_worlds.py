"""Sweeps in worlds: the numbers of each seed's world are looked at like those that the sweep varies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from experiments.design.ensemble import COPY, Ensemble, read_ensemble
from experiments.errors import RequestError
from experiments.results.manifest import MARKET
from sim.market.loading import load_market


class Looked(NamedTuple):
    """The worlds of a sweep, and how many of them count, the first ones."""

    worlds: Ensemble
    first: int


def worlds_of(folder: Path, given: str | None) -> Looked | None:
    """Return the worlds that a sweep was made in, None for a sweep of the market as it is.

    Parameters
    ----------
    given : "none", a file that holds these very worlds, how many of them count, or None for all.

    Raises
    ------
    InputError
        When the file cannot be read, or market or rules have changed since.
    RequestError
        When the sweep was made in no worlds, in others, or in fewer.
    """
    if given == "none":
        return None
    if not os.path.isfile(folder / COPY):
        if given is None:
            return None
        raise RequestError(f"--worlds {given}: the sweep of {folder} was made in no worlds; give them to `cxsim sweep`")
    market = load_market(folder / MARKET)
    kept = read_ensemble(folder / COPY, market)
    if given is None:
        return Looked(kept, len(kept))
    if given.isdecimal():
        return Looked(kept, len(kept.first(int(given))))
    if read_ensemble(given, market).worlds != kept.worlds:
        raise RequestError(f"--worlds {given}: holds other worlds than those of the sweep, {folder / COPY}")
    return Looked(kept, len(kept))


def with_worlds(results: pd.DataFrame, looked: Looked) -> pd.DataFrame:
    """Return results of a sweep with the numbers of the worlds as columns, and a point for each point and world.

    Numbers that the sweep varies itself are as it has them. Seeds whose world is not among those that count are left
    out.
    """
    worlds, first = looked
    place = (results["seed"] - 1) % len(worlds)
    inside, place = results[place < first].reset_index(drop=True), place[place < first].to_numpy()
    numbers = pd.DataFrame(list(worlds.worlds)).iloc[place].reset_index(drop=True)
    own = numbers[[path for path in numbers if path not in inside.columns]]
    return pd.concat([inside.assign(point=inside["point"] * len(worlds) + place), own], axis=1)
