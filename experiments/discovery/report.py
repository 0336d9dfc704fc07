"""The page of a discovery, and its table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from experiments.discovery import figures, words
from experiments.discovery.boxes import Limit
from experiments.discovery.discovery import Discovery
from experiments.discovery.futures import Futures
from experiments.discovery.regions import Region
from experiments.pages.blocks import Cell, Figure, Point, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import clean, number, share
from experiments.pages.page import Page
from language import phrase


class _Row(NamedTuple):
    """One row of the table: a region and one of its limits."""

    region: int
    factor: str
    low: float
    high: float
    density: float
    coverage: float
    size: float
    points: int
    elsewhere: float
    density_low: float
    density_high: float
    fresh_density: float
    fresh_coverage: float
    by_chance: float
    is_believed: bool
    quasi_p: float
    found_again: float


def regions_table(of: Discovery) -> pd.DataFrame:
    """Return one row per region and limited factor, with the content and the reliability of the region."""
    rows = [
        _Row(
            region=place,
            factor=limit.factor,
            low=limit.low,
            high=limit.high,
            density=region.holds.density,
            coverage=region.holds.coverage,
            size=region.holds.size,
            points=region.holds.points,
            elsewhere=region.elsewhere,
            density_low=region.low,
            density_high=region.high,
            fresh_density=region.fresh.density,
            fresh_coverage=region.fresh.coverage,
            by_chance=region.by_chance,
            is_believed=region.is_believed,
            quasi_p=region.quasi_p[limit.factor],
            found_again=region.found_again[limit.factor],
        )
        for place, region in enumerate(of.regions, 1)
        for limit in region.box.limits
    ]
    return pd.DataFrame(rows, columns=list(_Row._fields))


def report(of: Discovery) -> Page:
    """Return the page of a discovery."""
    return Page(
        title=phrase(
            "{sweep}: where {scenario} loses", sweep=clean(of.sweep), scenario=clean(phrase(of.criterion.scenario))
        ),
        lead=[words.headline(of), words.measured(of)],
        blocks=[*_regions(of), *_nothing(of), _search(of)],
        kind=phrase("Scenario discovery"),
        facts=[
            phrase("{runs} points", runs=number(len(of.futures.runs))),
            phrase("{futures} futures", futures=number(of.futures.runs.sum())),
            phrase("{factors} factors", factors=number(len(of.futures.factors))),
        ],
        points=list(_points(of)),
    )


def _points(of: Discovery) -> Iterator[Point]:
    if not 0 < of.futures.loss_share < 1:
        return
    yield Point(phrase("Elsewhere"), words.elsewhere(of))
    for place, region in enumerate(of.believed, 1):
        label = phrase("Reliability") if len(of.believed) == 1 else phrase("Reliability, region {place}", place=place)
        yield Point(label, words.reliability(region))


def _regions(of: Discovery) -> Iterator[Section]:
    """Yield a chapter for each region that is better than chance."""
    left = of.futures
    for place, region in enumerate(of.believed, 1):
        title = phrase("The region") if len(of.believed) == 1 else phrase("Region {place}", place=place)
        limits = region.box.limits
        # A single limit is drawn against the next factor of the sweep, in which the region has no bound.
        second = limits[1] if len(limits) > 1 else _unlimited(of, limits[0].factor)
        panels = [
            _limits(of, region),
            *([_plane(of, place, limits[0], second, left)] if second else []),
            _trade_off(of, region, left),
        ]
        lead = [words.region_in_words(of, region), words.reliability(region), words.which_limits(of, region)]
        yield Section(f"region-{place}", title, lead, [Figure(panels, legend=""), _limits_table(of, region)])
        left = left.at(~region.box.holds(left))


def _unlimited(of: Discovery, factor: str) -> Limit | None:
    others = [name for name in of.futures.factors if name != factor]
    return Limit(others[0]) if others else None


def _limits(of: Discovery, region: Region) -> Panel:
    panel = Panel(
        phrase("Limits of the region"),
        words.region_in_words(of, region),
        phrase("Thin: the range of the sweep. Thick: the part in the region."),
    )
    return figures.limits(panel, region.box.limits, of.futures.ranges, of.titles)


def _plane(of: Discovery, place: int, across: Limit, up: Limit, left: Futures) -> Panel:
    panel = Panel(
        phrase("{upwards}, over {across}", upwards=of.titles[up.factor], across=of.titles[across.factor]),
        phrase("One mark per point of the sweep, region {place} as a frame.", place=place),
        phrase(
            "Red, filled: it loses. Green, hollow: it does not. The frame is the region, as far as these "
            "factors limit it."
        ),
    )
    return figures.plane(panel, left, (across, up), of.titles[across.factor])


def _trade_off(of: Discovery, region: Region, left: Futures) -> Panel:
    panel = Panel(
        phrase("Density (share of losses in a region) against coverage (share of all losses)"),
        phrase("One dot per candidate region."),
        phrase("The filled mark is the chosen region, the dashed line the overall share of losses."),
    )
    found = list(of.search.boxes(left).values())
    chosen = region.holds._replace(coverage=region.holds.coverage * of.futures.losses / left.losses)
    return figures.trade_off(panel, found, chosen, left.loss_share)


def _limits_table(of: Discovery, region: Region) -> Table:
    rows = [
        [
            Cell(of.titles[limit.factor], clean(limit.factor)),
            Cell(words.bounds(limit)),
            Cell(
                phrase(
                    "{low:.3g} to {high:.3g}",
                    low=of.futures.ranges[limit.factor][0],
                    high=of.futures.ranges[limit.factor][1],
                )
            ),
            Cell(f"{region.quasi_p[limit.factor]:.2g}"),
            Cell(share(region.found_again[limit.factor])),
        ]
        for limit in region.box.limits
    ]
    return Table(
        phrase("Limits"),
        [phrase("Factor"), phrase("In the region"), phrase("In the sweep"), phrase("Quasi-p"), phrase("Found again")],
        rows,
        phrase(
            "Quasi-p: probability that the limit adds nothing to the density. Found again: share of "
            "resamples in which the search limits this factor."
        ),
    )


def _nothing(of: Discovery) -> Iterator[Section]:
    """Yield a chapter on the best region when it is no better than chance."""
    if not of.believed and 0 < of.futures.loss_share < 1:
        yield Section("nothing", phrase("No region better than chance"), [words.best_of_chance(of)])


def _search(of: Discovery) -> Section:
    rows = [
        [Cell(of.titles[name], clean(name)), Cell(f"{low:.6g}"), Cell(f"{high:.6g}")]
        for name, (low, high) in of.futures.ranges.items()
    ]
    table = Table(phrase("Factors of the sweep"), [phrase("Factor"), phrase("From"), phrase("To")], rows)
    return Section("search", phrase("How the search was done"), [words.searched(of)], [table])
