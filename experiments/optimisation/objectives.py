"""Objectives: what a budget is split for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.errors import RequestError
from experiments.measures.metrics import METRICS, Metric
from sim.market.messages import unknown

TOTALS = frozenset(
    ("npv_eur", "cost_eur", "revenue_eur", "margin_eur", "customers", "gains", "losses", "customer_equity_eur")
)
"""Metrics that grow with the number of people simulated."""
_MAX_OBJECTIVES = 2


@dataclass(frozen=True)
class Objective:
    """A metric to be made as good as possible; measured as its difference from the baseline.

    Attributes
    ----------
    scale : factor from a simulated difference to one on the market of the file; 1 for metrics that are not totals.
    """

    metric: Metric
    scale: float = 1.0

    @property
    def name(self) -> str:
        """Name of the metric."""
        return self.metric.name

    @property
    def unit(self) -> str:
        """Unit of the metric."""
        return self.metric.unit

    @property
    def sign(self) -> float:
        """1 when higher is better, -1 when lower is."""
        return 1.0 if self.metric.better == "higher" else -1.0


def objectives(names: Sequence[str], customers: int, simulated: int) -> tuple[Objective, ...]:
    """Return objectives by the names of their metrics.

    Parameters
    ----------
    customers : people of the market as its file describes it, to which totals are scaled.
    simulated : people of the simulation.

    Raises
    ------
    RequestError
        With all names that are unknown, or that no budget can be split for.
    """
    problems = []
    if not 1 <= len(names) <= _MAX_OBJECTIVES or len(set(names)) < len(names):
        problems.append(f"one objective or two different ones are needed (got {len(names)})")
    for name in names:
        if name not in METRICS:
            problems.append(unknown("metric", name, METRICS))
        elif not METRICS[name].better:
            problems.append(f"{name} is better neither higher nor lower: no budget can be split for it")
        elif name in ("roi", "payback_weeks"):
            problems.append(f"{name} has no value for a budget that is not spent: take npv_eur, in which costs count")
    if problems:
        raise RequestError(*problems)
    share = customers / simulated
    return tuple(Objective(METRICS[name], share if name in TOTALS else 1.0) for name in names)


def in_units(gains: np.ndarray, of: Sequence[Objective]) -> np.ndarray:
    """Return differences from the baseline (..., metrics) as totals of the whole market."""
    return gains * np.array([each.scale for each in of])


def worth(gains: np.ndarray, of: Sequence[Objective]) -> np.ndarray:
    """Return differences (..., objectives) turned so that higher is better."""
    return gains * np.array([each.sign for each in of])
