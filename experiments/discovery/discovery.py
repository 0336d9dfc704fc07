"""A discovery: what was looked for in a sweep, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from experiments.discovery.futures import Criterion, Futures
from experiments.discovery.regions import Region, Search
from experiments.sensitivity.view import titled


@dataclass(frozen=True)
class Discovery:
    """What was looked for in a sweep, and what was found.

    Attributes
    ----------
    sweep : name of the sweep.
    """

    criterion: Criterion
    futures: Futures
    search: Search
    regions: tuple[Region, ...]
    sweep: str

    @cached_property
    def titles(self) -> dict[str, str]:
        """Title of each factor."""
        return titled(self.futures.factors)

    @property
    def believed(self) -> tuple[Region, ...]:
        """The regions that are better than chance."""
        return tuple(region for region in self.regions if region.is_believed)
