"""People talk when moved; praise and blame act apart; who leaves is news; reviews are posted and read."""

import numpy as np
import pytest

from sim.simulation import Simulation
from tests.mechanisms.measures import booked, customers_of, in_mind, searches
from tests.mechanisms.stages import SURE, Stage, paired_t
from tests.worlds import levers

TALK = "behaviour.word_of_mouth."
NO_PRAISE = {f"{TALK}praise_gain": 0, f"{TALK}image_shift_positive": 0}
NO_BLAME = {f"{TALK}blame_gain": 0, f"{TALK}image_shift_negative": 0}
SPLENDID = {"touchpoints.*.quality.acme.*": 0.95}
AWFUL = {"touchpoints.*.quality.acme.*": 0.3}
LOUD = {f"{TALK}talk_opinion": 1}
LISTENING = {f"{TALK}departure_news": 1, "behaviour.loyalty.hazard": 0.03, "behaviour.loyalty.blame": 5}
REVIEWS = tuple(f"reviews_{stars}" for stars in range(1, 6))
OTHERS = customers_of("orchid", "kite", "pico")


def test_praise_wins_customers(telecom: Stage):
    """A splendid brand is praised, and gains more than if praise left nothing behind."""
    assert telecom.gain(booked("gains", brand="acme"), NO_PRAISE, given=SPLENDID | LOUD, weeks=80) > SURE


def test_blame_costs_customers(telecom: Stage):
    """An awful brand is blamed: it gains fewer and loses more than if blame left nothing behind."""
    assert telecom.gain(booked("gains", brand="acme"), NO_BLAME, given=AWFUL | LOUD, weeks=80) < -SURE
    assert telecom.gain(booked("losses", brand="acme"), NO_BLAME, given=AWFUL | LOUD, weeks=80) > SURE


def test_praise_and_blame_act_apart(telecom: Stage):
    """Praise raises the image of a splendid brand among others, and blame lowers that of an awful one, each alone."""
    image = in_mind("image", "acme", OTHERS)
    assert telecom.gain(image, NO_PRAISE, given=SPLENDID) > SURE
    assert telecom.gain(image, NO_BLAME, given=AWFUL) < -SURE


def test_hearing_of_a_brand_makes_it_known(telecom: Stage):
    """Word of mouth keeps brands in mind, whatever its sign."""
    assert telecom.gain(in_mind("awareness", "acme", OTHERS), without={f"{TALK}awareness_gain": 0}) > SURE


@pytest.mark.parametrize("sign", ["positive", "negative"])
def test_experiences_and_opinions_are_told(telecom: Stage, sign: str):
    """Without the pull of experiences of a kind, or of opinions, people talk less of that kind."""
    assert telecom.gain(booked(f"said_{sign}"), without={f"{TALK}story_{sign}": 0}) > SURE
    assert telecom.gain(booked(f"said_{sign}"), without={f"{TALK}talk_opinion": 0}) > SURE


def test_told_experiences_are_told_less_often(telecom: Stage):
    """An experience that stays as moving as it was is told again and again."""
    assert telecom.gain(booked("said_positive"), without={f"{TALK}story_told": 1}) < -SURE


def test_what_people_are_used_to_surprises_nobody(telecom: Stage):
    """Where everything surprises, the satisfied have more good experiences to tell."""
    assert telecom.gain(booked("said_positive"), without={f"{TALK}habituation": 0}) < -SURE


def about_others(telecom: Stage, numbers: dict[str, float]) -> np.ndarray:
    """Return the share of negative messages that are about a former or another brand, in a year of each world."""
    found = []
    for beginning in telecom.beginnings:
        world, bad, others = beginning.fork(levers(numbers)), 0, 0
        for _ in range(52):
            world.step()
            said, own = world.world.seen["said"], world.world.customers["brand"]
            bad += np.count_nonzero(said < 0)
            others += np.count_nonzero((said < 0) & (-said - 1 != own))
        found.append(others / bad)
    return np.array(found)


