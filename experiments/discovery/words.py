"""A discovery in words; regions no better than chance are reported as such."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.discovery.boxes import Limit
from experiments.discovery.discovery import Discovery
from experiments.discovery.regions import FOLDS, RESAMPLED, SHUFFLED, Region
from experiments.measures.metrics import METRICS
from experiments.pages.formats import NBSP, amount, clean, listed, number, share
from experiments.pages.phrases import figure, quoted

_FACTORS_AGAIN = 0.5
"""A factor found again in a smaller share of resamples is doubtful."""


def headline(of: Discovery) -> str:
    """Return where the strategy loses."""
    strategy, futures = quoted(clean(of.criterion.scenario)), of.futures
    runs = number(futures.runs.sum())
    if not futures.losses:
        return f"{strategy} loses in none of {runs} futures: there is no region to find."
    if futures.loss_share == 1:
        return f"{strategy} loses in all {runs} futures, whatever the values of the factors."
    often = f"{strategy} loses in {share(futures.loss_share)} of {runs} futures"
    if not of.believed:
        return f"{often}, and in no region of the factors more often than by chance."
    return f"{often}. {region_in_words(of, of.believed[0])}"


def region_in_words(of: Discovery, region: Region) -> str:
    """Return a region with its density and coverage: where, how often, and how much of all losses."""
    holds = region.holds
    where = limits_in_words(of, region.box.limits)
    return (
        f"It loses when {where}: in {share(holds.density)} of those futures (density), with "
        f"{share(holds.coverage)} of all losses (coverage)."
    )


def limits_in_words(of: Discovery, limits: Sequence[Limit]) -> str:
    """Return limits as a phrase: ``“families · price sensitivity” is above 1.2``."""
    return listed([f"{quoted(of.titles[limit.factor])} is {bounds(limit)}" for limit in limits])


def bounds(limit: Limit) -> str:
    """Return a limit as a phrase."""
    if math.isinf(limit.low):
        return f"at most {limit.high:.3g}"
    if math.isinf(limit.high):
        return f"above {limit.low:.3g}"
    return f"between {limit.low:.3g} and {limit.high:.3g}"


def measured(of: Discovery) -> str:
    """Return the definition of a loss."""
    criterion, metric = of.criterion, METRICS[of.criterion.metric]
    other, least = quoted(clean(criterion.against)), amount(abs(criterion.least_gain), metric.unit)
    if criterion.least_gain > 0:
        how = f"is not at least {least} better than {other}"
    else:
        how = f"is worse than {other}" + (f" by more than {least}" if criterion.least_gain else "")
    counts = figure(metric.label, metric.unit)
    text = f"It loses where it {how}, with the same seed at the same point. What counts is {counts}."
    if of.futures.unknown:
        text += f" {number(of.futures.unknown)} runs without a value are left out."
    return text


def elsewhere(of: Discovery) -> str:
    """Return how often the strategy loses outside all regions."""
    if not of.believed:
        return f"It loses everywhere in about {share(of.futures.loss_share)} of futures."
    covered = sum(region.holds.coverage for region in of.believed)
    where = "the region" if len(of.believed) == 1 else f"the {len(of.believed)} regions"
    return (
        f"Outside {where} it loses in {share(of.believed[-1].elsewhere)} of futures; {where} include"
        f"{'s' if len(of.believed) == 1 else ''} {share(covered)} of all losses."
    )


def reliability(region: Region) -> str:
    """Return how reliable a region is."""
    fresh = region.fresh
    as_good = round(region.by_chance * (SHUFFLED + 1)) - 1
    apart = (
        f"in held-out futures, such regions have {share(fresh.density)} losses and include "
        f"{share(fresh.coverage)} of all losses"
        if math.isfinite(fresh.density)
        else "in held-out futures, no region was found"
    )
    return (
        f"Density {share(region.holds.density)} (95 % interval {share(region.low)} to {share(region.high)}, over "
        f"{region.holds.points} points); {apart}. An equally good region was found by chance in {as_good or 'none'} of "
        f"{SHUFFLED} permutations."
    )


def which_limits(of: Discovery, region: Region) -> str:
    """Return which limits are reliable, and which are doubtful."""
    doubtful = [quoted(of.titles[factor]) for factor, again in region.found_again.items() if again < _FACTORS_AGAIN]
    found = listed([f"{quoted(of.titles[factor])} {share(again)}" for factor, again in region.found_again.items()])
    text = f"Of {RESAMPLED} resamples of the futures, the search finds these limits again: {found}."
    if doubtful:
        text += f" {listed(doubtful)} may be due to chance in this sweep."
    return text


def best_of_chance(of: Discovery) -> str:
    """Return the best region when none is better than chance."""
    if not of.regions:
        return "The search found no region in which every limit raises the share of losses."
    region = of.regions[0]
    return (
        f"The best region found ({limits_in_words(of, region.box.limits)}: {share(region.holds.density)} losses) is "
        f"no better than the best one in {share(region.by_chance)} of permuted futures, in which no factor matters."
    )


def searched(of: Discovery) -> str:
    """Return how regions were searched."""
    merit = (
        f"as the region with the highest coverage among those with at least {share(of.search.density)} losses"
        if of.search.density
        else "by the number of losses in excess of their share of the futures"
    )
    return (
        f"Regions are the nodes of regression trees of at most {of.search.max_limits} limits over "
        f"{number(len(of.futures.factors))} factors, chosen {merit}; each has at least {share(of.search.smallest)} of "
        f"the futures. Limits that add nothing (quasi-p above 5{NBSP}%) are removed. Held-out results come from "
        f"{FOLDS}-fold cross-validation."
    )
