"""The answer in words. A difference is claimed only when its whole 95 % interval lies on one side of zero."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from experiments.measures.paired import Estimate
from experiments.pages.formats import amount, horizon, listed, plus_minus, span
from experiments.pages.phrases import quoted, sentence, simulations
from language import phrase, plural


def compared(first: str, second: str, gain: Estimate, unit: str, weeks: int) -> str:
    """Return how `first` compares with `second`.

    Parameters
    ----------
    gain : paired difference first - second, above zero when `first` is better.
    """
    over = phrase("over {weeks}", weeks=horizon(weeks))
    if gain.is_above:
        return phrase(
            "{first} beats {second} by {gain} {over}, and is better {wins}.",
            first=quoted(first),
            second=quoted(second),
            gain=plus_minus(gain, unit),
            over=over,
            wins=simulations(gain.wins, gain.pairs),
        )
    if gain.is_below:
        return phrase(
            "{first} is worse than {second} by {gain} {over}, and is better {wins}.",
            first=quoted(first),
            second=quoted(second),
            gain=plus_minus(-gain, unit),
            over=over,
            wins=simulations(gain.wins, gain.pairs),
        )
    return phrase(
        "{first} and {second} do not differ clearly {over}: {doubt}.",
        first=quoted(first),
        second=quoted(second),
        over=over,
        doubt=_doubt(gain, unit),
    )


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
    over = phrase("over {weeks}", weeks=horizon(weeks))
    if not others:
        return phrase("Only {first} was run, so there is nothing to compare it with.", first=quoted(first))
    level = [other for other in others if not gains[first, other].is_above]
    if first == baseline:
        closest = gains[first, others[0]]
        if not level:
            return phrase(
                "No strategy beats {baseline} {over}: the closest, {other}, is worse by {closest}.",
                baseline=quoted(baseline),
                over=over,
                other=quoted(others[0]),
                closest=plus_minus(closest, unit),
            )
        return phrase(
            "No strategy is clearly better than {baseline} {over}: the closest, {other}, does not differ "
            "clearly from it ({doubt}).",
            baseline=quoted(baseline),
            over=over,
            other=quoted(others[0]),
            doubt=_doubt(-closest, unit),
        )
    if baseline in level:
        return phrase(
            "No strategy is clearly better than {baseline} {over}: {first} is best on average, but {doubt}.",
            baseline=quoted(baseline),
            over=over,
            first=quoted(first),
            doubt=_doubt(gains[first, baseline], unit),
        )
    if not level:
        answer = compared(first, others[0], gains[first, others[0]], unit, weeks)
        if others[0] != baseline or not others[1:]:
            return answer
        lead = plus_minus(gains[first, others[1]], unit)
        return phrase(
            "{answer} It beats the next strategy, {other}, by {lead}.",
            answer=answer,
            other=quoted(others[1]),
            lead=lead,
        )
    return phrase(
        "{first} beats {baseline} by {gain} {over}, but does not differ clearly from {all}: {doubt}.",
        first=quoted(first),
        baseline=quoted(baseline),
        gain=plus_minus(gains[first, baseline], unit),
        over=over,
        all=listed([quoted(each) for each in level]),
        doubt=_doubt(gains[first, level[0]], unit),
    )


def against_baseline(baseline: str, gain: Estimate, unit: str) -> str:
    """Return how a strategy, named just before, compares with the baseline."""
    if gain.is_above:
        return phrase(
            "Better than {baseline} by {gain}, {wins}.",
            baseline=quoted(baseline),
            gain=plus_minus(gain, unit),
            wins=simulations(gain.wins, gain.pairs),
        )
    if gain.is_below:
        often = simulations(gain.wins, gain.pairs)
        return phrase(
            "Worse than {baseline} by {gain}; better {often}.",
            baseline=quoted(baseline),
            gain=plus_minus(-gain, unit),
            often=often,
        )
    return phrase("No clear difference from {baseline}: {doubt}.", baseline=quoted(baseline), doubt=_doubt(gain, unit))


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
        return sentence(
            phrase(
                "{subject} has no cost entered, so its result is before the cost of implementing it.", subject=subject
            )
        )
    spent = amount(cost, "EUR") + (f" {part}" if part else "")
    if not math.isfinite(gross.half_width):
        return sentence(
            phrase(
                "{subject} costs {spent}; one simulation is not enough to judge whether that pays.",
                subject=subject,
                spent=spent,
            )
        )
    if gross.low == gross.high == 0:
        return sentence(phrase("{subject} has no effect here, and costs {spent}.", subject=subject, spent=spent))
    if gross.low >= cost:
        maximum = amount(gross.low, "EUR", resolution=gross.half_width)
        return sentence(
            phrase(
                "{subject} pays at its cost of {spent}, and would pay at up to {maximum}, the lower limit of "
                "its gain before cost.",
                subject=subject,
                spent=spent,
                maximum=maximum,
            )
        )
    if gross.high <= 0:
        return sentence(
            phrase(
                "{subject} does not pay: it would lose money even at no cost (now {spent}).",
                subject=subject,
                spent=spent,
            )
        )
    if gross.high <= cost:
        if gross.is_above:
            return sentence(
                phrase(
                    "{subject} pays only if it costs less than {gross}; it costs {spent}.",
                    subject=subject,
                    gross=plus_minus(gross, "EUR"),
                    spent=spent,
                )
            )
        return sentence(
            phrase(
                "{subject} does not pay at its cost of {spent}, and may not pay at any cost: its gain before "
                "cost is {gross}.",
                subject=subject,
                spent=spent,
                gross=span(gross, "EUR"),
            )
        )
    return phrase(
        "Whether {subject} pays is uncertain: the cost is {spent}, the gain before cost {gross}.",
        subject=subject,
        spent=spent,
        gross=span(gross, "EUR"),
    )


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
        parts.append(phrase("higher with {up}", up=listed(up)))
    if down:
        parts.append(phrase("lower with {down}", down=listed(down)))
    if not parts:
        return phrase("{what}: no clear difference from {baseline}.", what=what, baseline=quoted(baseline))
    if open_:
        parts.append(
            phrase("no clear difference from {baseline} with {open_}", baseline=quoted(baseline), open_=listed(open_))
        )
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
        return phrase("No difference here is clear.")
    group, title, _ = max(significant, key=lambda each: abs(each[2].mean))
    return phrase("The largest difference: {group} with {title}.", group=quoted(group), title=quoted(title))


def certainty(seeds: int, assumed: int, changed: int) -> str:
    """Return which uncertainty the intervals cover, and which they do not."""
    if seeds < 2:
        chance = phrase("Only one simulation was run, so random variation is unknown: run more before deciding")
    else:
        chance = phrase(
            "The ± are 95\u00a0% confidence intervals over {seeds} simulations of each strategy: they "
            "cover random variation, not errors in the assumptions. A difference is clear when its "
            "interval leaves out zero",
            seeds=seeds,
        )
    if not changed:
        return chance + "."
    if assumed == 0:
        return phrase(
            "{chance}. None of the {changed} changed parameters is merely assumed.", chance=chance, changed=changed
        )
    if assumed == changed:
        which = plural(
            "The one changed parameter is assumed.",
            "All {changed} changed parameters are assumed.",
            changed,
            changed=changed,
        )
    else:
        which = plural(
            "{assumed} of {changed} changed parameters is assumed.",
            "{assumed} of {changed} changed parameters are assumed.",
            assumed,
            assumed=assumed,
            changed=changed,
        )
    return f"{chance}. {which}"


def _doubt(gain: Estimate, unit: str) -> str:
    """Return why no difference is claimed."""
    if not math.isfinite(gain.half_width):
        return phrase("random variation is unknown after one simulation")
    return phrase("the difference is {gain}", gain=span(gain, unit))
