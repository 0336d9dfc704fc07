"""Futures in worlds: a study whose seeds lie in sets of assumptions that agree with what is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from experiments.design.ensemble import Ensemble, ensemble_named
from experiments.pages.formats import counted

if TYPE_CHECKING:
    from experiments.running.study import Study


class Futures(NamedTuple):
    """A study in worlds.

    Attributes
    ----------
    study : seed i lies in world i; after the last world the first one comes again.
    worlds : their table, None for the market as it is.
    notes : what is worth saying before the runs start.
    """

    study: Study
    worlds: Ensemble | None
    notes: tuple[str, ...] = ()


def in_worlds(study: Study, given: str | None, seeds: int) -> Futures:
    """Return a study in the worlds that an option names.

    Parameters
    ----------
    given : a file, a number of the worlds beside the market, "none" or None for the market as it is.
    seeds : with which the study is simulated.

    Raises
    ------
    InputError, RequestError
        When the worlds cannot be used: of another market or of other rules, out of range, or too few.
    """
    worlds = ensemble_named(given, study.market)
    if worlds is None:
        return Futures(study, None)
    verb = "sees" if seeds == 1 else "see"
    note = f"{counted(seeds, 'seed')} {verb} {seeds} of {len(worlds)} worlds: give as many seeds as there are worlds."
    return Futures(replace(study, worlds=worlds.worlds), worlds, (note,) if seeds < len(worlds) else ())
