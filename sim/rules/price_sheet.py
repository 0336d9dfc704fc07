"""Parameters of prices."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Price(NamedTuple):
    """See :mod:`sim.rules.price`."""

    positioning: float = number(1.25, 0, 5, "log-price", "adapted", "how much dearer a premium brand may be than a low-cost one and still be fair", "fitted to the prices of the shipped markets")
    own_weight: float = number(0.3, 0, 1, "weight", "assumed", "weight of the price one pays, against the fair one, in what becomes normal")
    learning: float = number(0.11, 0, 1, "a bill", "adapted", "share of the gap between the reference price and its target that one bill closes", "Kalyanaram & Winer 1995: slow smoothing of past prices")
    loss_aversion: float = number(2.0, 1, 5, "ratio", "adapted", "weight of a price above the reference price against one below", "Hardie, Johnson & Fader 1993: 1.5 to 2.5")
    noticeable: float = number(0.002, 0, 0.2, "share", "assumed", "rise of a bill that is too small to be noticed")
    rise_trust: float = number(0.5, 0, 5, "ratio", "assumed", "trust lost by a rise, per doubling of the bill")
    rise_opens: float = number(0.8, 0, 20, "ratio", "assumed", "how readily a rise makes people look around, per doubling of the bill")
    announced_relief: float = number(0.3, 0, 1, "share", "assumed", "how much less a rise is felt that was announced in time")
    justified_relief: float = number(0.4, 0, 1, "share", "adapted", "how much less a rise is felt that has a good reason, such as costs", "Bolton, Warlop & Alba 2003 for the sign")
    newcomer_unfairness: float = number(1.0, 0, 10, "ratio", "adapted", "how much more a rise is felt, per discount that newcomers get", "Xia, Monroe & Cox 2004 for the sign")
