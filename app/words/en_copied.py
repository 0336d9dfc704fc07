"""What a copy of the page says of itself, in English."""

from __future__ import annotations

from language import mark, number, phrase

NOTE = mark("A copy, made beforehand: it needs no program, and shows what was computed when it was made.")
MORE = mark("What is in it, and what is not")
NEEDS_SCRIPTS = mark("This copy needs JavaScript, which your browser does not run here.")
LEVERS_ALONE = mark("With a strategy, levers stand as they do today: both at once need the program.")
TO_LEVERS = mark("Move levers instead")
FEW_DIARIES = mark("In this copy, only a few people have a diary.")
OF_WEEKS = mark("This copy holds stages at the end of each half-year only: you see the nearest one.")

ABOUT = mark("What this copy shows")
HOLDS = mark("What is in it")
IN_IT = {
    "compare": mark(
        "Compare: every strategy, computed; levers, estimated by a surface that was fitted to computed answers."
    ),
    "journey": mark("Journey: as things are and with some strategies."),
    "customer": mark("One customer: the diaries of a few people, as things are and with some strategies."),
    "moments": mark("Moments of truth: those of the brand on which the market is focused."),
    "listening": mark("Listening: a few places of each lever, in every combination."),
    "network": mark("Network: a few bad weeks, in every combination of their levers."),
    "teach": mark("Teach: every guided experiment, each prediction, with its rule and without it."),
}
LACKS = mark("What needs the program")
NOT_IN_IT = (
    mark("Levers together with a strategy, other luck, other numbers of people and other lengths of time."),
    mark("Full runs with a ranking and a report, and scenario files to take along."),
    mark("Your market, Class and Experiments."),
)
HOW_TO = mark("How to get it")
INSTALL = mark("The program is free, and needs Python. In a terminal:")
SURFACE = mark("How wrong the surface may be")
TABLE_HEAD = (mark("Market"), mark("Figure, at the end"), mark("One lever moved"), mark("Several levers moved"))


def basis(seed: int, futures: int, customers: int, weeks: str) -> str:
    """Return what was lived for a copy."""
    return phrase(
        "Futures {first} to {last}, each of {people} people over {weeks}. All who open it see the same luck.",
        first=seed,
        last=seed + futures - 1,
        people=number(customers),
        weeks=weeks,
    )


def error(points: int, futures: int) -> str:
    """Return how the error of a surface was found."""
    return phrase(
        "{points} settings of the levers were computed in {futures} futures each, and a surface was fitted to them. "
        "Each was left out once, and told from the others: 19 of 20 true answers lay within what the table says. "
        "Compare adds these errors to its intervals.",
        points=number(points),
        futures=futures,
    )


def surface_basis(points: int, futures: int, people: int, of_market: int) -> str:
    """Return what an answer from a surface rests on; {error} is filled in by the browser."""
    return phrase(
        "An estimate: a surface fitted to {points} settings of the levers, each computed in {futures} futures with "
        "{people} of the market's {market} people. Left out one at a time, 19 of 20 answers lay within {error} of it; "
        "the intervals count that error as well as luck.",
        points=number(points),
        futures=futures,
        people=number(people),
        market=number(of_market),
        error="{error}",
    )
