"""What people expect follows experience, promises, peers, the market and the position of the brand."""

import numpy as np

from tests.mechanisms.measures import customers_of, in_mind
from tests.mechanisms.stages import SURE, Stage

EXPECTATION = "behaviour.expectation."
USING = 2

of_acme = in_mind("expected", "acme", stage=USING)
of_ones_own = in_mind("expected", stage=USING)
OTHERS = customers_of("orchid", "kite", "pico")


def test_promises_raise_expectation(telecom: Stage):
    """Adverts that promise more make people expect more."""
    given = {"brands.acme.promise.using": 0.95}
    assert telecom.gain(of_acme, without={f"{EXPECTATION}promise_pull": 0}, given=given) > SURE


def test_promises_pull_less_at_those_who_know(telecom: Stage):
    """Customers who know the brand are raised less by its promise than strangers are."""

    def raised(who) -> np.ndarray:
        expected = in_mind("expected", "acme", who, USING)
        return telecom.outcomes(expected, {"brands.acme.promise.using": 0.95}) - telecom.outcomes(expected)

    assert (raised(customers_of("acme")) < 0.5 * raised(OTHERS)).all()


def test_experience_raises_expectation(telecom: Stage):
    """Those who are served better come to expect more."""
    without = {f"{EXPECTATION}up": 0, f"{EXPECTATION}down": 0}
    assert telecom.gain(of_ones_own, without, given={"touchpoints.network_use.quality.*.*": 0.95}) > SURE


def test_expectation_rises_faster_than_it_falls(telecom: Stage):
    """Good experience is taken for granted sooner than bad experience is."""
    rise = telecom.outcomes(of_ones_own, {"touchpoints.network_use.quality.*.*": 0.9}) - telecom.outcomes(of_ones_own)
    fall = telecom.outcomes(of_ones_own) - telecom.outcomes(of_ones_own, {"touchpoints.network_use.quality.*.*": 0.5})
    assert (rise > fall).all()


def test_a_better_rival_raises_the_standard_of_all(telecom: Stage):
    """When one brand delivers best, customers of another expect more of theirs."""
    expected = in_mind("expected", "acme", customers_of("acme"), USING)
    without = {f"{EXPECTATION}standard_pull": 0}
    assert telecom.gain(expected, without, given={"touchpoints.*.quality.orchid.*": 1}) > SURE


def test_peers_raise_expectation(telecom: Stage):
    """Praise heard from others makes people expect more of a brand they do not know."""
    expected = in_mind("expected", "acme", OTHERS, USING)
    without = {f"{EXPECTATION}peer_pull": 0}
    assert telecom.gain(expected, without, given={"touchpoints.*.quality.acme.*": 0.95}) > SURE


def test_less_is_asked_of_a_low_cost_brand():
    """Before any experience, a brand of low positioning is asked for less, and a premium brand for more."""
    start = {"category.burn_in_weeks": 0, "brands.*.promise.using": 0.7, "brands.pico.positioning": 0.1}
    plain, positioned = (
        Stage("telecom", start | {f"{EXPECTATION}positioning": weight}, customers=300, seeds=1)
        for weight in (0.0, 0.12)
    )
    of_pico, of_orchid = (in_mind("expected", brand, stage=USING) for brand in ("pico", "orchid"))
    assert positioned.outcomes(of_pico, weeks=0) < plain.outcomes(of_pico, weeks=0)
    assert positioned.outcomes(of_orchid, weeks=0) > plain.outcomes(of_orchid, weeks=0)
