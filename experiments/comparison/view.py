"""What the sections of the report look at: the figures of a comparison, and how far its answers carry."""

from __future__ import annotations

from functools import cached_property

from experiments.comparison.figures import Figures
from experiments.comparison.over_worlds import OverWorlds
from experiments.comparison.surviving import Survival


class ComparisonView(Figures):
    """The figures of a comparison, with what they are under other assumptions."""

    @cached_property
    def over_worlds(self) -> OverWorlds | None:
        """The comparison by world; None when only the market as it is was simulated."""
        ensemble = self.comparison.worlds
        return OverWorlds(self, ensemble) if ensemble is not None and self.strategies else None

    @cached_property
    def survival(self) -> Survival | None:
        """What becomes of the answers under other forms of rules; None when only the model's were simulated."""
        of = self.comparison.other_rules
        return Survival(self, of) if of is not None else None
