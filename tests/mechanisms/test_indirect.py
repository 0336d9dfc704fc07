"""Adverts, press tests and comparison sites: what they say is received in one's own way, and leaves an impression."""

import numpy as np

from tests.mechanisms.measures import booked, customers_of, in_mind, mean
from tests.mechanisms.stages import SURE, Stage, paired_t

INDIRECT = "behaviour.impressions.indirect"
ADVERTS = ("tv_advert", "press_tests", "comparison_site")
SPLENDID = {f"touchpoints.{name}.quality.acme.*": 0.95 for name in ADVERTS}
OTHERS = customers_of("orchid", "kite", "pico")

of_others = in_mind("image", "acme", OTHERS)
heard = booked("heard_using", brand="acme", over="promises_met")


def raised(stage: Stage, who, numbers: dict[str, float]) -> np.ndarray:
    """Return how far splendid adverts raise the image of the brand in some people."""
    image = in_mind("image", "acme", who)
    return stage.outcomes(image, SPLENDID | numbers) - stage.outcomes(image, numbers)


def test_what_adverts_say_leaves_an_impression(telecom: Stage):
    """Splendid adverts and tests make people who do not know the brand think better of it."""
    assert telecom.gain(of_others, without={INDIRECT: 0}, given=SPLENDID) > SURE


def test_bad_press_leaves_one_too(telecom: Stage):
    """Tests that a brand fails cost it image."""
    assert telecom.gain(of_others, without={INDIRECT: 0}, given={"touchpoints.press_tests.quality.acme.*": 0.2}) < -SURE


def test_what_nobody_believes_leaves_none(telecom: Stage):
    """The same splendid adverts move the image less where they are not believed."""
    unbelieved = {f"touchpoints.{name}.credibility": 0 for name in ADVERTS}
    assert paired_t(raised(telecom, OTHERS, {}) - raised(telecom, OTHERS, unbelieved)) > SURE


def test_who_knows_a_brand_is_not_moved(telecom: Stage):
    """Customers are moved by adverts of their own brand far less than strangers are."""
    assert (raised(telecom, customers_of("acme"), {}) < 0.5 * raised(telecom, OTHERS, {})).all()


def test_adverts_do_not_satisfy(telecom: Stage):
    """In the first weeks splendid adverts change nothing in the satisfaction of customers."""
    satisfaction = mean("satisfaction", customers_of("acme"))
    assert np.abs(telecom.outcomes(satisfaction, SPLENDID, 2) - telecom.outcomes(satisfaction, weeks=2)).max() < 1e-4


def test_a_promise_is_heard_as_something_else(telecom: Stage):
    """Between what is promised and what is heard stands what one expects: a bold promise is heard as a smaller one."""
    sent = booked("promised_using", brand="acme", over="encounters_using")
    assert (telecom.outcomes(heard) < telecom.outcomes(sent)).all()


def test_those_who_think_well_of_a_brand_hear_more(telecom: Stage):
    """The same promise is heard as a better one from a brand of good image, and more so where image gives a halo."""

    def lead_of_a_good_image(numbers: dict[str, float]) -> np.ndarray:
        good, bad = ({"touchpoints.*.quality.acme.*": quality} for quality in (0.9, 0.4))
        return telecom.outcomes(heard, good | numbers) - telecom.outcomes(heard, bad | numbers)

    assert paired_t(lead_of_a_good_image({}) - lead_of_a_good_image({"behaviour.perception.halo": 0})) > SURE
