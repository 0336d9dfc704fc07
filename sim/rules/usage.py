"""Usage: features offered, needed and adopted; under-use and what it does.

Customers buy what they say they need, or more; they adopt what they need and can find. A large share of most offers is
never used: under-use (software vendors' "10 to 20 % of features used") is the sign of an offer that is not mastered, or
oversized.
"""

from __future__ import annotations

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp, clamp01, difference, signed

_LEAST_BREADTH = 0.02
"""Lower limit of a breadth that is asked for: nobody buys nothing."""


@rule
def stated_need(needed, guidance, expertise, z, p):
    """Return the need voiced at the sale, 0 to 1: the true one, with an error.

    ``needed + error (1 - guidance) (1 - expertise) z``: help with stating the need, and knowing the category, bring it
    near the truth. `z` is a standard normal number.

    Source: people construct their preferences when they are asked, Bettman, Luce & Payne 1998; the form is ours.
    """
    return clamp(needed + p.stating_error * (1.0 - guidance) * (1.0 - expertise) * z, _LEAST_BREADTH, 1.0)


@rule
def bought_breadth(stated, sold_up, offered):
    """Return the breadth of the offer that is bought, 0 to 1: the need that was stated, and part of what lies beyond.

    `sold_up` is the share of the rest of the offer that was sold on top, 0 to 1: at 1 everybody has the whole offer.
    Source: our assumption.
    """
    asked = min(max(stated, _LEAST_BREADTH), offered)
    return asked + sold_up * (offered - asked)


@rule
def bill_for_breadth(bought, offered, p):
    """Return how the bill differs from that for the whole offer, share of the price, <= 0. Source: our assumption."""
    return -p.breadth_price * max(0.0, 1.0 - bought / offered)


@rule
def not_mastered(needed, adopted, bought):
    """Return the breadth that is needed and bought, and not adopted, 0 to 1."""
    return max(0.0, difference(min(needed, bought), adopted))


@rule
def oversize(needed, adopted, bought):
    """Return the breadth that is bought beyond the need and not in use, 0 to 1.

    With :func:`not_mastered` it makes up all that is bought and not adopted.
    """
    return max(0.0, difference(bought, max(needed, adopted)))


@rule
def is_oversized(needed, adopted, bought):
    """Return whether what lies idle is mainly bought beyond the need, and not mainly what is not mastered."""
    return oversize(needed, adopted, bought) > not_mastered(needed, adopted, bought)


@rule
def unkept_share(stated, adopted):
    """Return the share of the need voiced at the sale that is not in use, 0 to 1."""
    return max(0.0, difference(stated, adopted)) / max(stated, _LEAST_BREADTH)


@rule
def first_adoption(needed, bought, p):
    """Return the breadth adopted with the first delivery, 0 to 1: part of the needed and bought breadth.

    Source: our assumption.
    """
    return p.first_adoption * min(needed, bought)


@rule
def has_discovered(weeks, p):
    """Return whether a brand is no longer new, `weeks` after its first delivery. Source: our assumption."""
    return weeks >= p.discovery_weeks


@rule
def adopted_after_a_week(adopted, needed, bought, usability, onboarding, expertise, is_newcomer, p):
    """Return the breadth of features adopted after one week, 0 to 1.

    Adoption moves towards the needed and bought breadth, at a speed that depends on usability and expertise and, for
    newcomers, on onboarding. It never exceeds what is bought.

    Source: technology acceptance (Davis 1989: ease of use drives adoption); form and numbers are our assumption.
    """
    alone = p.alone_share * ((1.0 - p.expertise_weight) * usability + p.expertise_weight * expertise)
    led = onboarding if is_newcomer else 0.0
    speed = p.adoption * clamp01(alone + led)
    reachable = min(needed, bought)
    return min(adopted + speed * max(0.0, reachable - adopted), bought)


@rule
def under_use(adopted, bought, p):
    """Return under-use, 0 (none) to 1 (nothing is used).

    Below `under_use_threshold` of what is bought, value is lost in proportion. Source: our assumption.
    """
    return clamp01(1.0 - adopted / (p.under_use_threshold * bought))


@rule
def value_erosion(under_used, unmet, unkept, p):
    """Return the satisfaction lost in one week without any complaint, >= 0.

    It is lost through under-use, unmet need and the share of the need voiced at the sale that is not in use (`unkept`).

    Source: our assumption; value-in-use (Vargo & Lusch 2004) for the idea.
    """
    return p.under_use_erosion * under_used + p.unmet_erosion * unmet + p.unkept_erosion * unkept


@rule
def novelty(offered, usual):
    """Return the breadth of features that is offered beyond the `usual`, 0 to 1. Source: Kano 2001."""
    return max(0.0, offered - usual)


@rule
def satisfaction_after_novelty(satisfaction, novelty, p):
    """Return satisfaction, 0 to 1, after one week with features beyond the usual (`novelty`, 0 to 1).

    Source: attractive quality, Kano 2001: its presence delights, its absence is not missed; the form is our assumption.
    """
    return satisfaction + p.novelty_delight * novelty * (1.0 - satisfaction)


@rule
def missing_features(offered, usual, spread):
    """Return the breadth that became usual since the start of the run, `spread`, and is not offered, 0 to 1.

    What was unusual at the start is missed by nobody. Source: must-be quality, Kano 2001; the form is our assumption.
    """
    return min(spread, max(0.0, usual - offered))


@rule
def satisfaction_after_absence(satisfaction, missing, p):
    """Return satisfaction, 0 to 1, after one week without features that have become usual (`missing`, 0 to 1).

    Source: must-be quality, Kano 2001: its presence is not noticed, its absence costs; the form is our assumption.
    """
    return satisfaction - p.absence_erosion * missing * satisfaction


@rule
def extension_probability(needed, adopted, offered, satisfaction, p):
    """Return the weekly probability to extend the contract or basket with the same brand (up- and cross-selling).

    It takes a satisfied customer, a need beyond the adopted breadth, and an offer that covers it.
    Source: our assumption.
    """
    wanted = max(0.0, min(needed, offered) - adopted)
    return clamp01(p.extension_probability * wanted * max(0.0, signed(satisfaction)))


@rule
def adopted_after_extension(adopted, needed, offered, p):
    """Return the breadth adopted after an extension, 0 to 1: part of the gap to the need closes, within the offer.

    Source: our assumption.
    """
    return min(offered, adopted + p.extension_adoption * max(0.0, difference(needed, adopted)))


@rule
def stated_after_extension(stated, needed):
    """Return the need that the brand knows of after an extension, 0 to 1: what is needed has been asked for."""
    return max(stated, needed)
