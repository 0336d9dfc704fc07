"""The parameter sheet of policies: reactions to others, actions of one's own, and programmes that listen to customers."""

from __future__ import annotations

from sim.foundations.numbers import Number

_DECIDING = {
    "from_week": Number(0, 0, 1040, "week", "assumed", "week after which the brand first decides; 0 = after the burn-in"),
}

REACTION = _DECIDING | {
    "lag_weeks": Number(4, 1, 52, "weeks", "assumed", "weeks between an action of others and the reaction to it", "form: reaction functions, Leeflang & Wittink 1996; number: our assumption"),
    "reaction": Number(0.5, 0, 2, "ratio", "assumed", "share of a change of others, or of the distance to the best, that is finally followed; 1 = fully", "form: reaction functions, Leeflang & Wittink 1996, and most competitors react little, Steenkamp et al. 2005; number: our assumption"),
    "adjustment_share": Number(0.25, 0.001, 1, "share a week", "assumed", "share of the gap to the intended number that is closed in a week; the rest is inertia", "form: partial adjustment, Nerlove 1958; number: our assumption"),
    "floor": Number(0.8, 0.05, 1, "ratio", "assumed", "lower limit of the number / its initial value; a price never falls below what one more customer costs"),
    "ceiling": Number(1.2, 1, 5, "ratio", "assumed", "upper limit of the number / its initial value"),
    "dead_band": Number(0, 0, 0.5, "ratio", "assumed", "distance from the intended number that is left as it is, as a share of the initial value"),
    "most_a_quarter": Number(65, 0.001, 65, "ratio", "assumed", "most by which the number moves in 13 weeks, as a share of its initial value"),
    "reacting_probability": Number(1, 0, 1, "probability", "assumed", "probability that the brand is one of those that react at all; drawn once for each brand and seed", "form: most competitors remain passive, Steenkamp et al. 2005; number: our assumption"),
}

RETALIATION = REACTION | {
    "trigger": Number(0.05, 0, 1, "ratio", "assumed", "size of an attack, as a share of the attacker's initial price or adverts, that is answered at once"),
    "loss_trigger": Number(0.2, 0, 10, "ratio", "assumed", "rise of counted losses (fall of orders where purchases repeat), over those of the three quarters before, from which a smaller attack is answered too"),
    "advert_point_eur": Number(70, 0, 1e7, "EUR a week", "assumed", "cost of each hundredth of visibility above the initial one, for all customers of the market"),
}

_POINT = {
    "quality_point_eur": Number(6000, 0, 1e9, "EUR", "assumed", "one-off cost of each hundredth of quality at all touchpoints, for all customers of the market"),
}

IMITATION = REACTION | _POINT | {
    "shopping_eur": Number(1500, 0, 1e7, "EUR a quarter", "assumed", "cost of mystery shopping at the brand that is imitated, for the whole market"),
}

INNOVATION = _DECIDING | _POINT | {
    "pace": Number(0.005, 0, 0.1, "quality a quarter", "assumed", "rise of functional quality at all touchpoints in a quarter"),
    "reach": Number(0.1, 0, 1, "quality", "assumed", "rise of functional quality at which innovation ends"),
}

_MATURITY = "form: maturity of customer experience management, in the spirit of CxM 2016; number: our assumption"

