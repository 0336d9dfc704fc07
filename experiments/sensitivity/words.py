"""The findings in words: which assumptions matter, how surely, and whether any could reverse the decision."""

from __future__ import annotations

import math

from experiments.pages.formats import NBSP, amount, listed, number, share, words
from experiments.sensitivity.analysis import Finding
from experiments.sensitivity.convergence import LITTLE_NOISE, NARROW
from experiments.sensitivity.decision import Decision, Driver
from experiments.sensitivity.indices import Index
from experiments.sensitivity.view import SensitivityView, quoted

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
            "random variation is unknown with one seed"
            if math.isinf(decided.low)
            else "the difference is within random variation"
        )
        return f"With default values {first} and {second} do not differ significantly ({why})."
    by = size(decided.usual, outcome.unit, (decided.high - decided.low) / 2)
    verb = ("beats", "is worse than") if outcome.better else ("is higher than", "is lower than")
    return f"With default values {first} {verb[decided.usual < 0]} {second} by {by}."


def reversal(view: SensitivityView, finding: Finding) -> str:
    """Return whether any assumption could reverse the decision, and which."""
    decided = finding.decision
    if decided is None:
        return ""
    if not decided.is_possible:
        what = "reverses it" if decided.is_significant else "gives the difference the opposite sign"
        return (
            f"No simulated combination {what}: at most {share(decided.share_high)} of the space of assumptions could."
        )
    drivers = [driver for driver in decided.drivers if driver.is_significant][:_MOST_NAMED]
    span = _between(decided.share_low, decided.share_high)
    how_often = f"{share(decided.share)} of the space of assumptions ({span})"
    what = "this is reversed" if decided.is_significant else "the difference has the opposite sign"
    why = f"mainly {listed([_where(view, driver) for driver in drivers])}" if drivers else "with no single driver"
    return f"In {how_often} {what}, {why}."


def reversal_in_detail(view: SensitivityView, finding: Finding) -> list[str]:
    """Return sentences about reversals beyond the headline."""
    decided, outcome = finding.decision, finding.outcome
    if decided is None:
        return []
    sentences = []
    if decided.is_possible and decided.beyond_chance < decided.share:
        sentences.append(
            f"In {share(decided.beyond_chance)} of the space the reversal is statistically significant; elsewhere the "
            "difference is within random variation."
        )
    worst = amount(decided.closest if decided.usual >= 0 else -decided.closest, outcome.unit, signed=True)
    ahead = view.scenario(outcome.first if decided.usual >= 0 else outcome.second or 0)
    sentences.append(
        f"At the worst point for {ahead} its advantage is {worst}."
        if decided.is_possible
        else f"At the point closest to a reversal {ahead} still has an advantage of {worst}."
    )
    for driver in [driver for driver in decided.drivers if driver.is_significant][:_MOST_NAMED]:
        low, high = _ends(driver)
        sentences.append(
            f"{quoted(view.title(driver.factor))}: reversed in {share(low)} of the points in the lowest fifth of its "
            f"range, in {share(high)} of those in the highest."
        )
    return sentences


def _where(view: SensitivityView, driver: Driver) -> str:
    """Return where in the range of a driver reversals are."""
    low, high = _ends(driver)
    title = quoted(view.title(driver.factor))
    if high > _STEEP * low:
        return f"where {title} is high"
    if low > _STEEP * high:
        return f"where {title} is low"
    return f"by {title}"


def _ends(driver: Driver) -> tuple[float, float]:
    """Return the shares of reversals in the first and the last part of a range that has points."""
    known = [part for part in driver.shares if not math.isnan(part)]
    return known[0], known[-1]


def what_matters(view: SensitivityView, finding: Finding) -> str:
    """Return the most influential assumptions of an outcome, and their strength."""
    influential = [each for each in finding.ranking if is_beyond_chance(each)]
    subject = view.subject(finding)
    if not influential:
        return f"No assumption has an effect on {subject} beyond random variation."
    names = [f"{quoted(view.title(each.factor))} ({strength(finding, each)})" for each in influential[:_MOST_NAMED]]
    verb = "has" if len(names) == 1 else "have"
    return f"{listed(names)} {verb} the largest effect on {subject}."


def is_beyond_chance(each: Index) -> bool:
    """Return whether an index is beyond chance; where that is unknown, whether its interval excludes zero."""
    return each.is_significant if math.isfinite(each.floor) else each.low > 0


def strength(finding: Finding, each: Index) -> str:
    """Return an index in words, with its interval."""
    if each.name in _VARIANCE:
        return f"{_between(max(0.0, each.low), min(1.0, each.high))} of the variance"
    if each.name in _UNIT_FREE:
        return f"index {number(each.value, 2)}, {number(each.low, 2)} to {number(each.high, 2)}"
    moved = size(each.value, finding.outcome.unit, (each.high - each.low) / 2)
    return f"{moved} on average over its range"


def how_many_matter(view: SensitivityView, finding: Finding) -> str:
    """Return how many assumptions have an effect beyond chance."""
    ranking = finding.ranking
    count = sum(is_beyond_chance(each) for each in ranking)
    if count == len(ranking):
        return f"All {count} assumptions have an effect beyond chance."
    have = "has" if count == 1 else "have"
    return f"{count or 'None'} of {len(ranking)} assumptions {have} an effect beyond chance."


