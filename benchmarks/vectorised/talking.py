"""Word of mouth: what was said last week is heard, and the moved speak and post."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from benchmarks.vectorised.crowd import Crowd, SegmentTerms
from benchmarks.vectorised.draws import uniform_pairs
from benchmarks.vectorised.encounters import clip01, either, squashed, tally
from benchmarks.vectorised.living import open_category
from sim.foundations.draws import Why, uniform_columns
from sim.phases.talking import WEEKS_BETWEEN_LOOKS, WEEKS_BETWEEN_REVIEWS
from sim.state.tables import World


class Network:
    """Ties of all customers in the order of their segments.

    Parameters
    ----------
    order : (n,) ids of the customers in that order.
    crowds : the same customers by segment.
    """

    def __init__(self, world: World, order: np.ndarray, crowds: list[Crowd]) -> None:
        place = np.empty(order.size, np.int64)
        place[order] = np.arange(order.size)
        degree = np.diff(world.tie_start)[order]
        self.start = np.concatenate([[0], np.cumsum(degree)])
        coded = world.ties[spans(world.tie_start[order], degree)]
        self.other = place[coded // 2]
        self.is_strong = coded % 2 == 1
        self.place = place
        self.looks = [[self._look(crowd, turn) for turn in range(WEEKS_BETWEEN_LOOKS)] for crowd in crowds]

    @property
    def nbytes(self) -> int:
        """Return the memory of ties and of who looks at whom when."""
        looks = sum(column.nbytes for turns in self.looks for look in turns for column in look)
        return self.start.nbytes + self.other.nbytes + self.is_strong.nbytes + self.place.nbytes + looks

    def _look(self, crowd: Crowd, turn: int) -> Look:
        i = np.flatnonzero(crowd.who % WEEKS_BETWEEN_LOOKS == turn)
        degree = self.start[crowd.first + i + 1] - self.start[crowd.first + i]
        i, degree = i[degree > 0], degree[degree > 0]
        ties = spans(self.start[crowd.first + i], degree)
        first = np.concatenate([[0], np.cumsum(degree)[:-1]]).astype(np.int64)
        return Look(i, self.other[ties], first, degree)

    def news(self, said: np.ndarray, left: np.ndarray) -> News:
        """Return what travels over ties this week, by listener and then by speaker."""
        speaker = np.flatnonzero((said != 0) | (left != 0))
        degree = self.start[speaker + 1] - self.start[speaker]
        ties = spans(self.start[speaker], degree)
        listener = self.other[ties]
        order = np.argsort(listener, kind="stable")
        return News(listener[order], np.repeat(speaker, degree)[order], self.is_strong[ties][order])


class Look(NamedTuple):
    """Who looks around in the same weeks: customers, all their ties one after the other, where each one's begin."""

    i: np.ndarray
    other: np.ndarray
    first: np.ndarray
    degree: np.ndarray


class News(NamedTuple):
    """Ties over which something may be heard."""

    listener: np.ndarray
    speaker: np.ndarray
    is_strong: np.ndarray


