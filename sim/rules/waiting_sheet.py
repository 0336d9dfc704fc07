"""Parameters of waiting."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Waiting(NamedTuple):
    """See :mod:`sim.rules.waiting`."""

    anger_exponent: float = number(1.6, 1, 4, "exponent", "adapted", "shape of anger by days late", "fitted to ratings by delay, Olist 2016-18")
    anger_days: float = number(3.2, 0.2, 30, "days", "adapted", "days late at which anger is half full", "fitted to ratings by delay, Olist 2016-18")
    late_loss: float = number(0.5, 0, 1, "quality", "assumed", "quality lost when anger is full")
    early_gain: float = number(0.04, 0, 0.3, "quality", "assumed", "quality won by an early delivery")
    early_days: float = number(2, 0.1, 30, "days", "assumed", "days early at which two thirds of that gain are reached")
    arrival_learning: float = number(0.2, 0, 1, "share", "assumed", "speed at which the usual delivery time is learned")
    anticipation: float = number(0.04, 0, 0.5, "a week", "assumed", "mood gained in a week of anticipation", "Loewenstein 1987 for the sign")
    impatience: float = number(0.25, 0, 1, "a week", "assumed", "mood lost in a week of full anger")
    informed: float = number(0.5, 0, 1, "share", "adapted", "share of the anger about a late order that full tracking takes away", "Hui & Tse 1996: information helps in medium and long waits")
    carried: float = number(0.6, 0, 1, "share", "assumed", "share of the mood about an order that is carried into the use of what it brings")
    cancelling: float = number(0.12, 0, 1, "a week", "assumed", "weekly probability to cancel at full anger and medium trust")
    incident_factor: float = number(4, 1, 20, "ratio", "assumed", "factor on the lead time of a delivery that goes astray")
