"""What robustness costs and buys, in words. A share of worlds is no probability, and is never called one."""

from __future__ import annotations

import numpy as np

from experiments.measures.paired import Estimate
from experiments.measures.robustness import Gains
from experiments.optimisation.robustness import Robustness
from experiments.optimisation.view import OptimumView
from experiments.pages.formats import amount, number, plus_minus, share, span
from language import mark, phrase


def is_same(view: OptimumView) -> bool:
    """Return whether the chosen split is also the one that the market's own numbers alone would choose."""
    other = view.optimum.without_worlds
    return other is not None and bool((other == view.optimum.split).all())


def often(gains: Gains) -> str:
    """Return in how many worlds a split is better; in how many futures, when luck hides the worlds."""
    if gains.knows_luck and gains.tells_worlds:
        return _of(gains.better, len(gains.worlds))
    known = gains.of_futures
    part = float(((known > 0) + 0.5 * (known == 0)).mean())
    if part == 1.0:
        return phrase("in all {futures} futures, each a world with luck of its own", futures=number(len(known)))
    return phrase(
        "in {wins} of {world} futures, each a world with luck of its own",
        wins=share(part),
        world=number(len(known)),
    )


def _of(count: int, total: int) -> str:
    if count == total:
        return phrase("in all {total} worlds", total=number(total))
    if not count:
        return phrase("in none of {total} worlds", total=number(total))
    return phrase("in {count} of {total} worlds", count=number(count), total=number(total))


def told(view: OptimumView) -> list[str]:
    """Return what robustness costs and buys, in a few sentences; none without worlds."""
    of, other = view.optimum.robustness, view.optimum.without_worlds
    if of is None or other is None:
        return []
    sentences = [held_up(view, of)]
    if not is_same(view):
        sentences += [costs(view, of, other), buys(view, of, other), verdict(view, of, other)]
    return [*sentences, by_regret(view, of)]


def in_short(view: OptimumView) -> str:
    """Return the same in one piece for a terminal."""
    return " ".join(told(view))


def held_up(view: OptimumView, of: Robustness) -> str:
    """Return in how many worlds the chosen split is better than nothing, and than the split chosen without worlds."""
    split, other = view.optimum.split, view.optimum.without_worlds
    if not split.any():
        answer = phrase("Spending nothing cannot lose in any world.")
    else:
        answer = phrase("The chosen split is better than doing nothing {often}.", often=often(of.gains(split)))
    if is_same(view):
        same = phrase(
            "The market's own numbers alone would choose the same split, so robustness costs nothing here, and buys "
            "nothing."
        )
        return f"{answer} {same}"
    if other is None or not other.any():
        beside = phrase("The market's own numbers alone would choose to spend nothing.")
    else:
        beside = phrase(
            "The market's own numbers alone would choose another split, which is better than doing nothing {often}.",
            often=often(of.gains(other)),
        )
    ahead = phrase("Of the two the chosen one is better {often}.", often=often(of.gains(split, other)))
    return f"{answer} {beside} {ahead}"


def costs(view: OptimumView, of: Robustness, other: np.ndarray) -> str:
    """Return how much less than another the chosen split brings under the market's own numbers."""
    return _difference(view, of.under_own_numbers(other, view.optimum.split), _COSTS)


def buys(view: OptimumView, of: Robustness, other: np.ndarray) -> str:
    """Return how much more than another the chosen split brings in its worst worlds."""
    return _difference(view, of.worst(view.optimum.split, other), _BUYS)


def verdict(view: OptimumView, of: Robustness, other: np.ndarray) -> str:
    """Return what follows from price and purchase."""
    price, bought = of.under_own_numbers(other, view.optimum.split), of.worst(view.optimum.split, other)
    return phrase(_VERDICTS[price.is_above, bought.is_above])


_VERDICTS = {
    (True, True): mark(
        "So it is a matter of caution: less if the market's own numbers are right, more if worlds are bad."
    ),
    (True, False): mark("So nothing that is seen speaks for caution here: the other split is the better choice."),
    (False, True): mark("So caution is free here: the chosen split is the better choice."),
    (False, False): mark("So either split will do, as far as these worlds tell."),
}
"""Whether the price is clear, and whether what it buys is."""
_COSTS = (
    mark("What robustness costs: under the market's own numbers the chosen split is worse by {size} than the other."),
    mark("What robustness costs is not seen: under the market's own numbers the two do not differ clearly ({size})."),
    mark(
        "Robustness costs nothing: under the market's own numbers, too, the chosen split is better, by {size}; the "
        "search without worlds has not found it."
    ),
)
_BUYS = (
    mark("What it buys: in the worst fourth of the worlds the chosen split is better by {size} on average."),
    mark("What it buys is not seen: in the worst fourth of the worlds the two do not differ clearly ({size})."),
    mark(
        "It buys nothing: in the worst fourth of the worlds the chosen split is worse by {size}, in luck that the "
        "choice has not seen."
    ),
)
"""Sentences for a clear difference above zero, none, and one below."""


def _difference(view: OptimumView, of: Estimate, sentences: tuple[str, str, str]) -> str:
    unit = view.optimum.problem.objectives[0].unit
    if not of.is_significant:
        return phrase(sentences[1], size=span(of, unit))
    return phrase(sentences[0 if of.is_above else 2], size=plus_minus(of if of.is_above else -of, unit))


def by_regret(view: OptimumView, of: Robustness) -> str:
    """Return which alternative the smallest largest regret would choose, the other usual measure of robustness."""
    names = list(view.optimum.alternatives)
    found = of.regrets(list(view.optimum.alternatives.values()))
    least, unit = int(np.argmin([each.largest for each in found])), view.optimum.problem.objectives[0].unit
    if not least:
        return phrase(
            "By regret the choice is the same: of all alternatives it falls least behind the best of each world, by "
            "{largest} at most.",
            largest=amount(found[0].largest, unit),
        )
    return phrase(
        "By regret the choice would be another: the chosen split falls behind the best alternative of a world by "
        "{largest} at most, {other} by {least}.",
        largest=amount(found[0].largest, unit),
        other=view.title_of(names[least]),
        least=amount(found[least].largest, unit),
    )


def how_chosen(view: OptimumView) -> str:
    """Return by what a split is chosen in worlds."""
    of = view.optimum.robustness
    return phrase(
        "A split is chosen by its mean gain in the worst fourth of the worlds (conditional value at risk, Rockafellar "
        "& Uryasev 2000): its own worst ones, beside doing nothing in the same worlds. Figures are from {worlds} "
        "worlds with fresh luck; with the same luck the splits were simulated under the market's own numbers.",
        worlds=number(of.count if of else 0),
    )
