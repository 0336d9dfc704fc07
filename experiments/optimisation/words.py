"""An optimum in words. A sentence claims a gain only when its whole 95 % interval lies on the good side of zero."""

from __future__ import annotations

import numpy as np

from experiments.measures.paired import Estimate, estimate
from experiments.optimisation import words_of_worlds
from experiments.optimisation.optimum import AGAIN
from experiments.optimisation.view import OptimumView
from experiments.pages.formats import amount, listed, number, plus_minus, share, span
from experiments.pages.phrases import figure, quoted, simulations
from language import mark, phrase, plural

_LEFT_OVER = 0.02
"""Money left, as a share of the budget, that is worth mentioning."""
_EUROS = 10_000.0
"""Amount in euros for which the gain is given when the objective is not in euros."""


def headline(view: OptimumView) -> str:
    """Return how the budget is spent, and the gain."""
    optimum = view.optimum
    budget = amount(optimum.problem.budget.total_eur, "EUR")
    if not optimum.split.any() and optimum.problem.worlds:
        return phrase(
            "Spend nothing: in the worst fourth of the worlds no split of {budget} among those simulated is worth its "
            "cost {over}.",
            budget=budget,
            over=view.over,
        )
    if not optimum.split.any():
        return phrase(
            "Spend nothing: no split of {budget} among those simulated is worth its cost {over}.",
            budget=budget,
            over=view.over,
        )
    gain = view.gain(optimum.split)
    if gain.is_above:
        return phrase(
            "Spend {parts}: {brings} {over}{unspent}.",
            parts=_parts(view),
            brings=_brings(view, gain),
            over=view.over,
            unspent=_unspent(view),
        )
    if gain.is_below:
        return phrase(
            "Spend nothing: even the best split of {budget} found is worse than the baseline {over}.",
            budget=budget,
            over=view.over,
        )
    return phrase(
        "No split of {budget} differs significantly from spending nothing {over}: the best one found, "
        "{parts}, gains {own}.",
        budget=budget,
        over=view.over,
        parts=_parts(view),
        own=span(_own(view, gain), _unit(view)),
    )


def _parts(view: OptimumView) -> str:
    """Return the parts of the budget by candidate, the largest first."""
    optimum = view.optimum
    spent, budget = optimum.spent_eur, optimum.problem.budget.total_eur
    order = [int(i) for i in np.argsort(-spent, kind="stable") if spent[i] > 0]
    parts = [
        phrase("{part} on {candidate}", part=share(spent[i] / budget), candidate=quoted(view.titles[i])) for i in order
    ]
    parts[0] = phrase(
        "{part} of {budget} on {candidate}",
        part=share(spent[order[0]] / budget),
        budget=amount(budget, "EUR"),
        candidate=quoted(view.titles[order[0]]),
    )
    left_out = len(spent) - len(order)
    if not left_out:
        return listed(parts)
    return plural(
        "{parts} and nothing on the other candidate",
        "{parts} and nothing on the other {count}",
        left_out,
        parts=", ".join(parts),
        count=left_out,
    )


def _brings(view: OptimumView, gain: Estimate) -> str:
    objective = view.optimum.problem.objectives[0]
    size = plus_minus(_own(view, gain), objective.unit, signed=objective.name != "npv_eur")
    of = view.optimum.robustness
    often = words_of_worlds.often(of.gains(view.optimum.split)) if of else simulations(gain.wins, gain.pairs)
    if objective.name == "npv_eur":
        return phrase("the gain is {size} after its cost, and positive {often}", size=size, often=often)
    return phrase(
        "this changes {small} by {size}, an improvement {often}",
        small=_small(phrase(objective.metric.label)),
        size=size,
        often=often,
    )


def _unspent(view: OptimumView) -> str:
    optimum = view.optimum
    left = optimum.problem.budget.total_eur - float(optimum.spent_eur.sum())
    if left < _LEFT_OVER * optimum.problem.budget.total_eur:
        return ""
    return phrase("; keep the remaining {left}", left=amount(left, "EUR"))


def measured(view: OptimumView) -> str:
    """Return how gains were measured."""
    objective, seeds = view.optimum.problem.objectives[0], view.optimum.appraisal.gains.shape[1]
    uncertain = len(view.optimum.problem.factors)
    worlds = len(view.optimum.problem.worlds)
    drawn = phrase("random seeds")
    if worlds:
        drawn = plural(
            "random seeds, in {count} world that agrees with what is known",
            "random seeds, in {count} worlds that agree with what is known",
            worlds,
            count=number(worlds),
        )
    elif uncertain:
        drawn = plural(
            "random seeds and {count} uncertain number",
            "random seeds and {count} uncertain numbers",
            uncertain,
            count=number(uncertain),
        )
    counts = phrase(
        "What counts is {label}, beyond the baseline, in {seeds} fresh futures ({drawn}) used "
        "neither for the search nor for the choice; intervals are 95\u00a0%.",
        label=figure(phrase(objective.metric.label), objective.unit),
        seeds=seeds,
        drawn=drawn,
    )
    if not view.rivals:
        return counts
    reacting = phrase("Rivals react in all of them, the baseline too: {rivals}.", rivals=quoted(phrase(view.rivals)))
    return f"{counts} {reacting}"


