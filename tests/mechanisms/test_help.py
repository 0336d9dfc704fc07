"""Help: complaint, silence or exit; queues; recovery that pleases more than it reassures; grudges."""

import pytest

from sim.simulation import Simulation
from tests.mechanisms.measures import booked, mean, searches
from tests.mechanisms.stages import SURE, Stage, paired_t

ASSISTANCE = "behaviour.assistance."
OPERATIONS = "brands.*.operations."
SETTLED = {"causes.*.settled.*": 1, f"{OPERATIONS}shop_agents": 200}
HELP = ("help_line", "chat", "shop_help", "technician", "self_service")
TROUBLE = {"causes.*.severity.*": 0.5}
CONGESTED = TROUBLE | {f"{OPERATIONS}support_agents": 0.1}
HIDDEN = {f"causes.*.exposure.{name}": 0 for name in HELP}
PERFECT = {f"{OPERATIONS}solving_probability": 1, f"{OPERATIONS}fast_share": 1, f"{OPERATIONS}support_agents": 200}

satisfaction, trust = mean("satisfaction"), mean("trust")
quality_of_help = booked("perceived_help", over="encounters_help")
voiced = booked("complaints", over="problems")


def freshness(world: Simulation) -> float:
    """Return how fresh the traces of trouble are, on average."""
    return float(world.world.traces.mean())


def voiced_by(segment: str):
    """Return the measure of the share of problems that a segment voices."""

    def measured(world: Simulation) -> float:
        return booked("complaints", segment=segment)(world) / booked("problems", segment=segment)(world)

    return measured


def test_support_congests(telecom: Stage):
    """Where few people answer, customers wait, and some hang up."""
    many = {f"{OPERATIONS}support_agents": 200}
    assert telecom.gain(booked("wait_minutes_sum", over="contacts"), without=many, given=CONGESTED) > SURE
    assert telecom.gain(booked("abandoned", over="contacts"), without=many, given=CONGESTED) > SURE


def test_more_trouble_congests_support(telecom: Stage):
    """The same people, asked more often, let customers wait longer."""
    assert (
        telecom.gain(booked("wait_minutes_sum", over="contacts"), without={"causes.*.severity.*": 0.2}, given=TROUBLE)
        > SURE
    )


def test_few_simulated_people_wait_like_all():
    """A sample of a market waits as the whole does: not like a small market, where nobody would wait."""
    waits = [
        Stage("telecom", customers=customers).outcomes(booked("wait_minutes_sum", over="contacts")).mean()
        for customers in (1000, 4000)
    ]
    assert waits[0] == pytest.approx(waits[1], rel=0.25)


def test_large_teams_share_out_their_load(telecom: Stage):
    """With as many agents for each customer, people wait less in a market twenty times as large."""
    small, large = ({"category.people_per_customer": people} for people in (1, 20))
    assert telecom.gain(booked("wait_minutes_sum", over="contacts"), without=small, given=large) < -SURE


def test_waiting_for_support_disappoints(telecom: Stage):
    """Waiting lowers the quality of help."""
    assert telecom.gain(quality_of_help, without={f"{ASSISTANCE}waiting_loss": 0}, given=CONGESTED) < -SURE


def test_expected_effort_silences(telecom: Stage):
    """Where help asks for effort, fewer problems are voiced."""
    assert telecom.gain(voiced, without={f"{ASSISTANCE}complaint_effort": 0}) < -SURE


def test_grave_problems_are_voiced(telecom: Stage):
    """The graver the problem, the more complain."""
    assert telecom.gain(voiced, without={f"{ASSISTANCE}complaint_severity": 0}) > SURE


def test_some_speak_up_more_than_others(telecom: Stage):
    """Professionals, who like to voice, complain more by it, and seniors less."""
    without = {f"{ASSISTANCE}complaint_voice": 0}
    assert telecom.gain(voiced_by("professionals"), without, given=TROUBLE, weeks=80) > SURE
    assert telecom.gain(voiced_by("seniors"), without, given=TROUBLE, weeks=80) < -SURE


