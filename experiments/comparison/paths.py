"""Paths: what led a customer to leave a brand, or to join it, in a few words that many customers share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from language import mark, phrase
from sim.diary.tellings import Entry

ARROW = " → "
_LOOKS_BACK = 52
"""Weeks before a departure in which a path begins."""
_LONG_WAIT = 10.0
"""Minutes of waiting for help from which on it is a step of a path."""

LEFT = mark("left")
LATE = mark("the order came later than promised")
GAVE_UP, UNHELPED = mark("gave up waiting for help"), mark("was not helped")
WAITED, SILENT = mark("waited long for help"), mark("said nothing")
FRIENDS_LEFT, HEARD, TOLD = mark("saw friends leave"), mark("heard bad things of it"), mark("told others")
HEARD_GOOD = mark("heard good things of it")
DEARER, OFFERED = mark("the price rose"), mark("got an offer of a rival")
LOOKED, JOINED = mark("looked around: {about}"), mark("joined for {about}")

Steps = tuple[str, ...]
_Found = Callable[[Sequence[Entry], str], str]


def leaving_path(entries: Sequence[Entry], brand: str) -> Steps:
    """Return the steps to the last departure from a brand: what went wrong, help, talk, and what opened the search.

    Parameters
    ----------
    entries : of the customer's diary, in their order.
    brand : its title.

    Returns
    -------
    No steps when the diary holds no such departure.
    """
    at = _last(entries, lambda entry: entry.event == "left" and entry.brand == brand)
    if at is None:
        return ()
    left = entries[at]
    before = [entry for entry in entries[:at] if entry.week > left.week - _LOOKS_BACK]
    steps = [step for found in (_trouble, _help, _talk, _price, _opening) if (step := found(before, brand))]
    return (*steps, LEFT)


def joining_path(entries: Sequence[Entry], brand: str) -> Steps:
    """Return the steps to the last order from a brand by somebody new: what opened the search, and what decided."""
    at = _last(entries, lambda entry: entry.event == "ordered" and entry.brand == brand)
    if at is None:
        return ()
    before = [entry for entry in entries[:at] if entry.week > entries[at].week - _LOOKS_BACK]
    heard = Counter(entry.about for entry in before if entry.event == "heard" and entry.brand == brand)
    talk = [HEARD_GOOD] if heard["well"] > heard["badly"] else []
    opening = [step] if (step := _opening(before, brand)) else []
    return (*talk, *opening, JOINED.format(about=entries[at].about))


def in_words(steps: Iterable[str]) -> str:
    """Return a path as one line, its first letter large."""
    text = ARROW.join(steps)
    return text[:1].upper() + text[1:]


def said(step: str, causes: Iterable[str] = ()) -> str:
    """Return a step in the language that is spoken.

    Parameters
    ----------
    causes : titles of the causes of trouble of the market.
    """
    for sentence in (LOOKED, JOINED):
        head = sentence.partition("{")[0]
        if step.startswith(head):
            return phrase(sentence, about=phrase(step.removeprefix(head)))
    of_causes = {_small(title): title for title in causes}
    return _small(phrase(of_causes[step])) if step in of_causes else phrase(step)


def _last(entries: Sequence[Entry], is_meant: Callable[[Entry], bool]) -> int | None:
    return next((place for place in range(len(entries) - 1, -1, -1) if is_meant(entries[place])), None)


def _trouble(before: Sequence[Entry], brand: str) -> str:
    """Return the trouble that was felt most often, or the promise that was broken."""
    late = any(
        (entry.event == "delivered" and entry.figures["actual_days"] > entry.figures["promised_days"])
        or entry.event == "cancelled"
        for entry in before
        if entry.brand == brand
    )
    felt = Counter(entry.about for entry in before if entry.event == "trouble" and entry.brand == brand)
    if felt:
        return _small(felt.most_common(1)[0][0])
    return LATE if late else ""


def _help(before: Sequence[Entry], brand: str) -> str:
    """Return how help went wrong: given up waiting, not helped, waited long, or nothing said."""
    about = [entry for entry in before if entry.brand == brand]
    events = Counter(entry.event for entry in about)
    waited = [entry.figures["minutes"] for entry in about if entry.event == "waited_for_support"]
    if events["gave_up_waiting"]:
        return GAVE_UP
    if events["not_solved"] or events["soothed"]:
        return UNHELPED
    if waited and max(waited) >= _LONG_WAIT:
        return WAITED
    return SILENT if events["stayed_silent"] else ""


def _talk(before: Sequence[Entry], brand: str) -> str:
    """Return that bad things were heard of the brand, or told."""
    about = [entry for entry in before if entry.brand == brand]
    if any(entry.event == "neighbour_left" for entry in about):
        return FRIENDS_LEFT
    if any(entry.event == "heard" and entry.about == "badly" for entry in about):
        return HEARD
    told = any(entry.event in ("told", "spoke") and entry.about == "badly" for entry in about)
    return TOLD if told else ""


def _price(before: Sequence[Entry], brand: str) -> str:
    return DEARER if any(entry.event == "price_rose" and entry.brand == brand for entry in before) else ""


def _opening(before: Sequence[Entry], brand: str) -> str:
    """Return what opened the search."""
    at = _last(before, lambda entry: entry.event in ("reconsidered", "courted", "searched"))
    if at is None:
        return ""
    opened = before[at]
    return OFFERED if opened.event == "courted" else LOOKED.format(about=opened.about)


def _small(title: str) -> str:
    """Return a title within a sentence."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
