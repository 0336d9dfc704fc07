"""Several commands on one folder."""

from __future__ import annotations

import pytest

from experiments.results.examining import examined
from tests.harness.commands import COMMANDS, fresh, outputs, run_apart, started_apart, words_of


def both(name: str, place, undisturbed) -> None:
    """Run a command twice at the same time, on one folder."""
    undisturbed(name)
    fresh(place)
    waiting = [started_apart(place, words_of(name)) for _ in range(2)]
    for ended in waiting:
        end = ended()
        assert end.code in (0, 1 if name == "validate" else 0), end.error
    assert outputs(place / "out") == outputs(undisturbed(name))
    assert examined(place / "out").flaws == ()


def test_two_processes_on_one_folder(place, undisturbed):
    """Two commands on one folder leave what one would."""
    both("sweep", place, undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_two_processes_of_every_command(name, place, undisturbed):
    """So do two of every command, five times."""
    for _ in range(5):
        both(name, place, undisturbed)


def test_a_replaced_folder_is_not_written_to(place):
    """A command whose folder was given to another one meanwhile says so, and leaves the new results alone."""
    fresh(place)
    other = [word.replace("--weeks=8", "--weeks=9") for word in words_of("compare")]

    def replaced_meanwhile() -> None:
        from experiments.experiment import runner

        real = runner.check

        def check() -> None:
            runner.check = real
            assert run_apart(place, [*other, "--overwrite"]).code == 0
            real()

        runner.check = check

    ended = run_apart(place, words_of("compare"), replaced_meanwhile)
    assert ended.code == 1
    assert "another command has replaced these" in ended.error
    assert examined(place / "out").flaws == ()
