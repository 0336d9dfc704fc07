"""Differences between scenarios of a sweep, seed by seed, week by week."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.measures.metrics import discounts
from experiments.measures.paired import Estimate, estimate
from experiments.results.folder import WEEKLY, read_manifest, verified
from experiments.results.tables import Form
from experiments.sweep.sweep import Sweep


@dataclass(frozen=True)
class Pairs:
    """The figures of a brand in a sweep with a single point, scenario by scenario with the same random numbers.

    Attributes
    ----------
    planned : the sweep.
    folder : its results.
    """

    planned: Sweep
    folder: Path

    @property
    def whole(self) -> float:
        """People of the market as its file describes it, per simulated one: brings sums of money to its scale."""
        return self.planned.study.market.category.customers / self.planned.study.customers

    @property
    def weeks(self) -> np.ndarray:
        """The weeks, 1 for the first."""
        return np.arange(1, self.planned.study.weeks + 1)

    @cached_property
    def _weekly(self) -> dict[str, np.ndarray]:
        """Each weekly figure of the brand, (seeds, scenarios, weeks)."""
        brand, form = self.planned.study.brand, self._form
        outputs = read_manifest(self.folder).get("outputs", {})
        parts = verified(self.folder, [name for name in outputs if name.startswith(f"{WEEKLY}/")])
        table = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
        table = table[table["brand"] == brand]
        order = pd.Categorical(table["scenario"].astype(str), categories=list(form.scenarios))
        table = table.assign(scenario=order).sort_values(["seed", "scenario", "week"])
        shape = (len(self.planned.seeds), len(form.scenarios), form.weeks)
        return {name: table[name].to_numpy(float).reshape(shape) for name in form.figures}

    @property
    def _form(self) -> Form:
        return self.planned.form

    def _of(self, figure: str, scenario: str) -> np.ndarray:
        """Return a figure of a scenario, (seeds, weeks); ``npv_eur`` is the margin so far, discounted."""
        place = self._form.scenarios.index(scenario)
        if figure != "npv_eur":
            return self._weekly[figure][:, place]
        rate = self.planned.study.market.category.discount_rate
        margin = self._weekly["margin_eur"][:, place] * discounts(self.weeks, rate)
        return self.whole * np.cumsum(margin, axis=1)

    def difference(self, figure: str, first: str, second: str) -> np.ndarray:
        """Return a figure of one scenario less that of another, (seeds, weeks); money at the scale of the market."""
        return self._of(figure, first) - self._of(figure, second)

    def gap(self, figure: str, first: str, second: str, week: int) -> Estimate:
        """Return the mean difference at the end of a week, with its interval over seeds."""
        return estimate(self.difference(figure, first, second)[:, week - 1])

    def metric_gap(self, metric: str, first: str, second: str) -> Estimate:
        """Return the mean difference of a metric of the whole run, with its interval over seeds."""
        return estimate(self.values(metric, first) - self.values(metric, second))

    def values(self, metric: str, scenario: str) -> np.ndarray:
        """Return a metric of the whole run, (seeds,)."""
        from experiments.discovery.futures import read_results

        results = read_results(self.folder)
        own = results[results["scenario"] == scenario].sort_values("seed")
        return own[metric].to_numpy(float)
