"""Phase 3: touchpoints are met; episodes of trouble begin and end."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.draws import Why, draw_block, pick, poisson_count, uniform, uniforms
from sim.phases.encounter import deliver_at
from sim.state.tables import ENCOUNTERS_A_WEEK, NOBODY, Buying, Relation
from sim.state.terms import SEARCHING, USING


@kernel
def touchpoints_are_met(w, met, luck, start, stop, week, seed):
    """Draw this week's encounters of customers `start` to `stop` into `met`; return how many there were."""
    draw_block(luck, seed, Why.EPISODE, week, start, stop)
    count = 0
    for i in range(start, stop):
        me = w.customers[i]
        g = me.segment
        run_episode(w, me, luck[0, i - start], luck[1, i - start])
        occasion = 0
        if me.buying == Buying.SEARCHING or me.buying == Buying.CHOOSING:
            occasion += SEARCHING
        if me.brand >= 0 and (w.category[g].is_contractual == 1 or me.quiet_weeks <= w.category[g].usage_weeks):
            occasion += USING
        rates = w.reach[g, occasion]
        number = poisson_count(luck[2, i - start], rates[-1], ENCOUNTERS_A_WEEK)
        for k in range(number):
            u = uniforms(seed, Why.ENCOUNTER, week, i, k)
            t = pick(u[0], rates)
            touchpoint = w.touchpoints[g, t]
            encounter = met[count]
            encounter.who = i
            encounter.touchpoint = t
            encounter.cause = NOBODY
            encounter.u_perception = u[1]
            if touchpoint.is_indirect == 1 or touchpoint.stage == 0:
                encounter.brand = brand_met(w, i, touchpoint.is_indirect == 1, u[1])
                encounter.u_perception = uniform(seed, Why.PERCEPTION, week, i, k)
            else:
                encounter.brand = me.brand
            if encounter.brand < 0:
                continue
            if touchpoint.is_indirect == 0:
                delivered, cause, lost = deliver_at(w, me, i, encounter.brand, t, u[2], u[3])
                encounter.delivered = delivered
                encounter.cause = cause
                encounter.lost = lost
            count += 1
    return count


@kernel
def brand_met(w, i, is_indirect, u):
    """Return the brand met in an advert (by share of voice) or while searching (by awareness too), or NOBODY."""
    n_brands = w.standings.shape[0]
    total = 0.0
    for b in range(n_brands):
        total += meeting_weight(w, i, b, is_indirect)
    if total <= 0.0:
        return NOBODY
    reached = 0.0
    for b in range(n_brands):
        reached += meeting_weight(w, i, b, is_indirect)
        if u * total < reached:
            return b
    return n_brands - 1


@kernel
def meeting_weight(w, i, b, is_indirect):
    """Return the weight of a brand among those that may be met."""
    voice_share = w.standings[b].voice_share
    return voice_share if is_indirect else voice_share + (w.bonds[i, b].awareness if voice_share > 0.0 else 0.0)


@kernel
def run_episode(w, me, u_cause, u_weeks):
    """Go on with the running episode of trouble, or begin one of at most one cause.

    Trouble comes in episodes of several weeks, so that the third delay of the same cause exists.
    """
    if me.fault >= 0:
        if me.fault_weeks > 0:
            me.fault_weeks -= 1
            return
        me.fault = NOBODY
    if me.brand < 0 or me.relation == Relation.NONE:
        return
    reached = 0.0
    for k in range(w.faults.shape[2]):
        fault = w.faults[me.segment, me.brand, k]
        reached += fault.weekly_probability * me.proneness
        if u_cause < reached:
            me.fault = k
            me.fault_weeks = int(min(2.0 * u_weeks * (fault.episode_weeks - 0.5), 200.0))
            return
