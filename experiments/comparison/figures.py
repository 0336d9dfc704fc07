"""A comparison prepared for the report: counters of the compared brand, added up once to the levels sections need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.measures.metrics import METRICS, NO_BRAND, WEEKS_A_YEAR, Metric, discounts, label
from experiments.measures.paired import Estimate, estimate
from experiments.pages.formats import clean, clipped, number, words
from experiments.pages.palette import Ink, inks
from experiments.pages.phrases import simulated_part
from language import phrase
from sim.scenarios.scenario import BASELINE
from sim.state.indicators import Indicator, indicator, value

if TYPE_CHECKING:
    from experiments.comparison.compare import Comparison

_POINTS = 39
"""About how many points a trajectory has: 4-week blocks over three years, to smooth weekly noise."""
LONGEST_TITLE = 60
"""Maximum length of a title in a sentence, in characters."""
MOST_DRAWN = 6
"""Maximum number of strategies in one chart or one sentence."""
_KEYS = ("scenario", "seed", "week", "brand", "segment")


class Figures:
    """The figures of a comparison. Differences are from the baseline, the first scenario, seed by seed.

    Attributes
    ----------
    names : keys of the scenarios, baseline first; `strategies` are all others.
    titles : title of each scenario, no two alike.
    """

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.names = tuple(each.name for each in comparison.scenarios)
        self.baseline, *strategies = self.names
        self.strategies = tuple(strategies)
        named = {self.baseline: phrase("Baseline")} if self.baseline == BASELINE else {}
        titles = {
            each.name: clean(phrase(each.title)) or named.get(each.name) or words(each.name)
            for each in comparison.scenarios
        }
        self.titles = _distinct({name: clipped(title, LONGEST_TITLE) for name, title in titles.items()})
        self.last_year = min(WEEKS_A_YEAR, comparison.weeks)
        self._levels: dict[tuple[str | Indicator, bool, str | None], pd.DataFrame] = {}
        self._added_up: dict[tuple[bool, str | None], pd.DataFrame] = {}

    @cached_property
    def drawn(self) -> tuple[str, ...]:
        """The strategies drawn and described: all, or the best ones when there are too many for a chart."""
        best = [name for name in self.ranking if name != self.baseline][:MOST_DRAWN]
        return tuple(name for name in self.strategies if name in best)

    @cached_property
    def ink(self) -> dict[str, Ink]:
        """How each scenario is drawn, by its title."""
        first = (self.baseline, *self.drawn)
        order = (*first, *(name for name in self.names if name not in first))
        return {self.titles[name]: ink for name, ink in zip(order, inks(len(order)), strict=True)}

    @property
    def metric(self) -> Metric:
        """The metric that ranks the scenarios."""
        of = METRICS[self.comparison.metric]
        return of._replace(label=self.label(of))

    @property
    def basis(self) -> str:
        """For how many customers all amounts of money are."""
        return self.part or phrase("for a market of {customers} people", customers=number(self.comparison.customers))

    @property
    def part(self) -> str:
        """For how many of the market's customers all amounts are; "" when all of them are simulated."""
        return simulated_part(self.comparison.customers, self.comparison.market.category.customers)

    @property
    def is_contractual(self) -> bool:
        """Whether churn is observed; where purchases repeat, customers buy elsewhere or lapse."""
        return self.comparison.market.category.kind == "contractual"

    def label(self, of: Metric | Indicator) -> str:
        """Return a figure in the words of this kind of market."""
        return phrase(label(of, self.comparison.market.category.kind))

    @cached_property
    def brand_title(self) -> str:
        """Title of the compared brand."""
        return self.brand_titles[self.comparison.brand]

    @cached_property
    def brand_titles(self) -> dict[str, str]:
        """Title of each brand of the market."""
        return self._titles("brands")

    @cached_property
    def segment_titles(self) -> dict[str, str]:
        """Title of each segment of the market."""
        return self._titles("segments")

    @cached_property
    def touchpoint_titles(self) -> dict[str, str]:
        """Title of each touchpoint of the market."""
        return self._titles("touchpoints")

    @cached_property
    def cause_titles(self) -> dict[str, str]:
        """Title of each root cause of the market."""
        return self._titles("causes")

    def _titles(self, part: str) -> dict[str, str]:
        """Return the titles of a part of the market, in the order of its file."""
        market = self.comparison.market
        return _short({name: getattr(market, part)[name] for name in market.listed(part)})

    @cached_property
    def _own(self) -> pd.DataFrame:
        return self.comparison.weekly[self.comparison.weekly["brand"] == self.comparison.brand]

    @cached_property
    def _counters(self) -> list[str]:
        return [column for column in self.comparison.weekly.columns if column not in _KEYS]

    @cached_property
    def _whole(self) -> pd.DataFrame:
        """Sums over all weeks by scenario, seed and segment."""
        return self._added(self._own, ["scenario", "seed", "segment"])

    @cached_property
    def _last(self) -> pd.DataFrame:
        """Sums over the last year by scenario, seed and segment."""
        own = self._own
        return self._added(own[own["week"] > self.comparison.weeks - self.last_year], ["scenario", "seed", "segment"])

    @cached_property
    def _blocks(self) -> pd.DataFrame:
        """Sums by scenario, seed and block of weeks."""
        own = self._own
        return self._added(own.assign(block=self._block(own["week"])), ["scenario", "seed", "block"])

    def _added(self, rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
        return rows.groupby(by, observed=True, sort=False)[self._counters].sum()

    def _block(self, weeks: pd.Series) -> pd.Series:
        return (weeks - 1) // max(1, round(self.comparison.weeks / _POINTS))

    @cached_property
    def block_ends(self) -> np.ndarray:
        """Last week of each point of a trajectory."""
        weeks = pd.Series(self.weeks)
        return weeks.groupby(self._block(weeks)).max().to_numpy()

    @property
    def block_lengths(self) -> np.ndarray:
        """Weeks in each point of a trajectory."""
        return np.diff(self.block_ends, prepend=0)

    # --- figures of runs -------------------------------------------------------------------------------------------

    def levels(self, of: str | Indicator, *, last_year: bool = True, segment: str | None = None) -> pd.DataFrame:
        """Return an indicator or counter by seed (rows) and scenario (columns).

        Ratios are taken after adding up over the last year, or over all weeks; stocks are means over weeks, flows sums.
        """
        key = (of, last_year, segment)
        if key not in self._levels:
            levels = figure(of, self._sums(last_year, segment))
            if isinstance(of, str) and not _is_of_a_cause(of) and indicator(of).kind == "stock":
                levels = levels / (self.last_year if last_year else self.comparison.weeks)
            self._levels[key] = levels.unstack("scenario").reindex(columns=list(self.names))
        return self._levels[key]

    def _sums(self, last_year: bool, segment: str | None) -> pd.DataFrame:
        """Return counters by scenario and seed, added up over weeks, and over segments when `segment` is None."""
        key = (last_year, segment)
        if key not in self._added_up:
            sums = self._last if last_year else self._whole
            if segment is not None:
                sums = sums.xs(segment, level="segment")
            self._added_up[key] = sums.groupby(level=["scenario", "seed"], sort=False).sum()
        return self._added_up[key]

    def level(
        self,
        of: str | Indicator,
        scenario: str | None = None,
        *,
        last_year: bool = True,
        segment: str | None = None,
    ) -> float:
        """Return the mean over seeds of :meth:`levels` for a scenario, the baseline when None."""
        levels = self.levels(of, last_year=last_year, segment=segment)
        return float(levels[scenario or self.baseline].mean())

    def change(
        self,
        of: str | Indicator,
        scenario: str,
        against: str | None = None,
        *,
        last_year: bool = True,
        segment: str | None = None,
    ) -> Estimate:
        """Return the paired difference of a figure from the baseline, or to another scenario."""
        levels = self.levels(of, last_year=last_year, segment=segment)
        return estimate((levels[scenario] - levels[against or self.baseline]).to_numpy())

    def moves(self, of: str | Indicator, *, last_year: bool = True, segment: str | None = None) -> dict[str, Estimate]:
        """Return the difference of a figure from the baseline for each strategy that is drawn, by title."""
        return {self.titles[name]: self.change(of, name, last_year=last_year, segment=segment) for name in self.drawn}

    def relative_moves(self, of: str | Indicator) -> dict[str, Estimate]:
        """Return :meth:`moves` in the last year, in per cent of the baseline's mean."""
        levels = self.levels(of)
        before = levels[self.baseline].mean()
        percent = 100.0 / before if before else np.nan
        return {
            self.titles[name]: estimate(percent * (levels[name] - levels[self.baseline]).to_numpy())
            for name in self.drawn
        }

    def path(self, name: str) -> dict[str, np.ndarray]:
        """Return the path of an indicator or counter for each scenario: (seeds, points)."""
        series = figure(name, self._blocks).unstack("block")
        return {scenario: series.loc[scenario].to_numpy(float) for scenario in self.names}

    @property
    def weeks(self) -> np.ndarray:
        """The weeks of a run, 1 for the first: (weeks,)."""
        return np.arange(1, self.comparison.weeks + 1)

    @cached_property
    def _weekly(self) -> pd.DataFrame:
        """Sums over segments by scenario, seed and week."""
        return self._added(self._own, ["scenario", "seed", "week"])

    def by_week(self, scenario: str) -> dict[str, np.ndarray]:
        """Return every counter of a scenario: (seeds, weeks)."""
        of = self._weekly.xs(scenario, level="scenario")
        shape = (len(self.comparison.seeds), self.comparison.weeks)
        counted = np.ascontiguousarray(of[self._counters].to_numpy(float).T)
        return {counter: of_it.reshape(shape) for counter, of_it in zip(self._counters, counted, strict=True)}

    @cached_property
    def churn_at_first(self) -> float:
        """Customers lost in the first year of the baseline, in per cent a year."""
        run = {counter: weeks[:, :WEEKS_A_YEAR].sum() for counter, weeks in self.by_week(self.baseline).items()}
        return float(value(indicator("churn"), run))

    def gain_path(self) -> dict[str, np.ndarray]:
        """Return the accumulated discounted margin (EUR) for each scenario: (seeds, points)."""
        rate = self.comparison.market.category.discount_rate
        weeks = self._weekly.index.get_level_values("week").to_numpy(float)
        margin = (figure("margin_eur", self._weekly) * discounts(weeks, rate)).unstack("week")
        return {
            scenario: margin.loc[scenario].to_numpy(float).cumsum(axis=1)[:, self.block_ends - 1]
            for scenario in self.names
        }

    # --- metrics of the comparison ---------------------------------------------------------------------------------

    @cached_property
    def _metrics(self) -> pd.DataFrame:
        return self.comparison.per_seed.set_index(["seed", "scenario"])

    @cached_property
    def _summary(self) -> pd.DataFrame:
        return self.comparison.summary.set_index(["scenario", "metric"])

    def per_seed(self, metric: str) -> pd.DataFrame:
        """Return a metric of the comparison by seed (rows) and scenario (columns)."""
        return self._metrics[metric].unstack("scenario")[list(self.names)]

    def summarised(self, metric: str, scenario: str) -> pd.Series:
        """Return mean, difference, low, high and probabilities of a metric."""
        return self._summary.loc[(scenario, metric)]

    def gain(self, scenario: str, against: str | None = None, metric: str | None = None) -> Estimate:
        """Return the paired difference of a metric, with its sign such that above zero is better."""
        of = METRICS[metric or self.comparison.metric]
        difference = self.change_of_metric(of.name, scenario, against)
        return -difference if of.better == "lower" else difference

    def change_of_metric(self, metric: str, scenario: str, against: str | None = None) -> Estimate:
        """Return the paired difference of a metric from the baseline, or to another scenario."""
        levels = self.per_seed(metric)
        return estimate((levels[scenario] - levels[against or self.baseline]).to_numpy())

    @cached_property
    def ranking(self) -> tuple[str, ...]:
        """The scenarios from best to worst mean of the metric that ranks, baseline included; unknown values last."""
        means = self.per_seed(self.comparison.metric).mean()
        descending = self.metric.better != "lower"
        return tuple(means.sort_values(ascending=not descending, kind="stable", na_position="last").index)

    @cached_property
    def brand_shares(self) -> dict[str, pd.DataFrame]:
        """Share of all customers (%) in the last week, by brand: seed (rows) and scenario (columns)."""
        weekly = self.comparison.weekly
        last = weekly[(weekly["week"] == self.comparison.weeks) & (weekly["brand"] != NO_BRAND)]
        customers = last.groupby(["brand", "seed", "scenario"], observed=True)["customers"].sum()
        everybody = customers.groupby(level=["seed", "scenario"]).sum()
        shares = 100.0 * customers / everybody
        return {
            brand: shares.xs(brand, level="brand").unstack("scenario")[list(self.names)]
            for brand in self.comparison.market.listed("brands")
            if brand in customers.index.get_level_values("brand")
        }


def figure(of: str | Indicator, sums: pd.DataFrame) -> pd.Series:
    """Return an indicator or a counter, from summed counters; those of root causes are no indicators."""
    if isinstance(of, str) and _is_of_a_cause(of):
        return sums[of]
    return pd.Series(value(indicator(of) if isinstance(of, str) else of, sums), sums.index)


def _short(parts: Mapping[str, Any]) -> dict[str, str]:
    """Return titles of parts of a market, short enough for sentences and all different."""
    return _distinct({name: clipped(clean(phrase(part.title)), LONGEST_TITLE) for name, part in parts.items()})


def _distinct(titles: dict[str, str]) -> dict[str, str]:
    """Return titles that are all different: equal ones get their key added."""
    equal = [title for title, times in Counter(titles.values()).items() if times > 1]
    return {name: f"{title} ({name})" if title in equal else title for name, title in titles.items()}


def _is_of_a_cause(name: str) -> bool:
    return "." in name
