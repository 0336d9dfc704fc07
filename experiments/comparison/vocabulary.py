"""Words for the reasons of customers, for what made them look around, and for the stages of their journey."""

from __future__ import annotations

from language import mark, phrase

NPS = mark("the net promoter score of all customers")
STAGE_WORDS = {
    "buying": mark("when buying"),
    "receiving": mark("at delivery and first use"),
    "using": mark("during use"),
    "help": mark("when they need help"),
}
_REASONS = {
    "price": mark("price"),
    "offer": mark("offer"),
    "quality": mark("quality"),
    "satisfaction": mark("satisfaction"),
    "habit": mark("habit"),
    "reviews": mark("reviews"),
    "image": mark("the image of the brand"),
    "fit": mark("fit with needs"),
    "visibility": mark("visibility"),
    "word_of_mouth": mark("word of mouth"),
    "prescriber": mark("advice from somebody they trust"),
    "switching_cost": mark("the cost of switching"),
    "problem": mark("a past problem"),
    "waiting": mark("delivery time"),
    "inconvenience": mark("inconvenience"),
    "variety": mark("wish for something new"),
    "unplanned": mark("chance (unplanned)"),
    "left_market": mark("leaving the market"),
    "lapsed": mark("no purchase for a long time"),
    "withdrawal": mark("a brand leaving the market"),
}
_OF_ACQUISITIONS = {
    "satisfaction": mark("dissatisfaction with the previous brand"),
    "problem": mark("a problem with the previous brand"),
    "inconvenience": mark("inconvenience with the previous brand"),
    "offer": mark("an offer for newcomers"),
}
_OF_LOSSES = {"satisfaction": mark("dissatisfaction"), "offer": mark("an offer of a rival")}
"""Reasons that concern one side only, in words for those who join and for those who leave."""
TRIGGER_WORDS = {
    "need": mark("a need"),
    "dissatisfaction": mark("dissatisfaction"),
    "contract_end": mark("the end of the contract"),
    "life_event": mark("a change in life"),
    "problem": mark("a problem"),
    "newcomer": mark("the product being new to them"),
    "unmet_need": mark("a need that was not met"),
    "rival": mark("a rival that seemed better"),
    "word_of_mouth": mark("word of mouth"),
    "price": mark("the price"),
    "offer": mark("an offer of a rival"),
    "advice": mark("a call about their plan"),
    "impulse": mark("an impulse"),
    "withdrawal": mark("their brand leaving the market"),
}
"""What first makes customers look around."""


def reason_words(reason: str, flow: str) -> str:
    """Return a reason in words, for those who join (`flow` "gains") or leave ("losses")."""
    of_flow = _OF_ACQUISITIONS if flow == "gains" else _OF_LOSSES
    return phrase(of_flow.get(reason) or _REASONS.get(reason, reason.replace("_", " ")))
