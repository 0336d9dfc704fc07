"""Folders of results: checked against their manifest, and repaired."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.commands.kinds import Findings
from experiments.experiment.console import say
from experiments.results.examining import Condition, examined
from sim.market.messages import Problem

if TYPE_CHECKING:
    from experiments.experiment.kept_request import Given


def look_at_results(folder: Path, repairs: Given | None, found: Findings) -> None:
    """Check a folder of results; what was found is added to `found`.

    Parameters
    ----------
    repairs : what is given to make again first what is damaged or missing; None when nothing is made.

    Raises
    ------
    OutputError
        When the folder cannot be read or repaired.
    RequestError
        When what has to be given is missing or another one.
    """
    from experiments.experiment.repair import repair

    condition = examined(folder)
    if repairs is not None and condition.flaws:
        for problem in _problems(folder, condition):
            say(str(problem))
        condition = repair(folder, condition, say, repairs)
    found.problems += _problems(folder, condition)
    found.doubts += [
        Problem(str(folder / name), None, "", "does not belong to these results") for name in condition.foreign
    ]
    runs = f"{condition.runs:,} of {condition.all_runs:,} finished runs"
    state = "" if condition.is_finished else "; not finished: the same command goes on from there"
    if condition.is_of_earlier_version:
        state = "; made by an earlier version of cxsim, whose runs are neither read nor checked"
    found.summaries.append(f"{folder}: {runs} and {_files(condition)} are whole{state}")


def _problems(folder: Path, condition: Condition) -> list[Problem]:
    return [Problem(str(folder / flaw.file), None, "", flaw.words) for flaw in condition.flaws]


def _files(condition: Condition) -> str:
    """Return in words how many files were compared with the manifest and are as it says."""
    compared = {*condition.manifest.get("copies", {}), *condition.manifest.get("outputs", {})}
    whole = len(compared - {flaw.file for flaw in condition.flaws})
    return f"{whole:,} of {len(compared):,} other files"
