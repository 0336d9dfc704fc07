"""The studies there are: every folder of this package that is one."""

from __future__ import annotations

import importlib
from importlib import resources
from pathlib import Path
from typing import Any

from experiments.errors import RequestError
from sim.market.messages import unknown

HOME = Path(str(resources.files("experiments.studies")))


def catalogue() -> dict[str, str]:
    """Return the question of each study, by its name."""
    return {name: study_called(name).QUESTION for name in names()}


def names() -> list[str]:
    """Return the names of all studies: the folders that hold a ``study.py``."""
    return sorted(file.parent.name for file in HOME.glob("*/study.py"))


def study_called(name: str) -> Any:
    """Return the module of a study: its TITLE, DATE and QUESTION, and ``findings(work)``.

    Raises
    ------
    RequestError
        When no study has this name, with the nearest one.
    """
    if name not in names():
        raise RequestError(unknown("study", name, names()))
    return importlib.import_module(f"experiments.studies.{name}.study")
