"""Rules of one's own are compiled once for what they say."""

import logging
from types import FunctionType
from typing import NamedTuple

import numpy as np
import pytest

from sim.foundations import compiled
from sim.foundations.compiled import bound
from sim.foundations.fingerprint import fingerprint
from sim.foundations.maths import clamp
from sim.rules.waiting import anger, mood_while_waiting

FACTOR = 2.0
SCALE = np.array([1.0, 2.0])


class Patience(NamedTuple):
    impatience: float = 0.5
    anticipation: float = 0.1
    informed: float = 0.0


def twice(days_late, p):
    return FACTOR * days_late


def again(days_late, p):
    # the same, elsewhere in the file
    return FACTOR * days_late


def with_helper(days_late, p):
    return clamp(twice(days_late, p), 0.0, 1.0)


def scaled(days_late, p):
    return SCALE[0] * days_late


def asking(days_late, p):
    return UNKNOWN.answer * days_late


UNKNOWN = object()


def with_names(function, **names):
    """Return a function that reads other constants."""
    return FunctionType(function.__code__, function.__globals__ | names, function.__name__)


def test_the_same_code_has_the_same_fingerprint():
    """What counts is the code and what it reads: not the name, the place or the object."""
    assert fingerprint(twice) == fingerprint(again) == fingerprint(with_names(twice)) is not None


@pytest.mark.parametrize(
    "one, other",
    [
        (twice, with_names(twice, FACTOR=3.0)),
        (twice, with_names(twice, FACTOR=2)),
        (twice, lambda days_late, p: 2.0 * days_late),
        (with_helper, with_names(with_helper, twice=with_names(twice, FACTOR=3.0))),
        (scaled, with_names(scaled, SCALE=np.array([3.0, 2.0]))),
        (lambda x: x + 1, lambda x: x + 2),
        (lambda x, y=1: x + y, lambda x, y=2: x + y),
    ],
)
def test_other_code_has_another_fingerprint(one, other):
    """Another constant, helper, array or default is another function."""
    assert fingerprint(one) != fingerprint(other)


def test_closures_are_read():
    """What a function holds from where it was made is a part of it."""

    def times(factor):
        return lambda x: factor * x

    assert fingerprint(times(2.0)) == fingerprint(times(2.0)) != fingerprint(times(3.0))


def test_what_cannot_be_told_is_not_kept():
    """A function that reads something unknown has no fingerprint, and is compiled each time."""
    assert fingerprint(asking) is None


@pytest.fixture
def forgotten(monkeypatch, tmp_path):
    """Forget what was compiled in this process, and keep new code in a folder of the test."""
    monkeypatch.setattr(compiled, "CACHE_FOLDER", tmp_path)
    monkeypatch.setattr(compiled, "_VERSIONS", type(compiled._VERSIONS)())
    return compiled._VERSIONS


def test_twenty_models_compile_once(forgotten, caplog):
    """Versions with the same rules are one compiled function, however often they are asked for, and it is told once."""
    versions = {id(bound(mood_while_waiting, {"anger": mine})) for mine in (twice, again, twice)}
    assert len(versions) == 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "compiling the model with anger" in caplog.text
    assert bound(mood_while_waiting, {"anger": scaled}) not in versions


def test_the_next_process_finds_them(forgotten, caplog):
    """A version is kept on disk: who asks for it next compiles nothing, and nothing is told."""
    first = bound(mood_while_waiting, {"anger": twice})
    assert first(0.5, 5.0, 3.0, 0.0, Patience()) == 0.5 - 0.5 * 4.0 * 1.5
    forgotten.clear()
    caplog.clear()
    second = bound(mood_while_waiting, {"anger": again})
    assert second is not first
    assert second(0.5, 5.0, 3.0, 0.0, Patience()) == 0.5 - 0.5 * 4.0 * 1.5
    assert sum(second.stats.cache_hits.values()) == 1
    assert caplog.text == ""


def test_rules_that_have_no_file(forgotten):
    """A rule that was typed in, or read from no file, is compiled all the same."""
    names: dict = {}
    exec("def mine(days_late, p):\n    return 0.5 * days_late", names)
    assert bound(anger, {"anger": names["mine"]})(3.0, 4.0) == 1.5
    assert bound(mood_while_waiting, {"anger": names["mine"]})(0.5, 5.0, 3.0, 0.0, Patience()) == 0.5 - 0.5 * 1.5


def test_what_calls_no_replaced_rule_stays_as_it_is():
    """A kernel that a replaced rule has no part in is the model's own."""
    assert bound(anger, {"mood_while_waiting": lambda mood, days, promised, tracking, p: mood}) is anger
