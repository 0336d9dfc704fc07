"""follow-price: a brand answers the price of another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.policies.intelligence import Intelligence
from sim.policies.policy import PRICE, Reaction


@dataclass(frozen=True, kw_only=True)
class FollowPrice(Reaction):
    """Follow the price of another brand, or the cheapest of the others, with its own distance to it.

    A reaction function: when the price that is followed becomes ``1 + x`` times what it was at the start, the brand's
    own price goes to ``1 + reaction x`` times its start. Brands so keep the distance at which they began, and nothing
    moves as long as nobody moves.

    Source. Form: competitive reaction functions (Leeflang & Wittink 1996, who find more and stronger reactions than
    consumers' response would ask for); that the usual reaction is weak or none: Steenkamp, Nijs, Hanssens & Dekimpe
    2005. Lag, inertia and bounds: our assumption.

    Parameters
    ----------
    follows : name of the brand that is followed; None for the cheapest of the others.
    """

    kind: ClassVar[str] = "follow-price"
    follows: str | None = None

    def decide(self, known: Intelligence) -> Mapping[str, float]:
        """Return the next step of the price."""
        if not self.reacts(known):
            return {}
        before, now = known.public_at_start["price_eur"], known.public(self.lag_weeks - 1)["price_eur"]
        before, now = (prices.drop(known.brand, errors="ignore") for prices in (before, now))
        if self.follows is not None:
            before, now = before.filter([self.follows]), now.filter([self.follows])
        else:
            before = before[before.index.isin(now.index)]
        if now.empty or before.min() == 0:
            return {}
        return self.towards(known, PRICE, known.at_start(PRICE) * (now.min() / before.min()))
