"""Moments of truth in words; nothing is claimed whose interval holds zero."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.measures.paired import Estimate
from experiments.moments.decision import DECISIONS, Decision, decision
from experiments.moments.moments import PER_ENCOUNTER, TOTAL, Moments
from experiments.moments.worlds import CAUSE, TOUCHPOINT, Moment
from experiments.pages.formats import clean, horizon, listed, number, plus_minus
from experiments.pages.phrases import quoted
from language import phrase

_SHOWN = 3


def title(of: Moments, moment: Moment) -> str:
    """Return the title of a touchpoint or cause."""
    market = of.study.market
    return clean(phrase((market.touchpoints if moment.kind == TOUCHPOINT else market.causes)[moment.name].title))


def brand_title(of: Moments) -> str:
    """Return the title of the brand without what it adds after a comma."""
    return clean(phrase(of.study.market.brands[of.brand].title)).partition(", ")[0]


def ranked(of: Moments, kind: str, outcome: str = "retention") -> list[tuple[Moment, Estimate]]:
    """Return the moments of a kind with their importance, the most important first."""
    found = [(moment, of.importance(moment, outcome)) for moment in of.moments if moment.kind == kind]
    return sorted(found, key=lambda each: -each[1].mean)


def headline(of: Moments) -> str:
    """Return which touchpoint matters most for retention, and which cause."""
    touchpoints = [each for each in ranked(of, TOUCHPOINT) if each[1].is_above]
    if not touchpoints:
        return phrase(
            "No touchpoint of {brand_title} clearly changes retention by one step of quality.",
            brand_title=brand_title(of),
        )
    first, most = touchpoints[0]
    text = phrase(
        "What keeps customers of {brand_title} most is {title}: one step better in quality raises yearly "
        "retention by {most}.",
        brand_title=brand_title(of),
        title=quoted(title(of, first)),
        most=points(most),
    )
    causes = [each for each in ranked(of, CAUSE) if each[1].is_above]
    if causes:
        cause, gained = causes[0]
        text += " " + phrase(
            "Of the causes of trouble, {title} costs most: without it retention would be {gained} higher.",
            title=quoted(title(of, cause)),
            gained=points(gained),
        )
    return text


def points(found: Estimate) -> str:
    """Return a difference of percentages above zero."""
    return plus_minus(found, "% a year", signed=True).removeprefix("+")


def survey_says(of: Moments) -> str:
    """Return how far a survey would be right, for both questions."""
    shapley, stated = of.agreement("shapley"), of.agreement("stated")
    one = of.agreement("stated", PER_ENCOUNTER)
    return phrase(
        "A survey of customers would order the touchpoints differently: the rank correlation with the "
        "truth is {shapley} for importance derived from their answers, and {stated} for importance as "
        "they state it; with importance of a single encounter, stated importance has {one}.",
        shapley=correlation(shapley),
        stated=correlation(stated),
        one=correlation(one),
    )


def correlation(found: Estimate) -> str:
    """Return a correlation with its interval."""
    if not found.pairs:
        return phrase("unknown")
    width = min(found.half_width, 2.0)
    return f"{number(found.mean, 2, signed=True)} ± {number(width, 2)}"


def measured(of: Moments) -> str:
    """Return what was measured."""
    study = of.study
    return phrase(
        "One step is {step} of quality (0 to 1) up or down on all dimensions, for every customer, over "
        "{horizon}; a cause that is taken away does not occur. All worlds have the same {customers} "
        "people and random numbers; ± is half the 95 % interval over {seeds} seeds.",
        step=number(of.step, 3).rstrip("0"),
        horizon=horizon(study.weeks),
        customers=number(study.customers),
        seeds=len(of.seeds),
    )


def by_decision(of: Moments) -> dict[Decision, list[Moment]]:
    """Return decision -> touchpoints, the most important first."""
    positioning = of.study.market.brands[of.brand].positioning
    found: dict[Decision, list[Moment]] = {}
    for moment, _ in ranked(of, TOUCHPOINT):
        if moment in of.places:
            found.setdefault(decision(of.places[moment], of.threshold, positioning), []).append(moment)
    return {each: found[each] for each in DECISIONS if each in found}


def decisions(of: Moments) -> list[tuple[str, str]]:
    """Return what to do, and with which touchpoints and why."""
    return [
        (
            phrase(DECISIONS[each][0]),
            phrase("{touchpoints}: {why}.", touchpoints=_named(of, moments), why=phrase(DECISIONS[each][1])),
        )
        for each, moments in by_decision(of).items()
    ]


def positioning(of: Moments) -> str:
    """Return what the positioning asks of the brand."""
    position = of.study.market.brands[of.brand].positioning
    below = [moment for moment, place in of.places.items() if place.beyond_asked.is_below]
    kind = (
        phrase("a low-cost brand")
        if position <= 0.4
        else phrase("a premium brand")
        if position >= 0.7
        else phrase("a brand in the middle")
    )
    text = phrase(
        "By its positioning {brand_title} is {kind} ({position} on the scale from 0 to 1).",
        brand_title=brand_title(of),
        kind=kind,
        position=number(position, 2),
    )
    if not below:
        return phrase("{text} All its touchpoints are as good as customers ask of such a brand.", text=text)
    which = _named(of, sorted(below, key=lambda moment: -of.importance(moment, "retention").mean))
    return phrase("{text} Customers ask more than they get of {which}.", text=text, which=which)


def wrong_way(of: Moments) -> str:
    """Return where the survey would send the brand, and where the truth would."""
    said = of.said["shapley"] if len(of.said) else None
    if said is None or not len(said):
        return phrase("Too few customers rated the touchpoints for a survey to tell anything.")
    first = Moment(TOUCHPOINT, str(said.idxmax()))
    stated = Moment(TOUCHPOINT, str(of.said["stated"].idxmax()))
    truly = Moment(TOUCHPOINT, str(of.truth(TOTAL).idxmax()))
    return phrase(
        "The survey would call {title} the most important by what it derives from answers, and {stated} "
        "by what customers state; truly it is {truly}.",
        title=quoted(title(of, first)),
        stated=quoted(title(of, stated)),
        truly=quoted(title(of, truly)),
    )


def _named(of: Moments, moments: Sequence[Moment]) -> str:
    """Return the first touchpoints by name, and how many others there are."""
    names = [quoted(title(of, moment)) for moment in moments]
    if len(names) <= _SHOWN + 1:
        return listed(names)
    return phrase("{names} and {count} others", names=", ".join(names[:_SHOWN]), count=len(names) - _SHOWN)
