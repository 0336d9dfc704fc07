"""An optimum in words. A sentence claims a gain only when its whole 95 % interval lies on the good side of zero."""

from __future__ import annotations

import numpy as np

from experiments.measures.paired import Estimate, estimate
from experiments.optimisation.view import OptimumView
from experiments.pages.formats import amount, counted, listed, number, plus_minus, share, span
from experiments.pages.phrases import figure, quoted, simulations

_LEFT_OVER = 0.02
"""Money left, as a share of the budget, that is worth mentioning."""
_EUROS = 10_000.0
"""Amount in euros for which the gain is given when the objective is not in euros."""


def headline(view: OptimumView) -> str:
    """Return how the budget is spent, and the gain."""
    optimum = view.optimum
    budget = amount(optimum.problem.budget.total_eur, "EUR")
    if not optimum.split.any():
        return f"Spend nothing: no split of {budget} among those simulated is worth its cost {view.over}."
    gain = view.gain(optimum.split)
    if gain.is_above:
        return f"Spend {_parts(view)}: {_brings(view, gain)} {view.over}{_unspent(view)}."
    if gain.is_below:
        return f"Spend nothing: even the best split of {budget} found is worse than the baseline {view.over}."
    return (
        f"No split of {budget} differs significantly from spending nothing {view.over}: the best one found, "
        f"{_parts(view)}, gains {span(_own(view, gain), _unit(view))}."
    )


def _parts(view: OptimumView) -> str:
    """Return the parts of the budget by candidate, the largest first."""
    optimum = view.optimum
    spent, budget = optimum.spent_eur, optimum.problem.budget.total_eur
    order = [int(i) for i in np.argsort(-spent, kind="stable") if spent[i] > 0]
    parts = [f"{share(spent[i] / budget)} on {quoted(view.titles[i])}" for i in order]
    parts[0] = f"{share(spent[order[0]] / budget)} of {amount(budget, 'EUR')} on {quoted(view.titles[order[0]])}"
    left_out = len(spent) - len(order)
    if not left_out:
        return listed(parts)
    return f"{', '.join(parts)} and nothing on the other {'candidate' if left_out == 1 else left_out}"


def _brings(view: OptimumView, gain: Estimate) -> str:
    objective = view.optimum.problem.objectives[0]
    size = plus_minus(_own(view, gain), objective.unit, signed=objective.name != "npv_eur")
    often = simulations(gain.wins, gain.pairs)
    if objective.name == "npv_eur":
        return f"the gain is {size} after its cost, and positive {often}"
    return f"this changes {_small(objective.metric.label)} by {size}, an improvement {often}"


def _unspent(view: OptimumView) -> str:
    optimum = view.optimum
    left = optimum.problem.budget.total_eur - float(optimum.spent_eur.sum())
    if left < _LEFT_OVER * optimum.problem.budget.total_eur:
        return ""
    return f"; keep the remaining {amount(left, 'EUR')}"


def measured(view: OptimumView) -> str:
    """Return how gains were measured."""
    objective, seeds = view.optimum.problem.objectives[0], view.optimum.problem.seeds
    uncertain = len(view.optimum.problem.factors)
    also = f" and {counted(uncertain, 'uncertain number')}" if uncertain else ""
    worlds = min(len(view.optimum.problem.worlds), seeds)
    also = f", in {counted(worlds, 'world')} that agree with what is known" if worlds else also
    return (
        f"What counts is {figure(objective.metric.label, objective.unit)}, beyond the baseline, in {seeds} fresh "
        f"futures (random seeds{also}) used neither for the search nor for the choice; intervals are 95 %."
        + (f" Rivals react in all of them, the baseline too: {quoted(view.rivals)}." if view.rivals else "")
    )


def reaction(view: OptimumView) -> str:
    """Return what the chosen split gains with and without the reaction of rivals; "" where they do not react."""
    optimum, objective = view.optimum, view.optimum.problem.objectives[0]
    if optimum.unopposed is None:
        return ""
    if not optimum.split.any():
        return "Nothing is spent, so there is nothing to react to."
    faced, alone = optimum.appraisal.of(optimum.split), optimum.unopposed.of(optimum.split)
    change = estimate(faced - alone)
    told = (
        f"With rivals that react the chosen split changes {_small(objective.metric.label)} by "
        f"{plus_minus(estimate(faced), objective.unit, signed=True)}; while they go on as in the market, by "
        f"{plus_minus(estimate(alone), objective.unit, signed=True)} in the same futures"
    )
    if not change.is_significant:
        return f"{told}: the reaction makes no clear difference."
    return f"{told}: the reaction makes a difference of {plus_minus(change, objective.unit, signed=True)}."


