"""Needs wake, grow, lapse and change with life; a new category opens to people one by one."""

import numpy as np
import pytest

from tests.mechanisms.measures import booked, mean, searches
from tests.mechanisms.stages import SURE, Stage


def test_life_events_open_the_buying_journey(telecom: Stage):
    """Subscribers whose life changes look around who would not have done so."""
    assert telecom.gain(searches, without={"category.life_event_probability": 0}) > SURE


def test_life_events_break_habits(retail: Stage):
    """Where habits outlive life events, they are stronger."""
    assert retail.gain(mean("habit"), without={"behaviour.needs.event_habit_kept": 1}) < -SURE


def test_life_events_change_needs_and_taste(telecom: Stage):
    """People whose life changes need other things and like other brands, and no wider things or better brands.

    Where satisfaction breeds no needs and unserved ones do not lapse, needs change by life events only.
    """
    still = {"behaviour.needs.breeding": 0, "behaviour.needs.lapsing": 0}
    eventful = still | {"category.life_event_probability": 0.02}
    quiet = still | {"category.life_event_probability": 0}
    for what in (lambda world: world.world.customers["needed"], lambda world: world.world.knowledge["match"]):
        pairs = zip(telecom.worlds(eventful), telecom.worlds(quiet), strict=True)
        after, before = (
            np.concatenate([what(world).ravel() for world in worlds]) for worlds in zip(*pairs, strict=True)
        )
        assert 0.1 < (after - before).std() / before.std() < 1
        assert after.std() == pytest.approx(before.std(), rel=0.05)
        assert after.mean() == pytest.approx(before.mean(), abs=0.05 * float(before.std()))


def test_satisfied_needs_breed_new_ones(telecom: Stage):
    """Satisfied customers come to need more than they would if needs bred no needs, disappointed ones less."""
    without = {"behaviour.needs.breeding": 0}
    good, bad = ({"touchpoints.*.quality.*.*": quality} for quality in (0.9, 0.3))
    assert telecom.gain(mean("needed"), without, given=good) > SURE
    assert telecom.gain(mean("needed"), without, given=bad) < -SURE


def test_needs_that_nothing_serves_lapse(telecom: Stage):
    """People stop needing what they never get to use."""
    assert telecom.gain(mean("needed"), without={"behaviour.needs.lapsing": 0}) < -SURE


def test_unmet_need_makes_people_look_around(telecom: Stage):
    """Subscribers who need more than their brand offers reconsider it sooner: where offers are narrow, many do."""
    narrow = {"brands.*.offer.breadth": 0.4}
    assert telecom.gain(searches, without={"behaviour.loyalty.unmet": 0}, given=narrow) > SURE


def test_unmet_need_raises_tension(retail: Stage):
    """A need that the offer leaves open keeps up a tension."""
    assert retail.gain(mean("tension"), without={"behaviour.needs.unmet_push": 0}) > SURE


def test_adverts_wake_needs(retail: Stage):
    """Adverts raise the tension of need, and people buy more often."""
    assert retail.gain(booked("orders"), without={"behaviour.needs.advert_pull": 0}) > SURE


def test_a_new_category_opens_by_talk():
    """Where hearing of a new category opens it to nobody, fewer come to buy in it; adverts alone open it to some."""
    new = Stage(
        "telecom",
        {"category.aware_share": 0, "category.burn_in_weeks": 0, "category.innovation_probability": 0.002},
        customers=800,
    )
    without = {"category.imitation_probability": 0}
    assert new.outcomes(booked("gains"), without, weeks=80).min() > 0
    assert new.gain(booked("gains"), without, weeks=80) > SURE


def test_nobody_buys_in_a_category_that_never_opens():
    """Without a first word about it, a new category stays empty."""
    closed = Stage("telecom", {"category.aware_share": 0, "category.burn_in_weeks": 0}, customers=300, seeds=1)
    never = {"category.innovation_probability": 0}
    assert closed.outcomes(booked("orders", "gains", "encounters_using"), never, weeks=20).sum() == 0
