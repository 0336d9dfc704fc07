"""Three phases of the week in vectorised NumPy: needs wake, memory fades, people talk.

They are those that suit NumPy best, since nearly everybody is treated alike. Their rules are written again as formulas
over whole columns, the way an expert in NumPy would: one contiguous column per field, customers by segment so that
behaviour is a scalar, what is rare compacted first. Draws are the compiled ones of the kernel, at the same addresses:
the comparison is about the phases and not about generators, of which NumPy's counter-based one is as fast. So both
forms treat the same customers alike, and differ by rounding only.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy import special

from benchmarks.plain_records import plain_record
from sim.foundations.compiled import entry
from sim.foundations.draws import Why, uniform, uniform_columns
from sim.phases.needing import needs_wake
from sim.phases.talking import WEEKS_BETWEEN_REVIEWS, people_talk
from sim.phases.viewing import WEEKS_BETWEEN_LOOKS, memory_fades
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.counters import BOOK
from sim.state.ledger import as_numbers
from sim.state.tables import NOBODY, Buying, Trigger, World
from sim.week import nothing_shown_yet


@entry
def three_phases(w, draws, size, week, seed):
    """Run the three phases of one week for all customers, in blocks of `size`, as the whole week does."""
    n_customers = w.customers.shape[0]
    for block in range(w.books.shape[0]):
        book, start, stop = w.books[block], block * size, min((block + 1) * size, n_customers)
        nothing_shown_yet(w, start, stop)
        needs_wake(w, book, draws, start, stop, week, seed)
        memory_fades(w, start, stop, week)
        people_talk(w, book, draws, start, stop, week, seed)


class CompiledPhases:
    """The three phases in the kernel, on a copy of the customers of a simulation; nobody sees posts of strangers."""

    def __init__(self, simulation: Simulation) -> None:
        twin = simulation.fork(Scenario.baseline())
        self.world, self.week, self._block, self._seed = twin.world, twin.week, twin.block, np.uint64(twin.seed)
        as_numbers(self.world.books).fill(0)
        self.world.brand_states["audience"] = 0.0
        self._draws = np.zeros((4, twin.block))

    def step(self) -> None:
        """Run one week."""
        self.week += 1
        three_phases(self.world, self._draws, self._block, self.week, self._seed)


class VectorisedPhases:
    """The three phases in NumPy, on a copy of the customers of a simulation.

    Parameters
    ----------
    simulation : of a subscription market, between two weeks.
    real : type of columns and arithmetic; the kernel stores 32 bits and calculates in 64.

    Raises
    ------
    ValueError
        When it is a market of repeat purchases.
    """

    def __init__(self, simulation: Simulation, real: type[np.floating] = np.float64) -> None:
        world = simulation.world
        if not world.category["is_contractual"].all():
            raise ValueError("the vectorised form knows subscription markets only")
        self.seed, self.week = simulation.seed, simulation.week
        self.totals = np.zeros(simulation.totals.shape, BOOK)
        self.next_news = np.zeros_like(world.next_news)
        self.segments = [Segment(world, g, real) for g in range(len(world.category))]

    def step(self) -> None:
        """Run one week."""
        self.week += 1
        for g, segment in enumerate(self.segments):
            wake_needs(segment, self.totals[:, g], self.week, self.seed)
            fade_memory(segment, self.week)
            talk(segment, self.totals[:, g], self.next_news, self.week, self.seed)


class Segment:
    """Customers of one segment as columns, and the market as that segment meets it.

    Attributes
    ----------
    who : (m,) ids, the addresses of draws.
    me : one column for each field of a customer, (m,).
    mind : what they have in mind of each brand: columns (brands, m); ``expected`` (4, brands, m).
    traces : (causes, m).
    said : (m,) int8, what others can hear.
    p, category : numbers of behaviour and category.
    offer : columns (brands + 1,), the last one for nobody's customers.
    """

    def __init__(self, world: World, g: int, real: type[np.floating]) -> None:
        self.who = np.flatnonzero(world.customers["segment"] == g)
        self.me: Any = _columns(world.customers[self.who], real)
        self.me.brand = self.me.brand.astype(np.intp)
        self.mind: Any = _columns(world.knowledge[self.who], real)
        self.traces = world.traces[self.who].T.astype(real)
        self.said = np.zeros(self.who.size, np.int8)
        self.standard = world.standard.astype(real)
        self.p: Any = plain_record(world.behaviour[g].tolist(), world.behaviour.dtype)
        self.category: Any = plain_record(world.category[g].tolist(), world.category.dtype)
        self.usual: Any = plain_record(world.usual[g].tolist(), world.usual.dtype)
        self.offer: Any = _columns(np.append(world.offers[g], world.offers[g, :1]), real)
        self.tie_start, self.ties = world.tie_start, world.ties


def wake_needs(of: Segment, line: np.ndarray, week: int, seed: int) -> None:
    """Wake, grow and lapse needs, and open the buying journeys that follow from them."""
    me, p, category = of.me, of.p.needs, of.category
    u = uniform_columns(seed, Why.NEED, week, of.who)
    _meet_life_events(of, line, np.flatnonzero(u[:, 0] < category.life_event_probability), u, week, seed)
    has_brand = me.brand >= 0
    offered = of.offer.breadth[me.brand]
    asked = np.minimum(np.maximum(me.stated, 0.02), offered)
    unmet = np.maximum(me.needed - (asked + me.sold_up * (offered - asked)), 0.0)
    unmet *= has_brand
    pleasure = (me.satisfaction - of.p.satisfaction.level) * has_brand
    bred = p.breeding * pleasure * np.where(pleasure >= 0.0, 1.0 - me.needed, me.needed)
    bred -= p.lapsing * np.maximum(me.needed - me.adopted, 0.0)
    me.needed += bred
    _clip01(me.needed)
    me.needed += p.must_be * of.usual.rise
    _clip01(me.needed)
    me.tension[:] = _clip01(me.tension * p.tension_kept + p.unmet_push * unmet * (1.0 - me.tension))
    is_closed = me.is_open_to_category == 0
    returning = ~has_brand & ~is_closed & (me.buying == Buying.DORMANT) & (u[:, 1] < category.return_probability)
    me.buying[returning] = Buying.AWARE
    me.trigger[returning] = Trigger.NEED
    closed = np.flatnonzero(is_closed)
    opening = closed[uniform_columns(seed, Why.CATEGORY, week, of.who[closed])[:, 0] < category.innovation_probability]
    me.is_open_to_category[opening] = 1
    dormant = opening[me.buying[opening] == Buying.DORMANT]
    me.buying[dormant] = Buying.AWARE
    me.trigger[dormant] = Trigger.NEWCOMER


def _meet_life_events(of: Segment, line: np.ndarray, i: np.ndarray, u: np.ndarray, week: int, seed: int) -> None:
    """Change needs, taste and habits of a few, some of whom look around."""
    me, p, brand = of.me, of.p, of.me.brand[i]
    usual = min(of.category.usual_breadth + p.needs.must_be * of.usual.spread, 1.0)
    fresh = of.category.breadth_spread * special.ndtri(u[i, 2])
    me.needed[i] = _clip01(usual + _partly_redrawn(me.needed[i] - usual, fresh, p.needs.event_need))
    for address, match in zip(of.offer.address, of.mind.match, strict=False):
        fresh = special.ndtri([uniform(seed, Why.TASTE, week, who, address) for who in of.who[i]])
        match[i] = _partly_redrawn(match[i], fresh, p.needs.event_taste)
    me.habit[i] *= p.needs.event_habit_kept
    _tally(line, "life_events", brand)
    freedom = 1.0 - p.loyalty.switching_cost * of.offer.switching_cost[brand]
    freedom *= np.where(me.contract_weeks[i] > 0, p.loyalty.contract_lock, 1.0)
    lived = p.loyalty.delight_lived * (me.experience[i] - of.p.satisfaction.usual_experience)
    delight = special.expit((me.satisfaction[i] + lived - p.loyalty.delight_level) / p.loyalty.delight_width)
    freedom *= 1.0 - p.loyalty.delight_deafness * delight
    may_look = (me.buying[i] == Buying.DORMANT) & (brand >= 0)
    looking = i[may_look & (u[i, 3] < freedom * p.loyalty.life_event_probability)]
    me.buying[looking] = Buying.AWARE
    me.trigger[looking] = Trigger.LIFE_EVENT


def fade_memory(of: Segment, week: int) -> None:
    """Let one week pass over what people have in mind."""
    me, mind, p = of.me, of.mind, of.p
    me.mood *= p.impressions.mood_kept
    me.desire *= p.desire.desire_kept
    me.tempted_by[:] = NOBODY
    me.temptation[:] = 0.0
    me.trust[:] = 0.5 + p.satisfaction.trust_fading_kept * (me.trust - 0.5)
    me.best *= p.impressions.peak_kept
    me.worst *= p.impressions.peak_kept
    me.hassle *= p.convenience.hassle_kept
    me.echo *= p.word_of_mouth.echo_kept
    me.setback *= p.assistance.setback_kept
    me.recoveries *= p.assistance.recoveries_kept
    me.grudge *= p.assistance.grudge_kept
    forgiven = me.grudge < 0.01
    me.grudge[forgiven] = 0.0
    me.grudge_brand[forgiven] = NOBODY
    of.traces *= p.impressions.trace_kept
    mind.image *= p.impressions.image_kept
    mind.awareness *= p.word_of_mouth.awareness_kept
    mind.praise *= 1.0 - p.word_of_mouth.fading
    mind.blame *= 1.0 - p.word_of_mouth.fading
    is_own = np.arange(len(mind.story))[:, None] == me.brand
    mind.story *= np.where(is_own, p.word_of_mouth.story_kept, p.word_of_mouth.other_story_kept)
    _raise_standards(of, np.flatnonzero((of.who + week) % WEEKS_BETWEEN_LOOKS == 0))


def _raise_standards(of: Segment, i: np.ndarray) -> None:
    """Raise what some customers expect: of every brand by the market, of the present one by a better stay elsewhere."""
    p, positioning = of.p.expectation, of.offer.positioning[: len(of.mind.story), None]
    demanded = p.positioning * (positioning - 0.5) + of.me.demand[i]
    demanded += p.expert_demand * (of.me.expertise[i] - 0.5)
    pull, elsewhere = (min(WEEKS_BETWEEN_LOOKS * each, 1.0) for each in (p.standard_pull, p.elsewhere_pull))
    for expected, standard in zip(of.mind.expected, of.standard, strict=True):
        asked = np.clip(standard + demanded, 0.0, 1.0)
        expected[:, i] += pull * np.maximum(asked - expected[:, i], 0.0)
    has_both = (of.me.brand[i] >= 0) & (of.me.former[i] >= 0)
    i = i[has_both]
    here, before = of.me.brand[i], of.me.former[i].astype(np.intp)
    more = p.positioning * (positioning[here, 0] - positioning[before, 0])
    for expected in of.mind.expected:
        asked = np.clip(expected[before, i] + more, 0.0, 1.0)
        expected[here, i] += elsewhere * np.maximum(asked - expected[here, i], 0.0)


def talk(of: Segment, line: np.ndarray, next_news: np.ndarray, week: int, seed: int) -> None:
    """Let people tell experiences and opinions, so that their ties have news, and post a review once a quarter."""
    me, p, story = of.me, of.p.word_of_mouth, of.mind.story
    u = uniform_columns(seed, Why.TALK, week, of.who)
    memory = _remembered(of)
    drives = np.empty((len(story) + 1, of.who.size), story.dtype)
    x = np.clip(memory - p.neutral, -1.0, 1.0)
    drives[0] = p.talk_base + p.talk_opinion * x * x
    drives[0] += p.referral_effect * of.offer.referral[me.brand] * np.maximum(x, 0.0)
    drives[0] *= me.brand >= 0
    drives[1:] = np.where(story >= 0.0, p.story_positive, p.story_negative) * story**2
    total = drives.sum(axis=0)
    probability = np.minimum(me.talk * total, 1.0)
    speaking = np.flatnonzero(u[:, 0] < probability)
    target = u[speaking, 0] / probability[speaking] * total[speaking]
    topic = (drives[:, speaking].cumsum(axis=0) <= target).sum(axis=0).clip(max=len(story))
    tells = topic > 0
    teller, about = speaking[tells], topic[tells] - 1
    brand, moved = me.brand[speaking], memory[speaking] - p.neutral
    brand[tells], moved[tells] = about, story[about, teller]
    story[about, teller] *= p.story_told
    is_positive = moved >= 0.0
    of.said[:] = 0
    of.said[speaking] = np.where(is_positive, brand + 1, -(brand + 1))
    _tally(line, "said_positive", brand[is_positive])
    _tally(line, "said_negative", brand[~is_positive])
    first, last = of.tie_start[of.who[speaking]], of.tie_start[of.who[speaking] + 1]
    next_news[of.ties[_spans(first, last - first)] // 2] = 1
    _post_reviews(of, line, np.flatnonzero(((of.who + week) % WEEKS_BETWEEN_REVIEWS == 0) & (me.brand >= 0)), memory, u)


def _post_reviews(of: Segment, line: np.ndarray, i: np.ndarray, memory: np.ndarray, u: np.ndarray) -> None:
    """Let those whose turn it is post a review, if moved or invited."""
    p, brand, opinion = of.p.word_of_mouth, of.me.brand[i], np.clip(memory[i], -1.0, 1.0)
    up, down = np.maximum(opinion, 0.0), np.minimum(opinion, 0.0)
    posting = p.review_base + 0.3 * of.offer.review_invitation[brand]
    posting += p.review_positive * up**2 + p.review_negative * down**4
    posts = u[i, 1] < _clip01(posting)
    stars = np.clip(p.stars_level + p.stars_slope * opinion[posts] + 0.5, 1.0, 5.0).astype(np.intp)
    np.add.at(line["reviews_by"], (brand[posts], stars - 1), 1.0)


def _remembered(of: Segment) -> np.ndarray:
    """Return what everybody remembers of the present brand, -1 to 1; nonsense for nobody's customers."""
    me, p = of.me, of.p.impressions
    total = max(p.image_weight + p.peak_weight + p.end_weight, 1e-9)
    image = of.mind.image[me.brand, np.arange(of.who.size)]
    memory = p.image_weight / total * (image / (1.0 + np.abs(image)))
    up, down = me.best**2, me.worst**2
    memory += p.peak_weight / total * (up * me.best + down * me.worst) / np.maximum(up + down, 1e-30)
    memory += p.end_weight / total * me.mood
    return memory