def reaction(view: OptimumView) -> str:
    """Return what the chosen split gains with and without the reaction of rivals; "" where they do not react."""
    optimum, objective = view.optimum, view.optimum.problem.objectives[0]
    if optimum.unopposed is None:
        return ""
    if not optimum.split.any():
        return phrase("Nothing is spent, so there is nothing to react to.")
    faced, alone = optimum.appraisal.of(optimum.split), optimum.unopposed.of(optimum.split)
    change = estimate(faced - alone)
    told = phrase(
        "With rivals that react the chosen split changes {figure} by {faced}; while they go on as in the market, by "
        "{alone} in the same futures.",
        figure=_small(phrase(objective.metric.label)),
        faced=plus_minus(estimate(faced), objective.unit, signed=True),
        alone=plus_minus(estimate(alone), objective.unit, signed=True),
    )
    if not change.is_significant:
        return f"{told} {phrase('The reaction makes no clear difference.')}"
    size = plus_minus(change, objective.unit, signed=True)
    return f"{told} {phrase('The reaction makes a difference of {size}.', size=size)}"


def next_euro(view: OptimumView) -> str:
    """Return the marginal gain of the budget, above or below its present size."""
    optimum = view.optimum
    budgets = sorted(optimum.budgets)
    here = budgets.index(optimum.problem.budget.total_eur)
    is_more = here + 1 < len(budgets)
    low, high = (optimum.budgets[budgets[i]] for i in ((here, here + 1) if is_more else (here - 1, here)))
    euros = float(optimum.problem.budget.spent_eur(high) - optimum.problem.budget.spent_eur(low))
    if euros <= 0:
        return phrase("A larger budget would not be spent: nothing left to buy is worth its cost.")
    objective = optimum.problem.objectives[0]
    unit, times = (objective.unit, 1.0) if objective.unit == "EUR" else (objective.unit, _EUROS)
    one = view.better(optimum.appraisal.per_euro(high, low, euros / times))
    what = phrase("euro") if times == 1 else amount(times, "EUR")
    size = plus_minus(_own(view, one), unit, signed=True) if one.is_significant else span(_own(view, one), unit)
    return phrase(_NEXT[one.is_significant, is_more, objective.name == "npv_eur"], what=what, size=size)


_NEXT = {
    (True, True, True): mark("The next {what} would gain {size} after its cost."),
    (True, True, False): mark("The next {what} would gain {size}."),
    (True, False, True): mark("The last {what} gained {size} after its cost."),
    (True, False, False): mark("The last {what} gained {size}."),
    (False, True, True): mark("The next {what} has no significant effect: it would gain {size} after its cost."),
    (False, True, False): mark("The next {what} has no significant effect: it would gain {size}."),
    (False, False, True): mark("The last {what} has no significant effect: it gained {size} after its cost."),
    (False, False, False): mark("The last {what} has no significant effect: it gained {size}."),
}
"""Whether the effect is significant, whether there is more to spend, whether the objective is net of cost."""


def spending_less(view: OptimumView) -> str:
    """Return the share of the gain that half of the budget would achieve."""
    optimum = view.optimum
    budget = optimum.problem.budget.total_eur
    half = optimum.budgets[0.5 * budget]
    whole, part = view.gain(optimum.split), view.gain(half)
    if not whole.is_above:
        return phrase("There is no significant gain, so spending less is not assessed.")
    euros = amount(float(optimum.problem.budget.spent_eur(half)), "EUR")
    lost = view.lead(optimum.split, half)
    if not lost.is_above:
        return phrase("Half of the budget ({euros}) is not significantly worse than all of it.", euros=euros)
    return phrase(
        "Half of the budget ({euros}) achieves {max} of the gain of all of it.",
        euros=euros,
        max=share(max(0.0, part.mean / whole.mean)),
    )


def uncertainty(view: OptimumView) -> str:
    """Return the probability that the choice is best, its expected regret, and the value of perfect information."""
    optimum, unit = view.optimum, _unit(view)
    of = optimum.doubt
    values = {
        "alternatives": len(optimum.alternatives),
        "chance": share(float(of.probability_best[0])),
        "regret": amount(float(of.regret[0]), unit),
        "hindsight": amount(of.hindsight, unit),
    }
    if optimum.problem.worlds:
        return phrase(
            "Of {alternatives} alternatives compared in fresh futures, it has the best mean in the worst fourth of "
            "worlds with a probability of {chance}, given this number of worlds and each counting alike. Its expected "
            "regret (the cost of being wrong) is {regret}; knowing the future before choosing would be worth "
            "{hindsight} on average.",
            **values,
        )
    return phrase(
        "Of {alternatives} alternatives compared in fresh futures, it is the best on average with a "
        "probability of {chance}. Its expected regret (the cost of being wrong) is {regret}; the "
        "expected value of perfect information is {hindsight}.",
        **values,
    )


