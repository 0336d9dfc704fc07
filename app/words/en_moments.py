"""Moments of truth in English."""

from __future__ import annotations

import math

from app.answers import Spread
from app.words.ranges import ranged
from language import mark, number, phrase

TRUTH, SURVEY = mark("The truth"), mark("What a survey would draw")
VIEWS = mark("Which picture")
OF_BRAND = mark("Brand")
LOADING = mark("The worlds are being simulated …")
OPEN_A_POINT = mark("Choose a point of the picture to read what it means.")
ACROSS = {"truth": mark("better than the best rival"), "survey": mark("rated higher than the best rival")}
UP = {
    "truth": mark("matters more for staying"),
    "survey": mark("seems to matter more, by what answers explain"),
}
CORNERS = {
    "truth": (mark("Mend first"), mark("Keep it up"), mark("Leave it alone"), mark("Could cost less")),
    "survey": (
        mark("It would say: mend"),
        mark("It would say: keep"),
        mark("It would say: leave"),
        mark("It would say: save"),
    ),
}
MATRIX_TITLE = mark("Decision matrix: how much each touchpoint matters, and how good it is beside the best rival")
TONES = {
    "good": mark("better than customers expect"),
    "bad": mark("worse than they expect"),
    "": mark("about as they expect"),
}
READING = mark(
    "High up stands what matters: how much yearly retention rises when the touchpoint is one step better in quality "
    "for everybody, all else being equal. To the right stands what is done better than by the best rival. The line "
    "across is the mean importance. The thin lines of an open point are its 95 % intervals."
)
READING_SURVEY = mark(
    "The same customers were asked: how they rate each touchpoint that they remember, and how far they recommend the "
    "brand. High up stands what explains most of their recommendation. The thin lines lead from the true places."
)
CAUSES = mark("What each cause of trouble costs")
CAUSES_READING = mark("How much higher yearly retention would be if the cause never occurred.")
CAUSE_HEAD = (mark("Cause"), mark("Points of retention"))
TABLE_HEAD = (
    mark("Place"),
    mark("Touchpoint"),
    mark("What to do"),
    mark("Importance, points of retention"),
    mark("Against the best rival"),
    mark("Against expectation"),
    mark("Derived by a survey"),
    mark("Stated in a survey"),
)
COMMAND = mark("The same in a terminal, with more people and by segment:")
DECISIONS = {
    "mend": (mark("Mend first"), mark("It matters, and the best rival does it better.")),
    "good enough": (
        mark("Good enough"),
        mark("It matters and the best rival does it better, but it is as good as a low-cost brand promises to be."),
    ),
    "keep": (mark("Keep it up"), mark("It matters, and no rival does it clearly better.")),
    "save": (mark("Could cost less"), mark("It matters little, and it is clearly better than with any rival.")),
    "leave": (mark("Leave it alone"), mark("It matters little here, or not clearly.")),
    "": (
        mark("Not yet known"),
        mark("One future alone has no interval: what to do is said from the second on."),
    ),
}


def points(of: Spread) -> str:
    """Return a difference in percentage points, with its interval when there is one."""
    return ranged(of, 2, signed=True)


def quality(of: Spread) -> str:
    """Return a difference of quality, on the scale from 0 to 1."""
    return ranged(of, 2, signed=True)


def _size(of: Spread) -> str:
    return ranged(Spread(abs(of.mean), of.half), 2)


def share(of: float | None) -> str:
    """Return a share of what a survey explains."""
    return phrase("not asked") if of is None else phrase("{percentage}\u00a0%", percentage=number(100 * of))


def stated(of: float | None) -> str:
    """Return how important customers say it is."""
    return phrase("not asked") if of is None else phrase("{points} of 10", points=number(of, 1))


def finding(brand: str, title: str, importance: Spread | None, seeds: int) -> str:
    """Return what matters most; it is claimed only when its interval leaves out zero.

    Parameters
    ----------
    title, importance : of the touchpoint that comes first; None when nothing was measured yet.
    """
    if importance is None:
        return phrase("Each touchpoint is made better, and worse, for everybody: the first ones are being simulated.")
    if seeds < 2:
        return phrase(
            "In the first future “{touchpoint}” does most to keep customers of {brand}; the others follow.",
            touchpoint=title,
            brand=brand,
        )
    if importance.low <= 0:
        return phrase("No touchpoint clearly keeps more customers of {brand} when it is one step better.", brand=brand)
    return phrase(
        "What keeps customers of {brand} most is “{touchpoint}”: one step better keeps {gain} more of 100 each year.",
        brand=brand,
        touchpoint=title,
        gain=_size(importance),
    )


def survey_finding(derived: str, stated_first: str, true_first: str) -> str:
    """Return where a survey would send the brand."""
    if not derived:
        return phrase("Too few customers rated the touchpoints for a survey to tell anything.")
    if derived == stated_first == true_first:
        return phrase("Here a survey would be right about the first: “{touchpoint}”.", touchpoint=true_first)
    if derived == true_first:
        return phrase(
            "A survey would derive that too from what customers answer; asked, they say it is “{touchpoint}”.",
            touchpoint=stated_first,
        )
    if derived == stated_first:
        return phrase(
            "A survey would send the brand to “{said}”; what does most is “{true}”.", said=derived, true=true_first
        )
    return phrase(
        "A survey derives that “{derived}” matters most, and customers say “{stated}”. What does most is “{true}”.",
        derived=derived,
        stated=stated_first,
        true=true_first,
    )


