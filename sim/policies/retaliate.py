"""retaliate: a brand answers an attack of a rival in kind, once it is large or hurts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from sim.policies.innovate import POINT
from sim.policies.intelligence import Intelligence
from sim.policies.policy import PRICE, WEEKS_A_QUARTER, Reaction, default

VISIBILITY = "visibility"


class Instrument(NamedTuple):
    """What brands attack with.

    Attributes
    ----------
    path : of the brand's own number.
    column : in which that of others is public.
    sign : of the change that is an attack: cheaper, or louder.
    """

    path: str
    column: str
    sign: float


INSTRUMENTS = {"price": Instrument(PRICE, "price_eur", -1.0), "adverts": Instrument(VISIBILITY, "visibility", 1.0)}


@dataclass(frozen=True, kw_only=True)
class Retaliate(Reaction):
    """Answer the strongest attack of a rival, by price or adverts, with the same instrument; stop when it stops.

    An attack is the change of a rival's price or visibility since the start. One above `trigger` is answered after the
    lag; a smaller one, beyond the dead band, only while the brand counts more losses than before (`loss_trigger`).
    Louder adverts cost `advert_point_eur`; a lower price pays for itself.

    Source. Form: most attacks meet no answer, and answers use the instrument of the attack (Steenkamp, Nijs, Hanssens &
    Dekimpe 2005); visible and hurting attacks are answered (Chen & Miller 1994). Numbers: our assumption.

    Parameters
    ----------
    answers : "price" or "adverts", the only instrument used, whatever the attack; None to answer in kind.
    trigger, loss_trigger, advert_point_eur : see :data:`sim.market.policy_sheet.POLICY`.
    """

    kind: ClassVar[str] = "retaliate"
    answers: Literal["price", "adverts"] | None = None
    trigger: float = default("trigger")
    loss_trigger: float = default("loss_trigger")
    advert_point_eur: float = default("advert_point_eur")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.answers is not None and self.answers not in INSTRUMENTS:
            raise ValueError(f"answers must be one of {', '.join(INSTRUMENTS)} (got {self.answers!r})")

    def decide(self, known: Intelligence) -> Mapping[str, float]:
        """Return the next step of each instrument, towards the answer, or back to the start."""
        if not self.reacts(known):
            return {}
        attacks = {name: self.attack(known, instrument) for name, instrument in INSTRUMENTS.items()}
        if self.answers is not None:
            attacks = {self.answers: max(attacks.values())}
        decided: dict[str, float] = {}
        for name, attack in attacks.items():
            path, _, sign = INSTRUMENTS[name]
            size = attack if self.is_answered(known, attack) else 0.0
            decided |= self.towards(known, path, known.at_start(path) * (1.0 + sign * size))
        return decided

    def attack(self, known: Intelligence, by: Instrument) -> float:
        """Return the size of the strongest attack by an instrument, as a share of its initial value; 0 for none."""
        now = known.public(self.lag_weeks - 1)[by.column].drop(known.brand, errors="ignore")
        before = known.public_at_start[by.column][now.index]
        change = by.sign * (now / before.where(before > 0.0) - 1.0)
        return max(0.0, float(change.max())) if change.notna().any() else 0.0

    def is_answered(self, known: Intelligence, attack: float) -> bool:
        """Return whether an attack is large enough, or hurts."""
        return attack > self.dead_band and (attack >= self.trigger or self.is_hurt(known))

    def is_hurt(self, known: Intelligence) -> bool:
        """Return whether the last quarter had more losses, or fewer orders, than the three quarters before it."""
        counted, sign = ("losses", 1.0) if known.is_contractual else ("orders", -1.0)
        weeks = known.observed(4 * WEEKS_A_QUARTER)[counted]
        before, last = weeks[:-WEEKS_A_QUARTER], weeks[-WEEKS_A_QUARTER:]
        if len(before) < WEEKS_A_QUARTER or before.mean() == 0.0:
            return False
        return sign * (last.mean() / before.mean() - 1.0) > self.loss_trigger

    def cost_eur(self, known: Intelligence, decided: Mapping[str, float]) -> float:
        """Return what adverts above the initial ones cost."""
        louder = decided.get(VISIBILITY, known.get(VISIBILITY)) - known.at_start(VISIBILITY)
        return self.advert_point_eur * max(0.0, louder) / POINT
