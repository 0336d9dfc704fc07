"""A power cut costs what was not brought to the disk yet, and never the folder."""

from __future__ import annotations

import shutil

import pytest

from tests.harness.commands import COMMANDS, DIED, fresh, run_apart, words_of
from tests.harness.power import cut_at
from tests.harness.test_kills import MOST, assert_goes_on


def cut_the_power(name, place, undisturbed, numbers, keeps_names) -> int:
    """Cut the power at some of the renames of a command, and return how often."""
    undisturbed(name)
    cuts = 0
    for number in numbers:
        out, left = fresh(place), place / "left"
        shutil.rmtree(left, ignore_errors=True)
        ended = run_apart(place, words_of(name), cut_at(number, place, left, keeps_names))
        if ended.code != DIED:
            break
        cuts += 1
        shutil.rmtree(out)
        if left.exists():
            left.rename(out)
        assert_goes_on(name, place, undisturbed)
    return cuts


@pytest.mark.parametrize("keeps_names", [False, True])
def test_power_cut(place, undisturbed, keeps_names):
    """After a power cut the same command goes on, whether or not names are on the disk before contents."""
    assert cut_the_power("compare", place, undisturbed, [7], keeps_names) == 1


@pytest.mark.slow
@pytest.mark.parametrize("keeps_names", [False, True])
@pytest.mark.parametrize("name", COMMANDS)
def test_power_cut_at_many_renames(name, place, undisturbed, keeps_names):
    """So does every command, cut at each of its renames; at the first ones where there are many."""
    assert cut_the_power(name, place, undisturbed, range(1, MOST + 1), keeps_names) > 3