def spans(first: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Return ``first[0], first[0] + 1, ...``, as many as its length says, then those of the next."""
    before = np.concatenate([[0], np.cumsum(length)])
    return np.repeat(first - before[:-1], length) + np.arange(before[-1])


def people_listen(crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, looks: list[Look]) -> None:
    """Let people hear what their ties said last week, see who left, and look around from time to time."""
    low, high = np.searchsorted(now.news.listener, [crowd.first, crowd.first + crowd.size])
    news = News(*(column[low:high] for column in now.news))
    i = news.listener - crowd.first
    departures = np.flatnonzero((now.left[news.speaker] != 0) & news.is_strong)
    spoken = np.flatnonzero(now.said[news.speaker] != 0)
    who, whom = crowd.who[i[spoken]], now.order[news.speaker[spoken]]
    u = uniform_pairs(now.seed, Why.HEARING, now.week, who, whom)
    heard = spoken[u[:, 0] < terms.p.word_of_mouth.hearing]
    _hear(crowd, terms, now, line, i[heard], now.said[news.speaker[heard]], news.is_strong[heard])
    _listen_to_category(crowd, terms, now, i[heard], now.order[news.speaker[heard]])
    speaker = news.speaker[departures]
    _see_departures(crowd, terms, line, i[departures], now.left[speaker] - 1, now.brand[speaker])

    look = looks[-now.week % WEEKS_BETWEEN_LOOKS]
    brand = crowd.me.brand[look.i]
    is_with_me = now.brand[look.other] == np.repeat(brand, look.degree).astype(np.int8)
    share = np.add.reduceat(is_with_me, look.first, dtype=terms.real) / look.degree if look.i.size else brand
    belonging = crowd.me.belonging[look.i]
    moved = belonging + terms.p.word_of_mouth.belonging_learning * (share - belonging)
    crowd.me.belonging[look.i] = np.where(brand >= 0, moved, belonging)


def rounds(i: np.ndarray) -> list[np.ndarray]:
    """Return positions of the first entry of every customer, of the second, and so on; entries stand together."""
    is_first = np.diff(i, prepend=-1) != 0
    starts = np.flatnonzero(is_first)
    turn = np.arange(i.size) - np.repeat(starts, np.diff(np.append(starts, i.size)))
    return [np.flatnonzero(turn == k) for k in range(turn.max(initial=-1) + 1)]


def _hear(
    crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, i: np.ndarray, said: np.ndarray, strong: np.ndarray
) -> None:
    """Take messages in: ear, image, awareness and expectation."""
    mind, p = crowd.mind, terms.p.word_of_mouth
    brand, is_positive = np.abs(said).astype(np.intp) - 1, said > 0
    tally(line, "heard_positive", brand[is_positive])
    tally(line, "heard_negative", brand[~is_positive])
    strength = either(strong, 1.0, p.weak_tie, terms.real)
    force = crowd.me.susceptibility[i] * strength
    direction = either(is_positive, 1.0, -1.0, terms.real)
    shift = 0.5 * force * either(is_positive, p.image_shift_positive, -p.image_shift_negative, terms.real)
    gain = np.minimum(force * either(is_positive, p.praise_gain, p.blame_gain, terms.real), 1.0)
    aware = np.minimum(p.awareness_gain * strength, 1.0)
    told = np.clip(terms.category.typical_quality + p.peer_contrast * direction, 0.0, 1.0)
    pull = terms.p.expectation.peer_pull * strength
    at = brand * crowd.size + i
    for turn in rounds(i):
        place = at[turn]
        for ear, hears in ((mind.praise, is_positive[turn]), (mind.blame, ~is_positive[turn])):
            ear[place[hears]] += gain[turn][hears] * (1.0 - ear[place[hears]])
        image = mind.image[place]
        mind.image[place] = image + shift[turn] * (1.0 - direction[turn] * squashed(image))
        mind.awareness[place] += aware[turn] * (1.0 - mind.awareness[place])
        for expected in mind.expected:
            expected[place] += pull[turn] * (told[turn] - expected[place])


def _listen_to_category(crowd: Crowd, terms: SegmentTerms, now: Any, i: np.ndarray, whom: np.ndarray) -> None:
    """Let messages open the category to people to whom it was new."""
    new = np.flatnonzero(crowd.me.is_open_to_category[i] == 0)
    u = uniform_pairs(now.seed, Why.CATEGORY, now.week, crowd.who[i[new]], whom[new] + 1)
    open_category(crowd, i[new[u[:, 0] < terms.category.imitation_probability]])


def _see_departures(
    crowd: Crowd, terms: SegmentTerms, line: np.ndarray, i: np.ndarray, left: np.ndarray, joined: np.ndarray
) -> None:
    """Take in that close ties left a brand: news about that brand, and about the one that was joined."""
    mind, p = crowd.mind, terms.p.word_of_mouth
    tally(line, "heard_departures", left)
    for turn in rounds(i):
        who, from_brand, to_brand = i[turn], left[turn].astype(np.intp), joined[turn].astype(np.intp)
        news = np.minimum(p.departure_news * crowd.me.susceptibility[who], 1.0)
        at = from_brand * crowd.size + who
        mind.blame[at] += news * (1.0 - mind.blame[at])
        moved = (to_brand >= 0) & (to_brand != from_brand)
        at = to_brand[moved] * crowd.size + who[moved]
        mind.praise[at] += news[moved] / 3.0 * (1.0 - mind.praise[at])
        mind.awareness[at] += min(p.awareness_gain, 1.0) * (1.0 - mind.awareness[at])


def people_talk(crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray) -> None:
    """Let people speak about their brand, and post a review once a quarter."""
    me, p = crowd.me, terms.p.word_of_mouth
    u = uniform_columns(now.seed, Why.TALK, now.week, crowd.who)
    memory = remembered(crowd, terms)
    moved = 0.5 * (memory + me.mood)
    x = np.clip(moved - p.neutral, -1.0, 1.0)
    up, down = np.maximum(x, 0.0), np.minimum(x, 0.0)
    drive = p.talk_base + p.talk_positive * up * up + p.talk_negative * down * down
    drive += p.referral_effect * terms.offer.referral[me.brand] * up
    speaking = np.flatnonzero((u[:, 0] < clip01(me.talk * drive)) & (me.brand >= 0))
    is_positive = moved[speaking] >= p.neutral
    brand = me.brand[speaking]
    crowd.shown.said[speaking] = np.where(is_positive, brand + 1, -(brand + 1))
    tally(line, "said_positive", brand[is_positive])
    tally(line, "said_negative", brand[~is_positive])

    asked = np.flatnonzero(((crowd.who + now.week) % WEEKS_BETWEEN_REVIEWS == 0) & (me.brand >= 0))
    opinion, brand = np.clip(memory[asked], -1.0, 1.0), me.brand[asked]
    up, down = np.maximum(opinion, 0.0), np.minimum(opinion, 0.0)
    posting = p.review_base + 0.3 * terms.offer.review_invitation[brand]
    posting += p.review_positive * up**2 + p.review_negative * down**4
    posts = u[asked, 1] < clip01(posting)
    stars = np.clip(p.stars_level + p.stars_slope * opinion[posts] + 0.5, 1.0, 5.0).astype(np.intp)
    np.add.at(line["reviews_by"], (brand[posts], stars - 1), 1.0)


def remembered(crowd: Crowd, terms: SegmentTerms) -> np.ndarray:
    """Return what everybody remembers of the present brand, -1 to 1; nonsense for nobody's customers."""
    me, p = crowd.me, terms.p.impressions
    total = max(p.image_weight + p.peak_weight + p.end_weight, 1e-9)
    image = squashed(crowd.mind.image[me.brand * crowd.size + np.arange(crowd.size)])
    memory = p.image_weight / total * image
    memory += p.peak_weight / total * (me.best + me.worst)
    memory += p.end_weight / total * me.mood
    return memory
