"""Networks of five forms: what a referral programme and a louder promise do in each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.measures.paired import Estimate, estimate
from experiments.measures.paired import bands as band_of
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import grouped_intervals
from experiments.pages.charts.lines import Path as Line
from experiments.pages.charts.lines import bands
from experiments.pages.formats import amount, horizon, listed, number, plus_minus
from experiments.pages.palette import Ink, inks
from experiments.studies.networks_2026_11.shape import Shape, shape_of
from experiments.studies.pairs import Pairs
from experiments.studies.work import Figure, Findings, Table, Work
from experiments.sweep.loading import load_sweep
from experiments.sweep.sweep import Sweep
from sim.market.loading import load_market

TITLE = "Does it matter who talks with whom?"
DATE = "November 2026"
QUESTION = (
    "What do a referral programme and a louder promise do where people talk in a small world, around a few hubs, among "
    "their like, or at random, with the same number of ties; and what do they do where nobody talks?"
)
_HOME = Path(__file__).parent
_USUAL = "stochastic_block"
"""The network of the shipped market."""
_SILENT = "silent"
_NETWORKS = {
    "small_world": "Small world",
    "scale_free": "Scale-free",
    "stochastic_block": "Stochastic blocks",
    "random": "Random",
    "silent": "Nobody talks",
}
_STRATEGIES = {"referral": "Reward recommendations", "overpromise": "Promise more"}
_FIGURES = {
    "npv_eur": ("Present value against the baseline, EUR", "EUR"),
    "share": ("Share of customers against the baseline, points", "%"),
    "gains": ("Customers won against the baseline, % of those won there", "% change"),
}


@dataclass(frozen=True)
class _Runs:
    """The runs of both strategies in a network."""

    pairs: Pairs
    shape: Shape

    def effect(self, figure: str, strategy: str) -> np.ndarray:
        """Return what a strategy changes, (seeds,)."""
        difference = self.pairs.values(figure, strategy) - self.pairs.values(figure, "baseline")
        if figure == "npv_eur":
            return self.pairs.whole * difference
        return 100.0 * difference / self.pairs.values(figure, "baseline") if figure == "gains" else difference


def findings(work: Work) -> Findings:
    """Return the findings."""
    planned = work.sized(load_sweep(_HOME / "study.yaml"))
    there = {name: _talking(name, planned) for name in _NETWORKS}
    runs = {name: _runs_of(each, work) for name, each in there.items()}
    effects = {
        (figure, strategy, name): estimate(each.effect(figure, strategy))
        for figure in _FIGURES
        for strategy in _STRATEGIES
        for name, each in runs.items()
    }
    return Findings(
        answer=_answer(effects, runs),
        design=_design(planned),
        found=_found(effects, runs),
        figures=[*_forests(effects), *_courses(runs)],
        tables=[_shapes(runs), _numbers(effects)],
        doubts=_DOUBTS,
        results=_results(effects, runs),
        again=f"It runs {len(_NETWORKS)} sweeps of {planned.runs} runs, one a network, and keeps them in `results/`.",
    )


def _talking(network: str, planned: Sweep) -> Sweep:
    """Return the sweep on the market with another network."""
    market = load_market(_HOME / "markets" / f"{network}.yaml")
    return replace(planned, study=replace(planned.study, market=market))


def _runs_of(planned: Sweep, work: Work) -> _Runs:
    shape = shape_of(planned.study.market, planned.study.customers, planned.seeds)
    return _Runs(Pairs(planned, work.sweep(planned)), shape)


def _design(planned: Sweep) -> list[str]:
    study = planned.study
    return [
        f"The telecom market with five networks; the four in which people talk have {study.market.network.ties:g} ties "
        "each on average and the same share of strong ones. Nothing else differs: brands were not fitted again.",
        "Without word of mouth, messages are not received, and customers who leave influence no one (the brand that "
        "they joined is still noticed). Other social influence remains: people still prefer what their ties use, and "
        "follow a prescriber.",
        "The two shipped strategies `referral` (a reward for recommendations, EUR 25 for a customer acquired by "
        "word of mouth) and `overpromise` (stronger promises), each against the baseline of its own network.",
        f"{number(study.customers)} customers, {len(planned.seeds)} seeds shared by all networks and strategies, "
        f"{horizon(study.weeks)} after a burn-in. Sums of money are scaled to the market of "
        f"{number(study.market.category.customers)} people that its file describes. Intervals are 95 % t-intervals "
        f"over seeds; of the {2 * len(_FIGURES) * (len(_NETWORKS) - 1)} comparisons between networks below about one "
        "is significant by chance.",
    ]


def _answer(effects: dict[tuple[str, str, str], Estimate], runs: dict[str, _Runs]) -> str:
    """Return the effects of structure and word of mouth, in two sentences."""
    sentences = []
    for strategy, title in _STRATEGIES.items():
        among = [effects["npv_eur", strategy, name] for name in _NETWORKS if name != _SILENT]
        low, high = min(each.mean for each in among), max(each.mean for each in among)
        silent = effects["npv_eur", strategy, _SILENT]
        sentences.append(
            f"“{title}” is worth {amount(low, 'EUR', signed=True)} to {amount(high, 'EUR', signed=True)} over the four "
            f"networks with word of mouth, and {plus_minus(silent, 'EUR', signed=True)} without it"
        )
    apart = [name for strategy in _STRATEGIES for name in _differing("npv_eur", strategy, runs)]
    form = (
        "The structure of the network significantly changes"
        if apart
        else "The structure of the network does not significantly change"
    )
    return f"{'; '.join(sentences)}. {form} the value of the strategies."


def _differing(figure: str, strategy: str, runs: dict[str, _Runs]) -> list[str]:
    """Return the talking networks in which an effect differs significantly from that in the shipped one."""
    return [name for name, gap in _gaps(figure, strategy, runs).items() if gap.is_significant and name != _SILENT]


def _gaps(figure: str, strategy: str, runs: dict[str, _Runs]) -> dict[str, Estimate]:
    """Return the effect in each other network less that in the shipped one."""
    usual = runs[_USUAL].effect(figure, strategy)
    return {name: estimate(each.effect(figure, strategy) - usual) for name, each in runs.items() if name != _USUAL}


def _found(effects: dict[tuple[str, str, str], Estimate], runs: dict[str, _Runs]) -> list[str]:
    """Return a sentence for each strategy and figure."""
    return [_sentence(effects, runs, strategy, figure) for strategy in _STRATEGIES for figure in _FIGURES]


def _sentence(effects: dict[tuple[str, str, str], Estimate], runs: dict[str, _Runs], strategy: str, figure: str) -> str:
    """Return in how many networks a figure changes, and in which the change differs from that in the shipped one."""
    title, unit = _FIGURES[figure]
    of = [effects[figure, strategy, name] for name in _NETWORKS]
    up, down = sum(each.is_above for each in of), sum(each.is_below for each in of)
    ways = [f"up in {up}"] * (up > 0) + [f"down in {down}"] * (down > 0)
    moved = listed(ways) or "no significant change in any"
    gaps = _gaps(figure, strategy, runs)
    silent = gaps.pop(_SILENT)
    differing = listed([_NETWORKS[name].lower() for name, gap in gaps.items() if gap.is_significant])
    widest = amount(max(gap.half_width for gap in gaps.values()), unit, signed=True).replace("+", "")
    return (
        f"“{_STRATEGIES[strategy]}”, {title.partition(',')[0].lower()}: {moved} of {len(of)} networks. The effect "
        f"differs from that among stochastic blocks in {differing or 'no other network with word of mouth'} "
        f"(detectable from about {widest}); without word of mouth it changes by "
        f"{plus_minus(silent, unit, signed=True)} ({'significant' if silent.is_significant else 'not significant'})."
    )


def _forests(effects: dict[tuple[str, str, str], Estimate]) -> list[Figure]:
    """Return one figure a metric: both strategies in each network."""
    by = dict(zip(_STRATEGIES.values(), inks(3)[1:], strict=True))
    figures = []
    for figure, (title, unit) in _FIGURES.items():
        groups = {
            label: {words: effects[figure, strategy, name] for strategy, words in _STRATEGIES.items()}
            for name, label in _NETWORKS.items()
        }
        panel = Panel(title, "One dot with its interval for each strategy in each network.")
        figures.append(
            Figure(
                figure.removesuffix("_eur"),
                grouped_intervals(panel, groups, by, unit),
                "Dots are means over seeds with 95 % intervals; hollow where the interval includes zero.",
                list(by.items()),
            )
        )
    return figures


def _courses(runs: dict[str, _Runs]) -> list[Figure]:
    """Return one figure a strategy: the share of customers over the weeks, in each network."""
    own: dict[str, Ink] = dict(zip(_NETWORKS, inks(len(_NETWORKS) + 1)[1:], strict=True))
    figures = []
    for strategy, title in _STRATEGIES.items():
        panel = Panel(f"{title}: share of customers, points", "Difference to the baseline by week, one line a network.")
        lines = [
            Line(own[name], *band_of(each.pairs.difference("share", strategy, "baseline")))
            for name, each in runs.items()
        ]
        weeks = next(iter(runs.values())).pairs.weeks
        figures.append(
            Figure(
                f"{strategy}-share",
                bands(panel, weeks, lines, "%"),
                "Difference to the baseline of the same network, with 95 % bands over seeds.",
                [(_NETWORKS[name], ink) for name, ink in own.items()],
            )
        )
    return figures


def _shapes(runs: dict[str, _Runs]) -> Table:
    rows = [
        [
            label,
            number(runs[name].shape.ties, 1),
            number(runs[name].shape.spread, 2),
            number(runs[name].shape.maximum),
            number(runs[name].shape.clustering, 3),
            number(runs[name].shape.alike, 2),
        ]
        for name, label in _NETWORKS.items()
    ]
    head = ["Network", "Ties each", "Spread of ties", "Most ties", "Clustering", "Ties within a segment"]
    return Table(
        "The networks as they were grown (mean over seeds). Spread is the standard deviation of ties over their mean, "
        "clustering the share of pairs of one's ties who are tied themselves.",
        head,
        rows,
    )


def _numbers(effects: dict[tuple[str, str, str], Estimate]) -> Table:
    rows = [
        [
            _STRATEGIES[strategy],
            label,
            *(plus_minus(effects[f, strategy, name], u, signed=True) for f, (_, u) in _FIGURES.items()),
        ]
        for strategy in _STRATEGIES
        for name, label in _NETWORKS.items()
    ]
    return Table(
        "What each strategy changes, with 95 % intervals.",
        ["Strategy", "Network", "Present value", "Share", "Customers won"],
        rows,
    )


def _results(effects: dict[tuple[str, str, str], Estimate], runs: dict[str, _Runs]) -> pd.DataFrame:
    rows = [
        {
            "network": name,
            "strategy": strategy,
            "figure": figure,
            "difference": each.mean,
            "low": each.low,
            "high": each.high,
        }
        for (figure, strategy, name), each in effects.items()
    ]
    rows += [
        {"network": name, "figure": field, "difference": value}
        for name, each in runs.items()
        for field, value in each.shape._asdict().items()
    ]
    return pd.DataFrame(rows)


_DOUBTS = [
    "The customers here have 8 ties and a small population; in a network of millions hubs are larger, and clusters can "
    "keep an opinion to themselves for longer.",
    "Talk has two effects that fade within weeks, praise and blame in one's ear; where opinions spread over many steps "
    "(rumours, adoption of something new) form should matter more. A new category is another study.",
    "Parameters of word of mouth are graded as adapted or assumed in the parameter sheet. Measured networks of "
    "customers with their conversations, or a field experiment on referrals by hubs, would replace both.",
    "Brands were not fitted again to each network, so their shares at the start differ a little from one to the other.",
]
