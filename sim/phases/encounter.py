"""One encounter: the quality delivered and its effects on memory. Shared by all phases with encounters."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.foundations.compiled import kernel
from sim.foundations.maths import MIDDLE, millionths, squashed
from sim.phases.diary import note
from sim.phases.household import is_second_hand, remember
from sim.phases.trouble import DID_NOT_OCCUR, UNTROUBLED, feel_trouble, quality_lost
from sim.rules.answers import is_bad
from sim.rules.assistance import grudge_after_problem, opens_problem, setback_after
from sim.rules.convenience import hassle_after
from sim.rules.desire import desire_after_sight
from sim.rules.expectation import expectation_from_experience, expectation_from_promise
from sim.rules.household import told_share
from sim.rules.impressions import image_after, impression, indirect_weight, memory_weight, mood_after
from sim.rules.impulse import temptation_of
from sim.rules.needs import tension_after_advert
from sim.rules.perception import perceived_quality
from sim.rules.price import value_for_money
from sim.rules.satisfaction import (
    attachment_after,
    experience_after,
    functional_side,
    lived_beyond,
    pleasure,
    satisfaction_after,
    trust_after,
    warmth_of,
)
from sim.rules.touchpoints import delivered_quality, feel_of, offered_quality
from sim.rules.value import cents, over_delivery_eur
from sim.rules.word_of_mouth import awareness_after_encounter, story_after, surprise
from sim.state.market_tables import DIMENSIONS
from sim.state.tables import NOBODY, STAGES, Event, Relation, Stage

FUNCTIONAL, EMOTIONAL, RELATIONAL = range(len(DIMENSIONS))
"""Positions of the dimensions of quality."""

UNBIASED = 0.0
"""Perception bias of what is said: it is the offer that seems better or worse than it is, not what is said of it."""

NO_TRACE = 0.0
"""Trace of trouble where nothing can go wrong."""


class Encounter(NamedTuple):
    """One encounter, before it is perceived."""

    delivered: Any  # quality, 0 to 1
    effort: Any  # customer effort, 0 to 1
    user: Any  # who lives it, of the users, or WHO_SIGNED
    cause: Any  # of the gravest trouble that occurred, or NOBODY
    root: Any  # the same, or the problem that brought the customer to help
    lost: Any  # quality lost to it, 0 to 1
    u_trouble: Any  # uniform by which each running cause occurs, or UNTROUBLED
    blur: Any  # standard normal: noise of perception


@kernel
def deliver_at(w, me, i, brand, t, z_chance, u_trouble):
    """Return (delivered quality, gravest cause that occurred or NOBODY, quality lost to it) of one encounter.

    `z_chance` is a standard normal number. Each running cause occurs by a draw of its own, made from
    `u_trouble`; what they take from quality adds up.
    """
    g = me.segment
    p = w.behaviour[g]
    offered = offered_at(w, me, brand, t, me.belonging)
    staff = w.touchpoints[g, brand, t].staff
    if staff != NOBODY:
        offered += w.brand_states[brand].warmth[staff]
    cause = NOBODY
    lost = total = 0.0
    if me.running_episodes > 0 and brand == me.brand and u_trouble != UNTROUBLED:
        for k in range(w.episodes.shape[1]):
            if w.episodes[i, k] > 0:
                loss = quality_lost(w, g, brand, k, t, u_trouble)
                if loss != DID_NOT_OCCUR:
                    total += loss
                    if cause == NOBODY or loss > lost:
                        cause, lost = k, loss
    fit = p.touchpoints.fit_spread * w.knowledge[i, brand].match
    by_chance = w.touchpoints[g, brand, t].unevenness * p.touchpoints.noise * z_chance
    return delivered_quality(offered, fit, total, by_chance), cause, lost


@kernel
def offered_at(w, me, brand, t, belonging):
    """Return the quality of a touchpoint of a brand for this customer, 0 to 1, before noise and trouble."""
    dimensions = w.quality[me.segment, brand, t]
    return offered_quality(
        dimensions[FUNCTIONAL],
        dimensions[EMOTIONAL],
        dimensions[RELATIONAL],
        me.functional_weight,
        me.emotional_weight,
        belonging,
        w.behaviour[me.segment].touchpoints,
    )


@kernel
def process_encounter(w, book, irritants, me, i, brand, t, encounter, week):
    """Return the impression (-1 to 1) of one :class:`Encounter`, after updating memory and ledger."""
    g = me.segment
    p = w.behaviour[g]
    offer = w.offers[g, brand]
    touchpoint = w.touchpoints[g, brand, t]
    stage = touchpoint.stage
    knowledge = w.knowledge[i, brand]
    delivered, effort, user, cause, root, lost, u_trouble, blur = encounter
    trace = w.traces[i, cause] if cause >= 0 else 0.0
    expected = knowledge.expected[stage]
    image, bias = squashed(knowledge.image), offer.perception_bias
    perceived = perceived_quality(delivered, expected, image, bias, me.expertise, blur, p.perception)
    felt = impression(perceived, expected, trace, effort, p.impressions)
    is_own = brand == me.brand
    is_discovering = is_own and me.relation == Relation.DISCOVERING
    is_told_by_user = touchpoint.is_product and is_second_hand(me, user)
    is_told = is_told_by_user or (me.has_recipient == 1 and stage == Stage.RECEIVING)
    told = told_share(felt, p.household) if is_told else 1.0
    weight = memory_weight(touchpoint.salience, is_discovering, told, p.impressions)

    offered = offered_at(w, me, brand, t, me.belonging)
    value = value_for_money(me.price_loss) if is_own else 0.0
    used_to = pleasure(me.satisfaction, value, p.satisfaction) if is_own else 0.0
    knowledge.story = story_after(knowledge.story, surprise(felt, used_to, p.word_of_mouth))
    knowledge.image = image_after(knowledge.image, felt, weight, p.impressions)
    knowledge.awareness = awareness_after_encounter(knowledge.awareness, p.word_of_mouth)
    knowledge.expected[stage] = expectation_from_experience(expected, perceived, is_discovering, p.expectation)
    if stage == Stage.BUYING:
        see(w, me, brand, t)
        hear_promise(w, book[brand, g], me, i, brand, touchpoint.credibility, blur)
    if is_own:
        if is_told_by_user:
            remember(w, me, i, user, felt)
        me.mood = mood_after(me.mood, felt, weight, p.impressions)
        me.best = max(me.best, felt)
        if felt < me.worst:
            me.worst = felt
            me.worst_at = t
            me.worst_for = root
        dimensions = w.quality[g, brand, t]
        feel = feel_of(dimensions[FUNCTIONAL], offered)
        asked = functional_side(expected, me.usual_feel, p.satisfaction)
        functional = functional_side(delivered, feel, p.satisfaction)
        received = perceived_quality(functional, asked, image, bias, me.expertise, blur, p.perception)
        worked = impression(received, asked, trace, effort, p.impressions)
        lived = lived_beyond(me.experience, p.satisfaction)
        before = me.satisfaction
        me.satisfaction = satisfaction_after(before, worked, value, lived, weight, p.satisfaction)
        me.experience = experience_after(me.experience, perceived, weight, p.satisfaction)
        me.usual_feel = expectation_from_experience(me.usual_feel, feel, is_discovering, p.expectation)
        if cause >= 0:
            me.setback = setback_after(me.setback, before, me.satisfaction)
        me.hassle = hassle_after(me.hassle, effort, p.convenience)
        me.trust = trust_after(me.trust, perceived, offer.promise[stage], weight, p.satisfaction)
        warmth = warmth_of(dimensions[EMOTIONAL], dimensions[RELATIONAL], p.satisfaction)
        me.attachment = attachment_after(me.attachment, warmth, felt, me.belonging, weight, p.satisfaction)

    line = book[brand, g]
    book_encounter(line, stage, offer, encounter, expected, perceived)
    meant = offered + p.touchpoints.fit_spread * knowledge.match
    beyond = over_delivery_eur(meant, expected, p.perception.tolerance, offer.quality_eur)
    line.over_delivery_eur += beyond
    line.impression += felt
    charge_service(line, me, touchpoint.cost_eur)
    count_lived(w.lived[brand, g, t, root + 1], offer.promise[stage], encounter, expected, perceived, felt)
    w.lived[brand, g, t, root + 1].over_delivery_eur += millionths(beyond)
    w.lived[brand, g, t, root + 1].cost_eur += cents(touchpoint.cost_eur)
    w.lived[brand, g, t, root + 1].bad += 1 if is_bad(felt, p.answers) else 0
    if cause >= 0:
        feel_trouble(w, irritants, me, i, t, cause, u_trouble, week)
    note(w, me, week, Event.ENCOUNTER, brand, t, expected, perceived, felt)
    if cause >= 0:
        suffer(w, book, me, brand, cause, lost, week)
    return felt


@kernel
def book_encounter(line, stage, offer, encounter, expected, perceived):
    """Book promised, expected, delivered and perceived quality at one encounter, and its effort."""
    line.encounters[stage] += 1.0
    line.promised[stage] += offer.promise[stage]
    line.expected[stage] += expected
    line.delivered[stage] += encounter.delivered
    line.perceived[stage] += perceived
    line.effort += encounter.effort


@kernel
def count_lived(cell, promised, encounter, expected, perceived, felt):
    """Count one encounter at its touchpoint and root cause; qualities and impressions in whole millionths."""
    cell.encounters += 1
    cell.promised += millionths(promised)
    cell.expected += millionths(expected)
    cell.delivered += millionths(encounter.delivered)
    cell.perceived += millionths(perceived)
    cell.impression += millionths(felt)
    cell.troubled += 1 if encounter.cause >= 0 else 0


@kernel
def meet_advert(w, book, me, i, brand, t, blur):
    """Process an indirect touchpoint: what it says is received in one's own way, and nothing is delivered.

    Its execution leaves a small impression on the image, its promise is heard, and it adds awareness and tension.
    """
    g = me.segment
    p = w.behaviour[g]
    line = book[brand, g]
    touchpoint = w.touchpoints[g, brand, t]
    knowledge = w.knowledge[i, brand]
    knowledge.awareness = awareness_after_encounter(knowledge.awareness, p.word_of_mouth)
    sent = offered_at(w, me, brand, t, MIDDLE)
    expected = knowledge.expected[touchpoint.stage]
    image = squashed(knowledge.image)
    received = perceived_quality(sent, expected, image, UNBIASED, me.expertise, blur, p.perception)
    felt = impression(received, expected, NO_TRACE, touchpoint.effort, p.impressions)
    experiences = me.experiences if brand == me.brand else 0
    weight = indirect_weight(touchpoint.salience, touchpoint.credibility, experiences, p.impressions)
    knowledge.image = image_after(knowledge.image, felt, weight, p.impressions)
    line.indirect_encounters += 1.0
    line.indirect_impression += felt
    hear_promise(w, line, me, i, brand, touchpoint.credibility, blur)
    me.tension = tension_after_advert(me.tension, p.needs)
    see(w, me, brand, t)
    charge_service(line, me, touchpoint.cost_eur)


@kernel
def see(w, me, brand, t):
    """Let the sight of a brand raise desire for its category, and tempt: the greatest temptation of a week counts."""
    g = me.segment
    p = w.behaviour[g]
    warmth = w.quality[g, brand, t][EMOTIONAL]
    me.desire = desire_after_sight(me.desire, warmth, p.desire)
    category = w.category[g]
    if category.is_contractual == 1 or category.unplanned_probability == 0.0:
        return
    temptation = temptation_of(warmth, category.typical_quality, me.mood, p.impulse)
    if temptation > me.temptation:
        me.temptation = temptation
        me.tempted_by = brand


@kernel
def hear_promise(w, line, me, i, brand, credibility, blur):
    """Pull expectation of each stage towards the promise of a brand, as it is heard and as far as it is believed.

    Adverts and sales talk are heard as everything is perceived: what is remembered of the brand and expertise decide.
    """
    g = me.segment
    p = w.behaviour[g]
    knowledge = w.knowledge[i, brand]
    image = squashed(knowledge.image)
    experiences = me.experiences if brand == me.brand else 0
    line.promises_met += 1.0
    for stage in range(len(STAGES)):
        expected = knowledge.expected[stage]
        promised = w.offers[g, brand].promise[stage]
        heard = perceived_quality(promised, expected, image, UNBIASED, me.expertise, blur, p.perception)
        line.heard[stage] += heard
        knowledge.expected[stage] = expectation_from_promise(expected, heard, credibility, experiences, p.expectation)


@kernel
def suffer(w, book, me, brand, cause, lost, week):
    """Open a problem about a cause when it is severe and none is open yet."""
    g = me.segment
    p = w.behaviour[g].assistance
    if me.problem >= 0 or not opens_problem(lost, p):
        return
    me.problem = cause
    me.problem_severity = lost
    me.is_voiced = 0
    me.failures = 0
    me.grudge = grudge_after_problem(me.grudge, lost, p)
    me.grudge_brand = brand
    book[brand, g].problems += 1.0
    note(w, me, week, Event.PROBLEM, brand, cause, lost, 0.0, 0.0)


@kernel
def charge_service(line, me, eur):
    """Book a cost of serving this customer."""
    amount = cents(eur)
    line.service_cost_cents += amount
    me.margin_cents -= amount
