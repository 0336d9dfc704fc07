"""What worlds say, in words. A share of worlds is no probability, and is never called one."""

from __future__ import annotations

import numpy as np

from experiments.comparison.information import FEWEST_WORLDS, SHUFFLED, Worth
from experiments.comparison.over_worlds import OverWorlds
from experiments.comparison.robustness import Gains
from experiments.discovery.discovery import Discovery
from experiments.discovery.words import limits_in_words
from experiments.pages.formats import amount, horizon, number, share
from experiments.pages.phrases import quoted

NO_PROBABILITY = (
    "A world is a set of assumptions that agrees with what is known. Worlds are not equally likely: a share of worlds "
    "is no probability."
)
_NINE_OF_TEN = (0.05, 0.95)


def headline(of: OverWorlds) -> str:
    """Return the answer: in how many worlds the best strategy is better, by how much, and beside the next one."""
    view = of.view
    best, *others = [name for name in view.ranking if name != view.baseline]
    gains = of.gains(best)
    over, mean = f"over {horizon(view.comparison.weeks)}", float(gains.means.mean())
    answer = (
        f"{quoted(view.titles[best])} is better than {quoted(view.titles[view.baseline])} {often(of, gains)}: it "
        f"{'gains' if mean >= 0 else 'loses'} {amount(abs(mean), view.metric.unit)} {over} on average; its gain lies "
        f"{between(of, gains)}."
    )
    if mean < 0:
        answer = f"No strategy is better than {quoted(view.titles[view.baseline])} on average. {answer}"
    if not others:
        return answer
    beside = of.gains(best, others[0])
    many = _all_or(beside.better, len(beside.worlds)) if of.knows_luck else f"{share(_wins(beside))} of the futures"
    return f"{answer} It is better than the next strategy, {quoted(view.titles[others[0]])}, in {many}."


def often(of: OverWorlds, gains: Gains) -> str:
    """Return in how many worlds a strategy is better; in how many futures, when luck cannot be removed."""
    if not of.knows_luck:
        return f"in {share(_wins(gains))} of {number(len(of.world))} futures, each a world with luck of its own"
    return f"in {_all_or(gains.better, len(gains.worlds))} worlds that agree with what is known"


def _wins(gains: Gains) -> float:
    """Return the share of futures in which a strategy is better."""
    known = gains.of_futures[~np.isnan(gains.of_futures)]
    return float((known > 0).mean())


def _all_or(count: int, total: int) -> str:
    if count == total:
        return f"all {number(total)}"
    return f"{number(count) if count else 'none'} of {number(total)}"


def between(of: OverWorlds, gains: Gains) -> str:
    """Return between which gains nine of ten worlds lie."""
    low, high = np.quantile(gains.of_worlds, _NINE_OF_TEN)
    unit = of.view.metric.unit
    return f"between {amount(float(low), unit)} and {amount(float(high), unit)} in nine of ten of them"


def where_from(of: OverWorlds, gains: Gains) -> str:
    """Return which part of the spread of a gain is luck, and which part assumptions."""
    if not of.knows_luck:
        return (
            "Too few worlds were simulated more than once, so luck and assumptions cannot be told apart: simulate more "
            "futures than there are worlds (--replications)."
        )
    luck, assumed, unit = np.sqrt(gains.luck), np.sqrt(gains.assumptions), of.view.metric.unit
    if assumed == 0:
        return f"Futures differ by luck ({amount(luck, unit)}, standard deviation); worlds do not differ beyond it."
    part = gains.assumptions / (gains.assumptions + gains.luck)
    return (
        f"Of the spread between futures {share(part)} is due to assumptions ({amount(assumed, unit)}, standard "
        f"deviation over worlds) and the rest to luck ({amount(luck, unit)} in a run of "
        f"{number(of.view.comparison.customers)} customers)."
    )


def where_it_loses(of: OverWorlds, name: str) -> str:
    """Return in which worlds a strategy loses."""
    title = quoted(of.view.titles[name])
    gains = of.gains(name)
    lost = len(gains.worlds) - gains.better
    if not lost:
        return f"{title} loses in none of these worlds."
    found = of.losing.get(name)
    worlds = f"{title} loses in {_all_or(lost, len(gains.worlds))} worlds"
    if found is None:
        return f"{worlds}; too few worlds, or too few of one kind, to say where."
    return f"{worlds}{_region(found)}."


def _region(found: Discovery) -> str:
    if not found.believed:
        return ", and in no region of the assumptions more often than by chance"
    region = found.believed[0]
    return (
        f". It loses most where {limits_in_words(found, region.box.limits)}: in {share(region.holds.density)} of those "
        f"worlds, against {share(region.elsewhere)} elsewhere"
    )


def what_to_measure(of: OverWorlds) -> str:
    """Return which facts would change the decision, and what knowing them first would be worth."""
    view = of.view
    if view.metric.unit != "EUR":
        return "What a fact is worth is told for amounts of money only."
    if of.count < FEWEST_WORLDS:
        return f"With fewer than {FEWEST_WORLDS} worlds nothing can be said about what a fact would be worth."
    everything = of.worth_of_everything
    if everything <= 0:
        return "The same choice is best in every world: no fact would change it."
    believed = [each for each in of.worths if each.is_believed][:2]
    ceiling = f"Knowing the world itself would be worth {amount(everything, 'EUR')} on average"
    if not believed:
        return f"{ceiling}, but of the {len(of.worths)} facts that were looked at none is worth more than chance gives."
    first, *second = believed
    also = f" Next: {_worth(second[0])}." if second else ""
    return f"Measure first: {_worth(first)}.{also} {ceiling}."


def _worth(each: Worth) -> str:
    return (
        f"{quoted(each.fact)}; deciding after knowing it gains {amount(each.value, 'EUR')} on average over the worlds, "
        f"by another choice in {each.changes} of them"
    )


def how_valued() -> str:
    """Return how the worth of facts was found."""
    return (
        "Worth: mean gain over all worlds, each counting alike, of deciding after knowing the fact, beyond the best "
        "single choice; for each world the decision follows a straight line through all other worlds. Other weights: "
        f"nine of ten random weightings of the worlds. By chance: share of {SHUFFLED} shuffles in which some fact is "
        "worth as much."
    )


def certainty(of: OverWorlds) -> str:
    """Return what the intervals of a comparison over worlds cover."""
    return (
        f"{number(len(of.world))} futures in {number(of.count)} worlds; each future is a world with random numbers of "
        "its own, shared by all strategies. The ± in the tables are 95 % intervals of the mean over futures: how well "
        f"the mean is known, not how far worlds lie apart. {NO_PROBABILITY}"
    )
