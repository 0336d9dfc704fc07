"""The study of a run that is kept in a folder of results, to be simulated once more with the same bits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments.errors import RequestError

if TYPE_CHECKING:
    from experiments.running.study import Study


class KeptStudy(NamedTuple):
    """A study with one strategy at most, the first world and that, and its first random seed."""

    study: Study
    seed: int


def study_of(folder: Path, command: str, scenario: str | None, table: str | None) -> KeptStudy:
    """Return the study of a folder of results.

    Parameters
    ----------
    command : that asks, for its messages.
    scenario : of the folder; the first strategy when None.
    table : the customer table, where the folder keeps a digest of it only; None where it keeps a copy, or has none.

    Raises
    ------
    RequestError
        When the folder is of no experiment with customers, or has no such scenario.
    OutputError
        When it holds no results.
    """
    from experiments.experiment.kept_request import Given, kept_request
    from experiments.experiment.request import MarketRequest
    from experiments.results.folder import read_manifest
    from sim.market.messages import unknown

    experiment, request = kept_request(folder, read_manifest(folder), Given(table=table))
    if not isinstance(request, MarketRequest):
        raise RequestError(
            f"{folder}: cxsim {command} needs the folder of a run or a comparison (got {experiment.name})"
        )
    study = request.study(getattr(request, "scenarios", None) or [getattr(request, "scenario", "baseline")])
    if planned := experiment.plan(request).study:
        study = replace(study, worlds=planned.worlds)
    names = [each.name for each in study.scenarios]
    if scenario is not None and scenario not in names:
        raise RequestError(f"--scenario: {unknown('scenario', scenario, names)}")
    chosen = scenario or (names[1] if len(names) > 1 else names[0])
    worlds = [each for each in study.scenarios if each.name in (names[0], chosen)]
    return KeptStudy(replace(study, scenarios=tuple(worlds)), request.seed)
