"""What is perceived is not what is delivered."""

import numpy as np

from tests.mechanisms.measures import booked, in_mind, spread, those
from tests.mechanisms.stages import SURE, Stage, paired_t

PERCEPTION = "behaviour.perception."
BIAS = "brands.acme.offer.perception_bias"


def perceived(brand: str | None = None):
    """Return the measure of the mean perceived quality of use."""
    return booked("perceived_using", brand=brand, over="encounters_using")


def test_image_gives_a_halo(telecom: Stage):
    """Those who think well of their brand see better quality, so that opinions lie further apart."""
    assert telecom.gain(spread("satisfaction"), without={f"{PERCEPTION}halo": 0}) > SURE


def test_an_offer_may_be_better_than_people_believe(telecom: Stage):
    """A perception bias lowers what is perceived of the brand that suffers from it."""
    assert telecom.gain(perceived("acme"), without={BIAS: 0}, given={BIAS: -0.05}) < -SURE


def test_a_perception_bias_does_not_touch_what_is_delivered(telecom: Stage):
    """Believing a brand worse than it is does not make its network worse."""
    delivered = booked("delivered_using", brand="acme", over="encounters_using")
    effect = telecom.outcomes(delivered, {BIAS: -0.05}) - telecom.outcomes(delivered, {BIAS: 0})
    assert np.abs(effect).max() < 0.003


def test_small_gaps_are_tolerated(telecom: Stage):
    """With a zone of tolerance, moods lie closer together: gaps inside it are felt less."""
    assert telecom.gain(spread("mood"), without={f"{PERCEPTION}tolerance": 0}) < -SURE


def test_gaps_beyond_tolerance_are_exaggerated(telecom: Stage):
    """Where large gaps are contrasted, moods lie further apart."""
    assert telecom.gain(spread("mood"), without={f"{PERCEPTION}slope_outside": 1}) > SURE


def test_experts_perceive_with_less_noise(telecom: Stage):
    """Expertise calms perception: moods of experts lie closer together than they would."""
    given = {f"{PERCEPTION}noise": 0.2}
    assert (
        telecom.gain(spread("mood", those("expertise", 0.7)), without={f"{PERCEPTION}expert_calm": 0}, given=given)
        < -SURE
    )


def test_experts_expect_more():
    """Experts ask more of a brand before they know it than amateurs do."""

    def lead_of_experts(demand: float) -> np.ndarray:
        start = Stage(
            "telecom", {"behaviour.expectation.expert_demand": demand, "category.burn_in_weeks": 0}, customers=500
        )
        experts, amateurs = (
            start.outcomes(in_mind("expected", "acme", those("expertise", *limits), stage=2), weeks=0)
            for limits in ((0.6, 1.0), (0.0, 0.4))
        )
        return experts - amateurs

    assert paired_t(lead_of_experts(0.08) - lead_of_experts(0)) > SURE