LISTENING = _DECIDING | {
    "maturity": Number(None, 1, 5, "level", "assumed", "level of maturity that settles every part of the programme for which no number is given", _MATURITY),
    "contact_coverage": Number(None, 0, 1, "share", "assumed", "share of encounters at touchpoints of help after which the customer is asked", _MATURITY),
    "journey_coverage": Number(None, 0, 1, "share", "assumed", "share of encounters while buying and receiving after which the customer is asked", _MATURITY),
    "use_coverage": Number(None, 0, 1, "share", "assumed", "share of encounters while using, the product included, after which the customer is asked", _MATURITY),
    "relational_coverage": Number(None, 0, 1, "share a year", "assumed", "share of customers asked for their recommendation in a year", _MATURITY),
    "accuracy": Number(None, 0, 1, "probability", "assumed", "probability that the cause in a verbatim is read rightly", _MATURITY),
    "is_answered": Number(None, 0, 1, "share", "assumed", "share of answers that are answered: the loop is closed", _MATURITY),
    "delay_weeks": Number(None, 0, 26, "weeks", "assumed", "weeks until an answer is known to those who decide", _MATURITY),
    "review_weeks": Number(None, 1, 104, "weeks", "assumed", "weeks between two reviews, at which works are chosen; 13 without a level of maturity", _MATURITY),
    "works_in_progress": Number(None, 1, 20, "works", "assumed", "works that may be in progress at the same time; 2 without a level of maturity", _MATURITY),
    "budget_share": Number(None, 0, 0.2, "share of revenue", "assumed", "budget of works as a share of the revenue of the last quarter; 0.01 without a level of maturity", _MATURITY),
    "quarterly_budget_eur": Number(None, 0, 1e9, "EUR a quarter", "assumed", "budget of works in place of a share of revenue; what is not spent is carried over"),
    "programme_eur": Number(20, 0, 1e6, "EUR a week", "assumed", "cost of the people who ask, read and decide, without works and answers"),
    "window_weeks": Number(26, 1, 208, "weeks", "assumed", "weeks of answers that a review looks back upon"),
    "bad_score": Number(4, 0, 9, "score, 0 to 10", "assumed", "highest score that counts as a bad encounter"),
    "works_per_owner": Number(1, 1, 20, "works", "assumed", "works that one owner can have in progress: its capacity to change"),
    "patience_quarters": Number(2, 0, 40, "quarters", "assumed", "quarters of budget for which the programme saves for the best work before it takes a cheaper one; 0 = it spends what there is"),
    "most_eur_per_encounter": Number(5, 0.01, 1e6, "EUR", "assumed", "stop rule: highest price of one bad encounter avoided within a year; no work is started that costs more", "our assumption, about the margin that a bad encounter costs in telecom over the two or three years in which a work acts"),
    "repeat_price": Number(1.5, 1, 10, "ratio", "assumed", "price of a work / its price the time before: what is left to mend is harder to mend"),
    "closing_weeks": Number(52, 0, 1040, "weeks", "assumed", "weeks before the horizon of the market in which no work is started, since it could not pay back"),
    "measuring_weeks": Number(26, 1, 208, "weeks", "assumed", "weeks after a work has landed, and before it, in which its effect is measured"),
    "unlocking": Number(0.5, 0, 1, "share", "assumed", "how much of the budget depends on shown benefits: 1 = doubled when all works of the last year have shown what was promised, nothing when none has"),
    "code_after": Number(30, 1, 1e6, "verbatims", "assumed", "verbatims, complaints and alerts about a cause after which it enters the codebook"),
}

NUMBERS_OF = {
    "keep": _DECIDING,
    "follow-price": REACTION,
    "keep-distance": REACTION,
    "imitate-best": IMITATION,
    "innovate": INNOVATION,
    "retaliate": RETALIATION,
    "listen": LISTENING,
}
"""Kind of a policy -> its numbers."""

WORDS_OF = {
    "keep": (),
    "follow-price": ("follows",),
    "keep-distance": (),
    "imitate-best": ("imitates",),
    "innovate": (),
    "retaliate": ("answers",),
    "listen": ("mode", "compares", "codebook", "works"),
}
"""Kind of a policy -> its keys that hold words."""

POLICY = RETALIATION | IMITATION | INNOVATION | LISTENING

COUNTED = tuple(
    name for name, number in POLICY.items() if number.unit in ("week", "weeks", "quarters", "works", "level", "score, 0 to 10")
)
"""Numbers of policies that count whole things."""
