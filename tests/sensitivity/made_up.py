"""Factors and outcomes made up for tests."""

from __future__ import annotations

import numpy as np

from experiments.design.factor import Factor
from experiments.running.trials import Task, Trial, run_trials
from experiments.sensitivity.analysis import Stage
from experiments.sensitivity.chain import chained
from experiments.sensitivity.methods import METHODS
from experiments.sensitivity.outcome import Outcome
from experiments.sensitivity.points import Careful

FIGURE = Outcome("npv_eur", 0, 0, None, "Value", "EUR", "higher")
GAIN = Outcome("npv_eur", 0, 1, 0, "Value", "EUR", "higher")


def factors_called(*names: str, low: float, high: float) -> tuple[Factor, ...]:
    """Return factors of one range, each usually a third of the way up."""
    return tuple(Factor(name, low, high, low + (high - low) / 3, "none", "assumed", "made up") for name in names)


def stages_of(
    task: Task,
    factors: tuple[Factor, ...],
    methods: dict[str, int],
    outcome: Outcome = FIGURE,
    seeds: tuple[int, ...] = (1,),
    shape: tuple[int, int] = (1, 1),
    **engine,
) -> tuple[Stage, ...]:
    """Return the stages of a chain of methods with their samples, as the command makes them."""
    careful = Careful(task, shape)

    def live(method, trials: list[Trial]):
        return run_trials(careful, trials, **engine)

    return chained(
        live,
        [(METHODS[name], samples) for name, samples in methods.items()],
        factors,
        (outcome,),
        seeds,
        customers=1000,
        seed=1,
        why=careful.reason,
        keep=3,
    )


def of(stage: Stage, name: str) -> np.ndarray:
    """Return value, low and high of an index, (rows, 3), in the order of the factors."""
    found = [each for each in stage.findings[0].indices if each.name == name]
    rows = sorted(found, key=lambda each: (each.factor, each.other))
    return np.array([(each.value, each.low, each.high) for each in rows])
