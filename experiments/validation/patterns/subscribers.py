"""What the patterns of subscriptions share: the world they watch, and what its customers would choose.

Basis of them all, stated before anything is measured: the baseline of the market under test after its burn-in, all
brands together unless a pattern says otherwise. Everybody keeps a diary, which stands for the survey or the case file
of the study that is repeated.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import Design
from sim.foundations.compiled import entry
from sim.foundations.maths import squashed
from sim.phases.comparing import compare_brands
from sim.phases.talking import hear
from sim.rules.impressions import remembered
from sim.rules.loyalty import recommendation
from sim.rules.price import value_for_money
from sim.rules.satisfaction import lived_beyond, pleasure
from sim.simulation import Simulation
from sim.state.rows import runnable
from sim.state.tables import NOBODY, World
from sim.week import room_to_work

WEEKS_A_YEAR = 52

SUBSCRIBERS = Design(customers=10_000, seeds=30, diaries=10_000)
"""The market of most of them."""

LIFETIMES = Design(customers=10_000, seeds=30)
"""The market of those that follow customers for more than a decade, without diaries."""

_FAR_AWAY = 100_000
"""A week that no run reaches: choices that are only imagined have random numbers of their own."""


def imagined(world: World) -> World:
    """Return a copy of customers and their knowledge for hypothetical events, without diaries."""
    customers = world.customers.copy()
    customers["diary"] = NOBODY
    return world._replace(customers=customers, knowledge=world.knowledge.copy(), books=np.zeros_like(world.books[:1]))


def choices(simulation: Simulation, world: World, who: np.ndarray, draws: int) -> np.ndarray:
    """Return how likely customers would choose each brand if they compared them now, (len(who), B + 1).

    The simulation's own comparison is made again and again, each time with other random numbers; the last column is
    choosing nobody. Equal calls share all random numbers, so that worlds that differ in one thing can be compared.

    Parameters
    ----------
    world : an imagined one.
    who : rows of customers.
    """
    n_brands = world.knowledge.shape[1]
    counts = np.zeros((len(who), n_brands + 1))
    utilities = room_to_work(1, n_brands)[1]
    runnable(_choose_again)(
        world, world.books[0], utilities, np.asarray(who, np.int64), _FAR_AWAY, draws, simulation.seed, counts
    )
    return counts / draws


@entry
def _choose_again(w, book, utilities, who, first_week, draws, seed, counts):
    """Count which brand each customer chooses in `draws` comparisons."""
    for k in range(who.shape[0]):
        i = who[k]
        me = w.customers[i]
        for draw in range(draws):
            brand, _ = compare_brands(w, book, utilities, me, i, first_week + draw, seed)
            counts[k, brand] += 1.0


def after_hearing(world: World, who: np.ndarray, brand: int, is_positive: bool) -> World:
    """Return an imagined world in which customers have just heard one message about a brand from somebody close."""
    hearing = imagined(world)
    runnable(_hear_all)(hearing, hearing.books[0], np.asarray(who, np.int64), brand, is_positive)
    return hearing


@entry
def _hear_all(w, book, who, brand, is_positive):
    """Let each customer receive one message over a strong tie."""
    for k in range(who.shape[0]):
        hear(w, book, w.customers[who[k]], who[k], brand, is_positive, 1.0, 0)


def recommendations(world: World, who: np.ndarray) -> np.ndarray:
    """Return the recommendation (0 to 10, before rounding) that customers of a brand would give, (len(who),)."""
    scores = np.zeros(len(who))
    runnable(_recommend)(world, np.asarray(who, np.int64), scores)
    return scores


@entry
def _recommend(w, who, scores):
    """Write what each customer answers to the question of recommendation."""
    for k in range(who.shape[0]):
        me = w.customers[who[k]]
        p = w.behaviour[me.segment]
        image = w.knowledge[who[k], me.brand].image
        memory = remembered(image, me.best, me.worst, me.mood, p.impressions)
        value = value_for_money(me.price_loss)
        pleased = pleasure(me.satisfaction, 0.0, p.satisfaction)
        lived = lived_beyond(me.experience, p.satisfaction)
        views = squashed(image), memory, me.trust, me.attachment, value, pleased, lived
        scores[k] = recommendation(*views, me.leniency, p.loyalty)


def between_ranks(counts: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return which share of each level lies between two ranks, (levels,) from 0 to 1; ties are shared out.

    Parameters
    ----------
    counts : (levels,) people by level, lowest level first.
    low, high : ranks, 0 (lowest) to 1: .9 and 1 for the top tenth.
    """
    above = np.cumsum(counts)
    below, everybody = above - counts, above[-1]
    inside = np.minimum(above, high * everybody) - np.maximum(below, low * everybody)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts > 0, np.clip(inside / counts, 0.0, 1.0), 0.0)