def test_those_without_trust_stay_silent(telecom: Stage):
    """Customers who lost trust do not believe that a complaint helps."""
    overpromised = TROUBLE | {"brands.*.promise.*": 0.95}
    assert telecom.gain(voiced, without={f"{ASSISTANCE}complaint_trust": 0}, given=overpromised) < -SURE


def test_some_leave_without_a_word(telecom: Stage):
    """Some of the silent look for another brand at once, and more customers are lost."""
    without = {f"{ASSISTANCE}exit_probability": 0}
    assert telecom.gain(searches, without, given=TROUBLE) > SURE
    assert telecom.gain(booked("losses"), without, given=TROUBLE) > SURE


def test_trust_keeps_the_silent():
    """Of those with a problem who say nothing, the trusting leave less: where promises are kept, fewer look around."""
    given = TROUBLE | {f"{ASSISTANCE}exit_probability": 1, "behaviour.loyalty.hazard": 0}
    broken, kept = (given | {"brands.*.promise.*": promise} for promise in (0.95, 0.4))
    quiet = {"behaviour.satisfaction.trust_kept": 0}
    market = Stage("telecom")
    by_trust = market.outcomes(searches, broken) - market.outcomes(searches, kept)
    without_trust = market.outcomes(searches, broken | quiet) - market.outcomes(searches, kept | quiet)
    assert paired_t(by_trust - without_trust) > SURE


def test_solutions_please(telecom: Stage):
    """A solved problem makes a better encounter of help."""
    without = {f"{ASSISTANCE}recovery_gain": 0, f"{ASSISTANCE}fast_recovery_gain": 0}
    assert telecom.gain(quality_of_help, without, given=TROUBLE) > SURE


def test_fast_solutions_please_more_and_keep(telecom: Stage):
    """Solving fast makes customers more satisfied, and loses fewer of them."""
    slow, fast = {f"{OPERATIONS}fast_share": 0}, TROUBLE | SETTLED | {f"{OPERATIONS}fast_share": 1}
    assert telecom.gain(satisfaction, slow, given=fast) > SURE
    assert Stage("telecom", seeds=16).gain(booked("losses"), slow, given=fast, weeks=80) < -SURE


def test_recovery_may_please_more_than_no_problem(telecom: Stage):
    """Helped fast and well, people are more satisfied than if the same trouble had been no problem (the paradox)."""
    recovered = TROUBLE | PERFECT | HIDDEN | {f"{ASSISTANCE}severity_hardness": 0}
    assert telecom.gain(satisfaction, without={f"{ASSISTANCE}problem_threshold": 1}, given=recovered) > SURE


def test_solutions_give_back_what_trouble_took(telecom: Stage):
    """Satisfaction lost to trouble comes back with a fast solution, and less so the more often it is needed."""
    given = TROUBLE | PERFECT
    nothing = {f"{ASSISTANCE}given_back": 0, f"{ASSISTANCE}given_back_fast": 0}
    assert telecom.gain(satisfaction, without=nothing, given=given) > SURE
    assert telecom.gain(satisfaction, without={f"{ASSISTANCE}recovery_weariness": 0}, given=given) < -SURE


def test_nothing_goes_wrong_in_a_contact_that_helps(telecom: Stage):
    """Where every contact solves the problem, no cause shows at the help desk."""
    given = TROUBLE | PERFECT | SETTLED | {f"{ASSISTANCE}severity_hardness": 0}
    assert telecom.gain(quality_of_help, without=HIDDEN, given=given) == 0.0


def test_recovery_reassures_less_than_it_pleases(telecom: Stage):
    """Only part of the trust that a good recovery would win is kept."""
    assert telecom.gain(trust, without={f"{ASSISTANCE}recovery_trust": 1}, given=TROUBLE | PERFECT) < -SURE


