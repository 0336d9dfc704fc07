"""One worker or two, in whatever order they finish: the same bits."""

from contextlib import chdir

import pytest

from experiments.cli import main
from tests.harness.commands import COMMANDS, WITHOUT_WORKERS, outputs, words_of


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in WITHOUT_WORKERS])
def test_two_workers_change_no_bit(name, place, undisturbed):
    """Every command leaves the same files with two workers as with one, programmes and rivals that react included."""
    with chdir(place), pytest.raises(SystemExit):
        main(words_of(name, f"two-{name}", workers=2))
    assert outputs(place / f"two-{name}") == outputs(undisturbed(name))
