"""The class in English: what the teacher and the teams read."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from app.words.en import eur
from language import mark, number, phrase, plural

CLASS_LEAD = mark("A class: teams steer the same brand, each in its own copy of the market, with the same luck")
CLASS_MORE = mark(
    "Each round is half a year. Teams move levers whose price is natural, start strategies that cost something, buy "
    "research that is a sample, and write down what they believe to be true. The board counts both: the value they "
    "made, and the truth they learned."
)
NEW_CLASS, BEGIN_CLASS, RUNNING_CLASSES, CLASS_PLAN = mark("A new class"), mark("Begin"), mark("Classes"), mark("Plan")
CLASS_CODE, TEAMS_JOIN_AT = mark("Code"), mark("Teams join at")
HAND_OUT = mark("Write both on the board. A team gives itself a name, and gets a word with which it can come again.")
ONLY_HERE = mark(
    "Only browsers of this machine that may see this page can join. To let in a classroom, end the page and start it "
    "with the address of this machine in that network: cxsim app --class-address 192.168.1.20"
)
IS_OPEN = mark(
    "The classroom's network is let in: whoever can reach this address can join, and what passes between is not "
    "encrypted. Nobody should write a real name or a password. Only pages of teams are answered there."
)
ACTS = {
    "open": mark("Open the next round"),
    "lock": mark("Lock the round and live it"),
    "pause": mark("Pause"),
    "resume": mark("Go on"),
    "end": mark("End, and debrief"),
    "rewind": mark("Rewind to round"),
}
BOARD = mark("The board")
BOARD_HEAD = (mark("Team"), mark("Handed in"), mark("Value"), mark("Truth"), mark("Mark, of 10"))
YES, NOT_YET = mark("yes"), mark("not yet")
MARKS_FILE = mark("Marks (CSV)")
CLASS_DEBRIEF = mark("What the class believed, and what was true as things are")
DEBRIEF = mark("What you believed, and what was true")
DEBRIEF_HEAD = ("", mark("Believed"), mark("True"))
LOG = mark("What was decided")
JOIN_TITLE, JOIN, TEAM_NAME, YOUR_WORD = (
    mark("Join the class"),
    mark("Join"),
    mark("Name of your team"),
    mark("Your word"),
)
JOIN_AGAIN = mark("We were here before")
TEAM_NAME_NOTE = mark("No real names: whoever is in this network may read along.")
COME_AGAIN = mark("To come again from another browser, use the code and this word:")
LEVERS_TITLE, STRATEGIES_TITLE, RESEARCH_TITLE = mark("Levers"), mark("Start, two at most"), mark("Ask customers")
RUNNING_TITLE = mark("Running")
BELIEFS_TITLE = mark("What do you believe?")
BELIEFS_LEAD = mark("In the half-year to come. Right answers count as much as value.")
BELIEF_QUESTIONS = {
    "cause": mark("Which cause lies behind most bad moments?"),
    "touchpoint": mark("At which touchpoint do most bad moments happen?"),
    "nps": mark("Net promoter score at its end, −100 to 100"),
}
BELIEFS = {
    "cause": mark("Cause behind most bad moments"),
    "touchpoint": mark("Touchpoint of most"),
    "nps": mark("Net promoter score"),
}
NOT_SURE = mark("We do not know")
NOTHING_SAID = mark("nothing")
WHY_NOTE = mark("Why? One sentence for the debrief")
HAND_IN, CHANGE_IT = mark("Hand in"), mark("Change it")
HANDED_IN = mark("Handed in. You may change it until the round is locked.")
RESEARCH = {
    "help": mark("After contacts with help, 3 in 10 encounters"),
    "use": mark("In use, 2 in 100 encounters"),
    "journey": mark("While buying and receiving, 3 in 10 encounters"),
    "recommend": mark("Would you recommend us? Half of the customers a year"),
}
RESEARCH_NOTE = mark("Each answer costs EUR 1.50. Answers are a sample: behind ± stands half of the 95 % interval.")
HEARD_HEAD = (mark("Touchpoint"), mark("Dissatisfied"), mark("Answers"))
HEARD, READ = mark("What customers answered"), mark("Causes in what the dissatisfied wrote (read with errors)")
NOTHING_ASKED = mark("Nobody was asked.")
YOUR_BRAND = mark("Your customers, and those if nothing had been changed")
FEWEST_ANSWERS = 5
PLAN_TITLE = mark("A plan for the lesson")
PLANS = {
    2: (
        (mark("5 min"), mark("Join. One guided experiment of Teach for all: predict, run, explain.")),
        (mark("12 min"), mark("Round 1: read the market, decide, write down beliefs.")),
        (mark("5 min"), mark("Lock, and look at the board.")),
        (mark("10 min"), mark("Round 2: what did your research say, and how surely?")),
        (mark("5 min"), mark("Lock, end.")),
        (mark("13 min"), mark("Debrief: what you believed, what was true, and who asked where.")),
    ),
    3: (
        (mark("8 min"), mark("Join, and one guided experiment of Teach for all.")),
        (mark("14 min"), mark("Round 1.")),
        (mark("12 min"), mark("Round 2: compare what was asked with what was true so far.")),
        (mark("12 min"), mark("Round 3.")),
        (mark("8 min"), mark("Lock, end, and read the board.")),
        (mark("16 min"), mark("Debrief.")),
    ),
    4: (
        (
            mark("10 min"),
            mark("Join, and two guided experiments of Teach: the third delay, a desk cannot heal a product."),
        ),
        (mark("15 min"), mark("Round 1: read the market, decide, write down beliefs.")),
        (mark("12 min"), mark("Round 2: what did your research say, and how surely?")),
        (mark("12 min"), mark("Round 3: teams tell each other one finding, and how sure they are of it.")),
        (mark("12 min"), mark("Round 4: the last half-year; long works do not pay back any more.")),
        (mark("9 min"), mark("Lock, end, and read the board by value and by truth.")),
        (
            mark("20 min"),
            mark("Debrief: beliefs against truth, round by round; one team rewinds and tries another way."),
        ),
    ),
}
CLASS_LUCK = mark("Luck")
REFUSALS = {
    "unknown_code": mark("There is no class with this code."),
    "unknown_word": mark("No team of this class has this word."),
    "unknown_team": mark("This browser belongs to no team: join first."),
    "no_name": mark("A team needs a name."),
    "name_taken": mark("Another team has this name."),
    "full": mark("The class is full."),
    "not_open": mark("The round is locked: what was handed in before counts."),
    "paused": mark("The class pauses: nothing can be handed in."),
    "not_now": mark("That cannot be done now."),
}


_CLASS_PLANS = {
    2: mark("2 rounds, a lesson of 50 minutes"),
    3: mark("3 rounds, some 70 minutes"),
    4: mark("4 rounds, a lesson of 90 minutes"),
}


def class_plan(rounds: int) -> str:
    """Return a number of rounds with the time that it takes."""
    return phrase(_CLASS_PLANS[rounds])


def teams_of(count: int, number_: int, rounds: int) -> str:
    """Return how far a class is."""
    return plural(
        "{count} team, round {number} of {rounds}",
        "{count} teams, round {number} of {rounds}",
        count,
        count=count,
        number=number_,
        rounds=rounds,
    )


def class_status(phase: str, number_: int, rounds: int, is_paused: bool, is_in: bool) -> str:
    """Return where a class stands."""
    if is_paused:
        return phrase("The class pauses.")
    if phase == "open" and is_in:
        return phrase("Round {number} of {rounds} is open. You have handed in.", number=number_, rounds=rounds)
    if phase == "open":
        return phrase("Round {number} of {rounds} is open.", number=number_, rounds=rounds)
    if phase == "locked":
        return phrase("Round {number} is locked; half a year is being simulated.", number=number_)
    if phase == "shown":
        return phrase("Round {number} of {rounds} is over.", number=number_, rounds=rounds)
    if phase == "done":
        return phrase("All rounds are over.")
    return phrase("Teams are joining; the first round opens soon.")


def brief(brand: str, rounds: int) -> str:
    """Return what a team has to know before the first round."""
    return phrase(
        "You run {brand}, in {rounds} rounds of half a year. All teams begin with the same customers and have the same "
        "luck: what will differ is what you decide. In the end it counts what you earned, and what you knew.",
        brand=brand,
        rounds=rounds,
    )


def handed_in(count: int, teams: int) -> str:
    """Return how many teams have handed in."""
    return phrase("{count} of {teams} teams have handed in.", count=count, teams=teams)


def round_title(number_: int) -> str:
    """Return the name of a round."""
    return phrase("Round {number}", number=number_)


def points(own: int, most: int) -> str:
    """Return points for truth."""
    return phrase("{own} of {most}", own=own, most=most)


def hundredths(share: float) -> str:
    """Return a share in per cent."""
    return phrase("{share}\u00a0%", share=number(100 * share))


def part_of(title: str, share: float) -> str:
    """Return a cause or touchpoint with its share of all bad moments."""
    return phrase("{title} ({share}\u00a0%)", title=title, share=number(100 * share))


def said_by(title: str, count: int) -> str:
    """Return what some teams believed."""
    return plural("{title} ({count} team)", "{title} ({count} teams)", count, title=title, count=count)


def net_score(score: float, half: float, answers: int) -> str:
    """Return a net promoter score of a sample."""
    return plural(
        "Net promoter score: {score} ± {half}, from {answers} answer.",
        "Net promoter score: {score} ± {half}, from {answers} answers.",
        answers,
        score=score_of(score),
        half=number(half),
        answers=answers,
    )


def share_with_error(share: float, half: float, answers: int) -> str:
    """Return the share of dissatisfied answers with its error; nothing from a handful of answers."""
    if answers < FEWEST_ANSWERS:
        return phrase("too few to tell")
    return phrase("{share} ± {half}\u00a0%", share=number(100 * share), half=number(100 * half))


def score_of(score: float) -> str:
    """Return a score with its sign."""
    return number(score, signed=True)


def between(low: float, high: float) -> str:
    """Return from where to where beliefs went."""
    return phrase("between {low} and {high}", low=score_of(low), high=score_of(high))


def logged(entry: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Return a line of the log: when, and what."""
    at, did = time.strftime("%H:%M:%S", time.localtime(entry["at"])), entry["did"]
    if did == "joined":
        return at, phrase("{team} joined.", team=entry["name"])
    if did == "failed":
        return at, phrase("The round could not be simulated: {error}. Rewind.", error=entry["error"])
    if did == "decided":
        return at, phrase(
            "{team}, round {number}: {decision}", team=name, number=entry["round"], decision=_decided(entry["decision"])
        )
    return at, phrase(_LOGGED[did], number=entry["round"], next=entry["round"] + 1, to=entry.get("to", 0))


