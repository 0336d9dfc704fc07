"""The files and the undisturbed results of every command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from experiments.cli import main
from tests.commands.conftest import plain_reports
from tests.harness.commands import fresh, outputs, prepared, words_of


@pytest.fixture(autouse=True)
def plain() -> Iterator[None]:
    """Leave the drawing of reports out."""
    with plain_reports():
        yield


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> Path:
    """Return a working folder with the files that the commands read, a finished sweep and a finished run."""
    place = prepared(tmp_path_factory.mktemp("harness"))
    for name, out in (("sweep", "swept"), ("run", "ran")):
        with plain_reports(), chdir(place), pytest.raises(SystemExit):
            main(words_of(name, out))
    return place


@pytest.fixture(scope="session")
def undisturbed(place) -> Callable[[str], Path]:
    """Return a maker of the results of a command, each made once and in this process, which is then warm."""
    made: dict[str, Path] = {}

    def make(name: str) -> Path:
        if name not in made:
            fresh(place)
            with plain_reports(), chdir(place), pytest.raises(SystemExit):
                main(words_of(name))
            assert outputs(place / "out")
            made[name] = (place / "out").rename(place / f"out-of-{name}")
        return made[name]

    return make
