"""What the patterns of shops share: one long life of a market of repeat purchase, and how its orders are read.

Basis of them all, stated before anything is measured: 40,000 people, because buyers who are new to one shop are a small
part of them. The burn-in of 104 weeks is simulated under watch, so that it is known who has ever bought where. The shop
under watch is the focus of the market file: a middle one, of 15 to 25 % share, neither the leader nor a niche.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import Design
from sim.rules.word_of_mouth import stars
from sim.rules.word_of_mouth_sheet import WordOfMouth
from sim.simulation import Simulation
from sim.state.tables import NOBODY, Buying, Event

BURN_IN = 104
"""Weeks that are simulated before anything is counted."""

SHOPS = Design(
    customers=40_000,
    seeds=12,
    levers=({"set": "category.burn_in_weeks", "to": 0.0, "from_week": 0},),
    diaries=10_000,
)
"""The world that all of them watch."""


def focus_of(simulation: Simulation) -> int:
    """Return the position of the shop under watch."""
    return list(simulation.market.brands).index(simulation.market.focus)


def orders_placed(simulation: Simulation) -> np.ndarray:
    """Return the brand that each customer has ordered from this week, (n,), NOBODY without an order."""
    customers = simulation.world.customers
    is_new = (customers["buying"] == Buying.ORDERED) & (customers["waited_days"] == 0.0)
    return np.where(is_new, customers["chosen"], NOBODY)


def deliveries_judged(simulation: Simulation) -> np.ndarray:
    """Return this week's deliveries to people who keep diaries, (deliveries, 2): days late and the stars due to it.

    Days late are below zero for early ones. Stars are the answers of all customers if surveyed about the delivery, by
    the same rule as those who post; the opinion is the impression of the last touchpoint of receiving.
    """
    notes = simulation.notes[-1]
    is_receiving = np.array([each.stage == "receiving" for each in simulation.market.touchpoints.values()])
    met = notes[notes["event"] == Event.ENCOUNTER]
    met = met[is_receiving[met["what"]]]
    opinion = np.full(len(simulation.diaries), np.nan)
    opinion[met["who"]] = met["c"]  # notes stand in the order of events, so that the last one remains
    delivered = notes[notes["event"] == Event.DELIVERED]
    delivered = delivered[~np.isnan(opinion[delivered["who"]])]
    given = stars_given(simulation, opinion[delivered["who"]])
    return np.stack([delivered["a"] - delivered["b"], given], axis=1)


def stars_given(simulation: Simulation, opinions: np.ndarray) -> np.ndarray:
    """Return the stars, 1 to 5, that follow from opinions, -1 to 1."""
    p = WordOfMouth(**simulation.market.behaviour.model_dump()["word_of_mouth"])
    return np.array([stars(float(opinion), p) for opinion in opinions], float)


def percent(counts: np.ndarray) -> np.ndarray:
    """Return what each class has of all, %."""
    return 100.0 * counts / counts.sum()
