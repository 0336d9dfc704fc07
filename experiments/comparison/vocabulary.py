"""Words for the reasons of customers, for what made them look around, and for the stages of their journey."""

from __future__ import annotations

NPS = "the net promoter score of all customers"
STAGE_WORDS = {
    "buying": "when buying",
    "receiving": "at delivery and first use",
    "using": "during use",
    "help": "when they need help",
}
_REASONS = {
    "image": "the image of the brand",
    "fit": "fit with needs",
    "visibility": "visibility",
    "word_of_mouth": "word of mouth",
    "prescriber": "advice from somebody they trust",
    "switching_cost": "the cost of switching",
    "problem": "a past problem",
    "waiting": "delivery time",
    "inconvenience": "inconvenience",
    "variety": "wish for something new",
    "unplanned": "chance (unplanned)",
    "left_market": "leaving the market",
    "lapsed": "no purchase for a long time",
    "withdrawal": "a brand leaving the market",
}
_OF_ACQUISITIONS = {
    "satisfaction": "dissatisfaction with the previous brand",
    "problem": "a problem with the previous brand",
    "inconvenience": "inconvenience with the previous brand",
    "offer": "an offer for newcomers",
}
_OF_LOSSES = {"satisfaction": "dissatisfaction", "offer": "an offer of a rival"}
"""Reasons that concern one side only, in words for those who join and for those who leave."""
TRIGGER_WORDS = {
    "need": "a need",
    "dissatisfaction": "dissatisfaction",
    "contract_end": "the end of the contract",
    "life_event": "a change in life",
    "problem": "a problem",
    "newcomer": "the product being new to them",
    "unmet_need": "a need that was not met",
    "rival": "a rival that seemed better",
    "word_of_mouth": "word of mouth",
    "price": "the price",
    "offer": "an offer of a rival",
    "advice": "a call about their plan",
    "impulse": "an impulse",
    "withdrawal": "their brand leaving the market",
}
"""What first makes customers look around."""


def reason_words(reason: str, flow: str) -> str:
    """Return a reason in words, for those who join (`flow` "gains") or leave ("losses")."""
    of_flow = _OF_ACQUISITIONS if flow == "gains" else _OF_LOSSES
    return of_flow.get(reason) or _REASONS.get(reason, reason.replace("_", " "))
