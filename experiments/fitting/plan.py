"""The plan of a fit: the facts, and what may be moved for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.experiment.experiment import Plan

if TYPE_CHECKING:
    from experiments.fitting.facts import Facts
    from experiments.fitting.handles import Handle
    from experiments.running.study import Study
    from sim.market.schema import Market


@dataclass(frozen=True, kw_only=True)
class FitPlan(Plan):
    """The plan: the facts, and what may be moved for them.

    Attributes
    ----------
    study : the market as it was given.
    start : the market from which the search starts: its brands begin with the shares of the facts.
    date : of the fit, as written into the new market.
    """

    study: Study
    start: Market
    facts: Facts
    handles: tuple[Handle, ...]
    date: str

    def extends(self, folder: Path) -> str:
        """Return what a market in `folder` extends to inherit from the one that is fitted."""
        from experiments.design.derived import extended_by

        return str(self.request.extends or extended_by(folder, self.request.market))
