"""What worlds say, in words. A share of worlds is no probability, and is never called one."""

from __future__ import annotations

import numpy as np

from experiments.comparison.information import FEWEST_WORLDS, SHUFFLED, Worth
from experiments.comparison.over_worlds import OverWorlds
from experiments.discovery.discovery import Discovery
from experiments.discovery.words import limits_in_words
from experiments.measures.robustness import Gains
from experiments.pages.formats import amount, horizon, number, share
from experiments.pages.phrases import NO_PROBABILITY, quoted
from language import mark, phrase

_NINE_OF_TEN = (0.05, 0.95)


def headline(of: OverWorlds) -> str:
    """Return the answer: in how many worlds the best strategy is better, by how much, and beside the next one."""
    view = of.view
    best, *others = [name for name in view.ranking if name != view.baseline]
    gains = of.gains(best)
    over, mean = phrase("over {weeks}", weeks=horizon(view.comparison.weeks)), float(np.nanmean(gains.of_futures))
    answer = phrase(
        mark("{best} is better than {baseline} {often}: it gains {mean} {over} on average; its gain lies {between}.")
        if mean >= 0
        else mark(
            "{best} is better than {baseline} {often}: it loses {mean} {over} on average; its gain lies {between}."
        ),
        best=quoted(view.titles[best]),
        baseline=quoted(view.titles[view.baseline]),
        often=often(of, gains),
        mean=amount(abs(mean), view.metric.unit),
        over=over,
        between=between(of, gains),
    )
    if mean < 0:
        answer = phrase(
            "No strategy is better than {baseline} on average. {answer}",
            baseline=quoted(view.titles[view.baseline]),
            answer=answer,
        )
    if not others:
        return answer
    beside = of.gains(best, others[0])
    many = (
        _all_or(beside.better, len(beside.worlds))
        if of.counts_worlds(beside)
        else phrase("{wins} of the futures", wins=share(_wins(beside)))
    )
    return phrase(
        "{answer} It is better than the next strategy, {other}, in {many}.",
        answer=answer,
        other=quoted(view.titles[others[0]]),
        many=many,
    )


def often(of: OverWorlds, gains: Gains) -> str:
    """Return in how many worlds a strategy is better; in how many futures, when luck hides them."""
    if not of.counts_worlds(gains):
        return phrase(
            "in {wins} of {world} futures, each a world with luck of its own",
            wins=share(_wins(gains)),
            world=number(len(of.world)),
        )
    return phrase("in {all_or} worlds that agree with what is known", all_or=_all_or(gains.better, len(gains.worlds)))


def _wins(gains: Gains) -> float:
    """Return the share of futures in which a strategy is better."""
    known = gains.of_futures[~np.isnan(gains.of_futures)]
    return float((known > 0).mean())


def _all_or(count: int, total: int) -> str:
    if count == total:
        return phrase("all {total}", total=number(total))
    if not count:
        return phrase("none of {total}", total=number(total))
    return phrase("{count} of {total}", count=number(count), total=number(total))


def between(of: OverWorlds, gains: Gains) -> str:
    """Return between which gains nine of ten worlds lie; nine of ten futures, when luck hides how far worlds differ."""
    counted = gains.of_worlds if of.counts_worlds(gains) else gains.of_futures
    low, high = np.nanquantile(counted, _NINE_OF_TEN)
    unit = of.view.metric.unit
    return phrase(
        "between {low} and {high} in nine of ten of them", low=amount(float(low), unit), high=amount(float(high), unit)
    )


def where_from(of: OverWorlds, gains: Gains) -> str:
    """Return which part of the spread of a gain is luck, and which part assumptions."""
    if not of.knows_luck:
        return phrase(
            "Too few worlds were simulated more than once, so luck and assumptions cannot be told apart: "
            "simulate more futures than there are worlds (--replications)."
        )
    luck, assumed, unit = np.sqrt(gains.luck), np.sqrt(gains.assumptions), of.view.metric.unit
    if assumed == 0:
        return phrase(
            "Futures differ by luck ({luck}, standard deviation); worlds are not seen to differ beyond it.",
            luck=amount(luck, unit),
        )
    part = gains.assumptions / (gains.assumptions + gains.luck)
    return phrase(
        "Of the spread between futures {part} is due to assumptions ({assumed}, standard deviation "
        "over worlds) and the rest to luck ({luck} in a run of {customers} customers).",
        part=share(part),
        assumed=amount(assumed, unit),
        luck=amount(luck, unit),
        customers=number(of.view.comparison.customers),
    )


