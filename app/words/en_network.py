"""Network in English."""

from __future__ import annotations

import math

from app.answers import Spread
from app.words.ranges import ranged
from language import mark, number, phrase, plural

LOADING = mark("People who know each other are being found …")
BAD_WEEK = mark("The bad week")
LEVERS = {
    "depth": (mark("How bad"), mark("By how much everything is worse in quality, on a scale of 100.")),
    "length": (mark("How long it lasts"), mark("From week 8 on.")),
    "reach": (mark("Whom it reaches"), mark("Of 100 customers of the brand, drawn by lot.")),
}
PICTURE = mark("People as dots in the circle of their segment, the best connected in the middle; lines: who knows whom")
STATES = {
    "own": mark("customer, untouched"),
    "met": mark("disappointed by it"),
    "heard": mark("only heard ill of it"),
    "lost": mark("gone because of it"),
    "kept": mark("customer only because of it"),
    "elsewhere": mark("with another brand"),
}
"""What became of a person, in the words of the legend."""
COUNTS = mark("In this week")
CURVE = mark("Customers fewer than without it")
READING = mark(
    "The same people live twice with the same luck, with and without the bad week. Dark lines lead from whoever spoke "
    "ill of the brand, or left it, to friends who heard because of it. Once two lives differ, chance does too: some "
    "stay only because it happened, and all figures count them against those who are lost."
)
TABLE_HEAD = (
    mark("Future"),
    mark("Disappointed"),
    mark("Only heard"),
    mark("Customers fewer: disappointed"),
    mark("Customers fewer: others"),
    mark("Margin lost, EUR"),
)
COMMAND = mark("The same in a terminal, without the picture:")
FILE = mark("The scenario file")
MY_BAD_WEEK = mark("A bad week, from the page")
MY_QUESTION = mark("What does a bad week cost, and how far does it spread?")


def lever_value(name: str, value: float) -> str:
    """Return a value of a lever with its unit, in people's words."""
    if name == "length":
        return plural("{weeks} week", "{weeks} weeks", value, weeks=number(value))
    if name == "depth":
        return phrase("{points} of 100", points=number(100 * value))
    return phrase("{share} in 100", share=number(100 * value))


def finding(brand: str, per_hundred: Spread, met: Spread, fewer: Spread, time: str, futures: int) -> str:
    """Return what disappointed customers cost; a loss is claimed only when its interval leaves out zero.

    Parameters
    ----------
    per_hundred : customers lost for 100 disappointed ones.
    time : over which it is counted, in words.
    """
    who = number(met.mean)
    if futures < 2:
        return phrase(
            "In the first future, {who} disappointed customers cost {brand} {fewer} of its customers within {time}.",
            who=who,
            brand=brand,
            fewer=number(fewer.mean),
            time=time,
        )
    if not per_hundred.is_clear:
        return phrase(
            "{who} disappointed customers do not clearly cost {brand} customers within {time}.",
            who=who,
            brand=brand,
            time=time,
        )
    if per_hundred.mean < 0:
        return phrase(
            "Oddly, {brand} has more customers after {time} with the bad week than without it.", brand=brand, time=time
        )
    return phrase(
        "100 disappointed customers cost {brand} {lost} customers within {time}.",
        brand=brand,
        lost=ranged(per_hundred, 1),
        time=time,
    )


def one_costs(others: Spread, eur: Spread) -> str:
    """Return what one disappointed customer costs, and how much of it is others who only heard.

    Parameters
    ----------
    others : customers lost for one disappointed one among those who did not meet it.
    eur : margin lost for one disappointed customer.
    """
    text = phrase("Each of them costs EUR\u00a0{amount} of margin.", amount=ranged(eur, 1))
    return text if not math.isfinite(others.half) else f"{text} {_of_others(others)}"


def _of_others(others: Spread) -> str:
    if not others.is_clear:
        return phrase(
            "Whether it costs others, who did not meet it, is not clear: {customers}.", customers=ranged(others, 3)
        )
    if others.mean > 0:
        return phrase(
            "Of these, {customers} did not meet it and only heard, or saw friends leave.", customers=ranged(others, 3)
        )
    return phrase("It even keeps some who did not meet it: {customers}.", customers=ranged(others, 3))


def basis(done: int, seeds: int, first: int, customers: int, of_market: int) -> str:
    """Return what the answer rests on."""
    return phrase(
        "{done} of {futures} futures, luck {first} to {last}; {customers} of the market's {all} people, and all "
        "amounts are for them. The picture is the first future.",
        done=done,
        futures=seeds,
        first=first,
        last=first + seeds - 1,
        customers=number(customers),
        all=number(of_market),
    )


def customers(value: float) -> str:
    """Return a number of customers at the end of the curve."""
    return number(value, 0 if abs(value) >= 10 or value == round(value) else 1)
