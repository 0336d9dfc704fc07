"""Leaving a brand: the end of a relation, with the deciding reason."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.phases.diary import note
from sim.phases.trouble import end_episode
from sim.rules.impressions import is_fresh
from sim.rules.loyalty import freedom_to_look
from sim.rules.value import cents, weekly_bill_eur
from sim.rules.word_of_mouth import story_after
from sim.state.tables import NO_CONTRACT, NOBODY, REASONS, Buying, Event, Reason, Relation


@kernel
def lose_customer(w, book, lost, me, i, reason, week):
    """End the relation with the present brand, visibly to ties."""
    line = book[me.brand, me.segment]
    line.losses += 1.0
    line.losses_by[reason] += 1.0
    book_reasons(line, me.reasons)
    book_fresh_trouble(w, lost[me.brand, me.segment], i)
    book_worst_moment(w, me)
    if me.problem >= 0:
        if me.is_voiced == 1:
            line.given_up += 1.0
        else:
            line.silent_problems += 1.0
        me.problem = NOBODY
    note(w, me, week, Event.LEFT, me.brand, reason, me.satisfaction, me.trust, me.tenure_weeks)
    w.shown[i].left = me.brand + 1
    notify_ties(w, i)
    if reason != Reason.LEFT_MARKET:
        knowledge = w.knowledge[i, me.brand]
        knowledge.story = story_after(knowledge.story, me.worst)
    me.former = me.brand
    me.brand = NOBODY
    me.relation = Relation.NONE
    me.stage_weeks = 0
    me.contract_weeks = NO_CONTRACT
    for k in range(w.episodes.shape[1]):
        end_episode(w, me, i, k)


@kernel
def book_reasons(line, reasons):
    """Book a departure with every reason that spoke for it; `reasons` has one bit for each."""
    several = 0
    for reason in range(len(REASONS)):
        if reasons & (1 << reason):
            line.losses_with[reason] += 1.0
            several += 1
    line.joint_losses += 1.0 if several > 1 else 0.0


@kernel
def price_paid(w, me):
    """Return what a customer pays for the average basket, EUR: a running contract holds the price once agreed."""
    list_price = w.offers[me.segment, me.brand].price_eur
    return (me.agreed_eur if me.contract_weeks > 0 else list_price) * me.price_ratio


@kernel
def open_journey(w, me, trigger, week):
    """Begin to consider other providers."""
    me.buying = Buying.AWARE
    me.trigger = trigger
    note(w, me, week, Event.RECONSIDERED, me.brand, trigger, me.satisfaction, me.trust, me.habit)


@kernel
def book_fresh_trouble(w, line, i):
    """Count a customer under each cause of trouble that is fresh in memory."""
    for k in range(w.traces.shape[1]):
        if is_fresh(w.traces[i, k]):  # seldom: writing each time would cost more than looking
            line[k] += 1.0


@kernel
def book_worst_moment(w, me):
    """Count a departure, and what the customer paid a week, where the worst moment in memory was, and at its cause."""
    if me.worst_at == NOBODY:
        return
    category = w.category[me.segment]
    price = price_paid(w, me) * me.basket
    weekly = weekly_bill_eur(price, me.extended) if category.is_contractual == 1 else price * me.need_rate
    cell = w.lived[me.brand, me.segment, me.worst_at, me.worst_for + 1]
    cell.departures += 1
    cell.revenue_lost_eur += cents(weekly)


@kernel
def freedom(w, me):
    """Return how free a customer of a brand is to look for another one, 0 to 1."""
    switching_cost = w.offers[me.segment, me.brand].switching_cost
    return freedom_to_look(me.contract_weeks > 0, switching_cost, w.behaviour[me.segment].loyalty)


@kernel
def neighbour(coded):
    """Return the row of the customer at the other end of a tie, which is coded as ``2 x row + is strong``."""
    return coded >> 1


@kernel
def notify_ties(w, i):
    """Notify the ties of a customer that there is news next week."""
    for tie in range(w.tie_start[i], w.tie_start[i + 1]):
        w.next_news[neighbour(w.ties[tie])] = 1


@kernel
def leave_for_nobody(w, book, lost, me, i, reason, event, week):
    """Leave the brand for no other, and cancel any open order."""
    if me.buying == Buying.ORDERED:
        book[me.chosen, me.segment].cancellations += 1.0
        me.chosen = NOBODY
    me.reasons = 1 << reason
    lose_customer(w, book, lost, me, i, reason, week)
    me.buying = Buying.DORMANT
    me.courted_by = NOBODY
    note(w, me, week, event, NOBODY, reason, 0.0, 0.0, 0.0)