def next_euro(view: OptimumView) -> str:
    """Return the marginal gain of the budget, above or below its present size."""
    optimum = view.optimum
    budgets = sorted(optimum.budgets)
    here = budgets.index(optimum.problem.budget.total_eur)
    is_more = here + 1 < len(budgets)
    low, high = (optimum.budgets[budgets[i]] for i in ((here, here + 1) if is_more else (here - 1, here)))
    euros = float(optimum.problem.budget.spent_eur(high) - optimum.problem.budget.spent_eur(low))
    if euros <= 0:
        return "A larger budget would not be spent: nothing left to buy is worth its cost."
    objective = optimum.problem.objectives[0]
    unit, times = (objective.unit, 1.0) if objective.unit == "EUR" else (objective.unit, _EUROS)
    one = view.better(optimum.appraisal.per_euro(high, low, euros / times))
    which = "The next" if is_more else "The last"
    what = "euro" if times == 1 else amount(times, "EUR")
    verb = "would gain" if is_more else "gained"
    beyond = " after its cost" if objective.name == "npv_eur" else ""
    if not one.is_significant:
        return f"{which} {what} has no significant effect: it {verb} {span(_own(view, one), unit)}{beyond}."
    return f"{which} {what} {verb} {plus_minus(_own(view, one), unit, signed=True)}{beyond}."


def spending_less(view: OptimumView) -> str:
    """Return the share of the gain that half of the budget would achieve."""
    optimum = view.optimum
    budget = optimum.problem.budget.total_eur
    half = optimum.budgets[0.5 * budget]
    whole, part = view.gain(optimum.split), view.gain(half)
    if not whole.is_above:
        return "There is no significant gain, so spending less is not assessed."
    euros = amount(float(optimum.problem.budget.spent_eur(half)), "EUR")
    lost = view.lead(optimum.split, half)
    if not lost.is_above:
        return f"Half of the budget ({euros}) is not significantly worse than all of it."
    return f"Half of the budget ({euros}) achieves {share(max(0.0, part.mean / whole.mean))} of the gain of all of it."


def uncertainty(view: OptimumView) -> str:
    """Return the probability that the choice is best, its expected regret, and the value of perfect information."""
    optimum, unit = view.optimum, _unit(view)
    of = optimum.doubt
    return (
        f"Of {len(optimum.alternatives)} alternatives compared in fresh futures, it is the best on average with a "
        f"probability of {share(float(of.probability_best[0]))}. Its expected regret (the cost of being wrong) is "
        f"{amount(float(of.regret[0]), unit)}; the expected value of perfect information is "
        f"{amount(of.hindsight, unit)}."
    )


def winners_curse(view: OptimumView) -> str:
    """Return the gain of the chosen split as seen in the search, and its gain in fresh futures."""
    optimum = view.optimum
    return (
        f"In the futures of the search its gain was {amount(optimum.expected, _unit(view), signed=True)}; in fresh "
        f"futures it is {plus_minus(optimum.appraisal.estimate(optimum.split), _unit(view), signed=True)}. The best of "
        f"{len(optimum.searched.splits)} splits is partly best by chance, so only the second figure is unbiased."
    )


def worth_of(view: OptimumView, candidate: int) -> str:
    """Return what a candidate adds to the chosen split."""
    optimum, title = view.optimum, quoted(view.titles[candidate])
    without, *_ = optimum.responses[candidate]
    if not optimum.split[candidate]:
        some = optimum.responses[candidate][1]
        adds = view.lead(some, optimum.split)
        if adds.is_above:
            return f"{title} would add value, but less per euro than what is bought."
        return f"{title} would reduce the gain." if adds.is_below else f"{title} would have no significant effect."
    adds = view.lead(optimum.split, without)
    if adds.is_above:
        return f"{title} adds {plus_minus(_own(view, adds), _unit(view), signed=True)} to the others."
    return f"The contribution of {title} to the others is not significant ({span(_own(view, adds), _unit(view))})."


def trade(view: OptimumView) -> str:
    """Return the trade-off at the other end of the efficient frontier."""
    optimum = view.optimum
    first, second = optimum.problem.objectives
    other = max(optimum.front, key=lambda split: view.gain(split, 1).mean)
    if (other == optimum.split).all():
        return f"The chosen split is also the best one found for {_small(second.metric.label)}: there is no trade-off."
    more, less = optimum.appraisal.lead(other, optimum.split, 1), optimum.appraisal.lead(other, optimum.split, 0)
    return (
        f"Splitting for {_small(second.metric.label)} instead changes it by "
        f"{plus_minus(more, second.unit, signed=True)}, and {_small(first.metric.label)} by "
        f"{plus_minus(less, first.unit, signed=True)}."
    )


def searched(view: OptimumView) -> str:
    """Return how the search was done."""
    problem = view.optimum.problem
    seeds = ", ".join(
        f"{problem.first_seed + stage * problem.seeds} to {problem.first_seed + (stage + 1) * problem.seeds - 1}"
        for stage in range(3)
    )
    return (
        f"{number(len(view.optimum.searched.splits))} splits were simulated in {problem.seeds} futures each, "
        f"{len(view.optimum.finalists)} compared again in a run-off, {number(len(view.optimum.appraisal.splits))} "
        f"measured in fresh futures (seeds {seeds}, one stage after the other)."
    )


def _own(view: OptimumView, of: Estimate) -> Estimate:
    """Return an estimate with the sign of its metric again: less churn is below zero."""
    return of if view.optimum.problem.objectives[0].sign > 0 else -of


def _unit(view: OptimumView) -> str:
    return view.optimum.problem.objectives[0].unit


def _small(label: str) -> str:
    """Return a label in the middle of a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
