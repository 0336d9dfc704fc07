"""imitate-best: a brand copies a public number of the brand that is rated best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.policies.innovate import points_gained
from sim.policies.intelligence import Intelligence
from sim.policies.policy import PRICE, WEEKS_A_QUARTER, Reaction, default

_IMITATED = {"price": (PRICE, "price_eur"), "delivery": ("promise.delivery_days", "promised_days")}
"""What is public and can be imitated: path of the own number, and the column in which that of others is public."""

_QUALITY = "quality"
"""What is imitated after mystery shopping."""


@dataclass(frozen=True, kw_only=True)
class ImitateBest(Reaction):
    """Move the price, the promised delivery or the quality towards that of the brand with the best public rating.

    Who is rated best itself changes nothing. What is public is copied as it is seen, without what made it possible: a
    promise without the warehouse behind it. Quality is not public: mystery shopping finds it out, at `shopping_eur` a
    quarter, and each hundredth that is caught up costs `quality_point_eur`. Where the brand is better, it stays so.

    Source. Form: imitation of those who are believed to know better (information-based imitation, Lieberman & Asaba
    2006); rivals know of a development after 12 to 18 months (Mansfield 1985). Lag, inertia and bounds: our assumption.

    Parameters
    ----------
    imitates : "price", "delivery" or "quality".
    """

    kind: ClassVar[str] = "imitate-best"
    imitates: Literal["price", "delivery", "quality"] = "price"
    quality_point_eur: float = default("quality_point_eur")
    shopping_eur: float = default("shopping_eur")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.imitates not in (known := (*_IMITATED, _QUALITY)):
            raise ValueError(f"imitates must be one of {', '.join(known)} (got {self.imitates!r})")

    def decide(self, known: Intelligence) -> Mapping[str, float]:
        """Return the next step of what is imitated."""
        best = self.best(known)
        if best is None:
            return {}
        if self.imitates == _QUALITY:
            shopped, own = known.shopped(best, self.lag_weeks - 1), known.numbers("touchpoints.*.quality.*")
            ahead = {path: value for path, value in shopped.items() if path in own and value > own[path]}
            return {path: step for each in ahead for path, step in self.towards(known, each, ahead[each]).items()}
        path, column = _IMITATED[self.imitates]
        return self.towards(known, path, known.public(self.lag_weeks - 1)[column][best])

    def best(self, known: Intelligence) -> str | None:
        """Return the brand that is imitated; None when the brand is the best itself, or never reacts."""
        rating = known.public(self.lag_weeks - 1)["rating"]
        is_best = known.brand not in rating.index or rating[known.brand] >= rating.max()
        return None if is_best or not self.reacts(known) else str(rating.idxmax())

    def cost_eur(self, known: Intelligence, decided: Mapping[str, float]) -> float:
        """Return what mystery shopping and the rise of quality cost; what is public costs nothing to see."""
        if self.imitates != _QUALITY or self.best(known) is None:
            return 0.0
        return self.shopping_eur / WEEKS_A_QUARTER + self.quality_point_eur * points_gained(known, decided)
