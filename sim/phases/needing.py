"""Phase 1: needs arise, grow and lapse; life events; use of the present offer."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import gamma, normal
from sim.foundations.draws import Why, draw_block, uniform
from sim.phases.diary import note
from sim.phases.following import answer_life_event, bought_by, follow_up, propose_in_vain
from sim.phases.household import adopt_for_a_week, extend_for_all
from sim.phases.leaving import freedom
from sim.rules.loyalty import delight, openness
from sim.rules.needs import (
    grown_need,
    habit_after_life_event,
    need_after_life_event,
    need_after_spread,
    taste_after_life_event,
    tension_after_a_week,
    unmet_need,
    waking_probability,
)
from sim.rules.satisfaction import habit_after_a_week, lived_beyond, pleasure
from sim.rules.usage import (
    extension_probability,
    has_discovered,
    missing_features,
    novelty,
    satisfaction_after_absence,
    satisfaction_after_novelty,
    stated_after_extension,
    under_use,
    unkept_share,
    value_erosion,
)
from sim.state.tables import MOST_EXPERIENCES, NOBODY, WEEKS_OF_AN_EXPERIENCE, Buying, Event, Relation, Trigger


@kernel
def needs_wake(w, book, draws, start, stop, week, seed):
    """Update the needs of customers `start` to `stop` and open buying journeys."""
    draw_block(draws, seed, Why.NEED, week, start, stop)
    for i in range(start, stop):
        me = w.customers[i]
        g = me.segment
        category = w.category[g]
        p = w.behaviour[g]
        column = i - start
        if draws[0, column] < category.life_event_probability:
            meet_life_event(w, book, me, i, draws[2, column], draws[3, column], week, seed)
        unmet = pleased = 0.0
        if me.brand >= 0:
            unmet = unmet_need(me.needed, bought_by(w, me))
            pleased = pleasure(me.satisfaction, 0.0, p.satisfaction)
        me.needed = grown_need(me.needed, me.adopted, pleased, p.needs)
        me.needed = need_after_spread(me.needed, w.usual[g].rise, p.needs)
        me.tension = tension_after_a_week(me.tension, unmet, p.needs.tension_kept, p.needs)
        if me.is_open_to_category == 0:
            if uniform(seed, Why.CATEGORY, week, i) < category.innovation_probability:
                open_category(me)
        elif me.buying == Buying.DORMANT:
            if category.is_contractual == 1:
                wakes = me.brand == NOBODY and draws[1, column] < category.return_probability
            else:
                wakes = draws[1, column] < waking_probability(me.need_rate, me.tension, p.needs)
            if wakes:
                me.buying = Buying.AWARE
                me.trigger = Trigger.NEED
                note(w, me, week, Event.NEED_WOKE, me.brand, 0, me.tension, me.needed, 0.0)


@kernel
def open_category(me):
    """Open the category to a customer to whom it was new, with an immediate need."""
    me.is_open_to_category = 1
    if me.buying == Buying.DORMANT:
        me.buying = Buying.AWARE
        me.trigger = Trigger.NEWCOMER


@kernel
def meet_life_event(w, book, me, i, u_breadth, u_opens, week, seed):
    """Change needs, taste, rate and habit through a life event, and perhaps open the buying journey."""
    g = me.segment
    p = w.behaviour[g]
    category = w.category[g]
    usual = need_after_spread(category.usual_breadth, w.usual[g].spread, p.needs)
    me.needed = need_after_life_event(me.needed, usual, category.breadth_spread, normal(u_breadth), p.needs)
    me.habit = habit_after_life_event(me.habit, p.needs)
    for b in range(w.knowledge.shape[1]):
        knowledge = w.knowledge[i, b]
        knowledge.match = taste_after_life_event(
            knowledge.match, normal(uniform(seed, Why.TASTE, week, i, w.offers[g, b].address)), p.needs
        )
    is_answered = me.brand >= 0 and answer_life_event(w, book, me, i, week, seed)
    if category.is_contractual == 0:
        shape = p.population.need_shape
        me.need_rate = gamma(seed, Why.LIFE_EVENT, week, i, shape) * category.mean_need_rate / shape
    elif me.buying == Buying.DORMANT and me.brand >= 0 and not is_answered:
        lived = lived_beyond(me.experience, p.satisfaction)
        open_share = openness(delight(me.satisfaction, lived, p.loyalty), p.loyalty)
        if u_opens < freedom(w, me) * open_share * p.loyalty.life_event_probability:
            me.buying = Buying.AWARE
            me.trigger = Trigger.LIFE_EVENT
    book[me.brand, g].life_events += 1.0
    note(w, me, week, Event.LIFE_EVENT, me.brand, 0, me.needed, 0.0, 0.0)


@kernel
def offers_are_used(w, book, draws, start, stop, week, seed):
    """Update adoption, under-use and its follow-up, extensions and habit of customers."""
    draw_block(draws, seed, Why.ADOPTION, week, start, stop)
    for i in range(start, stop):
        me = w.customers[i]
        if me.brand < 0:
            continue
        g = me.segment
        p = w.behaviour[g]
        category = w.category[g]
        offer = w.offers[g, me.brand]
        is_in_use = category.is_contractual == 1 or me.quiet_weeks <= category.usage_weeks
        if category.is_contractual == 1:
            me.habit = habit_after_a_week(me.habit, True, 1.0, p.satisfaction)
            if (me.tenure_weeks + 1) % WEEKS_OF_AN_EXPERIENCE == 0 and me.experiences < MOST_EXPERIENCES:
                me.experiences += 1
        else:
            me.habit = habit_after_a_week(me.habit, False, p.satisfaction.habit_kept, p.satisfaction)
        if not is_in_use:
            continue
        is_newcomer = me.tenure_weeks < p.usage.newcomer_weeks
        bought = bought_by(w, me)
        adopt_for_a_week(w, me, i, bought, is_newcomer)
        missed = under_use(me.adopted, bought, p.usage)
        unkept = unkept_share(me.stated, me.adopted)
        erosion = value_erosion(missed, unmet_need(me.needed, bought), unkept, p.usage)
        me.satisfaction = max(0.0, me.satisfaction - erosion)
        new = novelty(offer.breadth, w.usual[g].breadth)
        if new > 0.0:
            me.satisfaction = satisfaction_after_novelty(me.satisfaction, new, p.usage)
        missing = missing_features(offer.breadth, w.usual[g].breadth, w.usual[g].spread)
        if missing > 0.0:
            me.satisfaction = satisfaction_after_absence(me.satisfaction, missing, p.usage)
        if missed > 0.0:
            follow_up(w, book, me, i, bought, draws[0, i - start], week, seed)
        if draws[2, i - start] < offer.false_sensing_probability:
            propose_in_vain(w, book, me, i, week, seed)
        if draws[1, i - start] < extension_probability(me.needed, me.adopted, offer.breadth, me.satisfaction, p.usage):
            me.extended = min(1.0, me.extended + p.usage.extension_price_share)
            me.stated = stated_after_extension(me.stated, me.needed)
            extend_for_all(w, me, i, bought_by(w, me))
            book[me.brand, g].extensions += 1.0
            note(w, me, week, Event.EXTENDED, me.brand, 0, me.extended, me.needed, 0.0)
        if me.relation == Relation.DISCOVERING and has_discovered(me.stage_weeks, p.usage):
            me.relation = Relation.USING
            me.stage_weeks = 0
