"""Trouble at the same time: every cause begins, runs and strikes for itself."""

import numpy as np
import pytest

from sim.simulation import Simulation
from tests.mechanisms.measures import customers_of
from tests.mechanisms.stages import SURE, Stage

HEALED = {"causes.reliability.weekly_probability.*": 0}
OTHERS = ("plan_fit", "billing", "digital", "unresolved", "information")
STAYING = {"behaviour.loyalty.hazard": 0, "behaviour.loyalty.window_probability": 0}
STAYING |= {"behaviour.loyalty.life_event_probability": 0, "category.left_market_probability": 0}
STAYING |= {f"category.{step}_probability": 0 for step in ("search", "choosing", "dropping")}
STAYING |= {"touchpoints.shop_advice.weekly_rate": 0, "brands.*.relationship.approach_rate": 0}
NO_PROBLEMS = {"behaviour.assistance.problem_threshold": 1, "behaviour.touchpoints.severity_spread": 0}


def irritants(cause: str):
    """Return the measure of how often a cause strikes, per week of a customer."""

    def measured(world: Simulation) -> float:
        table = world.ledger.table()
        return float(table[f"irritants.{cause}"].sum() / table["customers"].sum())

    return measured


def at_once(world: Simulation) -> float:
    """Return the share of customers with several running causes."""
    return float(((world.world.episodes > 0).sum(axis=1) > 1)[customers_of()(world)].mean())


def test_several_causes_run_at_once(telecom: Stage):
    """Some customers have several causes of trouble at the same time."""
    assert np.all(telecom.outcomes(at_once) > 0)


@pytest.mark.parametrize("cause", OTHERS)
def test_healing_a_cause_leaves_the_others_alone(telecom: Stage, cause: str):
    """Where nobody leaves or calls for help, every other cause strikes exactly as often as without the cure."""
    assert telecom.gain(irritants(cause), without=HEALED, given=STAYING | NO_PROBLEMS) == 0.0


@pytest.mark.parametrize("cause", OTHERS)
def test_healing_a_cause_never_raises_another(telecom: Stage, cause: str):
    """With everything that follows from it, a cure makes no other cause strike more often per week of a customer."""
    assert telecom.gain(irritants(cause), without=HEALED) > -SURE


def test_healing_a_cause_ends_it(telecom: Stage):
    """A healed cause strikes less."""
    assert telecom.gain(irritants("reliability"), without=HEALED) > SURE
