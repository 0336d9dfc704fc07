"""Five states that are not the same: satisfaction, lived experience, trust, attachment and habit.

Cognitive satisfaction with functions, against expectation (Oliver 1997), lived experience of all dimensions, against
nothing (Brakus, Schmitt & Zarantonello 2009), trust as kept and broken promises (Morgan & Hunt 1994; broken ones weigh
more, Slovic 1993), emotional and relational attachment (Thomson, MacInnis & Park 2005), habit by repetition (Wood &
Neal 2009).
"""

from __future__ import annotations

from sim.foundations.compiled import rule
from sim.foundations.maths import MIDDLE, clamp01, squashed


@rule
def first_satisfaction(image_stock, mood, p):
    """Return satisfaction with a new brand, 0 to 1: contentment with what was just chosen, shifted by its image.

    The wait for it colours it too: `mood` (-1 to 1) is what was felt about the order.

    Source: our assumption; first evaluations lean on image, the halo of Beckwith & Lehmann 1975.
    """
    shift = p.first_satisfaction_image * squashed(image_stock) + p.first_satisfaction_mood * mood
    return clamp01(p.first_satisfaction + shift)


@rule
def first_trust(image_stock, p):
    """Return trust in a new brand, 0 to 1: reputation in place of experience.

    Source: trust begins with reputation, Jarvenpaa, Tractinsky & Vitale 2000; form and numbers are our assumption.
    """
    return clamp01(p.first_trust + p.first_trust_image * squashed(image_stock))


@rule
def first_attachment(image_stock, p):
    """Return attachment to a new brand, 0 to 1: low at first, shifted by its image. Source: our assumption."""
    return clamp01(p.first_attachment + p.first_attachment_image * squashed(image_stock))


@rule
def functional_side(quality, feel, p):
    """Return the functional side of a quality that is delivered or expected, 0 to 1: without its unusual `feel`.

    `feel` is what the emotional and relational dimension add to an encounter, or are expected to add, quality points.
    Source: satisfaction judges functions, experience is what was felt, Brakus, Schmitt & Zarantonello 2009; form ours.
    """
    return clamp01(quality - p.functional * (feel - p.typical_feel))


@rule
def satisfaction_after(satisfaction, worked, value, lived, weight, p):
    """Return satisfaction with the relation after one impression, 0 to 1: a leaky average.

    It closes a share ``learning x weight`` of the gap to ``level + slope x (worked + w value) + e lived``, which maps
    the impression of the functions `worked` and value for money (each -1 to 1) to the scale of satisfaction. `lived` is
    experience above the usual one.

    Source: quality and value for money make satisfaction, Fornell et al. 1996; so does experience, Brakus, Schmitt &
    Zarantonello 2009; the form is our assumption.
    """
    target = clamp01(p.level + p.slope * (worked + p.value * value) + p.lived * lived)
    return satisfaction + clamp01(p.learning * weight) * (target - satisfaction)


@rule
def experience_after(experience, perceived, weight, p):
    """Return lived experience with a brand after one encounter, 0 to 1: a leaky average of what was perceived.

    All dimensions of quality are in what was `perceived`; no expectation is, nor value for money.

    Source: Brakus, Schmitt & Zarantonello 2009 for the concept; form and number are our assumption.
    """
    return experience + clamp01(p.experience_learning * weight) * (perceived - experience)


@rule
def lived_beyond(experience, p):
    """Return lived experience (0 to 1) above that of an ordinary customer, quality points. Source: our assumption."""
    return experience - p.usual_experience


@rule
def pleasure(satisfaction, value, p):
    """Return satisfaction (0 to 1) above that which neutral impressions leave at such value for money (-1 to 1)."""
    return satisfaction - (p.level + p.slope * p.value * value)


@rule
def trust_after(trust, perceived, promised, weight, p):
    """Return trust after an encounter where something was promised, 0 to 1.

    A kept promise raises trust a little, a broken one lowers it more, both smoothly with the size of the gap; a small
    shortfall is forgiven, since promises are known to exaggerate. A promise more than kept is kept, and no more than
    that: who promises little is not trusted more. `weight` is the weight in memory.

    Source: asymmetry, Slovic 1993 ("trust is fragile"); form and numbers are our assumption.
    """
    gap = squashed(p.trust_steepness * min(perceived - promised + p.trust_slack, p.trust_slack))
    if gap >= 0.0:
        return trust + clamp01(p.trust_kept * weight) * gap * (1.0 - trust)
    return trust + clamp01(p.trust_kept * p.trust_broken * weight) * gap * trust


@rule
def trust_after_failure(trust, weight, p):
    """Return trust after a failed contact with support, 0 to 1: a promise broken outright.

    `weight` (>= 0) is that of the contact in memory.

    Source: trust depends on complaint handling, Tax, Brown & Chandrashekaran 1998; the size is that of
    :func:`trust_after` for the widest gap.
    """
    return trust - clamp01(p.trust_kept * p.trust_broken * weight) * trust


@rule
def trust_after_a_week(trust, kept):
    """Return trust after one week, 0 to 1: without confirmation it fades towards the neutral level, one half.

    `kept` is the share that survives a week. Source: our assumption; without it, all trust would end at 0 or 1.
    """
    return MIDDLE + kept * (trust - MIDDLE)


@rule
def warmth_of(emotional, relational, p):
    """Return the warmth of an encounter, 0 to 1: the mean of emotional and relational quality delivered.

    Source: our assumption, after the sources of attachment in Thomson, MacInnis & Park 2005.
    """
    return (1.0 - p.relational_warmth) * emotional + p.relational_warmth * relational


@rule
def attachment_after(attachment, warmth, felt, belonging, weight, p):
    """Return attachment after an encounter, 0 to 1.

    `warmth` (0 to 1, see :func:`warmth_of`) is lowered or raised by the impression `felt`; the share of ties who
    use the brand (`belonging`, 0 to 1) adds to it.

    Source: Thomson, MacInnis & Park 2005 for the concept; numbers are our assumption.
    """
    warmed = warmth + p.attachment_impression * felt - p.attachment_reference
    target = clamp01((1.0 - p.belonging_weight) * warmed + p.belonging_weight * belonging)
    return attachment + clamp01(p.attachment_gain * weight) * (target - attachment)


@rule
def habit_after_a_week(habit, is_repeating, kept, p):
    """Return habit after one week, 0 to 1: it grows with use of the brand, and fades otherwise.

    `kept` is the share that survives a week without repetition. Source: Wood & Neal 2009; half-life ours.
    """
    if is_repeating:
        return habit + p.habit_gain * (1.0 - habit)
    return habit * kept


@rule
def habit_after_order(habit, p):
    """Return habit after one more order with the same brand, 0 to 1: ``habit + g (1 - habit)``."""
    return habit + p.habit_per_order * (1.0 - habit)
