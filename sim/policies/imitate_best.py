"""imitate-best: a brand copies a public number of the brand that is rated best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.policies.intelligence import Intelligence
from sim.policies.policy import Reaction

_IMITATED = {"price": ("offer.price_eur", "price_eur"), "delivery": ("promise.delivery_days", "promised_days")}
"""What can be imitated: path of the own number, and the column in which that of others is public."""


@dataclass(frozen=True, kw_only=True)
class ImitateBest(Reaction):
    """Move the price or the promised delivery towards that of the brand with the best public rating.

    Who is rated best itself changes nothing. What is copied is what can be seen, not what made it possible: a promise
    without the warehouse behind it.

    Source. Form: imitation of those who are believed to know better (information-based imitation, Lieberman & Asaba
    2006), on what is public only. Lag, inertia and bounds: our assumption.

    Parameters
    ----------
    imitates : "price" or "delivery".
    """

    kind: ClassVar[str] = "imitate-best"
    imitates: Literal["price", "delivery"] = "price"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.imitates not in _IMITATED:
            raise ValueError(f"imitates must be one of {', '.join(_IMITATED)} (got {self.imitates!r})")

    def decide(self, known: Intelligence) -> Mapping[str, float]:
        """Return the next step of the number that is imitated."""
        seen = known.public(self.lag_weeks - 1)
        if known.brand not in seen.index or seen["rating"][known.brand] >= seen["rating"].max():
            return {}
        path, column = _IMITATED[self.imitates]
        return self.towards(known, path, seen[column][seen["rating"].idxmax()])
