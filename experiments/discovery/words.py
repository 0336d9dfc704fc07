"""A discovery in words; regions no better than chance are reported as such."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.discovery.boxes import Limit
from experiments.discovery.discovery import Discovery
from experiments.discovery.regions import FOLDS, RESAMPLED, SHUFFLED, Region
from experiments.measures.metrics import METRICS
from experiments.pages.formats import amount, clean, listed, number, share
from experiments.pages.phrases import figure, quoted
from language import phrase, plural

_FACTORS_AGAIN = 0.5
"""A factor found again in a smaller share of resamples is doubtful."""


def headline(of: Discovery) -> str:
    """Return where the strategy loses."""
    strategy, futures = quoted(clean(phrase(of.criterion.scenario))), of.futures
    runs = number(futures.runs.sum())
    if not futures.losses:
        return phrase(
            "{strategy} loses in none of {runs} futures: there is no region to find.", strategy=strategy, runs=runs
        )
    if futures.loss_share == 1:
        return phrase(
            "{strategy} loses in all {runs} futures, whatever the values of the factors.", strategy=strategy, runs=runs
        )
    values = {"strategy": strategy, "loss_share": share(futures.loss_share), "runs": runs}
    if not of.believed:
        return phrase(
            "{strategy} loses in {loss_share} of {runs} futures, and in no region of the factors more often than by "
            "chance.",
            **values,
        )
    often = phrase("{strategy} loses in {loss_share} of {runs} futures.", **values)
    return f"{often} {region_in_words(of, of.believed[0])}"


def region_in_words(of: Discovery, region: Region) -> str:
    """Return a region with its density and coverage: where, how often, and how much of all losses."""
    holds = region.holds
    where = limits_in_words(of, region.box.limits)
    return phrase(
        "It loses when {where}: in {density} of those futures (density), with {coverage} of all losses (coverage).",
        where=where,
        density=share(holds.density),
        coverage=share(holds.coverage),
    )


def limits_in_words(of: Discovery, limits: Sequence[Limit]) -> str:
    """Return limits as a phrase: ``“families · price sensitivity” is above 1.2``."""
    return listed(
        [
            phrase("{factor} is {bounds}", factor=quoted(of.titles[limit.factor]), bounds=bounds(limit))
            for limit in limits
        ]
    )


def bounds(limit: Limit) -> str:
    """Return a limit as a phrase."""
    if math.isinf(limit.low):
        return phrase("at most {high:.3g}", high=limit.high)
    if math.isinf(limit.high):
        return phrase("above {low:.3g}", low=limit.low)
    return phrase("between {low:.3g} and {high:.3g}", low=limit.low, high=limit.high)


def measured(of: Discovery) -> str:
    """Return the definition of a loss."""
    criterion, metric = of.criterion, METRICS[of.criterion.metric]
    other, least = quoted(clean(phrase(criterion.against))), amount(abs(criterion.least_gain), metric.unit)
    values = {"least": least, "other": other, "counts": figure(phrase(metric.label), metric.unit)}
    if criterion.least_gain > 0:
        text = phrase(
            "It loses where it is not at least {least} better than {other}, with the same seed at the same point. What "
            "counts is {counts}.",
            **values,
        )
    elif criterion.least_gain:
        text = phrase(
            "It loses where it is worse than {other} by more than {least}, with the same seed at the same point. What "
            "counts is {counts}.",
            **values,
        )
    else:
        text = phrase(
            "It loses where it is worse than {other}, with the same seed at the same point. What counts is {counts}.",
            **values,
        )
    if of.futures.unknown:
        text += " " + phrase("{unknown} runs without a value are left out.", unknown=number(of.futures.unknown))
    return text


def elsewhere(of: Discovery) -> str:
    """Return how often the strategy loses outside all regions."""
    if not of.believed:
        return phrase("It loses everywhere in about {loss_share} of futures.", loss_share=share(of.futures.loss_share))
    covered = sum(region.holds.coverage for region in of.believed)
    return plural(
        "Outside the region it loses in {elsewhere} of futures; the region includes {covered} of all losses.",
        "Outside the {count} regions it loses in {elsewhere} of futures; the regions include {covered} of all losses.",
        len(of.believed),
        count=len(of.believed),
        elsewhere=share(of.believed[-1].elsewhere),
        covered=share(covered),
    )


def reliability(region: Region) -> str:
    """Return how reliable a region is."""
    fresh = region.fresh
    as_good = round(region.by_chance * (SHUFFLED + 1)) - 1
    apart = (
        phrase(
            "in held-out futures, such regions have {density} losses and include {coverage} of all losses",
            density=share(fresh.density),
            coverage=share(fresh.coverage),
        )
        if math.isfinite(fresh.density)
        else phrase("in held-out futures, no region was found")
    )
    return phrase(
        "Density {density} (95\u00a0% interval {low} to {high}, over {points} points); {apart}. An equally "
        "good region was found by chance in {value} of {shuffled} permutations.",
        density=share(region.holds.density),
        low=share(region.low),
        high=share(region.high),
        points=region.holds.points,
        apart=apart,
        value=as_good or phrase("none"),
        shuffled=SHUFFLED,
    )


def which_limits(of: Discovery, region: Region) -> str:
    """Return which limits are reliable, and which are doubtful."""
    doubtful = [quoted(of.titles[factor]) for factor, again in region.found_again.items() if again < _FACTORS_AGAIN]
    found = listed([f"{quoted(of.titles[factor])} {share(again)}" for factor, again in region.found_again.items()])
    text = phrase(
        "Of {resamples} resamples of the futures, the search finds these limits again: {found}.",
        resamples=RESAMPLED,
        found=found,
    )
    if doubtful:
        text += " " + phrase("{doubtful} may be due to chance in this sweep.", doubtful=listed(doubtful))
    return text


def best_of_chance(of: Discovery) -> str:
    """Return the best region when none is better than chance."""
    if not of.regions:
        return phrase("The search found no region in which every limit raises the share of losses.")
    region = of.regions[0]
    return phrase(
        "The best region found ({limits_in_words}: {density} losses) is no better than the best one in "
        "{by_chance} of permuted futures, in which no factor matters.",
        limits_in_words=limits_in_words(of, region.box.limits),
        density=share(region.holds.density),
        by_chance=share(region.by_chance),
    )


def searched(of: Discovery) -> str:
    """Return how regions were searched."""
    merit = (
        phrase(
            "as the region with the highest coverage among those with at least {density} losses",
            density=share(of.search.density),
        )
        if of.search.density
        else phrase("by the number of losses in excess of their share of the futures")
    )
    return phrase(
        "Regions are the nodes of regression trees of at most {max_limits} limits over {factors} "
        "factors, chosen {merit}; each has at least {smallest} of the futures. Limits that add nothing "
        "(quasi-p above 5\u00a0%) are removed. Held-out results come from {FOLDS}-fold cross-validation.",
        max_limits=of.search.max_limits,
        factors=number(len(of.futures.factors)),
        merit=merit,
        smallest=share(of.search.smallest),
        FOLDS=FOLDS,
    )
