"""Trials with weekly figures of every brand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.design.varying import varied
from experiments.measures.metrics import value
from experiments.running.trials import Trial, Trials, ledgers_of
from sim.state.counters import BRAND_ONLY, COUNTERS
from sim.state.indicators import INDICATORS, Indicator, indicator

if TYPE_CHECKING:
    from sim.state.ledger import Ledger

_RATES = {each.name: each for each in INDICATORS if each.kind == "ratio"}
_OF_THE_WEEK = ("customers", "gains", "losses", "revenue_eur", "margin_eur", "cost_eur")
_COST = "scenario_cost_eur"


class Outcome(NamedTuple):
    """The result of a trial.

    Attributes
    ----------
    metrics : (scenarios, metrics).
    weekly : (scenarios, weeks, brands, figures); None when not requested.
    """

    metrics: np.ndarray
    weekly: np.ndarray | None = None


def weekly_figures(metrics: Iterable[str]) -> tuple[str, ...]:
    """Return the metrics that have a figure for every week: rates, stocks, flows and money of the week.

    Money is not discounted, and ``cost_eur`` is what the scenario costs in that week.
    """
    return tuple(name for name in metrics if name in _RATES or name in _OF_THE_WEEK or name == "share")


@dataclass(frozen=True)
class WeeklyTrials(Trials):
    """The metrics of a trial, and the weekly figures of all brands."""

    def __call__(self, trial: Trial) -> Outcome:  # type: ignore[override]
        """Return the result of a trial."""
        market = varied(self.study.market_of(trial.seed), trial.values)
        ledgers = ledgers_of(self.study, market, trial.seed)
        names = weekly_figures(self.metrics)
        brands = self.study.market.listed("brands")
        weekly = [_week_by_week(ledger, brands, names) for ledger in ledgers]
        return Outcome(self.measured(market, ledgers), np.stack(weekly))


def _week_by_week(ledger: Ledger, names_of_brands: tuple[str, ...], names: tuple[str, ...]) -> np.ndarray:
    """Return weekly figures of some brands, (weeks, brands, figures)."""
    brands = [ledger.brands.index(name) for name in names_of_brands]
    booked = np.stack([ledger.of_brand(brand) for brand in brands], axis=1)
    counters = {name: booked[..., place] for place, name in enumerate(COUNTERS)}
    costs = [ledger.costs_of(brand) for brand in brands]
    counters |= {name: np.stack([own[name] for own in costs], axis=1) for name in BRAND_ONLY}
    return np.stack([_figure(name, counters) for name in names], axis=-1)


def _figure(name: str, counters: dict[str, np.ndarray]) -> np.ndarray:
    """Return one weekly figure, (weeks, brands)."""
    if name == "share":
        everybody = counters["customers"].sum(axis=1, keepdims=True)
        return np.divide(
            100.0 * counters["customers"],
            everybody,
            out=np.full_like(everybody * counters["customers"], np.nan),
            where=everybody > 0,
        )
    return np.asarray(value(_indicator(name), counters))


def _indicator(name: str) -> Indicator:
    return indicator(_COST) if name == "cost_eur" else _RATES.get(name) or indicator(name)
