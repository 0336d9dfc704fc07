"""Parameters of staff: what load, training, room to decide, thanks and blame do to those who serve."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Staff(NamedTuple):
    """See :mod:`sim.rules.staff`."""

    bearable_load: float = number(0.9, 0.1, 2, "share of hours", "adapted", "share of their hours that staff can be busy before they are overloaded", "rules of staffing in call centres: 80 to 90 %")
    erosion: float = number(0.0, 0, 1, "a week", "adapted", "share of the standards of staff that a week of overload by all their hours wears away; 0 = overload leaves no trace", "Oliva & Sterman 2001 for the form; .02 to .1 is plausible")
    restoring: float = number(0.05, 0, 1, "a week", "assumed", "share of the standards lost that a week of full training gives back; nothing else does")
    warmth_of_standards: float = number(0.2, 0, 0.5, "quality", "assumed", "quality lost at desks and in shops when all standards are gone")
    warmth_of_room: float = number(0.04, 0, 0.3, "quality", "assumed", "quality won there when staff may decide what a case needs")
    warmth_of_training: float = number(0.03, 0, 0.3, "quality", "assumed", "quality won there by full training")
    warmth_of_thanks: float = number(0.03, 0, 0.3, "quality", "adapted", "quality won there by thanks, and lost by blame", "Brown & Lam 2008: staff and customer satisfaction correlate by about .2, through quality")
    solving_of_standards: float = number(1.0, 0, 4, "log-odds", "assumed", "how much less often staff solve a problem when all standards are gone")
    solving_of_room: float = number(0.5, 0, 4, "log-odds", "assumed", "how much more often they solve it when they may decide")
    solving_of_training: float = number(0.5, 0, 4, "log-odds", "assumed", "how much more often they solve it after full training")
    thanked_reports: float = number(1.0, 0, 10, "ratio", "assumed", "how much more of what they see staff report who are thanked for it")
    silence: float = number(0.8, 0, 1, "share", "adapted", "share of their reports that staff keep to themselves where scores are held against them", "silence of employees: Morrison & Milliken 2000 for the sign")
    insight: float = number(0.6, 0, 1, "probability", "assumed", "probability that staff who report trouble know what caused it")
    blaming_customers: float = number(0.22, 0, 1, "share", "measured", "share of trouble of which staff say that the customer caused it", "Bitner, Booms & Mohr 1994: 22 % of incidents that dissatisfied, where customers name hardly any")
    begged: float = number(1.0, 0, 5, "points of 10", "assumed", "how much higher customers answer who are begged for a good score, where scores are held against staff", "half of those scored try to influence scores (trade press); our number")
    withheld: float = number(0.4, 0, 1, "share", "assumed", "share of customers with a bad encounter whom staff see to it that nobody asks, where scores are held against them")