def test_people_speak_of_brands_they_left(telecom: Stage):
    """Some bad experiences are told of former and other brands, fewer where these are forgotten at once."""
    remembered = about_others(telecom, {})
    assert remembered.min() > 0
    assert paired_t(remembered - about_others(telecom, {f"{TALK}other_story_half_life": 0.5})) > SURE


def test_advice_is_followed(telecom: Stage):
    """Some purchases are decided by what one was told, which happens less where nobody follows advice."""
    assert telecom.gain(booked("gains_word_of_mouth"), without={"behaviour.choice.advice": 0}) > SURE


def test_a_departure_is_news(telecom: Stage):
    """When a close tie leaves a brand, those who stay think about it."""
    without = {f"{TALK}departure_news": 0}
    assert telecom.gain(in_mind("blame", "acme", customers_of("acme")), without) > SURE
    assert telecom.gain(searches, without, given=LISTENING) > SURE


def test_a_departure_echoes(telecom: Stage):
    """Those whose close tie left are more likely to look around themselves."""
    assert telecom.gain(searches, without={f"{TALK}echo_push": 0}, weeks=80) > SURE


def test_referral_programmes_make_the_satisfied_talk(telecom: Stage):
    """Customers of a brand with a referral programme praise it more."""
    referral = "brands.acme.relationship.referral"
    assert telecom.gain(booked("said_positive", brand="acme"), without={referral: 0}, given={referral: 1}) > SURE


def test_referrals_are_rewarded(telecom: Stage):
    """Customers won by word of mouth cost the reward."""
    given = {"brands.*.relationship.referral_eur": 100}
    free = {"brands.*.relationship.referral_eur": 0}
    assert telecom.gain(booked("acquisition_cost_eur", over="gains"), free, given) > SURE


def test_reviews_are_posted_by_the_moved(retail: Stage):
    """Without the pull of good and bad experience, fewer reviews are posted."""
    calm = {f"{TALK}review_positive": 0, f"{TALK}review_negative": 0}
    assert retail.gain(booked(*REVIEWS), without=calm) > SURE


def test_invited_customers_post(retail: Stage):
    """A shop that asks for reviews gets more of them."""
    invitation = "brands.acorn.relationship.review_invitation"
    assert retail.gain(booked(*REVIEWS, brand="acorn"), without={invitation: 0}, given={invitation: 0.5}) > SURE


def test_reviews_are_read(retail: Stage):
    """Bad reviews keep people from a first order."""
    awful = {"touchpoints.*.quality.acorn.*": 0.2, "brands.*.relationship.review_invitation": 0.5}
    assert (
        retail.gain(booked("first_orders", brand="acorn"), without={"behaviour.choice.reviews": 0}, given=awful) < -SURE
    )


def test_ratings_tell_good_from_bad(retail: Stage):
    """The public rating of a shop falls with its quality."""

    def rating(world: Simulation) -> float:
        return float(world.world.brand_states["rating"][list(world.market.brands).index("acorn")])

    good, bad = ({"touchpoints.*.quality.acorn.*": quality} for quality in (0.9, 0.3))
    assert np.all(retail.outcomes(rating, good) > retail.outcomes(rating, bad) + 0.3)


def test_posts_reach_strangers(telecom: Stage):
    """Posts that are passed on are heard beyond ties: of an awful brand, more bad is heard, and its image falls."""
    without = {f"{TALK}posting": 0}
    loud = AWFUL | LOUD | {f"{TALK}posting": 1}
    assert telecom.gain(booked("heard_negative", brand="acme"), without, given=loud) > SURE
    assert telecom.gain(in_mind("image", "acme", OTHERS), without, given=loud) < -SURE
    assert telecom.outcomes(booked("audience_negative"), loud | without).sum() == 0


def test_the_indifferent_are_not_passed_on(telecom: Stage):
    """What is passed on grows faster than what is said when people are moved further."""
    per_message = booked("audience_negative", over="said_negative")
    awful, fair = (telecom.outcomes(per_message, numbers).mean() for numbers in (AWFUL | LOUD, LOUD))
    assert awful > fair
