"""The answer in words. A sentence claims a difference only when its whole 95 % interval lies on one side of zero."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from experiments.measures.paired import Estimate
from experiments.pages.formats import NBSP, amount, horizon, listed, plus_minus, span
from experiments.pages.phrases import futures, quoted


def duel(first: str, second: str, gain: Estimate, unit: str, weeks: int) -> str:
    """Return how `first` does against `second`.

    Parameters
    ----------
    gain : paired difference first - second, above zero when `first` does better.
    """
    over = f"over {horizon(weeks)}"
    if gain.is_above:
        return (
            f"{quoted(first)} beats {quoted(second)} by {plus_minus(gain, unit)} {over}, "
            f"and does better {futures(gain.wins, gain.pairs)}."
        )
    if gain.is_below:
        return (
            f"{quoted(first)} falls behind {quoted(second)} by {plus_minus(-gain, unit)} {over}, "
            f"and does better {futures(gain.wins, gain.pairs)}."
        )
    return f"{quoted(first)} and {quoted(second)} cannot be told apart {over}: {_doubt(gain, unit)}."


def headline(
    ranking: Sequence[str], baseline: str, gains: Mapping[tuple[str, str], Estimate], unit: str, weeks: int
) -> str:
    """Return the answer in one or two sentences.

    Parameters
    ----------
    ranking : titles from best to worst mean, baseline included.
    gains : (one, other) -> paired difference one - other, above zero when the one does better; the pairs that hold the
        best one are enough.
    """
    first, *others = ranking
    over = f"over {horizon(weeks)}"
    if not others:
        return f"Only {quoted(first)} was run: there is nothing to compare it with."
    level = [other for other in others if not gains[first, other].is_above]
    if first == baseline:
        closest = gains[first, others[0]]
        if not level:
            return (
                f"No strategy beats {quoted(baseline)} {over}: the closest, {quoted(others[0])}, falls behind "
                f"by {plus_minus(closest, unit)}."
            )
        return (
            f"No strategy can be said to do better than {quoted(baseline)} {over}: the closest, {quoted(others[0])}, "
            f"cannot be told apart from it ({_doubt(-closest, unit)})."
        )
    if baseline in level:
        return (
            f"No strategy can be told apart from {quoted(baseline)} {over}: for {quoted(first)}, the first on average, "
            f"{_doubt(gains[first, baseline], unit)}."
        )
    if not level:
        sentence = duel(first, others[0], gains[first, others[0]], unit, weeks)
        if others[0] != baseline or not others[1:]:
            return sentence
        lead = plus_minus(gains[first, others[1]], unit)
        return f"{sentence} It beats the next strategy, {quoted(others[1])}, by {lead}."
    return (
        f"{quoted(first)} beats {quoted(baseline)} by {plus_minus(gains[first, baseline], unit)} {over}, but cannot be "
        f"told apart from {listed([quoted(each) for each in level])}: {_doubt(gains[first, level[0]], unit)}."
    )


def against_baseline(baseline: str, gain: Estimate, unit: str) -> str:
    """Return how a strategy, named just before, stands beside the baseline."""
    if gain.is_above:
        return f"Does better than {quoted(baseline)} by {plus_minus(gain, unit)}, {futures(gain.wins, gain.pairs)}."
    if gain.is_below:
        often = futures(gain.wins, gain.pairs)
        return f"Does worse than {quoted(baseline)} by {plus_minus(-gain, unit)}; it does better {often}."
    return f"Cannot be told apart from {quoted(baseline)}: {_doubt(gain, unit)}."


def break_even(who: str, gross: Estimate, cost: float) -> str:
    """Return what a strategy may cost.

    Parameters
    ----------
    who : the strategy as the subject of a sentence: a quoted title, or "it".
    gross : discounted gain to the baseline before the strategy's own cost, EUR.
    cost : discounted cost of the strategy, EUR.
    """
    if cost <= 0:
        return _sentence(f"{who} has no cost entered: its result is before whatever it takes to do it.")
    spent = amount(cost, "EUR")
    if not math.isfinite(gross.half_width):
        return _sentence(f"{who} costs {spent}; a single seed does not say whether that pays.")
    if gross.low == gross.high == 0:
        return _sentence(f"{who} brings nothing here, and costs {spent}.")
    if gross.low >= cost:
        most = amount(gross.low, "EUR", resolution=gross.half_width)
        return _sentence(
            f"{who} pays at its cost of {spent}, and would still pay at up to {most}, the low end of what it brings."
        )
    if gross.high <= 0:
        return _sentence(f"{who} does not pay: it would lose money even if its {spent} were free.")
    if gross.high <= cost:
        if gross.is_above:
            return _sentence(f"{who} pays only if it costs less than {plus_minus(gross, 'EUR')}; it costs {spent}.")
        return _sentence(
            f"{who} does not pay at its cost of {spent}, and whether it would at any cost is open: it brings "
            f"{span(gross, 'EUR')}."
        )
    return f"Whether {who} pays is open: it costs {spent} and brings {span(gross, 'EUR')}."


def changes(what: str, of: Mapping[str, Estimate], baseline: str, unit: str) -> str:
    """Return which scenarios move a figure, by how much, and for which nothing can be said.

    Parameters
    ----------
    what : the figure, as the subject of a sentence.
    of : title -> paired difference to the baseline, not turned.
    """
    up = [f"{quoted(title)} ({plus_minus(each, unit, signed=True)})" for title, each in of.items() if each.is_above]
    down = [f"{quoted(title)} ({plus_minus(each, unit, signed=True)})" for title, each in of.items() if each.is_below]
    open_ = [quoted(title) for title, each in of.items() if not each.is_clear]
    told = []
    if up:
        told.append(f"higher with {listed(up)}")
    if down:
        told.append(f"lower with {listed(down)}")
    if not told:
        return f"{what}: no strategy can be told apart from {quoted(baseline)}."
    if open_:
        told.append(f"{listed(open_)} cannot be told apart from {quoted(baseline)}")
    return f"{what}: {'; '.join(told)}."


def strongest(groups: Mapping[str, Mapping[str, Estimate]], unit: str) -> str:
    """Return the largest difference that is clear of luck.

    Parameters
    ----------
    groups : what differs -> title of the strategy -> paired difference.
    """
    clear = [(group, title, each) for group, of in groups.items() for title, each in of.items() if each.is_clear]
    if not clear:
        return "No difference here can be told from luck."
    group, title, largest = max(clear, key=lambda known: abs(known[2].mean))
    return f"The largest difference: {quoted(group)} with {quoted(title)}, {plus_minus(largest, unit, signed=True)}."


def certainty(seeds: int, assumed: int, changed: int) -> str:
    """Return what the intervals cover, and what they do not."""
    if seeds < 2:
        luck = "One seed was run, so nothing can be said about luck: run more replications before deciding"
    else:
        luck = (
            f"The ± are 95{NBSP}% intervals over {seeds} paired simulated futures: they cover the luck of the market, "
            "not whether the numbers put in are right"
        )
    if not changed:
        return luck + "."
    if assumed == 0:
        return f"{luck}. None of the {changed} changed numbers is merely assumed."
    if assumed == changed:
        which = "The one changed number is" if changed == 1 else f"All {changed} changed numbers are"
    else:
        which = f"{assumed} of {changed} changed numbers {'is' if assumed == 1 else 'are'}"
    return f"{luck}. {which} assumed."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _doubt(gain: Estimate, unit: str) -> str:
    """Return why nothing is claimed."""
    if not math.isfinite(gain.half_width):
        return "a single seed says nothing about luck"
    return f"the difference lies {span(gain, unit)}"
