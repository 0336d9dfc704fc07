"""Choice: a shortlist, then random utility over it, with an outside option, and the deciding reason.

Consideration sets (Hauser & Wernerfelt 1990), multinomial logit (McFadden 1974), loyalty and switching cost (Klemperer
1995; Burnham, Frels & Mahajan 2003), advice followed as a heuristic. Each function gives one term, in units of utility
where the random part is a standard Gumbel.
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import MIDDLE, clamp01, squashed, towards

_LEAST_VISIBILITY = 1e-6
"""Lower limit of the share of voice, so that its logarithm stays finite."""

_LEAST_DAYS = 0.1
"""Lower limit of delivery times: the difference between two and three hours does not matter."""

_LEAST_TOTAL = 1e-9
"""Lower limit of the sum of weights by which a mean is divided."""


@rule
def price_utility(price, others_price, sensitivity, payer_is_other, p):
    """Return the utility of a price against that of the others: ``-w s (price / others - 1)``.

    Another payer than the user is more sensitive. What one has always paid never makes a price cheap: `others_price` is
    the mean of rivals (EUR), without one's own.
    """
    weight = p.price * sensitivity * (p.payer_price if payer_is_other else 1.0)
    return -weight * (price / others_price - 1.0)


@rule
def accepts_price_probability(utility):
    """Return the probability that a price is accepted without comparison, from its utility: ``min(1, exp(utility))``.

    Who buys on impulse or on advice looks at no other brand, but still sees what is dear. Source: our assumption.
    """
    return min(1.0, math.exp(utility))


@rule
def reference_price_utility(loss, p):
    """Return the utility of a price against the reference price, from :func:`sim.rules.price.price_loss`."""
    return -p.price_loss * loss


@rule
def overall_quality(buying, receiving, using, helped, p):
    """Return the quality expected of a brand over the four stages, 0 to 1: their weighted mean.

    Source: attributes that add up, Fishbein & Ajzen 1975; that use weighs most is our assumption.
    """
    total = max(p.buying_weight + p.receiving_weight + p.using_weight + p.help_weight, _LEAST_TOTAL)
    weighted = (
        p.buying_weight * buying + p.receiving_weight * receiving + p.using_weight * using + p.help_weight * helped
    )
    return weighted / total


@rule
def quality_believed(expected, promised, p):
    """Return the quality (0 to 1) in which somebody believes who compares a brand that is not the own one.

    The promise is in sight, and counts besides what has been expected so far.

    Source: advertising as a signal of quality, Kirmani & Rao 2000; the number is our assumption.
    """
    return towards(expected, promised, p.promise)


@rule
def quality_utility(quality, typical, p):
    """Return the utility of a quality (0 to 1) above the typical one."""
    return p.quality * (quality - typical)


@rule
def image_utility(image_stock, attention, p):
    """Return the utility of the brand's image in this customer's memory, as far as it gets attention (0 to 1)."""
    return attention * p.image * squashed(image_stock)


@rule
def fit_seen(match, guidance, noise, p):
    """Return the fit of a brand as it appears before purchase (standard normal), given the true fit `match`.

    Apparent and true fit have the correlation ``r = known + (1 - known) guidance``: help in stating the need (0 to 1)
    lets people choose what suits them. `noise` is standard normal.
    """
    r = p.fit_known + (1.0 - p.fit_known) * guidance
    return r * match + math.sqrt(max(0.0, 1.0 - r * r)) * noise


@rule
def fit_utility(seen, covered, p):
    """Return the utility of fit: apparent fit (standard normal), less the need that stays uncovered.

    `covered` is the share of the need that the offer covers, 0 to 1.
    """
    return p.taste_spread * seen + p.fit * (covered - 1.0)


@rule
def under_use_utility(under_used, p):
    """Return the utility lost by the present brand when little of its offer is in use, `under_used` 0 to 1.

    Source: value is in use, Vargo & Lusch 2004; the number is our assumption.
    """
    return -p.under_use * under_used


@rule
def visibility_utility(visibility, p):
    """Return the utility of being seen: ``w ln(visibility)``.

    It keeps the buyers of small brands light buyers of them (double jeopardy); `visibility` is the share of voice, 0
    to 1.
    """
    return p.visibility * math.log(max(visibility, _LEAST_VISIBILITY))


@rule
def delivery_utility(days, usual_days, p):
    """Return the utility of a delivery time: ``-w ln(days / usual)``.

    `days` are the usual ones of the present brand, learned by experience, and the promised ones of any other: a bold
    promise wins the first order only.

    Source: form and number are our assumption; delivery time as a criterion of choice of a shop, Nguyen et al. 2019.
    """
    return -p.delivery * math.log(max(days, _LEAST_DAYS) / usual_days)


@rule
def review_utility(rating, p):
    """Return the utility of public reviews, `rating` 1 to 5 stars, read by people who search."""
    return p.reviews * (rating - p.usual_rating)


@rule
def word_of_mouth_utility(praise, blame, p):
    """Return the utility of recent word of mouth, `praise` and `blame` 0 to 1.

    Source: praise moves more than blame, East, Hammond & Lomax 2008; the weights are our assumption.
    """
    return p.word_of_mouth * (praise - p.blame * blame)


@rule
def habit_utility(habit, loyalty_programme, p):
    """Return the utility of going on as before with the present brand, helped by its loyalty programme (0 to 1)."""
    return p.habit * habit + p.loyalty_programme * loyalty_programme


@rule
def switching_cost_utility(switching_cost, contract_weeks, p):
    """Return the utility of not having to switch: switching cost (0 to 1) and weeks of contract still to run."""
    return p.switching_cost * switching_cost + p.contract * (1.0 if contract_weeks > 0 else 0.0)


@rule
def satisfaction_utility(satisfaction, lived, trust, attachment, attention, p):
    """Return the utility of the relation with the present brand: satisfaction, trust and attachment, each 0 to 1.

    Satisfaction, and experience `lived` above the usual one, count as far as they get `attention` (0 to 1).
    """
    return (
        attention * (p.satisfaction * (satisfaction - p.satisfied_level) + p.experience * lived)
        + p.trust * (trust - MIDDLE)
        + p.attachment * (attachment - MIDDLE)
    )


@rule
def grudge_utility(grudge, p):
    """Return the utility lost by a grudge, `grudge` 0 to 1."""
    return -p.grudge * grudge


@rule
def shortlist_probability(awareness, visibility, p):
    """Return the probability that a brand is in the shortlist: it must come to mind or be met while searching.

    `awareness` 0 to 1 in this customer's mind; `visibility` is the brand's share of voice on the market, 0 to 1.
    """
    met = 1.0 - math.exp(-p.shortlist_awareness * visibility)
    return clamp01(1.0 - (1.0 - awareness) * (1.0 - met))


@rule
def follows_advice_probability(praise, barrier, p):
    """Return the probability that praise settles the choice at once: ``a x praise x exp(-barrier)``.

    The choice probability of the brand becomes ``p + a (1 - p)``: it falls with the prior (East et al. 2008).
    `barrier`, >= 0, is the utility of not having to switch, 0 for the present brand: nobody breaks a contract because a
    friend is happy elsewhere.

    Source: East, Hammond & Lomax 2008 for the heuristic; the barrier is our assumption.
    """
    return clamp01(p.advice * praise) * math.exp(-max(0.0, barrier))


@rule
def veto_probability(blame, barrier, p):
    """Return the probability that blame removes a brand from the shortlist: ``a x blame x exp(-barrier)``.

    The choice probability of the brand becomes ``p (1 - a)``: it falls most where it was highest (East et al. 2008).
    `barrier` is the utility of not having to switch away from the present brand, 0 for every other.
    """
    return clamp01(p.advice * blame) * math.exp(-max(0.0, barrier))


@rule
def is_reason(lead, largest, p):
    """Return whether a utility is one of the reasons of a choice, from its lead and the largest one.

    Source: more than half of those who switch name several causes, Keaveney 1995; the thresholds are our assumption.
    """
    return lead >= max(p.least_reason, p.joint_reason * largest)