def interactions(view: SensitivityView, finding: Finding) -> str:
    """Return the strength of interactions; empty for methods that do not estimate it."""
    first, total = finding.of("S1"), finding.of("ST")
    if first and total:
        alone = min(1.0, max(0.0, sum(each.value for each in first.values())))
        pairs = sorted(
            (each for each in finding.indices if each.other >= 0 and each.is_significant), key=lambda e: -e.value
        )
        text = f"Individually the assumptions explain about {share(alone)} of the variance"
        text += "; the rest is due to interactions." if alone < _ALMOST_ALL else "; interactions are negligible."
        if pairs:
            best = pairs[0]
            text += (
                f" The strongest interaction: {quoted(view.title(best.factor))} with {quoted(view.title(best.other))} "
                f"({strength(finding, best)})."
            )
        elif finding.method.name == "sobol":
            text += " No single pair interacts significantly."
        return text
    if finding.method.name == "morris":
        sigma, strong = finding.of("sigma"), finding.of("mu_star")
        nonlinear = [i for i in strong if strong[i].is_significant and sigma[i].value > strong[i].value]
        if nonlinear:
            names = listed(
                [quoted(view.title(i)) for i in sorted(nonlinear, key=lambda i: -strong[i].value)[:_MOST_NAMED]]
            )
            return f"The effect of {names} depends on the other assumptions, or is not linear."
        return "No strong effect depends much on the other assumptions."
    return ""


def noise(finding: Finding) -> str:
    """Return how much of the variance between points is random variation."""
    noise = finding.noise
    if math.isnan(noise.share):
        return (
            "Only one seed was run, so random variation is unknown, and small effects may be due to chance. "
            "Use --seeds 3 or more."
        )
    text = (
        f"Random variation is {share(noise.share)} of the variance between points, each the mean of "
        f"{noise.replications} common seeds."
    )
    if noise.share > 0.5:
        return text + " It dominates: the indices are not informative about assumptions."
    if noise.share > LITTLE_NOISE:
        return text + " It blurs the weaker effects and inflates total indices by about as much."
    return text + " It does not affect the indices."


def enough(view: SensitivityView, finding: Finding) -> list[str]:
    """Return how many samples, seeds and customers would be enough."""
    advised, design, method = finding.advice, finding.design, finding.method
    scale = "of the variance" if method.measure == "ST" else "of the strongest effect"
    width = f"±{NBSP}{share(advised.width)} {scale}"
    if advised.samples <= design.samples:
        sentences = [
            f"{number(design.samples)} {method.counts} are enough: the widest of the leading intervals is {width}."
        ]
    else:
        sentences = [
            f"{number(design.samples)} {method.counts} leave the widest of the leading intervals at {width}; about "
            f"{number(advised.samples)} would bring it to ±{NBSP}{share(NARROW)}."
        ]
    now = finding.noise.replications
    if advised.seeds is None or advised.customers is None:
        sentences.append("The number of seeds and customers needed cannot be estimated from one seed; run two or more.")
    elif advised.seeds > now:
        sentences.append(
            f"To bring random variation under {share(LITTLE_NOISE)} of the variance, run {advised.seeds} seeds instead "
            f"of {now}, or about {number(advised.customers)} customers instead of {number(view.of.customers)}."
        )
    else:
        sentences.append(
            f"{now} seeds with {number(view.of.customers)} customers are enough: random variation is "
            f"{share(advised.noise_share)} of the variance."
        )
    return sentences


def dropped(finding: Finding) -> str:
    """Return how many points were left out, empty when none was."""
    if not finding.dropped:
        return ""
    whole = finding.dropped + len(finding.design.unit)
    return (
        f"{finding.dropped} of {whole} points have no value of {finding.outcome.metric} and were left out; "
        f"the method tolerates this small number. They are in points.parquet."
    )


def straight(finding: Finding) -> str:
    """Return how well linear effects, as in the tornado chart, explain the results."""
    return (
        f"Linear effects explain {share(finding.explained)} of the variance between points; the rest is nonlinearity, "
        "interactions and random variation."
    )


def size(x: float, unit: str, resolution: float | None = None) -> str:
    """Return the size of a difference; percentages differ by points."""
    return amount(abs(x), unit, resolution=resolution or None, signed=unit.startswith("%")).replace("+", "")


def index_title(name: str) -> str:
    """Return an index in words."""
    return _TITLES.get(name, words(name))


def _between(low: float, high: float) -> str:
    """Return ``8 % to 17 %``."""
    return f"{share(low)} to {share(high)}"


_TITLES = {
    "mu_star": "mean absolute effect (μ*)",
    "mu": "mean effect (μ)",
    "sigma": "spread of effects (σ)",
    "ST": "total share of variance (ST)",
    "S1": "share of variance, main effect (S1)",
    "S2": "share of variance, interaction of a pair (S2)",
    "median": "PAWN, median",
    "maximum": "PAWN, largest",
    "delta": "delta",
    "distance": "distance, mean of regions",
    "distance_lowest": "distance, lowest results",
    "distance_highest": "distance, highest results",
}
