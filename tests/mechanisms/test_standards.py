"""Standards: what was better elsewhere counts, and what one brand adds becomes what everybody needs."""

import numpy as np

from sim.simulation import Simulation
from tests.mechanisms.measures import customers_of, in_mind, last_week, mean
from tests.mechanisms.stages import SURE, Stage, paired_t

USING = 2
WIDER = {"brands.acme.offer.breadth": 0.95}
STILL = ("orchid", "kite", "pico")


def came_from(*brands: str, to: str):
    """Return who is a customer of a brand and was one of certain others before."""

    def did(world: Simulation) -> np.ndarray:
        positions = [list(world.market.brands).index(brand) for brand in brands]
        return customers_of(to)(world) & np.isin(world.world.customers["former"], positions)

    return did


def test_a_better_stay_elsewhere_raises_what_is_asked(telecom: Stage):
    """Customers who come from a better brand ask more of the present one than they otherwise would."""
    given = {"touchpoints.*.quality.orchid.*": 0.9}
    asked = in_mind("expected", "kite", came_from("orchid", to="kite"), USING)
    assert telecom.gain(asked, without={"behaviour.expectation.elsewhere_pull": 0}, given=given, weeks=80) > SURE


def test_a_worse_stay_elsewhere_changes_nothing():
    """Those who come from a brand that was worse at everything ask about as much as they would without that memory."""
    worse = {"touchpoints.*.quality.pico.*": 0.3, "brands.pico.promise.*": 0.3}
    stage = Stage("telecom", worse, customers=800, seeds=2)
    asked = in_mind("expected", "orchid", came_from("pico", to="orchid"), USING)
    effect = stage.outcomes(asked) - stage.outcomes(asked, {"behaviour.expectation.elsewhere_pull": 0})
    assert np.abs(effect).max() < 0.01


def test_less_is_asked_of_low_cost_for_ever(telecom: Stage):
    """Years later, customers of the low-cost brand still ask less of it for its position."""
    asked = in_mind("expected", "pico", customers_of("pico"), USING)
    assert telecom.gain(asked, without={"brands.pico.positioning": 0.5}, weeks=104) < -SURE


def test_what_nobody_else_has_delights(telecom: Stage):
    """Customers of a brand that adds features beyond the usual are more satisfied for it."""
    satisfaction = mean("satisfaction", customers_of("acme"))
    assert telecom.gain(satisfaction, without={"behaviour.usage.novelty_delight": 0}, given=WIDER) > SURE


def test_features_spread_into_what_everybody_needs(telecom: Stage):
    """Where one brand adds features, people come to need more, whichever brand they are with."""
    needed = mean("needed", customers_of(*STILL))
    assert telecom.gain(needed, without={"behaviour.needs.must_be": 0}, given=WIDER, weeks=104) > SURE


def test_who_stands_still_loses(telecom: Stage):
    """A brand that changed nothing leaves more need unmet, and its customers grow less satisfied."""
    unmet = last_week("unmet_sum", "pico", "customers")
    assert telecom.gain(unmet, {"behaviour.needs.must_be": 0}, given=WIDER, weeks=104) > SURE
    without = {"behaviour.usage.absence_erosion": 0}
    assert telecom.gain(mean("satisfaction", customers_of("pico")), without, given=WIDER, weeks=104) < -SURE


def test_novelty_wears_off(telecom: Stage):
    """After two years the same features are beyond the usual by less than at first."""
    novelty = last_week("novelty_sum", "acme", "customers")
    assert (telecom.outcomes(novelty, WIDER, 104) < 0.7 * telecom.outcomes(novelty, WIDER, 2)).all()


def test_nothing_spreads_where_nothing_is_new(telecom: Stage):
    """In a market in which no offer changes, needs are the same with and without spreading."""
    spread = mean("needed")
    effect = telecom.outcomes(spread) - telecom.outcomes(spread, {"behaviour.needs.must_be": 0})
    assert paired_t(effect) == 0.0
