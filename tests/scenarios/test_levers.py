"""A lever changes a number by a known amount, in known weeks, at a known cost."""

import pytest
from pydantic import ValidationError

from sim.scenarios.levers import Cost, Lever


@pytest.mark.parametrize(("change", "after"), [({"to": 3.0}, 3.0), ({"add": -0.5}, 1.5), ({"multiply": 0.0}, 0.0)])
def test_change(change, after):
    """A lever gives a new value, or adds to the old one, or multiplies it."""
    assert Lever(path="brand.visibility", **change).changed(2.0, week=1) == after


def test_weeks():
    """A lever acts from its first week to the end of its last, and in no other."""
    lever = Lever(path="brand.visibility", add=1, from_week=3, until_week=5)
    assert [lever.changed(0.0, week) for week in range(-1, 8)] == [0, 0, 0, 0, 1, 1, 1, 0, 0]


def test_ramp():
    """A ramp of four weeks makes a quarter of the change in its first week and the whole from its fourth on."""
    lever = Lever(path="brand.visibility", to=1.0, from_week=10, ramp_weeks=4)
    assert [lever.changed(3.0, week) for week in range(9, 16)] == [3, 2.5, 2, 1.5, 1, 1, 1]


@pytest.mark.parametrize("ramp", [0, 1])
def test_no_ramp(ramp):
    """Without a ramp, or with one of a week, the change is whole at once."""
    lever = Lever(path="brand.visibility", add=1, from_week=2, ramp_weeks=ramp)
    assert [lever.changed(0.0, week) for week in (1, 2, 3)] == [0, 1, 1]


def test_week_zero():
    """A lever from week 0 acts in the burn-in too."""
    lever = Lever(path="network.ties", to=3, from_week=0)
    assert [lever.changed(8.0, week) for week in (-52, 0, 1, 200)] == [3, 3, 3, 3]


@pytest.mark.parametrize(
    ("lever", "weeks"),
    [
        ({"from_week": 5}, {5}),
        ({"from_week": 5, "ramp_weeks": 3}, {5, 6, 7}),
        ({"from_week": 5, "until_week": 9}, {5, 10}),
        ({"from_week": 5, "ramp_weeks": 10, "until_week": 6}, {5, 6, 7}),
        ({"from_week": 0}, {0}),
    ],
)
def test_weeks_of_change(lever, weeks):
    """The weeks of change are those whose effect differs from that of the week before."""
    lever = Lever(path="brand.visibility", add=1, **lever)
    assert lever.weeks_of_change() == weeks
    assert {week for week in range(1, 30) if lever.strength(week) != lever.strength(week - 1)} == weeks - {0}


def test_cost():
    """The one-off cost falls in the first week, the weekly one in every week in which the lever acts."""
    lever = Lever(path="x", add=1, from_week=3, until_week=5, cost=Cost(one_off_eur=100, weekly_eur=10))
    assert [lever.cost_eur(week) for week in range(1, 8)] == [0, 0, 110, 10, 10, 0, 0]


def test_cost_before_the_burn_in():
    """What acts from before the burn-in is paid from the first week of the run on."""
    lever = Lever(path="x", add=1, from_week=0, cost=Cost(one_off_eur=100, weekly_eur=10))
    assert [lever.cost_eur(week) for week in (1, 2)] == [110, 10]


def test_target():
    """A lever acts on the segments that it is for, on all when it is for none."""
    assert Lever.model_validate({"set": "x", "add": 1, "for": {"segment": "young"}}).acts_on("young")
    assert not Lever.model_validate({"set": "x", "add": 1, "for": {"segment": ["young"]}}).acts_on("old")
    assert Lever(path="x", add=1).acts_on("old")


@pytest.mark.parametrize("changes", [{}, {"to": 1, "add": 1}, {"add": float("nan")}, {"to": float("inf")}])
def test_wrong_changes(changes):
    """A lever without a change, with two, or with one that is no finite number is refused."""
    with pytest.raises(ValidationError):
        Lever(path="x", **changes)
