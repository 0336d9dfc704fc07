"""Satisfied, and lived: two questions with two answers, and loyalty from both."""

import numpy as np

from sim.simulation import Simulation
from tests.mechanisms.measures import booked, customers_of, last_week, mean, searches
from tests.mechanisms.stages import SURE, Stage, paired_t

LOYALTY = "behaviour.loyalty."
ACME = customers_of("acme")
WARM = {f"touchpoints.*.quality.acme.{dimension}": 0.95 for dimension in ("emotional", "relational")}
WORKING = {"touchpoints.*.quality.acme.functional": 0.95}
MEDIATED = {"behaviour.satisfaction.lived": 0}


def effect(stage: Stage, numbers: dict[str, float], of, weeks: int = 40) -> np.ndarray:
    """Return what a change of a brand does to something."""
    return stage.outcomes(of, numbers, weeks) - stage.outcomes(of, weeks=weeks)


def difference_of_answers(world: Simulation) -> float:
    """Return how far the two answers are from telling the same, 0 (one follows from the other) to 1."""
    customers = world.world.customers[customers_of()(world)]
    return 1.0 - np.corrcoef(customers["satisfaction"], customers["experience"])[0, 1] ** 2


def test_the_two_questions_get_different_answers(telecom: Stage):
    """A quarter at least of what people answer to one question does not follow from the other."""
    assert (telecom.outcomes(difference_of_answers) > 0.25).all()


def test_warmth_is_lived_more_than_judged(telecom: Stage):
    """Cheap emotional cues raise what is lived; satisfaction judges functions, and follows far behind."""
    lived, satisfied = (effect(telecom, WARM, mean(state, ACME)) for state in ("experience", "satisfaction"))
    assert (lived > 3 * np.abs(satisfied)).all()


def test_functions_are_judged_more_than_lived(telecom: Stage):
    """What works better raises satisfaction more than warmth does, which raises experience more."""
    satisfied, lived = mean("satisfaction", ACME), mean("experience", ACME)
    assert paired_t(effect(telecom, WORKING, satisfied) - effect(telecom, WARM, satisfied)) > SURE
    assert (
        effect(telecom, WARM, lived) / effect(telecom, WARM, satisfied).clip(1e-3)
        > effect(telecom, WORKING, lived) / effect(telecom, WORKING, satisfied).clip(1e-3)
    ).all()


def test_satisfaction_leaves_the_feel_aside(telecom: Stage):
    """Were the feel judged like functions, warm service would satisfy more."""
    satisfied = mean("satisfaction", ACME)
    assert telecom.gain(satisfied, without={"behaviour.satisfaction.functional": 0}, given=WARM) < -SURE


def test_experience_reaches_satisfaction(telecom: Stage):
    """Part of the way from experience to loyalty leads over satisfaction."""
    assert telecom.gain(mean("satisfaction", ACME), without=MEDIATED, given=WARM) > SURE


def test_experience_holds_beside_satisfaction(telecom: Stage):
    """Where service is warm, fewer look around than satisfaction alone would hold."""
    direct = {f"{LOYALTY}experience": 0, f"{LOYALTY}delight_lived": 0}
    everywhere = {path.replace("acme", "*"): to for path, to in WARM.items()}
    assert telecom.gain(searches, without=direct, given=everywhere) < -SURE


def test_warmth_delights(telecom: Stage):
    """More customers are delighted where service is warm, for delight is felt."""
    delighted = last_week("delighted", "acme", "customers")
    assert telecom.gain(delighted, without={f"{LOYALTY}delight_lived": 0}, given=WARM) > SURE


def test_both_answers_recommend(telecom: Stage):
    """Satisfaction and lived experience each raise the recommendation of a brand that serves well."""
    well = WARM | WORKING
    for number in ("recommend_satisfaction", "recommend_lived"):
        recommended = last_week("recommendation_sum", "acme", "customers")
        assert telecom.gain(recommended, without={f"{LOYALTY}{number}": 0}, given=well) > SURE


def test_experience_counts_when_brands_are_compared(telecom: Stage):
    """Where service is cold, what was lived with the present brand drives people away when they compare."""
    cold = {"touchpoints.*.quality.*.emotional": 0.2, "touchpoints.*.quality.*.relational": 0.2}
    weighty = cold | {"behaviour.choice.experience": 8}
    assert telecom.gain(booked("losses"), without={"behaviour.choice.experience": 0}, given=weighty, weeks=80) > SURE
