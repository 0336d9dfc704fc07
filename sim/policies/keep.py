"""keep: a brand goes on as before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sim.policies.intelligence import Intelligence
from sim.policies.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Keep(Policy):
    """Change nothing, whatever others do: the most frequent answer (Steenkamp, Nijs, Hanssens & Dekimpe 2005)."""

    kind: ClassVar[str] = "keep"

    def decide(self, known: Intelligence) -> Mapping[str, float]:
        """Return no change."""
        return {}
