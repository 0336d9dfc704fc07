"""How often worlds hold the truth: each of some simulated worlds is taken for the truth in its turn.

The truth shows its facts; worlds among all others that agree with them make an ensemble, and the question is whether
what a strategy gains in the truth lies within the interval of its gains in these worlds. Beside it stands the interval
of luck alone: that of the shipped numbers with other seeds. No world is simulated for a truth that was not simulated
for history matching, so twenty truths cost as much as one (leave-one-out, as in Vernon, Goldstein & Bower 2010).

    python -m experiments.worlds.coverage MARKET DIR STRATEGY...

takes the worlds of the last waves of a folder of ``cxsim worlds``, simulates the strategies in each of them, and prints
both shares.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.experiment.console import show
from experiments.experiment.lab import Lab
from experiments.experiment.runner import Setting, perform
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials
from experiments.running.workers import cores
from experiments.worlds.assumptions import numbers_of
from experiments.worlds.evidence import CUTOFF, Evidence
from experiments.worlds.experiment import WorldsExperiment, WorldsRequest
from experiments.worlds.settling import constant_of
from experiments.worlds.waves import Matched

INTERVAL = 0.9
FEWEST = 5
"""Worlds that must agree with a truth, at least, for it to be counted."""
SEEDS_OF_LUCK = 20


class Coverage(NamedTuple):
    """How often intervals hold the truth.

    Attributes
    ----------
    strategy : by name.
    truths : how many were tried.
    worlds : median number of worlds that agree with a truth.
    by_worlds, by_luck : share of truths whose gain lies in the interval over worlds, and over luck alone.
    """

    strategy: str
    truths: int
    worlds: float
    by_worlds: float
    by_luck: float


def agreeing(evidence: Evidence, scaled: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """Return which worlds agree with what each other one shows, (truths, worlds) of truth values, itself left out.

    Parameters
    ----------
    scaled : (worlds, statements), one run each.
    luck : (statements,), variance of one run.
    """
    given = np.array([each.given for each in evidence.statements])
    apart = np.abs(scaled[:, None] - scaled[None]) / np.sqrt(given**2 + 2.0 * luck)
    found = apart.max(axis=2) <= CUTOFF
    np.fill_diagonal(found, False)
    return found


def covered(strategy: str, gains: np.ndarray, agrees: np.ndarray, of_luck: np.ndarray) -> Coverage:
    """Return how often intervals hold the gain of a truth.

    Parameters
    ----------
    gains : (worlds,), one future each.
    agrees : (worlds, worlds), which worlds agree with each truth.
    of_luck : (seeds,), gains of the shipped numbers with several seeds.
    """
    ends = [0.5 - INTERVAL / 2, 0.5 + INTERVAL / 2]
    truths = [each for each in range(len(gains)) if agrees[each].sum() >= FEWEST]
    low, high = np.quantile(of_luck, ends)
    within = []
    for truth in truths:
        lowest, highest = np.quantile(gains[agrees[truth]], ends)
        within.append(lowest <= gains[truth] <= highest)
    by_luck = [low <= gains[truth] <= high for truth in truths]
    count = float(np.median([agrees[truth].sum() for truth in truths])) if truths else 0.0
    return Coverage(strategy, len(truths), count, float(np.mean(within or [0])), float(np.mean(by_luck or [0])))


def gains(futures: Sequence[tuple[int, Mapping[str, float]]], study: Study, metric: str, place: int) -> np.ndarray:
    """Return the gains of all strategies over the baseline in one of some futures, (strategies,)."""
    seed, numbers = futures[place]
    levels = Trials(study, (metric,))(Trial(place, seed, numbers))[:, 0]
    return levels[1:] - levels[0]


def coverages(matched: Matched, study: Study, lab: Lab, metric: str = "npv_eur") -> list[Coverage]:
    """Return how often the worlds of the last waves hold each other, strategy by strategy.

    Parameters
    ----------
    study : the market with the strategies, and as many customers as the worlds have.
    """
    waves = matched.waves[1:]
    names = list(map(constant_of, matched.evidence.shares))
    worlds = [
        numbers_of(matched.factors, inputs) | dict(zip(names, map(float, constants), strict=True))
        for wave in waves
        for inputs, constants in zip(wave.inputs, wave.constants, strict=True)
    ]
    futures = [(place + 1, numbers) for place, numbers in enumerate(worlds)]
    futures += [(seed + 1, matched.market) for seed in range(SEEDS_OF_LUCK)]
    found = np.array(lab.map(partial(gains, futures, study, metric), range(len(futures)), "Futures"))
    agrees = agreeing(matched.evidence, np.concatenate([wave.scaled for wave in waves]), matched.checked.luck)
    return [
        covered(strategy.name, found[: len(worlds), place], agrees, found[len(worlds) :, place])
        for place, strategy in enumerate(study.scenarios[1:])
    ]


def main(market: str, folder: str, *strategies: str) -> None:
    """Print how often worlds hold the truth, for worlds that were found with the usual effort in a folder."""
    done = perform(WorldsExperiment(), WorldsRequest(market=market), Setting(out=Path(folder)))
    study = Study.of(market, strategies, customers=done.result.plan.study.customers)
    show([each._asdict() for each in coverages(done.result.matched, study, Lab(workers=cores()))], False)


if __name__ == "__main__":
    main(*sys.argv[1:])
