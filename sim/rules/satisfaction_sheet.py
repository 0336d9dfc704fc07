"""Parameters of satisfaction, trust, attachment and habit."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Satisfaction(NamedTuple):
    """See :mod:`sim.rules.satisfaction`."""

    learning: float = number(0.035, 0, 1, "share", "assumed", "share of the gap between satisfaction and the last impression that one encounter closes")
    level: float = number(0.7, 0, 1, "0 to 1", "adapted", "satisfaction that follows neutral impressions", "Peterson & Wilson 1992: nearly all distributions of satisfaction lie high")
    slope: float = number(0.8, 0, 2, "ratio", "assumed", "satisfaction per unit of impression")
    value: float = number(0.3, 0, 5, "ratio", "adapted", "impression per unit of value for money", "Fornell et al. 1996: value is part of satisfaction; fitted to satisfaction after price rises")
    functional: float = number(1.0, 0, 1, "share", "adapted", "share of the feel of an encounter that satisfaction leaves aside: 1 = it judges functions only", "Oliver 1997 and Brakus, Schmitt & Zarantonello 2009 for the distinction")
    typical_feel: float = number(-0.01, -0.5, 0.5, "quality", "assumed", "feel of an ordinary encounter, which satisfaction does not leave aside")
    lived: float = number(0.25, 0, 2, "ratio", "adapted", "satisfaction added by lived experience one unit above the usual one", "Brakus, Schmitt & Zarantonello 2009: experience to satisfaction .15, standardised")
    usual_experience: float = number(0.7, 0, 1, "0 to 1", "assumed", "lived experience of an ordinary customer, of no effect")
    experience_learning: float = number(0.035, 0, 1, "share", "assumed", "share of the gap between lived experience and what is perceived at one encounter that it closes")
    first_satisfaction: float = number(0.79, 0, 1, "0 to 1", "assumed", "satisfaction with a new brand of neutral image: one is content with what one has just chosen")
    first_satisfaction_image: float = number(0.15, 0, 1, "0 to 1", "assumed", "satisfaction with a new brand added by a full image of it")
    first_satisfaction_mood: float = number(0.1, 0, 1, "0 to 1", "assumed", "satisfaction with a new brand added by the best mood about its order")
    trust_kept: float = number(0.03, 0, 0.5, "share", "assumed", "trust gained by a well kept promise")
    trust_broken: float = number(2.5, 1, 10, "ratio", "adapted", "weight of a broken promise against a kept one", "Slovic 1993")
    trust_steepness: float = number(3.0, 0.1, 20, "per quality", "assumed", "how fast a broken or kept promise saturates")
    trust_slack: float = number(0.10, 0, 0.4, "quality", "assumed", "shortfall that is forgiven, since promises are known to exaggerate")
    trust_fading_half_life: float = number(40, 2, 1040, "weeks", "assumed", "half-life of trust, or distrust, without confirmation")
    first_trust: float = number(0.5, 0, 1, "0 to 1", "assumed", "trust in a new brand of neutral image")
    first_trust_image: float = number(0.2, 0, 1, "0 to 1", "assumed", "trust in a new brand added by a full image of it")
    attachment_gain: float = number(0.012, 0, 0.5, "share", "assumed", "share of the gap that attachment closes at one encounter")
    attachment_impression: float = number(0.5, 0, 2, "ratio", "assumed", "warmth added per unit of impression")
    attachment_reference: float = number(0.15, 0, 1, "quality", "assumed", "neutral warmth, which leaves attachment unchanged")
    relational_warmth: float = number(0.5, 0, 1, "weight", "assumed", "weight of relational against emotional quality in the warmth of an encounter")
    first_attachment: float = number(0.35, 0, 1, "0 to 1", "assumed", "attachment to a new brand of neutral image")
    first_attachment_image: float = number(0.2, 0, 1, "0 to 1", "assumed", "attachment to a new brand added by a full image of it")
    belonging_weight: float = number(0.15, 0, 1, "weight", "assumed", "weight of belonging in attachment")
    habit_gain: float = number(0.0175, 0, 0.5, "a week", "adapted", "growth of habit in a week of use", "half-life of 40 weeks; Lally et al. 2010 find 2 to 36 weeks for daily acts")
    habit_half_life: float = number(58, 2, 260, "weeks", "assumed", "half-life of a habit that is not repeated")
    habit_per_order: float = number(0.35, 0, 1, "share", "assumed", "growth of habit by one more order")
