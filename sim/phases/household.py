"""The people behind one customer: who remembers an encounter, who adopts, and what reaches the decision."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.market.market_sheet import MOST_USERS
from sim.rules.follow_up import adopted_after_coaching
from sim.rules.household import remembered_by_user, satisfaction_at_home
from sim.rules.usage import adopted_after_a_week, adopted_after_extension

WHO_SIGNED = 0
"""The user who signed, and decides unless somebody else pays."""


@kernel
def users_of(me):
    """Return how many users of a decision unit have a memory of their own."""
    return min(int(me.users), MOST_USERS)


@kernel
def is_second_hand(me, user):
    """Return whether those who decide did not live what this user lived: another user, or one who does not pay."""
    return user != WHO_SIGNED or me.payer_is_other == 1


@kernel
def remember(w, me, i, user, felt):
    """Let the user who lived an encounter with the product remember it."""
    one = w.users[i, user]
    one.experience = remembered_by_user(one.experience, felt, w.behaviour[me.segment].household)


@kernel
def satisfaction_of(w, me, i):
    """Return the satisfaction with which a decision unit decides, 0 to 1: its own, less what its users suffer."""
    worst = 0.0
    for k in range(users_of(me)):
        if is_second_hand(me, k):
            worst = min(worst, w.users[i, k].experience)
    return satisfaction_at_home(me.satisfaction, worst, w.behaviour[me.segment].household)


@kernel
def begin_to_use(w, me, i):
    """Let every user of a decision unit begin with a new brand: nothing is remembered, and all use equally much."""
    for k in range(users_of(me)):
        one = w.users[i, k]
        one.experience = 0.0
        one.adopted = me.adopted


@kernel
def adopt_for_a_week(w, me, i, bought, is_newcomer):
    """Let each user take up what is needed and bought; part of the onboarding reaches those who did not sign."""
    offer = w.offers[me.segment, me.brand]
    p = w.behaviour[me.segment]
    users = users_of(me)
    total = 0.0
    for k in range(users):
        adopted = adopted_by(w, me, i, k)
        led = offer.onboarding if k == WHO_SIGNED else p.household.passed_on * offer.onboarding
        adopted = adopted_after_a_week(
            adopted, me.needed, bought, offer.usability, led, me.expertise, is_newcomer, p.usage
        )
        total += adopted
        if users > 1:
            w.users[i, k].adopted = adopted
    me.adopted = total / users


@kernel
def adopted_by(w, me, i, k):
    """Return the breadth adopted by one user, 0 to 1; that of the decision unit where there is no other."""
    return w.users[i, k].adopted if me.users > 1 else me.adopted


@kernel
def coach_one(w, me, i, bought):
    """Coach the user of a decision unit who uses least."""
    users = users_of(me)
    p = w.behaviour[me.segment].follow_up
    least = 0
    for k in range(1, users):
        if w.users[i, k].adopted < w.users[i, least].adopted:
            least = k
    before = adopted_by(w, me, i, least)
    after = adopted_after_coaching(before, me.needed, bought, p)
    if users > 1:
        w.users[i, least].adopted = after
    me.adopted += (after - before) / users


@kernel
def extend_for_all(w, me, i, bought):
    """Let every user take up part of what an extension brings."""
    users = users_of(me)
    p = w.behaviour[me.segment].usage
    total = 0.0
    for k in range(users):
        adopted = adopted_after_extension(adopted_by(w, me, i, k), me.needed, bought, p)
        total += adopted
        if users > 1:
            w.users[i, k].adopted = adopted
    me.adopted = total / users