_LOGGED = {
    "open": mark("Round {next} was opened."),
    "lock": mark("Round {number} was locked."),
    "pause": mark("The class paused in round {number}."),
    "resume": mark("The class went on with round {number}."),
    "rewind": mark("Back to round {to}; what came later is only in this log."),
    "end": mark("The class ended after round {number}."),
    "shown": mark("Round {number} was shown."),
}


def _decided(decision: Mapping[str, Any]) -> str:
    """Return a decision by the names that files give to levers, scenarios and research, with its reason."""
    moved = [f"{key} {value:g}" for key, value in decision["levers"].items()]
    parts = [", ".join(each) for each in (moved, decision["start"], decision["ask"]) if each]
    return "; ".join([*parts, *([f"“{decision['note']}”"] if decision["note"] else [])]) or "–"


def costs(one_off: float, weekly: float) -> str:
    """Return what a strategy costs."""
    if one_off and weekly:
        return phrase("{once} once, {weekly} a week", once=eur(one_off), weekly=eur(weekly))
    return phrase("{once} once", once=eur(one_off)) if one_off else phrase("{weekly} a week", weekly=eur(weekly))


def books(customers: float, margin: float, cost: float) -> str:
    """Return the books of a half-year."""
    return phrase(
        "{customers} customers at its end. Margin of the half-year, all costs paid: {margin}; of these costs, "
        "strategies and research: {cost}.",
        customers=number(customers),
        margin=eur(margin),
        cost=eur(cost),
    )


def standing(value: float, place: int, teams: int, own: int, most: int) -> str:
    """Return where a team stands."""
    return phrase(
        "Value against changing nothing: {value}, place {place} of {teams}. Truth: {own} of {most} points.",
        value=eur(value, signed=True),
        place=place,
        teams=teams,
        own=own,
        most=most,
    )
