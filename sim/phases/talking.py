"""Phase 6: word of mouth: customers talk and post reviews; their ties hear last week's messages."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.draws import Why, draw_block, uniform
from sim.foundations.maths import squashed
from sim.phases.diary import note
from sim.phases.leaving import neighbour, notify_ties
from sim.phases.needing import open_category
from sim.phases.receiving import post_review
from sim.rules.desire import desire_after_message
from sim.rules.expectation import expectation_from_peers
from sim.rules.impressions import remembered
from sim.rules.word_of_mouth import (
    audience_of_post,
    awareness_after_message,
    belonging_after,
    blame_after_departure,
    blame_after_message,
    departure_news,
    drive_of_opinion,
    drive_of_story,
    echo_after_departure,
    highest_drive_of_opinion,
    image_shift,
    praise_after_departure,
    praise_after_message,
    reported_quality,
    story_after_telling,
    talk_probability,
)
from sim.state.tables import AUDIENCES, STAGES, Event

IN_FAVOUR, AGAINST = 0, 1
"""Positions of the audiences of posts."""

WEEKS_BETWEEN_REVIEWS = 13
"""Weeks after which a subscriber may post the next review of the relation."""

WEEKS_BETWEEN_LOOKS = 4
"""Weeks between updates of belonging, the share of ties with the same brand."""


@kernel
def people_talk(w, book, draws, start, stop, week, seed):
    """Draw who talks about a brand; in contractual markets each may post a review of the present one once a quarter.

    Last week's posts that were passed on reach others.
    """
    draw_block(draws, seed, Why.TALK, week, start, stop)
    audience = 0.0
    for b in range(w.brand_states.shape[0]):
        audience += w.brand_states[b].audience[IN_FAVOUR] + w.brand_states[b].audience[AGAINST]
    for i in range(start, stop):
        if draws[2, i - start] < audience:
            see_post(w, book, i, draws[2, i - start], week)
        me = w.customers[i]
        g = me.segment
        p = w.behaviour[g].word_of_mouth
        stories = 0.0
        for b in range(w.knowledge.shape[1]):
            stories += drive_of_story(w.knowledge[i, b].story, p)
        referral = w.offers[g, me.brand].referral if me.brand >= 0 else 0.0
        if draws[0, i - start] < talk_probability(me.talk, stories + highest_drive_of_opinion(referral, p)):
            talk(w, book, me, i, stories, referral, draws[0, i - start], draws[3, i - start], week)
        if me.brand >= 0 and w.category[g].is_contractual == 1 and (i + week) % WEEKS_BETWEEN_REVIEWS == 0:
            post_review(w, book, me, me.brand, opinion_of(w, me, i), draws[1, i - start], week)


@kernel
def opinion_of(w, me, i):
    """Return the remembered experience with the present brand, -1 to 1."""
    image = w.knowledge[i, me.brand].image
    return remembered(image, me.best, me.worst, me.mood, w.behaviour[me.segment].impressions)


@kernel
def talk(w, book, me, i, stories, referral, u, u_post, week):
    """Talk, perhaps: tell one experience with the present, a former or another brand, or an opinion of the present one.

    `stories` is the rate of talk due to all experiences. Each topic is chosen by its share of the total rate. Some is
    posted in public as well.
    """
    p = w.behaviour[me.segment].word_of_mouth
    about, moved, by_opinion = me.brand, 0.0, 0.0
    if me.brand >= 0:
        opinion = opinion_of(w, me, i)
        moved = opinion - p.neutral
        by_opinion = drive_of_opinion(opinion, referral, p)
    probability = talk_probability(me.talk, by_opinion + stories)
    if u >= probability:
        return
    beyond = u / probability * (by_opinion + stories) - by_opinion
    event = Event.SPOKE
    if beyond >= 0.0:
        event = Event.TOLD
        about = topic(w, i, beyond, p)
        knowledge = w.knowledge[i, about]
        moved = knowledge.story
        knowledge.story = story_after_telling(moved, p)
    line = book[about, me.segment]
    if moved >= 0.0:
        line.said_positive += 1.0
    else:
        line.said_negative += 1.0
    if u_post < p.posting:  # given that, u / posting is uniform again
        reached = audience_of_post(u_post / p.posting, moved, w.customers.shape[0], p)
        line.audience[IN_FAVOUR if moved >= 0.0 else AGAINST] += reached
    w.shown[i].said = about + 1 if moved >= 0.0 else -(about + 1)
    notify_ties(w, i)
    note(w, me, week, event, about, 1 if moved >= 0.0 else -1, moved, 0.0, 0.0)


@kernel
def see_post(w, book, i, u, week):
    """See a stranger's post about the brand and of the sign in whose part of all audiences a uniform falls."""
    me = w.customers[i]
    reached = 0.0
    for b in range(w.brand_states.shape[0]):
        for sign in range(AUDIENCES):
            reached += w.brand_states[b].audience[sign]
            if u < reached:
                strength = w.behaviour[me.segment].word_of_mouth.post_strength
                book[b, me.segment].posts_seen += 1.0
                hear(w, book, me, i, b, sign == IN_FAVOUR, strength, week)
                return


