"""Price: what it is compared with, what a rise does, and value for money.

A price is dear or cheap against what others ask (for ever) and against a reference price (for a while): an internal
price that adapts to what one pays and to what seems fair (Kalyanaram & Winer 1995; Mazumdar, Raj & Sinha 2005). Losses
weigh more than gains (Tversky & Kahneman 1992). A rise for an existing customer is an event, judged for its fairness
(Bolton, Warlop & Alba 2003; Xia, Monroe & Cox 2004).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import difference, squashed

LEAST_PRICE = 0.01
"""Lower limit of prices by which others are divided, EUR: also where everything is free."""


@rule
def fair_price(others_eur, positioning, others_positioning, p):
    """Return the price that seems fair for a brand, EUR: that of the others, more for a brand placed higher.

    ``others x exp(w (positioning - others' positioning))``; positioning 0 (low cost) to 1 (premium).

    Source: prices are judged against those of comparable offers, Bolton, Warlop & Alba 2003; form and number ours.
    """
    return others_eur * math.exp(p.positioning * (positioning - others_positioning))


@rule
def reference_target(paid_eur, fair_eur, p):
    """Return the price towards which the reference price moves, EUR: between the one paid and the fair one."""
    return p.own_weight * paid_eur + (1.0 - p.own_weight) * fair_eur


@rule
def reference_after_bill(reference_eur, paid_eur, fair_eur, p):
    """Return the reference price after one more bill, EUR: it closes a share ``learning`` of the gap to its target.

    Source: exponential smoothing of prices met, Kalyanaram & Winer 1995; that rivals' prices count as much as one's own
    history is our assumption: one's own list price alone would make any price normal.
    """
    return reference_eur + p.learning * (reference_target(paid_eur, fair_eur, p) - reference_eur)


@rule
def price_loss(paid_eur, reference_eur, sensitivity, p):
    """Return what is felt as lost by a price, a share of the reference price; below 0 for a gain.

    `sensitivity` is 1 for the average customer. A loss weighs `loss_aversion` times as much as an equal gain.

    Source: loss aversion in prices, Kalyanaram & Winer 1995; Hardie, Johnson & Fader 1993.
    """
    loss = sensitivity * difference(paid_eur, reference_eur) / max(reference_eur, LEAST_PRICE)
    return p.loss_aversion * loss if loss > 0.0 else loss


@rule
def value_for_money(loss):
    """Return value for money, -1 to 1, from the loss felt by the price, without bounds: it falls and flattens.

    Source: perceived value as a part of satisfaction, Fornell et al. 1996; the form is our assumption.
    """
    return -squashed(loss)


@rule
def rise_noticed(paid_before_eur, price_eur, p):
    """Return the rise of a bill as a share of the one before; 0 for a fall, or a rise too small to be noticed.

    Source: thresholds of price perception, Monroe 1973; the number is our assumption.
    """
    rise = difference(price_eur, paid_before_eur) / max(paid_before_eur, LEAST_PRICE)
    return rise if rise > p.noticeable else 0.0


@rule
def unfair_rise(rise, sensitivity, announced, justified, newcomer_discount, p):
    """Return a rise as it is felt, a share of the bill, after a judgement of its fairness.

    A rise that was announced, or for which there is a good reason (each 0 to 1), is felt less; one is worse while
    newcomers pay less (`newcomer_discount`, a share of the list price).

    Source: Bolton, Warlop & Alba 2003 (reasons); Xia, Monroe & Cox 2004 (others who pay less); numbers ours.
    """
    excused = (1.0 - p.announced_relief * announced) * (1.0 - p.justified_relief * justified)
    return sensitivity * rise * excused * (1.0 + p.newcomer_unfairness * newcomer_discount)


@rule
def trust_after_rise(trust, rise, p):
    """Return trust after a rise as it is felt, 0 to 1: ``trust x exp(-w rise)``.

    Source: unfair prices lower trust, Xia, Monroe & Cox 2004; form and number are our assumption.
    """
    return trust * math.exp(-p.rise_trust * rise)


@rule
def looking_after_rise_probability(rise, p):
    """Return the probability that a rise as it is felt makes a customer look around at once: ``1 - exp(-w rise)``.

    Source: price as an incident that makes people switch, Keaveney 1995; form and number are our assumption.
    """
    return 1.0 - math.exp(-p.rise_opens * rise)
