"""A power cut costs what was not brought to the disk yet, and never the folder."""

from __future__ import annotations

import shutil

import pytest

from tests.harness.commands import COMMANDS, DIED, fresh, run_apart, words_of
from tests.harness.power import cut_at
from tests.harness.test_kills import assert_goes_on, points


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
    assert cut_the_power("compare", place, undisturbed, [3, 7], keeps_names) == 2


@pytest.mark.slow
@pytest.mark.parametrize("keeps_names", [False, True])
@pytest.mark.parametrize("name", COMMANDS)
def test_power_cut_at_each_rename(name, place, undisturbed, keeps_names):
    """So does every command, cut at each of its renames."""
    assert cut_the_power(name, place, undisturbed, points(name, 25, 80), keeps_names) > 3