@kernel
def topic(w, i, beyond, p):
    """Return the brand of which an experience is told: each by its share of the rate, of which `beyond` is left."""
    about = 0
    for b in range(w.knowledge.shape[1]):
        own = drive_of_story(w.knowledge[i, b].story, p)
        if own > 0.0:
            about = b
            if beyond < own:
                break
            beyond -= own
    return about


@kernel
def people_listen(w, book, start, stop, week, seed):
    """Process last week's messages and departures of ties."""
    for i in range(start, stop):
        looks_around = (i + week) % WEEKS_BETWEEN_LOOKS == 0
        if w.has_news[i] == 0 and not looks_around:
            continue
        me = w.customers[i]
        p = w.behaviour[me.segment].word_of_mouth
        with_me = 0
        first, last = w.tie_start[i], w.tie_start[i + 1]
        for tie in range(first, last):
            coded = w.ties[tie]
            whom = neighbour(coded)
            other = w.seen[whom]
            if looks_around and me.brand >= 0 and other.brand == me.brand:
                with_me += 1
            if other.said == 0 and other.left == 0:
                continue
            is_strong = coded & 1 == 1
            if other.said != 0 and uniform(seed, Why.HEARING, week, i, whom) < p.hearing:
                strength = 1.0 if is_strong else p.weak_tie
                hear(w, book, me, i, abs(other.said) - 1, other.said > 0, strength, week)
                listen_to_category(w, me, i, whom, week, seed)
            if other.left > 0 and is_strong:
                see_departure(w, book, me, i, other.left - 1, other.brand, week)
        if looks_around and last > first and me.brand >= 0:
            share = with_me / (last - first)
            me.belonging = belonging_after(me.belonging, share, p)


@kernel
def hear(w, book, me, i, brand, is_positive, strength, week):
    """Process one message about a brand: word of mouth, image, awareness and expectation."""
    g = me.segment
    p = w.behaviour[g]
    knowledge = w.knowledge[i, brand]
    line = book[brand, g]
    if is_positive:
        knowledge.praise = praise_after_message(knowledge.praise, me.susceptibility, strength, p.word_of_mouth)
        line.heard_positive += 1.0
    else:
        knowledge.blame = blame_after_message(knowledge.blame, me.susceptibility, strength, p.word_of_mouth)
        line.heard_negative += 1.0
    knowledge.image += image_shift(squashed(knowledge.image), is_positive, me.susceptibility, strength, p.word_of_mouth)
    knowledge.awareness = awareness_after_message(knowledge.awareness, strength, p.word_of_mouth)
    me.desire = desire_after_message(me.desire, is_positive, strength, p.desire)
    reported = reported_quality(w.category[g].typical_quality, is_positive, p.word_of_mouth)
    for stage in range(len(STAGES)):
        knowledge.expected[stage] = expectation_from_peers(knowledge.expected[stage], reported, strength, p.expectation)
    note(w, me, week, Event.HEARD, brand, 1 if is_positive else -1, strength, 0.0, 0.0)


@kernel
def see_departure(w, book, me, i, left, joined, week):
    """Process the departure of a strong tie: news about the brand left and the brand joined."""
    g = me.segment
    p = w.behaviour[g].word_of_mouth
    if left == me.brand:
        me.echo = echo_after_departure(me.echo, me.susceptibility, p)
    news = departure_news(me.susceptibility, p)
    knowledge = w.knowledge[i, left]
    knowledge.blame = blame_after_departure(knowledge.blame, news)
    if joined >= 0 and joined != left:
        rival = w.knowledge[i, joined]
        rival.praise = praise_after_departure(rival.praise, news, p)
        rival.awareness = awareness_after_message(rival.awareness, 1.0, p)
    book[left, g].heard_departures += 1.0
    note(w, me, week, Event.NEIGHBOUR_LEFT, left, joined, news, 0.0, 0.0)


@kernel
def listen_to_category(w, me, i, whom, week, seed):
    """Open the category to a customer to whom it was new, by one message (imitation, Bass 1969)."""
    if me.is_open_to_category == 1:
        return
    if uniform(seed, Why.CATEGORY, week, i, whom + 1) < w.category[me.segment].imitation_probability:
        open_category(me)
