"""Phase 4: views change; memory fades, the market's standard rises, and the week's encounters are lived through."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.phases.encounter import deliver_at, live_through, meet_advert, suffer
from sim.rules.expectation import expectation_from_market
from sim.rules.satisfaction import trust_after_a_week
from sim.state.tables import NOBODY


@kernel
def memory_fades(w, start, stop):
    """Let one week pass over what customers `start` to `stop` have in mind."""
    for i in range(start, stop):
        me = w.customers[i]
        p = w.behaviour[me.segment]
        me.mood = me.mood * p.impressions.mood_kept
        me.trust = trust_after_a_week(me.trust, p.satisfaction.trust_fading_kept)
        me.best = me.best * p.impressions.peak_kept
        me.worst = me.worst * p.impressions.peak_kept
        me.grudge = me.grudge * p.assistance.grudge_kept
        if me.grudge < 0.01:
            me.grudge = 0.0
            me.grudge_brand = NOBODY
        for k in range(w.traces.shape[1]):
            w.traces[i, k] = w.traces[i, k] * p.impressions.trace_kept
        ear = 1.0 - p.word_of_mouth.fading
        for b in range(w.knowledge.shape[1]):
            knowledge = w.knowledge[i, b]
            knowledge.image = knowledge.image * p.impressions.image_kept
            knowledge.awareness = knowledge.awareness * p.word_of_mouth.awareness_kept
            knowledge.praise = knowledge.praise * ear
            knowledge.blame = knowledge.blame * ear
            for stage in range(4):
                knowledge.expected[stage] = expectation_from_market(
                    knowledge.expected[stage], w.standard[stage], p.expectation
                )


@kernel
def views_change(w, book, irritants, met, count, week):
    """Live through the `count` encounters of the week, in the order in which they were met."""
    for e in range(count):
        i, t, brand = met.who[e], met.touchpoint[e], met.brand[e]
        if brand == NOBODY:
            continue
        me = w.customers[i]
        touchpoint = w.touchpoints[me.segment, t]
        if touchpoint.is_indirect == 1:
            meet_advert(w, book, me, i, brand, t, week)
            continue
        delivered, cause, lost = deliver_at(w, me, i, brand, t, met.luck[2, e], met.chance[e], met.luck[3, e])
        live_through(w, book, me, i, brand, t, delivered, touchpoint.effort, cause, met.blur[e], week)
        if cause >= 0:
            suffer(w, book, irritants, me, i, brand, cause, lost, week)
