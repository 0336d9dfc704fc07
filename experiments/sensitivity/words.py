"""The findings in words: which assumptions matter, how surely, and whether any could reverse the decision."""

from __future__ import annotations

import math

from experiments.pages.formats import NBSP, amount, listed, number, share, words
from experiments.sensitivity.analysis import Finding
from experiments.sensitivity.convergence import LITTLE_NOISE, NARROW
from experiments.sensitivity.decision import Decision, Driver
from experiments.sensitivity.indices import Index
from experiments.sensitivity.view import View, quoted

_MOST_TOLD = 3
_STEEP = 2.0
"""Times more reversals at one end of a range than at the other make a direction."""
_ALMOST_ALL = 0.95
_VARIANCE = ("ST", "S1", "S2")
_UNIT_FREE = ("median", "maximum", "delta", "distance", "distance_lowest", "distance_highest")


def headline(view: View) -> str:
    """Return the answer in one or two sentences."""
    return headline_of(view, view.finding) if view.finding.decision else what_matters(view, view.finding)


def headline_of(view: View, finding: Finding) -> str:
    """Return how two scenarios stand, and whether that could be otherwise; empty where there is no decision."""
    if finding.decision is None:
        return ""
    return f"{_usual_duel(view, finding, finding.decision)} {reversal(view, finding)}"


def _usual_duel(view: View, finding: Finding, decided: Decision) -> str:
    """Return how the two scenarios stand with the usual numbers."""
    outcome = finding.outcome
    first, second = view.scenario(outcome.first), view.scenario(outcome.second or 0)
    if not decided.is_clear:
        why = (
            "one seed says nothing about chance"
            if math.isinf(decided.low)
            else "chance alone could make the difference"
        )
        return f"With the usual numbers {first} and {second} cannot be told apart ({why})."
    by = size(decided.usual, outcome.unit, (decided.high - decided.low) / 2)
    verb = ("beats", "falls behind") if outcome.better else ("lies above", "lies below")
    return f"With the usual numbers {first} {verb[decided.usual < 0]} {second} by {by}."


def reversal(view: View, finding: Finding) -> str:
    """Return whether any assumption could reverse the decision, and which."""
    decided = finding.decision
    if decided is None:
        return ""
    if not decided.is_possible:
        what = "reverses it" if decided.is_clear else "gives the difference the other sign"
        return (
            f"No combination that was tried {what}: at most "
            f"{share(decided.share_high)} of the space of assumptions could."
        )
    clear = [driver for driver in decided.drivers if driver.is_clear][:_MOST_TOLD]
    span = _between(decided.share_low, decided.share_high)
    how_often = f"{share(decided.share)} of the space of assumptions ({span})"
    what = "that is reversed" if decided.is_clear else "the difference has the other sign"
    why = f"mostly {listed([_where(view, driver) for driver in clear])}" if clear else "with no single driver"
    return f"In {how_often} {what}, {why}."


def reversal_in_detail(view: View, finding: Finding) -> list[str]:
    """Return sentences about reversals beyond the headline."""
    decided, outcome = finding.decision, finding.outcome
    if decided is None:
        return []
    told = []
    if decided.is_possible and decided.beyond_chance < decided.share:
        told.append(
            f"In {share(decided.beyond_chance)} of the space chance cannot be the reason; in the rest of the reversals "
            "the difference is within what seeds alone do."
        )
    worst = amount(decided.closest if decided.usual >= 0 else -decided.closest, outcome.unit, signed=True)
    ahead = view.scenario(outcome.first if decided.usual >= 0 else outcome.second or 0)
    told.append(
        f"At the worst point for {ahead} its gain is {worst}."
        if decided.is_possible
        else f"At the point closest to a reversal {ahead} still gains {worst}."
    )
    for driver in [driver for driver in decided.drivers if driver.is_clear][:_MOST_TOLD]:
        low, high = _ends(driver)
        told.append(
            f"{quoted(view.title(driver.factor))}: reversed in {share(low)} of the points in the lowest fifth of its "
            f"range, in {share(high)} of those in the highest."
        )
    return told


def _where(view: View, driver: Driver) -> str:
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


def what_matters(view: View, finding: Finding) -> str:
    """Return the strongest assumptions of an outcome, and how much they do."""
    clear = [each for each in finding.ranking if is_told(each)]
    subject = view.subject(finding)
    if not clear:
        return f"No assumption can be seen to move {subject}: what differs is within chance and the intervals."
    told = [f"{quoted(view.title(each.factor))} ({strength(finding, each)})" for each in clear[:_MOST_TOLD]]
    verb = "moves" if len(told) == 1 else "move"
    return f"{listed(told)} {verb} {subject} most."


def is_told(each: Index) -> bool:
    """Tell whether an index is beyond chance; where chance is unknown, whether its interval leaves zero out."""
    return each.is_clear if math.isfinite(each.floor) else each.low > 0


