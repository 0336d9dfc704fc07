"""The findings in words: which assumptions matter, how surely, and whether any could reverse the decision."""

from __future__ import annotations

import math

from experiments.pages.formats import NBSP, amount, listed, number, share, words
from experiments.sensitivity.analysis import Finding
from experiments.sensitivity.convergence import LITTLE_NOISE, NARROW
from experiments.sensitivity.decision import Decision, Driver
from experiments.sensitivity.indices import Index
from experiments.sensitivity.view import SensitivityView, quoted
from language import mark, phrase, plural

_MOST_NAMED = 3
_STEEP = 2.0
"""Times more reversals at one end of a range than at the other make a direction."""
_ALMOST_ALL = 0.95
_VARIANCE = ("ST", "S1", "S2")
_UNIT_FREE = ("median", "maximum", "delta", "distance", "distance_lowest", "distance_highest")


def headline(view: SensitivityView) -> str:
    """Return the answer in one or two sentences."""
    return headline_of(view, view.finding) if view.finding.decision else what_matters(view, view.finding)


def headline_of(view: SensitivityView, finding: Finding) -> str:
    """Return how two scenarios compare, and whether that could be reversed; empty where there is no decision."""
    if finding.decision is None:
        return ""
    return f"{_usual_comparison(view, finding, finding.decision)} {reversal(view, finding)}"


def _usual_comparison(view: SensitivityView, finding: Finding, decided: Decision) -> str:
    """Return how the two scenarios compare with default values."""
    outcome = finding.outcome
    first, second = view.scenario(outcome.first), view.scenario(outcome.second or 0)
    if not decided.is_significant:
        why = (
            phrase("random variation is unknown with one seed")
            if math.isinf(decided.low)
            else phrase("the difference is within random variation")
        )
        return phrase(
            "With default values {first} and {second} do not differ significantly ({why}).",
            first=first,
            second=second,
            why=why,
        )
    by = size(decided.usual, outcome.unit, (decided.high - decided.low) / 2)
    return phrase(_COMPARED[bool(outcome.better), bool(decided.usual < 0)], first=first, second=second, by=by)


_COMPARED = {
    (True, False): mark("With default values {first} beats {second} by {by}."),
    (True, True): mark("With default values {first} is worse than {second} by {by}."),
    (False, False): mark("With default values {first} is higher than {second} by {by}."),
    (False, True): mark("With default values {first} is lower than {second} by {by}."),
}
"""Whether one way is better, and whether the first scenario is lower."""


def reversal(view: SensitivityView, finding: Finding) -> str:
    """Return whether any assumption could reverse the decision, and which."""
    decided = finding.decision
    if decided is None:
        return ""
    most = share(decided.share_high)
    if not decided.is_possible:
        none = (
            phrase(
                "No simulated combination reverses it: at most {share} of the space of assumptions could.", share=most
            )
            if decided.is_significant
            else phrase(
                "No simulated combination gives the difference the opposite sign: at most {share} of the space of "
                "assumptions could.",
                share=most,
            )
        )
        return none
    drivers = [driver for driver in decided.drivers if driver.is_significant][:_MOST_NAMED]
    span = _between(decided.share_low, decided.share_high)
    how_often = phrase("{share} of the space of assumptions ({span})", share=share(decided.share), span=span)
    what = phrase("this is reversed") if decided.is_significant else phrase("the difference has the opposite sign")
    why = (
        phrase("mainly {where}", where=listed([_where(view, driver) for driver in drivers]))
        if drivers
        else phrase("with no single driver")
    )
    return phrase("In {how_often} {what}, {why}.", how_often=how_often, what=what, why=why)


def reversal_in_detail(view: SensitivityView, finding: Finding) -> list[str]:
    """Return sentences about reversals beyond the headline."""
    decided, outcome = finding.decision, finding.outcome
    if decided is None:
        return []
    sentences = []
    if decided.is_possible and decided.beyond_chance < decided.share:
        sentences.append(
            phrase(
                "In {beyond_chance} of the space the reversal is statistically significant; elsewhere the "
                "difference is within random variation.",
                beyond_chance=share(decided.beyond_chance),
            )
        )
    worst = amount(decided.closest if decided.usual >= 0 else -decided.closest, outcome.unit, signed=True)
    ahead = view.scenario(outcome.first if decided.usual >= 0 else outcome.second or 0)
    sentences.append(
        phrase("At the worst point for {ahead} its advantage is {worst}.", ahead=ahead, worst=worst)
        if decided.is_possible
        else phrase(
            "At the point closest to a reversal {ahead} still has an advantage of {worst}.", ahead=ahead, worst=worst
        )
    )
    for driver in [driver for driver in decided.drivers if driver.is_significant][:_MOST_NAMED]:
        low, high = _ends(driver)
        sentences.append(
            phrase(
                "{title}: reversed in {low} of the points in the lowest fifth of its range, in {high} of those "
                "in the highest.",
                title=quoted(view.title(driver.factor)),
                low=share(low),
                high=share(high),
            )
        )
    return sentences