def winners_curse(view: OptimumView) -> str:
    """Return the gain of the chosen split as seen in the search, and its gain in fresh futures."""
    optimum = view.optimum
    if optimum.problem.worlds:
        return phrase(
            "In the search its mean gain in the worst fourth of worlds was {expected}; with fresh luck, in all worlds, "
            "it is {estimate}. The best of {splits} splits is partly best by chance, so only the second figure "
            "counts.",
            expected=amount(optimum.expected, _unit(view), signed=True),
            estimate=plus_minus(optimum.appraisal.worst(optimum.split), _unit(view), signed=True),
            splits=len(optimum.searched.splits),
        )
    return phrase(
        "In the futures of the search its gain was {expected}; in fresh futures it is {estimate}. The "
        "best of {splits} splits is partly best by chance, so only the second figure is unbiased.",
        expected=amount(optimum.expected, _unit(view), signed=True),
        estimate=plus_minus(optimum.appraisal.estimate(optimum.split), _unit(view), signed=True),
        splits=len(optimum.searched.splits),
    )


def worth_of(view: OptimumView, candidate: int) -> str:
    """Return what a candidate adds to the chosen split."""
    optimum, title = view.optimum, quoted(view.titles[candidate])
    without, *_ = optimum.responses[candidate]
    if not optimum.split[candidate]:
        some = optimum.responses[candidate][1]
        adds = view.lead(some, optimum.split)
        if adds.is_above:
            return phrase("{title} would add value, but less per euro than what is bought.", title=title)
        return (
            phrase("{title} would reduce the gain.", title=title)
            if adds.is_below
            else phrase("{title} would have no significant effect.", title=title)
        )
    adds = view.lead(optimum.split, without)
    if adds.is_above:
        return phrase(
            "{title} adds {own} to the others.", title=title, own=plus_minus(_own(view, adds), _unit(view), signed=True)
        )
    return phrase(
        "The contribution of {title} to the others is not significant ({own}).",
        title=title,
        own=span(_own(view, adds), _unit(view)),
    )


def trade(view: OptimumView) -> str:
    """Return the trade-off at the other end of the efficient frontier."""
    optimum = view.optimum
    first, second = optimum.problem.objectives
    other = max(optimum.front, key=lambda split: view.gain(split, 1).mean)
    if (other == optimum.split).all():
        return phrase(
            "The chosen split is also the best one found for {small}: there is no trade-off.",
            small=_small(phrase(second.metric.label)),
        )
    more, less = optimum.appraisal.lead(other, optimum.split, 1), optimum.appraisal.lead(other, optimum.split, 0)
    return phrase(
        "Splitting for {small} instead changes it by {more}, and {other} by {less}.",
        small=_small(phrase(second.metric.label)),
        more=plus_minus(more, second.unit, signed=True),
        other=_small(phrase(first.metric.label)),
        less=plus_minus(less, first.unit, signed=True),
    )


def searched(view: OptimumView) -> str:
    """Return how the search was done."""
    problem = view.optimum.problem
    stages = ", ".join(
        phrase("{first} to {last}", first=problem.first_of(stage), last=problem.first_of(stage + 1) - 1)
        for stage in range(AGAIN)
    )
    how = phrase(
        "{splits} splits were simulated in {seeds} futures each, {finalists} compared again in a "
        "run-off, {measured} measured in fresh futures (seeds {stages}, one stage after the other).",
        splits=number(len(view.optimum.searched.splits)),
        seeds=problem.seeds,
        finalists=len(view.optimum.finalists),
        measured=number(len(view.optimum.appraisal.splits)),
        stages=stages,
    )
    if not problem.worlds:
        return how
    beside = phrase(
        "The futures of the search lie in {seen} of {worlds} worlds, those of run-off and appraisal in all. A second "
        "search with as many splits and the same seeds, under the market's own numbers, found the split that one would "
        "choose without worlds.",
        seen=number(min(problem.seeds, len(problem.worlds))),
        worlds=number(len(problem.worlds)),
    )
    return f"{how} {beside}"


def _own(view: OptimumView, of: Estimate) -> Estimate:
    """Return an estimate with the sign of its metric again: less churn is below zero."""
    return of if view.optimum.problem.objectives[0].sign > 0 else -of


def _unit(view: OptimumView) -> str:
    return view.optimum.problem.objectives[0].unit


def _small(label: str) -> str:
    """Return a label in the middle of a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
