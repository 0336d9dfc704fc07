"""How each event of a diary is told: what its numbers mean, and the sentence made of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.market.schema import Market
from sim.state.tables import REASONS, Event, Events, Triggers, lower


class Telling(NamedTuple):
    """What the fields `what`, `a`, `b` and `c` of a note stand for, and the sentence."""

    about: str
    figures: tuple[str, ...]
    sentence: str


_STATE = ("satisfaction", "trust", "habit")
_STATED = "(satisfaction {satisfaction:.2f}, trust {trust:.2f}, habit {habit:.2f})"

TELLINGS: dict[int, Telling] = {
    Event.NEED_WOKE: Telling("", ("tension", "needed"), "a need woke"),
    Event.LIFE_EVENT: Telling("", ("needed",), "life changed, and with it what is needed"),
    Event.TROUBLE: Telling("cause", ("trace",), "{about} felt"),
    Event.ENCOUNTER: Telling(
        "touchpoint",
        ("expected", "perceived", "impression"),
        "{about} of {brand}; expected {expected:.2f}, perceived {perceived:.2f}, impression {impression:+.2f}",
    ),
    Event.PROBLEM: Telling("cause", ("severity",), "a problem opened: {about}, severity {severity:.2f}"),
    Event.COMPLAINED: Telling("cause", ("severity",), "complained to {brand}: {about}"),
    Event.STAYED_SILENT: Telling("cause", ("severity",), "did not complain to {brand}: {about}"),
    Event.WAITED_FOR_SUPPORT: Telling("", ("minutes",), "waited {minutes:.0f} minutes for {brand} to answer"),
    Event.GAVE_UP_WAITING: Telling("cause", ("failures",), "gave up waiting for {brand}"),
    Event.SOLVED: Telling("cause", ("minutes", "failures", "is_fast"), "{brand} solved it: {about}"),
    Event.SOOTHED: Telling("cause", ("severity", "failures"), "{brand} took charge, but the trouble goes on: {about}"),
    Event.GAVE_UP_VISIT: Telling("", ("minutes",), "gave up waiting in a shop of {brand} after {minutes:.0f} minutes"),
    Event.NOT_SOLVED: Telling("cause", ("failures",), "{brand} did not solve it: {about}"),
    Event.GAVE_UP_COMPLAINING: Telling("cause", ("failures",), "stopped asking {brand} for a solution: {about}"),
    Event.SPOKE: Telling("sign", ("moved",), "spoke {about} of {brand}"),
    Event.TOLD: Telling("sign", ("moved",), "told others how {about} {brand} did"),
    Event.HEARD: Telling("sign", ("strength",), "heard somebody speak {about} of {brand}"),
    Event.NEIGHBOUR_LEFT: Telling("brand", ("news",), "saw a close tie leave {brand} for {about}"),
    Event.REVIEWED: Telling("number", ("opinion",), "gave {brand} {about} of 5 stars in public"),
    Event.RECONSIDERED: Telling("trigger", _STATE, f"began to reconsider {{brand}}: {{about}} {_STATED}"),
    Event.SEARCHED: Telling("trigger", (), "looked for a provider: {about}"),
    Event.SEARCH_DROPPED: Telling("", ("satisfaction",), "dropped the search"),
    Event.STAYED: Telling("reason", _STATE, "compared, and stayed with {brand}; what decided: {about}"),
    Event.RENEWED: Telling("number", (), "signed with {brand} for {about} weeks"),
    Event.ORDERED: Telling("reason", ("promised_days", "actual_days"), "ordered from {brand}; what decided: {about}"),
    Event.DELIVERED: Telling(
        "",
        ("actual_days", "promised_days"),
        "{brand} delivered after {actual_days:.0f} days, promised {promised_days:.0f}",
    ),
    Event.CANCELLED: Telling("", ("late_days",), "cancelled the order from {brand}, {late_days:.0f} days late"),
    Event.LEFT: Telling(
        "reason",
        ("satisfaction", "trust", "tenure_weeks"),
        "left {brand} after {tenure_weeks:.0f} weeks; what decided: {about} "
        "(satisfaction {satisfaction:.2f}, trust {trust:.2f})",
    ),
    Event.LEFT_MARKET: Telling("reason", (), "needs no provider any more"),
    Event.LAPSED: Telling("reason", (), "bought nothing for so long that it counts as nobody's customer"),
    Event.EXTENDED: Telling("", ("extended", "needed"), "bought more from {brand}"),
    Event.COURTED: Telling("", ("satisfaction", "habit"), "got an offer from {brand}"),
    Event.PRICE_ROSE: Telling("", ("paid_eur", "felt_rise"), "{brand} raised the price (EUR {paid_eur:.2f} before)"),
    Event.COACHED: Telling("called_for", ("adopted",), "{brand} showed how to use more of the offer{about}"),
    Event.RIGHT_SIZED: Telling("called_for", ("bought", "extended"), "{brand} advised to take a smaller plan{about}"),
    Event.ABANDONED: Telling("", ("felt",), "abandoned the purchase from {brand} at the last step"),
    Event.REGRETTED: Telling("sent_back", ("regret",), "regretted an impulse to buy from {brand}, and {about}"),
    Event.PROPOSED: Telling("answer", ("stated", "extended"), "{brand} proposed a plan, and it was {about}"),
}

_EVENTS = dict(zip(Events(), lower(Events._fields), strict=True))

_REASONS = {
    "price": "the price",
    "offer": "an offer for newcomers",
    "inconvenience": "convenience",
    "variety": "something new",
    "quality": "the quality expected",
    "image": "the image",
    "fit": "how well it suits",
    "visibility": "being seen most",
    "word_of_mouth": "what others said",
    "prescriber": "an adviser",
    "switching_cost": "the cost of switching",
    "satisfaction": "satisfaction",
    "problem": "a problem not forgotten",
    "unplanned": "it was there",
    "left_market": "no need any more",
    "lapsed": "time went by",
    "withdrawal": "it left the market",
}

_TRIGGERS = {
    "withdrawal": "the provider left the market",
    "need": "a need",
    "contract_end": "the contract ends",
    "life_event": "life changed",
    "problem": "a problem kept to oneself",
    "newcomer": "the category is new",
    "unmet_need": "a need that is not met",
    "rival": "another brand seems better",
    "word_of_mouth": "bad word of mouth",
    "offer": "an offer of another brand",
    "advice": "a call about the plan",
    "impulse": "an impulse",
}


class Entry(NamedTuple):
    """One line of a diary: `about` is a touchpoint, cause, reason ... in words; `figures` depend on the event."""

    week: int
    event: str
    brand: str
    about: str
    text: str
    figures: dict[str, float]


class Teller:
    """Turns notes into entries, with the titles of a market."""

    def __init__(self, market: Market) -> None:
        self._brands = [*(brand.title for brand in market.brands.values()), "nobody"]
        self._words = {
            "touchpoint": [touchpoint.title for touchpoint in market.touchpoints.values()],
            "cause": [cause.title for cause in market.causes.values()],
            "reason": [_REASONS.get(name, name) for name in REASONS],
            "trigger": [_TRIGGERS.get(name, name) for name in lower(Triggers._fields)],
            "brand": self._brands,
            "sign": ["", "well", "badly"],  # 1, and -1 from the end
            "sent_back": ["kept it", "sent it back"],
            "called_for": [", which was not called for", ""],
            "answer": ["ill-timed", "left aside", "accepted"],
        }

    def entry(self, note: np.void) -> Entry:
        """Return one NOTE in words."""
        telling = TELLINGS[int(note["event"])]
        what, brand = int(note["what"]), self._brands[note["brand"]]
        about = self._words[telling.about][what] if telling.about in self._words else str(what) if telling.about else ""
        figures = {name: float(note[field]) for name, field in zip(telling.figures, "abc", strict=False)}
        text = telling.sentence.format(brand=brand, about=about, **figures)
        return Entry(int(note["week"]), _EVENTS[int(note["event"])], brand, about, text, figures)