def _where(view: SensitivityView, driver: Driver) -> str:
    """Return where in the range of a driver reversals are."""
    low, high = _ends(driver)
    title = quoted(view.title(driver.factor))
    if high > _STEEP * low:
        return phrase("where {title} is high", title=title)
    if low > _STEEP * high:
        return phrase("where {title} is low", title=title)
    return phrase("by {title}", title=title)


def _ends(driver: Driver) -> tuple[float, float]:
    """Return the shares of reversals in the first and the last part of a range that has points."""
    known = [part for part in driver.shares if not math.isnan(part)]
    return known[0], known[-1]


def what_matters(view: SensitivityView, finding: Finding) -> str:
    """Return the most influential assumptions of an outcome, and their strength."""
    influential = [each for each in finding.ranking if is_beyond_chance(each)]
    subject = view.subject(finding)
    if not influential:
        return phrase("No assumption has an effect on {subject} beyond random variation.", subject=subject)
    names = [f"{quoted(view.title(each.factor))} ({strength(finding, each)})" for each in influential[:_MOST_NAMED]]
    return plural(
        "{names} has the largest effect on {subject}.",
        "{names} have the largest effect on {subject}.",
        len(names),
        names=listed(names),
        subject=subject,
    )


def is_beyond_chance(each: Index) -> bool:
    """Return whether an index is beyond chance; where that is unknown, whether its interval excludes zero."""
    return each.is_significant if math.isfinite(each.floor) else each.low > 0


def strength(finding: Finding, each: Index) -> str:
    """Return an index in words, with its interval."""
    if each.name in _VARIANCE:
        return phrase("{between} of the variance", between=_between(max(0.0, each.low), min(1.0, each.high)))
    if each.name in _UNIT_FREE:
        return phrase(
            "index {value}, {low} to {high}",
            value=number(each.value, 2),
            low=number(each.low, 2),
            high=number(each.high, 2),
        )
    moved = size(each.value, finding.outcome.unit, (each.high - each.low) / 2)
    return phrase("{moved} on average over its range", moved=moved)


def how_many_matter(view: SensitivityView, finding: Finding) -> str:
    """Return how many assumptions have an effect beyond chance."""
    ranking = finding.ranking
    count = sum(is_beyond_chance(each) for each in ranking)
    if count == len(ranking):
        return phrase("All {count} assumptions have an effect beyond chance.", count=count)
    if not count:
        return phrase("None of {ranking} assumptions have an effect beyond chance.", ranking=len(ranking))
    return plural(
        "{count} of {ranking} assumptions has an effect beyond chance.",
        "{count} of {ranking} assumptions have an effect beyond chance.",
        count,
        count=count,
        ranking=len(ranking),
    )


def interactions(view: SensitivityView, finding: Finding) -> str:
    """Return the strength of interactions; empty for methods that do not estimate it."""
    first, total = finding.of("S1"), finding.of("ST")
    if first and total:
        alone = min(1.0, max(0.0, sum(each.value for each in first.values())))
        pairs = sorted(
            (each for each in finding.indices if each.other >= 0 and each.is_significant), key=lambda e: -e.value
        )
        text = (
            phrase(
                "Individually the assumptions explain about {alone} of the variance; the rest is due to interactions.",
                alone=share(alone),
            )
            if alone < _ALMOST_ALL
            else phrase(
                "Individually the assumptions explain about {alone} of the variance; interactions are negligible.",
                alone=share(alone),
            )
        )
        if pairs:
            best = pairs[0]
            text += " " + phrase(
                "The strongest interaction: {title} with {other} ({strength}).",
                title=quoted(view.title(best.factor)),
                other=quoted(view.title(best.other)),
                strength=strength(finding, best),
            )
        elif finding.method.name == "sobol":
            text += " " + phrase("No single pair interacts significantly.")
        return text
    if finding.method.name == "morris":
        sigma, strong = finding.of("sigma"), finding.of("mu_star")
        nonlinear = [i for i in strong if strong[i].is_significant and sigma[i].value > strong[i].value]
        if nonlinear:
            names = listed(
                [quoted(view.title(i)) for i in sorted(nonlinear, key=lambda i: -strong[i].value)[:_MOST_NAMED]]
            )
            return phrase("The effect of {names} depends on the other assumptions, or is not linear.", names=names)
        return phrase("No strong effect depends much on the other assumptions.")
    return ""


