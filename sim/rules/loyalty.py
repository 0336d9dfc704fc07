"""Loyalty: who reconsiders, who would recommend, and which of the four types of loyalty it is.

Reconsideration as a hazard that dissatisfaction, unmet need and better rivals raise and that inertia, habit and
contract hold back; recommendation intention (Reichheld 2003); loyalty types (Dick & Basu 1994).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import MIDDLE, clamp, clamp01, logistic, rounded, signed, towards

LOYAL, LATENT, SPURIOUS, NONE = range(4)
"""Types of loyalty, positions in :data:`sim.state.indicators.LOYALTY_TYPES`."""

HIGHEST_RECOMMENDATION = 10.0
"""Upper end of the scale of recommendation, which begins at zero."""

PROMOTER, PASSIVE = 9.0, 7.0
"""Lowest scores, in whole numbers, of promoters and of passives, Reichheld 2003."""

PROMOTERS, PASSIVES, DETRACTORS = range(3)
"""Kinds of recommenders, positions in the counter of that name."""

_FARTHEST = 20.0
"""Limit of log-hazards, beyond which the hazard is zero or saturated."""


@rule
def price_lead(price, rival_price, others_price, sensitivity):
    """Return the saving with a rival as a share of what others ask, as perceived; below 0 when the rival is dearer.

    Prices in EUR, `sensitivity` 1 for the average customer. Source: our assumption.
    """
    return sensitivity * (price - rival_price) / others_price


@rule
def rival_lead(awareness, quality_lead, image_lead, price_lead, praise, p):
    """Return the perceived lead of a rival, in quality points weighted by awareness (0 to 1).

    `quality_lead` is expected quality above that of the present brand, `image_lead` image above (-2 to 2), `price_lead`
    the saving as a share of the usual price, `praise` positive word of mouth about the rival (0 to 1).
    """
    return awareness * (
        quality_lead + p.rival_image * image_lead + p.rival_price * price_lead + p.rival_praise * praise
    )


@rule
def dissatisfaction_push(satisfaction, trust, grudge, p):
    """Return the push of bad experience to look around, a log-hazard: slow states saturate, a fresh grudge is added.

    Arguments 0 to 1. Source: trust lowers the propensity to leave, beside satisfaction, Morgan & Hunt 1994 and
    Garbarino & Johnson 1999; that incidents lead and slow states only prepare them, Keaveney 1995; the form is ours.
    """
    slow = p.dissatisfaction * (p.satisfied_level - satisfaction) + p.distrust * (MIDDLE - trust)
    if slow > 0.0:
        slow = slow / (1.0 + slow / p.dissatisfied_most)
    return slow + p.grudge * grudge


@rule
def delight(satisfaction, lived, p):
    """Return how far satisfaction is delight, 0 to 1: a passage from one to the other around a level.

    `lived`, experience above the usual one, helps: without feeling nobody is delighted.

    Source: the totally satisfied differ in kind from the merely satisfied, Jones & Sasser 1995; Oliver, Rust & Varki
    1997; the logistic form is our assumption.
    """
    return logistic((satisfaction + p.delight_lived * lived - p.delight_level) / p.delight_width)


@rule
def is_delighted(satisfaction, lived, p):
    """Return whether a customer is delighted rather than satisfied, with the arguments of :func:`delight`."""
    return satisfaction + p.delight_lived * lived >= p.delight_level


@rule
def openness(delight, p):
    """Return the share of occasions to look around that a customer takes, 0 to 1: the delighted take few."""
    return 1.0 - p.delight_deafness * delight


@rule
def pushes_to_look(dissatisfaction, unmet, rival_lead, blame, price_loss, p):
    """Return the pushes to look around, as log-hazards: dissatisfaction, unmet need, a rival, word of mouth, price.

    `dissatisfaction` is that of :func:`dissatisfaction_push`, `rival_lead` the lead of the best known rival (quality
    points, weighted by awareness), `blame` negative word of mouth about the present brand (0 to 1), `unmet` 0 to 1,
    `price_loss` that of :func:`sim.rules.price.price_loss`.
    """
    return dissatisfaction, p.unmet * unmet, p.rival * rival_lead, p.blame * blame, p.price_loss * price_loss


@rule
def reconsidering_pressure(pushes, habit, attachment, delight, lived, p):
    """Return the pressure to reconsider the provider (a log-hazard, 0 for an average customer).

    The pushes add up; habit, attachment and delight (each 0 to 1) hold back, and so does experience `lived` above the
    usual one (quality points), beside satisfaction.

    Source: experience acts on loyalty beside satisfaction, Brakus, Schmitt & Zarantonello 2009.
    """
    pressure = 0.0
    for push in pushes:
        pressure += push
    held = p.habit * habit + p.attachment * (attachment - MIDDLE) + p.delight * delight + p.experience * lived
    return pressure - held


@rule
def settled(tenure_weeks, p):
    """Return how far the hazard of a new customer has reached its full rate, 0 to 1."""
    return 1.0 - math.exp(-(tenure_weeks + 1.0) / p.settling_weeks)


@rule
def freedom_to_look(is_locked, switching_cost, p):
    """Return the share of customers with a reason to search who are free to do so, 0 to 1.

    A running contract and a switching cost (0 to 1) hold back, whatever the reason: search and comparison are part
    of the cost of switching.

    Source: procedural switching costs, Burnham, Frels & Mahajan 2003; form and numbers are our assumption.
    """
    return (1.0 - p.switching_cost * switching_cost) * (p.contract_lock if is_locked else 1.0)


@rule
def reconsidering_probability(mobility, pressure, settled, p):
    """Return the weekly probability to reconsider the provider.

    ``h / (1 + h / hmax)`` with ``h = h0 mobility exp(pressure) settled``. Saturation keeps a few extreme switchers from
    dominating churn in the first year.
    """
    hazard = p.hazard * mobility * settled * math.exp(clamp(pressure, -_FARTHEST, _FARTHEST))
    return hazard / (1.0 + hazard / p.most)


@rule
def highest_reconsidering_probability(p):
    """Return the upper limit of the weekly probability to reconsider; a larger uniform needs no evaluation."""
    return p.most


@rule
def giving_up_probability(dropping, satisfaction, p):
    """Return the weekly probability that a subscriber gives up a search, given that of the category, `dropping`.

    ``dropping (1 + fading (2 satisfaction - 1))``: the satisfied lose interest sooner. Source: our assumption.
    """
    return clamp01(dropping * (1.0 + p.fading_search * signed(satisfaction)))


@rule
def recommendation(image, remembered, trust, attachment, value, pleased, lived, leniency, p):
    """Return the recommendation intention, 0 to 10: from image and memory, trust, attachment, value, and both answers.

    `image`, `remembered` and `value` are -1 to 1, `trust` and `attachment` 0 to 1; `pleased` is satisfaction above its
    neutral level, `lived` experience above the usual one. A recommendation rests on what a brand is known for
    more than on its last contact. Its top is hard to reach: what speaks for it saturates, and people differ in their
    style of answering, `leniency` (standard normal), whatever they experience.

    Source: Reichheld 2003 for the scale; styles of answering, Baumgartner & Steenkamp 2001; satisfaction and experience
    side by side, Brakus, Schmitt & Zarantonello 2009; form ours.
    """
    drive = (
        p.recommend_memory * towards(remembered, image, p.recommend_image)
        + p.recommend_trust * (trust - MIDDLE)
        + p.recommend_attachment * (attachment - MIDDLE)
        + p.recommend_value * value
        + p.recommend_satisfaction * pleased
        + p.recommend_lived * lived
    )
    if drive > 0.0:
        drive = drive / (1.0 + drive / p.recommend_most)
    return clamp(p.recommend_level + drive + p.recommend_spread * leniency, 0.0, HIGHEST_RECOMMENDATION)


@rule
def recommender(recommendation):
    """Return the kind of recommender, PROMOTERS, PASSIVES or DETRACTORS, from the intention, 0 to 10.

    Source: net promoter score, Reichheld 2003; people answer in whole numbers.
    """
    answer = rounded(recommendation)
    if answer >= PROMOTER:
        return PROMOTERS
    return PASSIVES if answer >= PASSIVE else DETRACTORS


@rule
def loyalty_type(relative_attitude, habit, p):
    """Return the loyalty type: LOYAL, LATENT, SPURIOUS or NONE (Dick & Basu 1994).

    `relative_attitude` is how far the present brand is preferred to the best rival (-2 to 2), `habit` (0 to 1) stands
    for repeat patronage.
    """
    is_high = relative_attitude >= p.high_attitude
    if habit >= p.high_habit:
        return LOYAL if is_high else SPURIOUS
    return LATENT if is_high else NONE
