"""Phase 3: encounters with touchpoints are drawn; episodes of trouble begin and end."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import normals, pick
from sim.foundations.draws import Why, draw_block, draw_pairs, uniform, uniform_of
from sim.rules.touchpoints import episode_probability, episode_weeks
from sim.state.market_tables import SEARCHING, USING
from sim.state.tables import ENCOUNTERS_A_WEEK, NOBODY, Buying, Relation, Stage


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
        count += pick(draws[2, i - start], w.often[me.segment, occasion])
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
    t = pick(encounters.draws[0, e], w.reach[me.segment, encounters.occasion[e]])
    touchpoint = w.touchpoints[me.segment, t]
    encounters.touchpoint[e] = t
    encounters.u_perception[e] = encounters.draws[1, e]
    if touchpoint.is_indirect == 1:
        encounters.brand[e] = brand_met(w, i, True, encounters.draws[1, e])
    elif touchpoint.stage == Stage.BUYING:
        encounters.brand[e] = brand_met(w, i, False, encounters.draws[1, e])
        encounters.u_perception[e] = uniform(seed, Why.PERCEPTION, week, i, encounters.nth[e])
    else:
        encounters.brand[e] = me.brand


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


@kernel
def run_episodes(w, me, i, u):
    """Continue the running episodes of trouble of a customer, and begin others: each cause by a draw of its own.

    Episodes of several weeks let the same trouble return to the same customer.
    """
    if me.brand < 0 or me.relation == Relation.NONE:
        return
    for k in range(w.episodes.shape[1]):
        weeks = int(w.episodes[i, k])
        if weeks > 0:
            weeks -= 1
            w.episodes[i, k] = weeks
        if weeks == 0:
            begin_episode(w, me, i, me.brand, k, False, u)


@kernel
def begin_episode(w, me, i, brand, cause, is_with_order, u):
    """Begin an episode of a cause, with its weekly probability or that of a delivery (`is_with_order`).

    One that comes with a delivery begins before this week's encounters, which use up one week of it. Whether one
    begins decides `u`, and given that it does, ``u / probability`` is uniform again.
    """
    fault = w.faults[me.segment, brand, cause]
    usual = fault.order_probability if is_with_order else fault.weekly_probability
    if usual == 0.0:
        return
    probability = episode_probability(usual, me.proneness)
    own = uniform_of(u, fault.address)
    if own < probability:
        weeks = 1 + episode_weeks(fault.episode_weeks, own / probability, 1.0 if is_with_order else 0.0)
        w.episodes[i, cause] = max(int(w.episodes[i, cause]), weeks)