def noise(finding: Finding) -> str:
    """Return how much of the variance between points is random variation."""
    noise = finding.noise
    if math.isnan(noise.share):
        return phrase(
            "Only one seed was run, so random variation is unknown, and small effects may be due to chance. "
            "Use --seeds 3 or more."
        )
    text = phrase(
        "Random variation is {share} of the variance between points, each the mean of {replications} common seeds.",
        share=share(noise.share),
        replications=noise.replications,
    )
    if noise.share > 0.5:
        return text + " " + phrase("It dominates: the indices are not informative about assumptions.")
    if noise.share > LITTLE_NOISE:
        return text + " " + phrase("It blurs the weaker effects and inflates total indices by about as much.")
    return text + " " + phrase("It does not affect the indices.")


def enough(view: SensitivityView, finding: Finding) -> list[str]:
    """Return how many samples, seeds and customers would be enough."""
    advised, design, method = finding.advice, finding.design, finding.method
    scale = phrase("of the variance") if method.measure == "ST" else phrase("of the strongest effect")
    width = f"±{NBSP}{share(advised.width)} {scale}"
    if advised.samples <= design.samples:
        sentences = [
            phrase(
                "{samples} {counts} are enough: the widest of the leading intervals is {width}.",
                samples=number(design.samples),
                counts=phrase(method.counts),
                width=width,
            )
        ]
    else:
        sentences = [
            phrase(
                "{samples} {counts} leave the widest of the leading intervals at {width}; about {more} "
                "would bring it to ±\u00a0{narrow}.",
                samples=number(design.samples),
                counts=phrase(method.counts),
                width=width,
                more=number(advised.samples),
                narrow=share(NARROW),
            )
        ]
    now = finding.noise.replications
    if advised.seeds is None or advised.customers is None:
        sentences.append(
            phrase("The number of seeds and customers needed cannot be estimated from one seed; run two or more.")
        )
    elif advised.seeds > now:
        sentences.append(
            phrase(
                "To bring random variation under {little} of the variance, run {seeds} seeds instead of "
                "{now}, or about {customers} customers instead of {now_customers}.",
                little=share(LITTLE_NOISE),
                seeds=advised.seeds,
                now=now,
                customers=number(advised.customers),
                now_customers=number(view.of.customers),
            )
        )
    else:
        sentences.append(
            phrase(
                "{now} seeds with {customers} customers are enough: random variation is {noise_share} of the variance.",
                now=now,
                customers=number(view.of.customers),
                noise_share=share(advised.noise_share),
            )
        )
    return sentences


def dropped(finding: Finding) -> str:
    """Return how many points were left out, empty when none was."""
    if not finding.dropped:
        return ""
    whole = finding.dropped + len(finding.design.unit)
    return phrase(
        "{dropped} of {whole} points have no value of {metric} and were left out; the method tolerates "
        "this small number. They are in points.parquet.",
        dropped=finding.dropped,
        whole=whole,
        metric=phrase(finding.outcome.label),
    )


def straight(finding: Finding) -> str:
    """Return how well linear effects, as in the tornado chart, explain the results."""
    return phrase(
        "Linear effects explain {explained} of the variance between points; the rest is nonlinearity, "
        "interactions and random variation.",
        explained=share(finding.explained),
    )


def size(x: float, unit: str, resolution: float | None = None) -> str:
    """Return the size of a difference; percentages differ by points."""
    return amount(abs(x), unit, resolution=resolution or None, signed=unit.startswith("%")).replace("+", "")


def index_title(name: str) -> str:
    """Return an index in words."""
    return phrase(_TITLES.get(name, words(name)))


def _between(low: float, high: float) -> str:
    """Return ``8 % to 17 %``."""
    return phrase("{low} to {high}", low=share(low), high=share(high))


_TITLES = {
    "mu_star": mark("mean absolute effect (μ*)"),
    "mu": mark("mean effect (μ)"),
    "sigma": mark("spread of effects (σ)"),
    "ST": mark("total share of variance (ST)"),
    "S1": mark("share of variance, main effect (S1)"),
    "S2": mark("share of variance, interaction of a pair (S2)"),
    "median": mark("PAWN, median"),
    "maximum": mark("PAWN, largest"),
    "delta": "delta",
    "distance": mark("distance, mean of regions"),
    "distance_lowest": mark("distance, lowest results"),
    "distance_highest": mark("distance, highest results"),
}
