"""keep-distance: a brand keeps the usual distance of its price to what the others ask on average."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.policies.intelligence import Intelligence
from sim.policies.policy import PRICE, Reaction


@dataclass(frozen=True, kw_only=True)
class KeepDistance(Reaction):
    """Follow the mean price of the others, with the distance to it at which the brand began.

    A brand that is new on the market changes the mean when it enters, and one that leaves when it has left; others are
    compared with the same brands as they were at the start, so that neither moves a price by itself.

    Source. Form: competitive reaction functions (Leeflang & Wittink 1996). Half way, a dead band of 3 %, at most 3 % a
    quarter and a floor of .85 keep a market of such brands stable: our assumption, see the preset `keep-distance`.
    """

    kind: ClassVar[str] = "keep-distance"

    def decide(self, known: Intelligence) -> Mapping[str, float]:
        """Return the next step of the price."""
        if not self.reacts(known):
            return {}
        now = known.public(self.lag_weeks - 1)["price_eur"].drop(known.brand, errors="ignore")
        before = known.public_at_start["price_eur"][now.index]
        if now.empty or before.mean() == 0:
            return {}
        return self.towards(known, PRICE, known.at_start(PRICE) * (now.mean() / before.mean()))
