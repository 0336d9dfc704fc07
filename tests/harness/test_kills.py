"""A command that is killed, anywhere, is gone on with by the same command, and leaves the same bits."""

from __future__ import annotations

import random

import pytest

from experiments.results.examining import examined
from tests.harness.commands import COMMANDS, DIED, fresh, outputs, run_apart, words_of
from tests.harness.deaths import killed_at_byte, killed_at_rename, refused_at_rename, without_room_beyond

MANY = 10
"""Points at which every command is disturbed, of each kind; a few more of the first ones."""
MOST = 40
"""Renames of a command at which it is disturbed, one after the other; most commands have fewer."""


def assert_goes_on(name, place, undisturbed) -> None:
    """Check that the same command finishes what was begun, as if nothing had happened."""
    ended = run_apart(place, words_of(name))
    assert ended.code in (0, 1 if name == "validate" else 0), ended.error
    assert outputs(place / "out") == outputs(undisturbed(name))
    found = examined(place / "out")
    assert (found.flaws, found.foreign) == ((), ())


def points(name: str, many: int, maximum: int, seed: int = 1) -> list[int]:
    """Return some points from 1 to a maximum, the first two among them."""
    drawn = random.Random(f"{name}{seed}").sample(range(3, maximum), min(many, maximum - 3))
    return [1, 2, *sorted(drawn)]


def kill_at_renames(name, place, undisturbed, numbers) -> int:
    """Kill a command at some of its renames, each time from the beginning, and return how often."""
    undisturbed(name)
    kills = 0
    for number in numbers:
        fresh(place)
        ended = run_apart(place, words_of(name), killed_at_rename(number))
        kills += ended.code == DIED
        assert_goes_on(name, place, undisturbed)
        if ended.code != DIED:
            break
    return kills


@pytest.mark.parametrize(("name", "numbers"), [("compare", [1, 2]), ("sweep", [30])])
def test_killed_at_a_rename(name, numbers, place, undisturbed):
    """Killed just before a file gets its name, a command goes on later."""
    assert kill_at_renames(name, place, undisturbed, numbers) == len(numbers)


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_many_renames(name, place, undisturbed):
    """So does every command, killed at each of its renames; at the first ones where there are many."""
    assert kill_at_renames(name, place, undisturbed, range(1, MOST + 1)) > 3


def kill_at_bytes(name, place, undisturbed, sizes) -> int:
    """Kill a command in the middle of writing a file, and return how often."""
    undisturbed(name)
    kills = 0
    for size in sizes:
        fresh(place)
        kills += run_apart(place, words_of(name), killed_at_byte(size)).code == DIED
        assert_goes_on(name, place, undisturbed)
    return kills


def sizes(name: str, many: int) -> list[int]:
    """Return sizes of files, small ones as often as large ones."""
    rng = random.Random(name)
    return [round(10 ** rng.uniform(0, 4.3)) for _ in range(many)]


def test_killed_in_the_middle_of_a_write(place, undisturbed):
    """Killed in the middle of writing a file, a command goes on later."""
    assert kill_at_bytes("compare", place, undisturbed, [700]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_killed_in_the_middle_of_many_writes(name, place, undisturbed):
    """So does every command, wherever in a file it is killed."""
    assert kill_at_bytes(name, place, undisturbed, sizes(name, MANY)) > MANY // 3


def fill_the_disk(name, place, undisturbed, disturbances) -> int:
    """Let the disk of a command be full, and return how often that ended it."""
    undisturbed(name)
    full = 0
    for disturbance in disturbances:
        fresh(place)
        ended = run_apart(place, words_of(name), disturbance)
        assert "Traceback" not in ended.error, ended.error
        if ended.code not in (0, 1 if name == "validate" else 0) or "cannot write" in ended.error:
            full += 1
            assert "cannot write" in ended.error, ended.error
        assert not list((place / "out").rglob(".*.part"))
        assert_goes_on(name, place, undisturbed)
    return full


@pytest.mark.parametrize("disturbance", [without_room_beyond(1500), refused_at_rename(6)], ids=["byte", "rename"])
def test_full_disk(disturbance, place, undisturbed):
    """On a full disk a command ends with a sentence, leaves nothing half written, and goes on when there is room."""
    assert fill_the_disk("compare", place, undisturbed, [disturbance]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_disk_that_fills_at_any_size(name, place, undisturbed):
    """So does every command, whenever the disk is full."""
    every = [*map(without_room_beyond, sizes(name, MANY)), *map(refused_at_rename, points(name, MANY // 2, 40))]
    assert fill_the_disk(name, place, undisturbed, every) > MANY // 2