def strength(finding: Finding, each: Index) -> str:
    """Return an index in words, with its interval."""
    if each.name in _VARIANCE:
        return f"{_between(max(0.0, each.low), min(1.0, each.high))} of the variance"
    if each.name in _UNIT_FREE:
        return f"index {number(each.value, 2)}, {number(each.low, 2)} to {number(each.high, 2)}"
    moved = size(each.value, finding.outcome.unit, (each.high - each.low) / 2)
    return f"by {moved} on average over its range"


def how_many_matter(view: View, finding: Finding) -> str:
    """Return how many assumptions can be told from chance."""
    ranking = finding.ranking
    clear = sum(is_told(each) for each in ranking)
    if clear == len(ranking):
        return f"All {clear} assumptions have an effect that is beyond chance."
    have = "has" if clear == 1 else "have"
    return f"{clear or 'None'} of {len(ranking)} assumptions {have} an effect that can be told from doing nothing."


def interactions(view: View, finding: Finding) -> str:
    """Return how much assumptions do together; empty for methods that do not say."""
    first, total = finding.of("S1"), finding.of("ST")
    if first and total:
        alone = min(1.0, max(0.0, sum(each.value for each in first.values())))
        pairs = sorted((each for each in finding.indices if each.other >= 0 and each.is_clear), key=lambda e: -e.value)
        told = f"Taken one by one the assumptions explain about {share(alone)} of the variance"
        told += "; they do the rest together." if alone < _ALMOST_ALL else "; hardly anything is done together."
        if pairs:
            best = pairs[0]
            told += (
                f" The strongest pair: {quoted(view.title(best.factor))} with {quoted(view.title(best.other))} "
                f"({strength(finding, best)})."
            )
        elif finding.method.name == "sobol":
            told += " No single pair stands out clearly."
        return told
    if finding.method.name == "morris":
        sigma, strong = finding.of("sigma"), finding.of("mu_star")
        bent = [i for i in strong if strong[i].is_clear and sigma[i].value > strong[i].value]
        if bent:
            names = listed([quoted(view.title(i)) for i in sorted(bent, key=lambda i: -strong[i].value)[:_MOST_TOLD]])
            return f"What {names} {'does' if len(bent) == 1 else 'do'} depends on where the others stand, or bends."
        return "No strong effect depends much on where the others stand."
    return ""


def noise(finding: Finding) -> str:
    """Return how much of what differs between points is chance."""
    noise = finding.noise
    if math.isnan(noise.share):
        return (
            "One seed was run, so chance and assumptions cannot be told apart: small effects may be chance. "
            "Give --seeds 3 or more."
        )
    told = (
        f"Chance is {share(noise.share)} of the variance between points, each the mean of {noise.replications} seeds "
        "that all points share."
    )
    if noise.share > 0.5:
        return told + " Most of what is seen here is chance: the indices say little about assumptions."
    if noise.share > LITTLE_NOISE:
        return told + " It blurs the weaker effects, and total indices are too high by about as much."
    return told + " It does not disturb the indices."


def enough(view: View, finding: Finding) -> list[str]:
    """Return how many samples, seeds and customers would be enough."""
    advised, design, method = finding.advice, finding.design, finding.method
    scale = "of the variance" if method.measure == "ST" else "of the strongest effect"
    width = f"±{NBSP}{share(advised.width)} {scale}"
    if advised.samples <= design.samples:
        told = [f"{number(design.samples)} {method.counts} are enough: the widest of the leading intervals is {width}."]
    else:
        told = [
            f"{number(design.samples)} {method.counts} leave the widest of the leading intervals at {width}; about "
            f"{number(advised.samples)} would bring it to ±{NBSP}{share(NARROW)}."
        ]
    now = finding.noise.replications
    if advised.seeds is None or advised.customers is None:
        told.append("How many seeds and customers are enough cannot be said from one seed; run two or more.")
    elif advised.seeds > now:
        told.append(
            f"For chance under {share(LITTLE_NOISE)} of the variance run {advised.seeds} seeds instead of {now}, or "
            f"about {number(advised.customers)} customers instead of {number(view.of.customers)}."
        )
    else:
        told.append(
            f"{now} seeds with {number(view.of.customers)} customers are enough: chance is "
            f"{share(advised.noise_share)}."
        )
    return told


def dropped(finding: Finding) -> str:
    """Return how many points were left out, empty when none was."""
    if not finding.dropped:
        return ""
    whole = finding.dropped + len(finding.design.unit)
    return (
        f"{finding.dropped} of {whole} points gave no number for {finding.outcome.metric} and were left out; "
        f"the method can do without so few. They are in points.parquet."
    )


def straight(finding: Finding) -> str:
    """Return how well the picture of swings tells the story."""
    return (
        f"Straight lines explain {share(finding.explained)} of the variance between points; the rest is bends, "
        "interactions and chance."
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
    "S1": "share of variance alone (S1)",
    "S2": "share of variance as a pair (S2)",
    "median": "PAWN, median",
    "maximum": "PAWN, largest",
    "delta": "delta",
    "distance": "distance, mean of regions",
    "distance_lowest": "distance, lowest results",
    "distance_highest": "distance, highest results",
}
