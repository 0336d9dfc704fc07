"""Usage: features offered, needed and adopted; under-use and what it does.

Customers adopt what they need and can find; a large share of most offers is never used. Under-use (McKinsey's and
software vendors' "10 to 20 % of features used") is the sign of a misunderstood or oversized offer.
"""

from __future__ import annotations

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp01, difference, signed


@rule
def first_adoption(needed, offered, p):
    """Return the breadth adopted with the first delivery, 0 to 1: part of the needed and offered breadth.

    Source: our assumption.
    """
    return p.first_adoption * min(needed, offered)


@rule
def has_discovered(weeks, p):
    """Return whether a brand is no longer new, `weeks` after its first delivery. Source: our assumption."""
    return weeks >= p.discovery_weeks


@rule
def adopted_after_a_week(adopted, needed, offered, usability, onboarding, expertise, is_newcomer, p):
    """Return the breadth of features adopted after one week, 0 to 1.

    Adoption moves towards the needed and offered breadth, at a speed that depends on usability and expertise and, for
    newcomers, on onboarding. It never exceeds the offer.

    Source: technology acceptance (Davis 1989: ease of use drives adoption); form and numbers are our assumption.
    """
    alone = p.alone_share * ((1.0 - p.expertise_weight) * usability + p.expertise_weight * expertise)
    led = onboarding if is_newcomer else 0.0
    speed = p.adoption * clamp01(alone + led)
    reachable = min(needed, offered)
    return min(adopted + speed * max(0.0, reachable - adopted), offered)


@rule
def under_use(adopted, offered, p):
    """Return under-use, 0 (none) to 1 (nothing is used).

    Below `under_use_threshold` of the offer, value is lost in proportion. Source: our assumption.
    """
    return clamp01(1.0 - adopted / (p.under_use_threshold * offered))


@rule
def value_erosion(under_used, unmet, p):
    """Return the satisfaction lost in one week through under-use and unmet need, without any complaint, >= 0.

    Source: our assumption; value-in-use (Vargo & Lusch 2004) for the idea.
    """
    return p.under_use_erosion * under_used + p.unmet_erosion * unmet


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
def adopted_after_coaching(adopted, needed, offered, p):
    """Return the breadth adopted after an outreach by the brand, 0 to 1: it closes part of the gap to the reachable.

    Source: our assumption.
    """
    return adopted + p.coaching_adoption * max(0.0, min(needed, offered) - adopted)


@rule
def attachment_after_coaching(attachment, p):
    """Return attachment after an outreach by the brand, 0 to 1: care raises it. Source: our assumption."""
    return attachment + p.coaching_attachment * (1.0 - attachment)
