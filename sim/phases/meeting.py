"""Phase 3: encounters with touchpoints are drawn, after the week's episodes of trouble."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import normals, pick, share_within
from sim.foundations.draws import Why, draw_block, draw_pairs, uniform
from sim.phases.household import WHO_SIGNED, users_of
from sim.phases.trouble import run_episodes
from sim.rules.household import user_in_turn
from sim.state.market_tables import SEARCHING, USING
from sim.state.tables import ENCOUNTERS_A_WEEK, NOBODY, Buying, Stage


@kernel
def touchpoints_are_met(w, encounters, draws, start, stop, week, seed):
    """Write this week's encounters of customers `start` to `stop` into `encounters`; return how many there are."""
    draw_block(draws, seed, Why.EPISODE, week, start, stop)
    count = 0
    for i in range(start, stop):
        me = w.customers[i]
        run_episodes(w, me, i, draws[0, i - start])
        occasion = occasion_of(w, me)
        for k in range(ENCOUNTERS_A_WEEK):  # the maximum; the next customer overwrites those in excess
            encounters.who[count + k] = i
            encounters.nth[count + k] = k
            encounters.occasion[count + k] = occasion
        count += pick(draws[2, i - start], w.often[me.segment, me.brand, occasion])
    draw_pairs(encounters.draws, seed, Why.ENCOUNTER, week, encounters.who, encounters.nth, count)
    for e in range(count):
        meet(w, encounters, e, week, seed)
    normals(encounters.chance, encounters.draws[2], encounters.far, count)
    normals(encounters.blur, encounters.u_perception, encounters.far, count)
    return count


@kernel
def occasion_of(w, me):
    """Return when a customer may meet touchpoints this week, see :data:`sim.state.market_tables.OCCASIONS`."""
    category = w.category[me.segment]
    occasion = 0
    if me.buying == Buying.SEARCHING or me.buying == Buying.CHOOSING:
        occasion += SEARCHING
    if me.brand >= 0 and (category.is_contractual == 1 or me.quiet_weeks <= category.usage_weeks):
        occasion += USING
    return occasion


@kernel
def meet(w, encounters, e, week, seed):
    """Find the touchpoint and the brand of one encounter, and its draw for perception."""
    i = encounters.who[e]
    me = w.customers[i]
    rates = w.reach[me.segment, me.brand, encounters.occasion[e]]
    t = pick(encounters.draws[0, e], rates)
    touchpoint = w.touchpoints[me.segment, 0, t]  # stage and kind are those of all brands
    encounters.touchpoint[e] = t
    encounters.user[e] = WHO_SIGNED
    if me.users > 1:
        encounters.user[e] = user_in_turn(share_within(encounters.draws[0, e], rates, t), users_of(me))
    encounters.u_perception[e] = encounters.draws[1, e]
    if touchpoint.is_indirect == 1:  # where no trouble occurs, so that its draw is left for perception
        encounters.brand[e] = brand_met(w, i, True, encounters.draws[1, e])
        encounters.u_perception[e] = encounters.draws[3, e]
    elif touchpoint.stage == Stage.BUYING:
        encounters.brand[e] = brand_met(w, i, False, encounters.draws[1, e])
        encounters.u_perception[e] = uniform(seed, Why.PERCEPTION, week, i, encounters.nth[e])
    else:
        encounters.brand[e] = me.brand
        return
    brand = encounters.brand[e]
    if brand == NOBODY:
        return
    frequency = w.touchpoints[me.segment, brand, t].frequency
    if frequency < 1.0 and uniform(seed, Why.MEETING, week, i, encounters.nth[e]) >= frequency:
        encounters.brand[e] = NOBODY


@kernel
def brand_met(w, i, is_indirect, u):
    """Return the brand of an advert (by share of voice) or of a search (by awareness too), or NOBODY."""
    n_brands = w.brand_states.shape[0]
    total = 0.0
    for b in range(n_brands):
        total += meeting_weight(w, i, b, is_indirect)
    if total <= 0.0:
        return NOBODY
    target = u * total
    reached = 0.0
    below = 0
    for b in range(n_brands - 1):
        reached += meeting_weight(w, i, b, is_indirect)
        below += 1 if reached <= target else 0  # counting is faster than looking, see distributions.pick
    return below


@kernel
def meeting_weight(w, i, b, is_indirect):
    """Return the weight of a brand among those that may be encountered."""
    voice_share = w.brand_states[b].voice_share
    return voice_share if is_indirect else voice_share + (w.knowledge[i, b].awareness if voice_share > 0.0 else 0.0)
