"""Net present value and net promoter score of every brand of the shipped markets, at prices from half to three times
the one that it asks.

Each brand in turn asks another price from week 1 for five years. Unit costs and rivals stay as they are, and all worlds
of a seed have the same people and random numbers. The score is that of all customers that the brand has in the five
years: who finds it too dear and leaves no longer counts.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.published import Curve, against_published, curve_inks
from experiments.running.pool import pooled
from experiments.studies.figure_file import figure_svg, side_by_side
from experiments.validation.pattern import jackknife
from experiments.validation.patterns.contrasts import lever
from experiments.validation.patterns.price_sanity import FACTORS, HIGHEST, LIST, LOWEST, WEEKS, present_value
from sim.market.loading import load_market
from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from tests.common_sense.figures import figure, stepped
from tests.worlds import simulation

CUSTOMERS, SEEDS = 4_000, 4
MARKETS = ("telecom", "retail", "rail", "software")
PROMOTERS, DETRACTORS, OF = range(3)


class Prices(NamedTuple):
    """What prices do to the brands of a market, in the order of its file.

    Attributes
    ----------
    titles : of the brands, (B,).
    npv, npv_error : net present value of five years, % of the size of that at the list price, (B, 7).
    nps, nps_error : net promoter score, (B, 7).
    """

    titles: Sequence[str]
    npv: np.ndarray
    npv_error: np.ndarray
    nps: np.ndarray
    nps_error: np.ndarray

    @property
    def best(self) -> list[float]:
        """The price with the largest net present value of each brand, in list prices."""
        return [FACTORS[int(np.argmax(curve))] for curve in self.npv]


def tried(customers: int, market: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return of each brand and price the net present value, (B, 7) EUR, and promoters, detractors and customers summed
    over the weeks, (B, 7, 3)."""
    beginning = simulation(market, customers, seed)
    usual = stepped(beginning.fork(Scenario.baseline()), WEEKS)
    names = sold(beginning.market)
    npv, scores = np.empty((len(names), len(FACTORS))), np.empty((len(names), len(FACTORS), 3))
    for row, name in enumerate(names):
        position = list(beginning.market.brands).index(name)
        for place, factor in enumerate(FACTORS):
            world = usual if place == LIST else priced(beginning, name, factor)
            npv[row, place] = present_value(world, position)
            booked = world.ledger.table().query("brand == @name")
            scores[row, place] = booked[["promoters", "detractors", "customers"]].sum()
    return npv, scores


def sold(market: Market) -> list[str]:
    """Return the brands that have customers at the start, in the order of the file."""
    return [name for name in market.listed("brands") if market.brands[name].share]


def priced(beginning: Simulation, brand: str, factor: float) -> Simulation:
    """Return the world of five years later in which a brand asks so many times its list price."""
    dearer = Lever.model_validate(lever(f"brands.{brand}.offer.price_eur", multiply=factor))
    return stepped(beginning.fork(Scenario(name="priced", levers=(dearer,))), WEEKS)


def prices(market: str, customers: int = CUSTOMERS, seeds: int = SEEDS) -> Prices:
    """Return what prices do to the brands of a shipped market."""
    runs = dict(pooled(partial(tried, customers, market), range(1, seeds + 1), len(os.sched_getaffinity(0))))
    npv, scores = (np.stack([runs[seed][part] for seed in sorted(runs)]) for part in range(2))
    shipped = load_market(market)
    return Prices(
        [shipped.brands[name].title for name in sold(shipped)],
        *jackknife(lambda summed: 100 * summed / np.abs(summed[:, LIST : LIST + 1]), npv),
        *jackknife(lambda summed: 100 * (summed[..., PROMOTERS] - summed[..., DETRACTORS]) / summed[..., OF], scores),
    )


def drawing(of: dict[str, Prices]) -> str:
    """Return net present value (above) and net promoter score (below) against the price as one SVG document."""
    return side_by_side(
        [
            _panel(f"{title}, {market}", seen.titles, values, errors)
            for title, part in (("Net present value, % of that at the list price", "npv"), (figure("nps").words, "nps"))
            for market, seen in of.items()
            for values, errors in [(getattr(seen, part), getattr(seen, f"{part}_error"))]
        ],
        columns=len(of),
    )


def _panel(title: str, names: Sequence[str], values: np.ndarray, errors: np.ndarray) -> str:
    curves = [Curve(name.partition(",")[0], y, error) for name, y, error in zip(names, values, errors, strict=True)]
    panel = against_published(
        Panel(title, f"{title} against the price, by brand."), FACTORS, curves, "price, in list prices"
    )
    return figure_svg(panel, [(curve.name, ink) for curve, ink in zip(curves, curve_inks(curves), strict=True)])


def in_words(market: str, seen: Prices) -> str:
    """Return in sentences where the best of the prices are, which lie outside what is sane, and if NPS ever rises."""
    names = [title.partition(",")[0] for title in seen.titles]
    best = dict(zip(names, seen.best, strict=True))
    odd = [f"{name} at {price:g}" for name, price in best.items() if not LOWEST <= price <= HIGHEST]
    places = ", ".join(f"{price:g} for {name}" for name, price in best.items())
    verdict = (
        f"outside {LOWEST:g} to {HIGHEST:g}: **{', '.join(odd)}**" if odd else f"all from {LOWEST:g} to {HIGHEST:g}"
    )
    steps = np.diff(seen.nps, axis=1)
    beyond_chance = 2 * np.hypot(seen.nps_error[:, 1:], seen.nps_error[:, :-1])
    rises = [
        f"{names[brand]} from {FACTORS[at]:g} to {FACTORS[at + 1]:g}"
        for brand, at in np.argwhere(steps > beyond_chance)
    ]
    liked = f"The NPS rises with the price for **{', '.join(rises)}**." if rises else "The NPS rises with no price."
    return f"In {market} the best of the seven prices is {places} ({verdict}). {liked}"
