"""Parameters of the follow-up of use."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class FollowUp(NamedTuple):
    """See :mod:`sim.rules.follow_up`."""

    coaching_adoption: float = number(0.3, 0, 1, "share", "assumed", "share of the adoption gap closed by coaching once")
    coaching_attachment: float = number(0.03, 0, 0.5, "0 to 1", "assumed", "share of the gap to full attachment closed by coaching that was of use")
    advice_trust: float = number(0.15, 0, 1, "share", "assumed", "share of the gap to full trust closed by advice in the customer's interest")
    annoyance: float = number(0.04, 0, 1, "share", "adapted", "share of satisfaction lost to an outreach that was not called for", "Fitzsimons & Lehmann 2004 for the sign")
    waking: float = number(0.4, 0, 1, "an outreach", "adapted", "probability that an outreach about the plan lets a customer who is free to go look around", "Ascarza, Iyengar & Schleicher 2016: three-month churn 6 to 10 %")
    acceptance: float = number(0.6, 0, 1, "a proposal", "assumed", "probability that a timely proposal is accepted at full trust")
