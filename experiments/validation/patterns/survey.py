"""The question of satisfaction as surveys put it: five boxes, from very dissatisfied to very satisfied.

Basis, stated before anything is measured: the state of satisfaction runs from 0 (hated) to 1 (loved), and so does the
scale of the question. Its five boxes are therefore equally wide: very dissatisfied below .2, dissatisfied below .4,
neither below .6, satisfied below .8, and very satisfied. People answer in a style of their own, as lenient or as severe
as in the question of recommendation, which has a scale of 10 and the spread ``loyalty.recommend_spread`` on it: a
tenth of that on the scale of 1. Who ticks one of the two top boxes counts as satisfied, as in reports of satisfaction
("top two boxes"). No number is fitted.
"""

from __future__ import annotations

import numpy as np

from sim.rules.loyalty import HIGHEST_RECOMMENDATION
from sim.simulation import Simulation

BOXES = ("very dissatisfied", "dissatisfied", "neither", "satisfied", "very satisfied")
TOP_BOXES = 2


def boxes(satisfaction: np.ndarray, leniency: np.ndarray, spread: np.ndarray | float) -> np.ndarray:
    """Return the box that each person ticks, (n,) from 0 to 4.

    Parameters
    ----------
    satisfaction : (n,) 0 to 1.
    leniency : (n,) standard normal, the style of answering.
    spread : of the styles, on the scale of 0 to 1.
    """
    stated = satisfaction + spread * leniency
    return np.clip(np.floor(len(BOXES) * stated), 0, len(BOXES) - 1).astype(int)


def surveyed(simulation: Simulation) -> np.ndarray:
    """Return the box that everybody would tick about the present brand, (n,); it means nothing for who has none."""
    customers = simulation.world.customers
    spread = simulation.world.behaviour["loyalty"]["recommend_spread"][customers["segment"]]
    return boxes(customers["satisfaction"], customers["leniency"], spread / HIGHEST_RECOMMENDATION)


def percent_satisfied(counts: np.ndarray) -> float:
    """Return the per cent of answers in the two top boxes, from counts by box, (5,)."""
    return float(100 * counts[-TOP_BOXES:].sum() / counts.sum()) if counts.sum() > 0 else np.nan
