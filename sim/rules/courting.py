"""Courting: offers of rivals, which reach customers whether they are satisfied or not.

Most who leave had said that they were satisfied (Reichheld 1996): competition attracts customers whom nobody has
disappointed (Keaveney 1995). What protects is inertia and delight, less so mere satisfaction (Jones & Sasser 1995).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule


@rule
def approach_rate(rate, is_former, win_back):
    """Return how often offers of a brand reach one customer of another, a week: more often a former customer."""
    return rate * (win_back if is_former else 1.0)


@rule
def highest_heeding_probability(rate, mobility):
    """Return the upper limit of the weekly probability to heed offers that come at a `rate`: nothing holds back."""
    return rate * mobility


@rule
def easy_prey(under_used, p):
    """Return how much more readily an under-user of the present offer heeds others, >= 1; `under_used` is 0 to 1.

    Who has not mastered an offer, or pays for too much of it, has little to lose. Source: our assumption.
    """
    return 1.0 + p.easy_prey * under_used


@rule
def heeding_probability(rate, mobility, habit, openness, settled, p):
    """Return the weekly probability that a customer heeds the offer of a rival, and compares.

    ``h / (1 + h / highest)`` with ``h = rate x mobility x exp(-w habit) x openness x settled``; `rate` is that of
    offers which reach the customer, `openness` and `settled` (0 to 1) as in :mod:`sim.rules.loyalty`.

    Source: inertia by habit, Wood & Neal 2009; form and numbers fitted to the share of the satisfied among those who
    leave, Reichheld 1996.
    """
    heeded = rate * mobility * math.exp(-p.habit * habit) * openness * settled
    return heeded / (1.0 + heeded / p.highest)


@rule
def attention_to_experience(by_offer, p):
    """Return the weight of satisfaction and image in a comparison, 0 to 1: little when an offer opened it.

    An offer draws attention to what can be compared, price and features; being satisfied weighs little beside it. What
    binds is trust and attachment, which keep their weight.

    Source: the focus on what is comparable, Hsee 1996; commitment against mere satisfaction, Garbarino & Johnson 1999;
    the number is our assumption.
    """
    return p.focus if by_offer else 1.0