def _columns(table: np.ndarray, real: type[np.floating]) -> SimpleNamespace:
    """Return the fields of a table as contiguous columns with customers last; whole numbers stay whole."""
    names = table.dtype.names or ()
    is_real = {name: np.issubdtype(table.dtype[name].base, np.floating) for name in names}
    kinds = {name: real if is_real[name] else table.dtype[name].base for name in names}
    return SimpleNamespace(**{name: table[name].T.astype(kinds[name], order="C") for name in names})


def _spans(first: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Return ``first[0], first[0] + 1, ...``, as many as its length says, then those of the next."""
    before = np.concatenate([[0], np.cumsum(length)])
    return np.repeat(first - before[:-1], length) + np.arange(before[-1])


def _partly_redrawn(x: np.ndarray, fresh: np.ndarray, share: float) -> np.ndarray:
    """Return deviations of which a share is drawn anew."""
    return (1.0 - share) * x + np.sqrt(1.0 - (1.0 - share) ** 2) * fresh


def _clip01(x: np.ndarray) -> np.ndarray:
    """Return `x` kept between 0 and 1, in place."""
    return np.clip(x, 0.0, 1.0, out=x)


def _tally(line: np.ndarray, name: str, brand: np.ndarray) -> None:
    """Count customers of their brands, which may be NOBODY."""
    line[name] += np.bincount(brand % len(line), minlength=len(line))
