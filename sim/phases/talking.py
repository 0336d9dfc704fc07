"""Phase 6: people talk; the moved speak and post, everybody hears what was said last week."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.draws import Why, draw_block, uniform
from sim.foundations.maths import clamp01, squashed
from sim.phases.diary import note
from sim.phases.leaving import notify_ties
from sim.phases.needing import open_category
from sim.phases.receiving import post_review
from sim.rules.impressions import remembered
from sim.rules.word_of_mouth import (
    awareness_after_message,
    blame_after_message,
    image_shift,
    praise_after_message,
    talk_probability,
)
from sim.state.tables import Event

WEEKS_BETWEEN_REVIEWS = 13
WEEKS_BETWEEN_LOOKS = 4


@kernel
def people_talk(w, book, luck, start, stop, week, seed):
    """Let customers speak about their brand; in contractual markets each may post a review once a quarter."""
    draw_block(luck, seed, Why.TALK, week, start, stop)
    for i in range(start, stop):
        me = w.customers[i]
        if me.brand < 0:
            continue
        g = me.segment
        p = w.behaviour[g]
        offer = w.offers[g, me.brand]
        memory = remembered(w.knowledge[i, me.brand].image, me.best, me.worst, me.mood, p.impressions)
        moved = 0.5 * (memory + me.mood)
        if luck[0, i - start] < talk_probability(moved, me.talk, offer.referral, p.word_of_mouth):
            is_positive = moved >= p.word_of_mouth.neutral
            w.shown[i].said = me.brand + 1 if is_positive else -(me.brand + 1)
            notify_ties(w, i)
            line = book[me.brand, g]
            if is_positive:
                line.said_positive += 1.0
            else:
                line.said_negative += 1.0
            if me.diary >= 0:
                note(w, me, week, Event.SPOKE, me.brand, 1 if is_positive else -1, moved, 0.0, 0.0)
        if w.category[g].is_contractual == 1 and (i + week) % WEEKS_BETWEEN_REVIEWS == 0:
            post_review(w, book, me, me.brand, memory, luck[1, i - start], week)


@kernel
def people_listen(w, book, start, stop, week, seed):
    """Let customers hear what their ties said last week, and see who left which brand."""
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
            other = w.seen[coded // 2]
            if looks_around and me.brand >= 0 and other.brand == me.brand:
                with_me += 1
            if other.said == 0 and other.left == 0:
                continue
            is_strong = coded % 2 == 1
            if other.said != 0 and uniform(seed, Why.HEARING, week, i, coded // 2) < p.hearing:
                strength = 1.0 if is_strong else p.weak_tie
                hear(w, book, me, i, abs(other.said) - 1, other.said > 0, strength, week)
                listen_to_category(w, me, i, coded // 2, week, seed)
            if other.left > 0 and is_strong:
                see_departure(w, book, me, i, other.left - 1, other.brand, week)
        if looks_around and last > first and me.brand >= 0:
            share = with_me / (last - first)
            me.belonging = me.belonging + p.belonging_learning * (share - me.belonging)


@kernel
def hear(w, book, me, i, brand, is_positive, strength, week):
    """Take in one message about a brand: ear, image, awareness and expectation."""
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
    contrast = p.word_of_mouth.peer_contrast if is_positive else -p.word_of_mouth.peer_contrast
    told = clamp01(w.category[g].typical_quality + contrast)
    for stage in range(4):
        knowledge.expected[stage] += p.expectation.peer_pull * strength * (told - knowledge.expected[stage])
    if me.diary >= 0:
        note(w, me, week, Event.HEARD, brand, 1 if is_positive else -1, strength, 0.0, 0.0)


@kernel
def see_departure(w, book, me, i, left, joined, week):
    """Take in that a close tie left a brand: news about that brand, and about the one that was joined."""
    g = me.segment
    p = w.behaviour[g].word_of_mouth
    news = clamp01(p.departure_news * me.susceptibility)
    knowledge = w.knowledge[i, left]
    knowledge.blame = knowledge.blame + news * (1.0 - knowledge.blame)
    if joined >= 0 and joined != left:
        rival = w.knowledge[i, joined]
        rival.praise = rival.praise + news / 3.0 * (1.0 - rival.praise)
        rival.awareness = awareness_after_message(rival.awareness, 1.0, p)
    book[left, g].heard_departures += 1.0
    if me.diary >= 0:
        note(w, me, week, Event.NEIGHBOUR_LEFT, left, joined, news, 0.0, 0.0)


@kernel
def listen_to_category(w, me, i, whom, week, seed):
    """Let one message open the category to somebody to whom it was new (the imitation of Bass)."""
    if me.is_open_to_category == 1:
        return
    if uniform(seed, Why.CATEGORY, week, i, whom + 1) < w.category[me.segment].imitation_probability:
        open_category(me)
