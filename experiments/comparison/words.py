"""The answer in words. A difference is claimed only when its whole 95 % interval lies on one side of zero."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from experiments.measures.paired import Estimate
from experiments.pages.formats import NBSP, amount, horizon, listed, plus_minus, span
from experiments.pages.phrases import quoted, sentence, simulations


def compared(first: str, second: str, gain: Estimate, unit: str, weeks: int) -> str:
    """Return how `first` compares with `second`.

    Parameters
    ----------
    gain : paired difference first - second, above zero when `first` is better.
    """
    over = f"over {horizon(weeks)}"
    if gain.is_above:
        return (
            f"{quoted(first)} beats {quoted(second)} by {plus_minus(gain, unit)} {over}, "
            f"and is better {simulations(gain.wins, gain.pairs)}."
        )
    if gain.is_below:
        return (
            f"{quoted(first)} is worse than {quoted(second)} by {plus_minus(-gain, unit)} {over}, "
            f"and is better {simulations(gain.wins, gain.pairs)}."
        )
    return f"{quoted(first)} and {quoted(second)} do not differ clearly {over}: {_doubt(gain, unit)}."


def headline(
    ranking: Sequence[str], baseline: str, gains: Mapping[tuple[str, str], Estimate], unit: str, weeks: int
) -> str:
    """Return the answer in one or two sentences.

    Parameters
    ----------
    ranking : titles from best to worst mean, baseline included.
    gains : (one, other) -> paired difference one - other, above zero when the first is better; pairs with the best one
        are enough.
    """
    first, *others = ranking
    over = f"over {horizon(weeks)}"
    if not others:
        return f"Only {quoted(first)} was run, so there is nothing to compare it with."
    level = [other for other in others if not gains[first, other].is_above]
    if first == baseline:
        closest = gains[first, others[0]]
        if not level:
            return (
                f"No strategy beats {quoted(baseline)} {over}: the closest, {quoted(others[0])}, is worse "
                f"by {plus_minus(closest, unit)}."
            )
        return (
            f"No strategy is clearly better than {quoted(baseline)} {over}: the closest, {quoted(others[0])}, "
            f"does not differ clearly from it ({_doubt(-closest, unit)})."
        )
    if baseline in level:
        return (
            f"No strategy is clearly better than {quoted(baseline)} {over}: {quoted(first)} is best on average, "
            f"but {_doubt(gains[first, baseline], unit)}."
        )
    if not level:
        answer = compared(first, others[0], gains[first, others[0]], unit, weeks)
        if others[0] != baseline or not others[1:]:
            return answer
        lead = plus_minus(gains[first, others[1]], unit)
        return f"{answer} It beats the next strategy, {quoted(others[1])}, by {lead}."
    return (
        f"{quoted(first)} beats {quoted(baseline)} by {plus_minus(gains[first, baseline], unit)} {over}, but does not "
        f"differ clearly from {listed([quoted(each) for each in level])}: {_doubt(gains[first, level[0]], unit)}."
    )


def against_baseline(baseline: str, gain: Estimate, unit: str) -> str:
    """Return how a strategy, named just before, compares with the baseline."""
    if gain.is_above:
        return f"Better than {quoted(baseline)} by {plus_minus(gain, unit)}, {simulations(gain.wins, gain.pairs)}."
    if gain.is_below:
        often = simulations(gain.wins, gain.pairs)
        return f"Worse than {quoted(baseline)} by {plus_minus(-gain, unit)}; better {often}."
    return f"No clear difference from {quoted(baseline)}: {_doubt(gain, unit)}."


def break_even(subject: str, gross: Estimate, cost: float, part: str = "") -> str:
    """Return whether a strategy pays at its cost, and up to which cost it would.

    Parameters
    ----------
    subject : the strategy as the subject of a sentence: a quoted title, or "it".
    gross : discounted gain over the baseline before the strategy's own cost, EUR.
    cost : discounted cost of the strategy, EUR.
    part : for how many of the market's customers the amounts are, when not all are simulated.
    """
    if cost <= 0:
        return sentence(f"{subject} has no cost entered, so its result is before the cost of implementing it.")
    spent = amount(cost, "EUR") + (f" {part}" if part else "")
    if not math.isfinite(gross.half_width):
        return sentence(f"{subject} costs {spent}; one simulation is not enough to judge whether that pays.")
    if gross.low == gross.high == 0:
        return sentence(f"{subject} has no effect here, and costs {spent}.")
    if gross.low >= cost:
        maximum = amount(gross.low, "EUR", resolution=gross.half_width)
        return sentence(
            f"{subject} pays at its cost of {spent}, and would pay at up to {maximum}, "
            "the lower limit of its gain before cost."
        )
    if gross.high <= 0:
        return sentence(f"{subject} does not pay: it would lose money even at no cost (now {spent}).")
    if gross.high <= cost:
        if gross.is_above:
            return sentence(f"{subject} pays only if it costs less than {plus_minus(gross, 'EUR')}; it costs {spent}.")
        return sentence(
            f"{subject} does not pay at its cost of {spent}, and may not pay at any cost: its gain before cost is "
            f"{span(gross, 'EUR')}."
        )
    return f"Whether {subject} pays is uncertain: the cost is {spent}, the gain before cost {span(gross, 'EUR')}."


def changes(what: str, of: Mapping[str, Estimate], baseline: str, unit: str | None = None) -> str:
    """Return which scenarios change a figure, by how much, and for which no difference is clear.

    Parameters
    ----------
    what : the figure, as the subject of a sentence.
    of : title -> paired difference from the baseline, with its own sign.
    unit : of the figure; None under a chart, which shows by how much.
    """

    def named(title: str, each: Estimate) -> str:
        return quoted(title) + (f" ({plus_minus(each, unit, signed=True)})" if unit is not None else "")

    up = [named(title, each) for title, each in of.items() if each.is_above]
    down = [named(title, each) for title, each in of.items() if each.is_below]
    open_ = [quoted(title) for title, each in of.items() if not each.is_significant]
    parts = []
    if up:
        parts.append(f"higher with {listed(up)}")
    if down:
        parts.append(f"lower with {listed(down)}")
    if not parts:
        return f"{what}: no clear difference from {quoted(baseline)}."
    if open_:
        parts.append(f"no clear difference from {quoted(baseline)} with {listed(open_)}")
    return f"{what}: {'; '.join(parts)}."


def strongest(groups: Mapping[str, Mapping[str, Estimate]]) -> str:
    """Return where the largest clear difference is.

    Parameters
    ----------
    groups : what differs -> title of the strategy -> paired difference.
    """
    significant = [
        (group, title, each) for group, of in groups.items() for title, each in of.items() if each.is_significant
    ]
    if not significant:
        return "No difference here is clear."
    group, title, _ = max(significant, key=lambda each: abs(each[2].mean))
    return f"The largest difference: {quoted(group)} with {quoted(title)}."


def certainty(seeds: int, assumed: int, changed: int) -> str:
    """Return which uncertainty the intervals cover, and which they do not."""
    if seeds < 2:
        chance = "Only one simulation was run, so random variation is unknown: run more before deciding"
    else:
        chance = (
            f"The ± are 95{NBSP}% confidence intervals over {seeds} simulations of each strategy: they cover random "
            "variation, not errors in the assumptions. A difference is clear when its interval leaves out zero"
        )
    if not changed:
        return chance + "."
    if assumed == 0:
        return f"{chance}. None of the {changed} changed parameters is merely assumed."
    if assumed == changed:
        which = "The one changed parameter is" if changed == 1 else f"All {changed} changed parameters are"
    else:
        which = f"{assumed} of {changed} changed parameters {'is' if assumed == 1 else 'are'}"
    return f"{chance}. {which} assumed."


def _doubt(gain: Estimate, unit: str) -> str:
    """Return why no difference is claimed."""
    if not math.isfinite(gain.half_width):
        return "random variation is unknown after one simulation"
    return f"the difference is {span(gain, unit)}"
