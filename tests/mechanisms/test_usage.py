"""Offers are taken up in part; what is not used is missed silently, and what serves well is extended."""

from tests.mechanisms.measures import booked, mean, newcomers
from tests.mechanisms.stages import SURE, Stage

COACHING = "brands.*.relationship.coaching_probability"


def test_features_are_adopted_with_time(telecom: Stage):
    """Customers come to use more of what they need and are offered."""
    assert telecom.gain(mean("adopted"), without={"behaviour.usage.adoption": 0}) > SURE


def test_onboarding_helps_newcomers_to_adopt(telecom: Stage):
    """New customers who are shown around use more of the offer."""
    assert telecom.gain(mean("adopted", newcomers), without={"brands.*.offer.onboarding": 0}) > SURE


def test_usability_helps_everybody_to_adopt(telecom: Stage):
    """What is easy to take up alone is taken up more."""
    assert telecom.gain(mean("adopted"), without={"brands.*.offer.usability": 0}) > SURE


def test_under_use_erodes_satisfaction(telecom: Stage):
    """Those who use a small part of the offer grow dissatisfied without a complaint."""
    assert telecom.gain(mean("satisfaction"), without={"behaviour.usage.under_use_erosion": 0}) < -SURE


def test_unmet_need_erodes_satisfaction(telecom: Stage):
    """What the offer lacks is missed without a complaint."""
    assert telecom.gain(mean("satisfaction"), without={"behaviour.usage.unmet_erosion": 0}) < -SURE


def test_coaching_makes_people_use_more(telecom: Stage):
    """Under-users who are contacted take up more of the offer."""
    assert telecom.gain(mean("adopted"), without={COACHING: 0}, given={COACHING: 0.05}) > SURE


def test_coaching_attaches(telecom: Stage):
    """Being cared for attaches to the brand."""
    attachment = {"behaviour.follow_up.coaching_attachment": 0}
    assert telecom.gain(mean("attachment"), without=attachment, given={COACHING: 0.05}) > SURE


def test_satisfied_customers_extend(telecom: Stage):
    """Those who need more and are satisfied take more from the same brand, which earns more."""
    assert telecom.gain(booked("revenue_eur"), without={"behaviour.usage.extension_probability": 0}) > SURE


def test_dissatisfied_customers_do_not_extend(telecom: Stage):
    """Poor quality costs a brand its up-selling."""
    poor = telecom.outcomes(booked("extensions"), {"touchpoints.*.quality.*.*": 0.3})
    assert (poor < telecom.outcomes(booked("extensions"))).all()