def test_failed_contacts_disappoint_twice(telecom: Stage):
    """A contact that does not solve the problem costs satisfaction on top of the problem."""
    given = TROUBLE | {f"{OPERATIONS}solving_probability": 0.2}
    assert telecom.gain(satisfaction, without={f"{ASSISTANCE}failure_loss": 0}, given=given) < -SURE


def test_help_that_does_not_help_is_distrusted(telecom: Stage):
    """Contacts that solve nothing cost trust, even when they are as pleasant as those that help."""
    pleasant = {f"{ASSISTANCE}{gain}": 0 for gain in ("failure_loss", "recovery_gain", "fast_recovery_gain")}
    given, without = (
        TROUBLE | pleasant | {f"{OPERATIONS}solving_probability": 0.2},
        {f"{OPERATIONS}solving_probability": 1},
    )
    assert telecom.gain(trust, without, given) < -SURE


def test_help_that_does_not_help_is_the_same_trouble_again(telecom: Stage):
    """Contacts that solve nothing keep the trace of the trouble fresh, where the help desk shows no cause itself."""
    given, without = (
        TROUBLE | HIDDEN | {f"{OPERATIONS}solving_probability": 0.2},
        {f"{OPERATIONS}solving_probability": 1},
    )
    assert telecom.gain(freshness, without, given) > SURE


def test_what_is_put_right_at_once_loses_its_sting(telecom: Stage):
    """Good recovery takes the worst memories back."""
    without = {f"{ASSISTANCE}grudge_solved": 1, f"{ASSISTANCE}grudge_solved_fast": 1}
    assert telecom.gain(mean("worst"), without, given=TROUBLE) > SURE


def test_unsolved_problems_are_brought_again(telecom: Stage):
    """Where contacts solve less, there are more contacts for each complaint."""
    given, without = TROUBLE | {f"{OPERATIONS}solving_probability": 0.2}, {f"{OPERATIONS}solving_probability": 0.9}
    assert telecom.gain(booked("contacts", over="complaints"), without, given) > SURE


def test_a_grudge_makes_people_look_around(telecom: Stage):
    """Those who bear a grudge reconsider their brand."""
    assert telecom.gain(searches, without={"behaviour.loyalty.grudge": 0}, given=TROUBLE) > SURE


def test_a_grudge_makes_people_leave(telecom: Stage):
    """Those who bear a grudge do not choose the brand again."""
    assert telecom.gain(booked("losses"), without={"behaviour.choice.grudge": 0}, given=TROUBLE) > SURE


def test_causes_show_at_the_help_desk(telecom: Stage):
    """The trouble of the network is felt when one calls the help line about it."""
    assert telecom.gain(quality_of_help, without=HIDDEN, given=TROUBLE) < -SURE


def test_causes_show_at_interaction_touchpoints(telecom: Stage):
    """Causes of the product lower what is delivered in the app and on the invoice."""
    hidden = {"causes.*.exposure.app": 0, "causes.*.exposure.invoice": 0}
    assert telecom.gain(booked("delivered_using", over="encounters_using"), without=hidden) < -SURE


def test_healing_a_cause_heals_all_touchpoints(telecom: Stage):
    """With the root cause gone, use and help are both better, though no touchpoint was touched."""
    healed = {"causes.*.weekly_probability.*": 0, "causes.*.order_probability.*": 0}
    rare = {"causes.*.weekly_probability.*": 0.003, "causes.*.order_probability.*": 0.003}
    for stage in ("using", "help"):
        delivered = booked(f"delivered_{stage}", over=f"encounters_{stage}")
        assert telecom.gain(delivered, without=rare, given=TROUBLE) < -SURE
    assert telecom.gain(booked("problems"), without=healed, given=TROUBLE) > SURE


def test_compensation_is_paid(telecom: Stage):
    """What is paid for solved problems is missing in the margin."""
    free = {f"{OPERATIONS}compensation_eur": 0}
    assert telecom.gain(booked("compensation_eur"), without=free) > SURE
    assert telecom.gain(lambda world: float(world.world.customers["margin_cents"].sum()), without=free) < -SURE