def agreement(derived: Spread, stated_: Spread) -> str:
    """Return how far the survey orders touchpoints as the truth does."""
    if not math.isfinite(derived.mean) or not math.isfinite(stated_.mean):
        return ""
    return phrase(
        "Rank correlation of the survey with the truth: {derived} for what is derived from answers, {stated} for what "
        "customers say matters. 1 is the same order, 0 is chance.",
        derived=quality(derived),
        stated=quality(stated_),
    )


def basis(done: int, total: int, seeds: int, first_seed: int, customers: int) -> str:
    """Return what the picture rests on."""
    return phrase(
        "{done} of {total} simulations done, {customers} people each, luck {first} to {last}. All have the same "
        "people and random numbers.",
        done=number(done),
        total=number(total),
        customers=number(customers),
        first=first_seed,
        last=first_seed + seeds - 1,
    )


def aloud(place: int, title: str, decision: str) -> str:
    """Return how a point is read aloud."""
    return f"{place}. {title}: {phrase(DECISIONS[decision][0])}"


# What a point means --------------------------------------------------------------------------------------------------


def importance_means(of: Spread, retention: float) -> str:
    """Return what the importance of a touchpoint means."""
    now = number(retention, 1)
    if not math.isfinite(of.half):
        return phrase(
            "Yearly retention is {retention}\u00a0%. In this future one step better in quality changes it by {change} "
            "points.",
            retention=now,
            change=points(of),
        )
    if of.is_clear and of.mean > 0:
        return phrase(
            "Yearly retention is {retention}\u00a0%. One step better in quality (0.05 on the scale from 0 to 1) raises "
            "it by {change} points.",
            retention=now,
            change=_size(of),
        )
    if of.is_clear:
        return phrase(
            "Yearly retention is {retention}\u00a0%. Oddly, one step better in quality lowers it by {change} points.",
            retention=now,
            change=_size(of),
        )
    return phrase(
        "Yearly retention is {retention}\u00a0%. One step better in quality does not clearly change it: {change} "
        "points.",
        retention=now,
        change=points(of),
    )


def rival_means(of: Spread, rival: str) -> str:
    """Return how good it is beside the best rival."""
    if not rival:
        return phrase("No rival has this touchpoint.")
    if not of.is_clear:
        return phrase(
            "Customers live it about as well as those of {rival}, the best rival here ({difference}).",
            rival=rival,
            difference=quality(of),
        )
    if of.mean > 0:
        return phrase(
            "Customers live it better than those of {rival}, the best rival here: by {size}, on the scale from 0 to 1.",
            rival=rival,
            size=_size(of),
        )
    return phrase(
        "Customers live it worse than those of {rival}, the best rival here: by {size}, on the scale from 0 to 1.",
        rival=rival,
        size=_size(of),
    )


def expectation_means(of: Spread) -> str:
    """Return how good it is beside what is expected."""
    if not of.is_clear:
        return phrase("It is about as customers expect ({difference}).", difference=quality(of))
    if of.mean > 0:
        return phrase("It is better than customers expect, by {size}.", size=_size(of))
    return phrase("It is worse than customers expect, by {size}.", size=_size(of))


def asked_means(of: Spread) -> str:
    """Return how good it is beside what the positioning of the brand asks for."""
    if not of.is_clear:
        return phrase("It is about as good as the positioning of the brand asks.")
    if of.mean > 0:
        return phrase("It is better than the positioning of the brand asks.")
    return phrase("It is worse than the positioning of the brand asks.")


def often_means(encounters: float) -> str:
    """Return how often it is met."""
    if encounters >= 1:
        often = number(encounters, 1 if encounters < 10 else 0)
        return phrase("A customer meets it {often} times a year.", often=often)
    return phrase(
        "Of 100 customers, {often} a year meet it.", often=number(100 * encounters, 0 if encounters >= 0.1 else 1)
    )


def survey_means(derived: float | None, derived_place: int, stated_: float | None, stated_place: int, of: int) -> str:
    """Return what the survey says of it; places count from 1, for the most important."""
    if derived is None or stated_ is None:
        return phrase("Too few customers remember it for a survey to tell anything.")
    return phrase(
        "A survey would put it at place {derived_place} of {places} by what answers explain ({derived}), and at place "
        "{stated_place} by what customers say matters ({stated}).",
        derived_place=derived_place,
        places=of,
        derived=share(derived),
        stated_place=stated_place,
        stated=stated(stated_),
    )


def rated_means(rated: float | None) -> str:
    """Return how it is rated beside the best rival; "" when nobody rated it."""
    if rated is None:
        return ""
    if abs(rated) < 0.05:
        return phrase("It is rated as by customers of the best rival.")
    size = number(abs(rated), 1)
    if rated > 0:
        return phrase("It is rated {size} points of 10 higher than by customers of the best rival.", size=size)
    return phrase("It is rated {size} points of 10 lower than by customers of the best rival.", size=size)
