"""Listening in English."""

from __future__ import annotations

from app.answers import Spread
from app.words.ranges import ranged
from language import mark, number, phrase

BRAND_SEES, TRUE = mark("What the brand sees"), mark("What is true")
VIEWS = mark("What is shown")
LOADING = mark("The first future is being simulated …")
ELSEWHERE = mark("The brand of the other market has no works to choose among, so a market is shown in which it has.")
HOW = mark("How the brand listens")
MODES = {
    "silo": (
        mark("Touchpoint by touchpoint"),
        mark("A bad score is put down to the touchpoint at which it was taken."),
    ),
    "joined": (
        mark("Joined"),
        mark("All feedback is read together, and put down to the cause that customers write about."),
    ),
}
LEVERS = {
    "coverage": (
        mark("Who is asked"),
        mark("Of 100 encounters, after how many one is asked; in everyday use, a fifteenth of it."),
    ),
    "response": (
        mark("Who answers"),
        mark("Of 100 who are asked, are not moved and were not asked lately, how many answer."),
    ),
    "accuracy": (
        mark("How well answers are read"),
        mark("Of 100 causes that customers write about, how many are read rightly."),
    ),
}
BLOCKS = {"causes": mark("By cause"), "touchpoints": mark("By touchpoint")}
LEGEND = {
    "brand": (("cause", mark("put down to a cause")), ("place", mark("put down to a touchpoint"))),
    "true": (
        ("own", mark("bad encounters")),
        ("elsewhere", mark("whose cause lies elsewhere")),
        ("outline", mark("what the dashboard says")),
    ),
}
READING = mark(
    "Bad encounters per 1,000 customers a year; a dashboard is the mean of its reviews. What is true is counted where "
    "customers live it, as things are, and no brand can see it. Those who are moved answer more often, so that a "
    "dashboard shows more than there is."
)
HARM_TITLE = mark("Bad encounters by cause and by touchpoint, on the dashboard and in truth")
SCORE_HEAD = mark("Net promoter score")
SCORE_READING = mark("The brand hears those who answer; everybody else is silent.")
MONEY_HEAD = mark("Where the money went")
WORKS_TABLE = mark("The works, one by one")
WORKS_HEAD = (
    mark("Work"),
    mark("Aimed at"),
    mark("Spent, EUR"),
    mark("It was to avoid"),
    mark("It is claimed to avoid"),
    mark("All works truly avoid there"),
)
WORKS_READING = mark(
    "Bad encounters per 1,000 customers a year. A claim compares weeks before and after; the truth compares the same "
    "weeks of the same people with those as things are, in the last year."
)
TABLE_HEAD = (
    mark("Cause or touchpoint"),
    mark("True"),
    mark("Of these, cause elsewhere"),
    mark("On the dashboard"),
    mark("Customers lost whose worst moment it was"),
)
NOTHING_STARTED = mark("The programme started no work in this time.")
NO_SCORE = mark("Nobody answered the question of recommendation.")
COMMAND = mark("The same in a terminal:")
FILE = mark("The scenario file")
MY_PROGRAMME = mark("Listening, from the page")
_QUESTIONS = {
    "silo": mark("What does the brand find and mend that listens touchpoint by touchpoint?"),
    "joined": mark("What does the brand find and mend that joins all feedback?"),
}


def my_question(mode: str) -> str:
    """Return the question of the scenario that the levers make."""
    return phrase(_QUESTIONS[mode])


def of_hundred(share: float) -> str:
    """Return a share of encounters or people."""
    hundred = 100 * share
    return phrase("{share} in 100", share=number(hundred, 0 if hundred == round(hundred) else 1))


def lever_means(name: str, today: float | None) -> str:
    """Return what a lever means, and where it stands today in the market; None where it has no such place."""
    meaning = phrase(LEVERS[name][1])
    return meaning if today is None else phrase("{meaning} Today {value}.", meaning=meaning, value=of_hundred(today))


def seen(brand: str, first: str, is_cause: bool) -> str:
    """Return what a dashboard shows first; "" for nothing."""
    if not first:
        return phrase("{brand} hears nothing: nobody who was asked gave a bad score.", brand=brand)
    if is_cause:
        return phrase("{brand} sees the cause “{first}” first.", brand=brand, first=first)
    return phrase("{brand} sees the touchpoint “{first}” first.", brand=brand, first=first)


def in_truth(worst: str, found: Spread) -> str:
    """Return what harms most, and which share of causes the dashboard gets right, in per cent."""
    if found.mean < 0.5:
        return phrase("In truth “{cause}” harms most. None of it is put down to a cause.", cause=worst)
    return phrase(
        "In truth “{cause}” harms most. Of bad encounters with a root cause, {share} in 100 are put down to the right "
        "one.",
        cause=worst,
        share=ranged(found),
    )


def misdirected(share: Spread, spent: Spread, of_market: int, customers: int) -> str:
    """Return which part of the money was spent on what is not to blame; "" when nothing was spent."""
    if spent.mean <= 0:
        return ""
    return phrase(
        "Of EUR\u00a0{spent} spent on works, for {customers} of the market's {all} people, {share} in 100 went to what "
        "is not to blame.",
        spent=number(spent.mean),
        customers=number(customers),
        all=number(of_market),
        share=number(share.mean),
    )


def money_ends(wrong: float, right: float) -> tuple[str, str]:
    """Return the words of both parts of the money."""
    return (
        phrase("EUR\u00a0{amount} on what is not to blame", amount=number(wrong)),
        phrase("EUR\u00a0{amount} on what is to blame", amount=number(right)),
    )


def spent(title: str, amount: str) -> str:
    """Return a work with what was spent on it."""
    return phrase("{work}: EUR\u00a0{amount}", work=title, amount=amount)


def surveyed(value: Spread) -> str:
    """Return the score of those who answer."""
    return phrase("those who answer {score}", score=number(value.mean, 0, signed=True))


def everybodys(value: Spread) -> str:
    """Return the score of all customers."""
    return phrase("all customers {score}", score=number(value.mean, 0, signed=True))


def bias(of: Spread) -> str:
    """Return how the score of those who answer differs from that of all."""
    if not of.is_clear:
        return phrase("No clear difference between those who answer and all customers.")
    size = ranged(Spread(abs(of.mean), of.half), 1)
    if of.mean > 0:
        return phrase("Those who answer are rosier than all customers, by {size} points.", size=size)
    return phrase("Those who answer are gloomier than all customers, by {size} points.", size=size)


def per_thousand(of: Spread) -> str:
    """Return bad encounters per 1,000 customers a year."""
    return ranged(of, 0 if abs(of.mean) >= 10 else 1)


def said(value: float) -> str:
    """Return what a dashboard says, at the end of its bar."""
    return number(value, 0 if value >= 10 else 1) if value else phrase("nothing")


def true(value: float, said_: float) -> str:
    """Return what is true, at the end of its bar."""
    text = number(value, 0 if value >= 10 else 1)
    return text if said_ else phrase("{number}, not on the dashboard", number=text)


def basis(done: int, seeds: int, first: int, customers: int, answers: float, weeks: int) -> str:
    """Return what the picture rests on."""
    return phrase(
        "{done} of {futures} futures, luck {first} to {last}. {customers} people over {weeks} weeks; {answers} scores "
        "a week are read.",
        done=done,
        futures=seeds,
        first=first,
        last=first + seeds - 1,
        customers=number(customers),
        weeks=weeks,
        answers=number(answers, 1),
    )
