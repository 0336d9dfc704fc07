"""A brand leaves the market: its customers are without it, and its open orders come to nothing."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.phases.diary import note
from sim.phases.leaving import lose_customer, open_journey
from sim.state.tables import NOBODY, Buying, Event, Reason, Relation, Trigger


@kernel
def brands_withdraw(w, book, lost, start, stop, week):
    """Let customers `start` to `stop` of brands that leave the market this week go.

    Subscribers begin to look for another brand at once; those who buy from time to time do so at their next need. Who
    was waiting for an order goes on looking.
    """
    if not somebody_withdraws(w):
        return
    for i in range(start, stop):
        me = w.customers[i]
        if me.courted_by >= 0 and w.brand_states[me.courted_by].withdraws == 1:
            me.courted_by = NOBODY
        if me.buying == Buying.ORDERED and w.brand_states[me.chosen].withdraws == 1:
            void_order(w, book, me, week)
        if me.brand >= 0 and w.brand_states[me.brand].withdraws == 1:
            do_without(w, book, lost, me, i, week)


@kernel
def somebody_withdraws(w):
    """Return whether a brand leaves the market this week."""
    number = 0
    for b in range(w.brand_states.shape[0]):
        number += w.brand_states[b].withdraws
    return number > 0


@kernel
def void_order(w, book, me, week):
    """End the wait for an order that will never come; its buyer searches on."""
    book[me.chosen, me.segment].cancellations += 1.0
    note(w, me, week, Event.CANCELLED, me.chosen, 0, me.waited_days - me.promised_days, 0.0, 0.0)
    me.chosen = NOBODY
    me.buying = Buying.SEARCHING
    if me.relation == Relation.WAITING:
        me.relation = Relation.NONE


@kernel
def do_without(w, book, lost, me, i, week):
    """Let a customer lose the brand, through no choice of anybody's but the brand's."""
    me.reasons = 1 << Reason.WITHDRAWAL
    lose_customer(w, book, lost, me, i, Reason.WITHDRAWAL, week)
    if me.buying == Buying.ORDERED:
        me.relation = Relation.WAITING
    elif me.buying == Buying.DORMANT and w.category[me.segment].is_contractual == 1:
        open_journey(w, me, Trigger.WITHDRAWAL, week)