def where_it_loses(of: OverWorlds, name: str) -> str:
    """Return in which worlds a strategy loses."""
    title = quoted(of.view.titles[name])
    gains = of.gains(name)
    if not of.counts_worlds(gains):
        return phrase("Where {title} loses is not told: luck hides how far worlds differ.", title=title)
    lost = len(gains.worlds) - gains.better
    if not lost:
        return phrase("{title} loses in none of these worlds.", title=title)
    found = of.losing.get(name)
    worlds = phrase("{title} loses in {all_or} worlds", title=title, all_or=_all_or(lost, len(gains.worlds)))
    if lost == len(gains.worlds):
        return f"{worlds}."
    if found is None:
        return phrase("{worlds}; too few worlds, or too few of one kind, to say where.", worlds=worlds)
    return f"{worlds}{_region(found)}."


def _region(found: Discovery) -> str:
    if not found.believed:
        return phrase(", and in no region of the assumptions more often than by chance")
    region = found.believed[0]
    return phrase(
        ". It loses most where {limits_in_words}: in {density} of those worlds, against {elsewhere} elsewhere",
        limits_in_words=limits_in_words(found, region.box.limits),
        density=share(region.holds.density),
        elsewhere=share(region.elsewhere),
    )


def what_to_measure(of: OverWorlds) -> str:
    """Return which facts would change the decision, and what knowing them first would be worth."""
    view = of.view
    if view.metric.unit != "EUR":
        return phrase("What a fact is worth is told for amounts of money only.")
    if of.count < FEWEST_WORLDS:
        return phrase(
            "With fewer than {fewest_worlds} worlds nothing can be said about what a fact would be worth.",
            fewest_worlds=FEWEST_WORLDS,
        )
    everything = of.worth_of_everything
    if everything <= 0:
        return phrase("The same choice is best in every world: no fact would change it.")
    believed = [each for each in of.worths if each.is_believed][:2]
    ceiling = phrase(
        "Knowing the world itself would be worth {everything} on average", everything=amount(everything, "EUR")
    )
    if not believed:
        return phrase(
            "{ceiling}, but of the {worths} facts that were looked at none is worth more than chance gives.",
            ceiling=ceiling,
            worths=len(of.worths),
        )
    first, *second = believed
    also = phrase(" Next: {worth}.", worth=_worth(second[0])) if second else ""
    return phrase("Measure first: {worth}.{also} {ceiling}.", worth=_worth(first), also=also, ceiling=ceiling)


def _worth(each: Worth) -> str:
    return phrase(
        "{fact}; deciding after knowing it gains {value} on average over the worlds, by another "
        "choice in {changes} of them",
        fact=quoted(each.fact),
        value=amount(each.value, "EUR"),
        changes=each.changes,
    )


def how_valued() -> str:
    """Return how the worth of facts was found."""
    return phrase(
        "Worth: mean gain over all worlds, each counting alike, of deciding after knowing the fact, "
        "beyond the best single choice; for each world the decision follows a straight line through "
        "all other worlds. Other weights: nine of ten random weightings of the worlds. By chance: "
        "share of {shuffled} shuffles in which some fact is worth as much.",
        shuffled=SHUFFLED,
    )


def certainty(of: OverWorlds) -> str:
    """Return what the intervals of a comparison over worlds cover."""
    return phrase(
        "{world} futures in {count} worlds; each future is a world with random numbers of its own, "
        "shared by all strategies. The ± in the tables are 95 % intervals of the mean over futures: "
        "how well the mean is known, not how far worlds lie apart. {no_probability}",
        world=number(len(of.world)),
        count=number(of.count),
        no_probability=phrase(NO_PROBABILITY),
    )
