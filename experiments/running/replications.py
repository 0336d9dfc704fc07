"""The replications of a comparison: a fixed number, or as many as needed until its intervals are narrow enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from experiments.measures.statistics import half_width

FEWEST = 5
"""Fewest replications before a precision is evaluated."""


@dataclass(frozen=True)
class Precision:
    """How narrow the 95 % intervals of the differences from the baseline have to be.

    Attributes
    ----------
    limit : largest half width, in the unit of the metric; when `is_relative`, as a share of the mean difference.
    """

    limit: float
    is_relative: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the precision written as ``5000`` (in the unit of the metric) or ``10%`` (of the mean difference).

        Raises
        ------
        ValueError
            When it is neither, or not above zero.
        """
        is_relative = text.endswith("%")
        limit = float(text.removesuffix("%")) * (0.01 if is_relative else 1.0)
        if not 0 < limit < np.inf:
            raise ValueError(f"precision must be above 0 (got {text})")
        return cls(limit, is_relative)

    def share_reached(self, differences: np.ndarray) -> float:
        """Return allowed over actual half width of the widest interval, 1 or more when all are narrow enough.

        Parameters
        ----------
        differences : (seeds, scenarios), paired, from the baseline; scenarios without one (NaN) are ignored.
        """
        shares = [np.inf]
        for column in differences.T:
            known = column[~np.isnan(column)]
            if known.size:
                allowed = self.limit * (abs(known.mean()) if self.is_relative else 1.0)
                width = half_width(known)
                shares.append(np.inf if width == 0 else allowed / width if width > 0 else 0.0)
        return float(min(shares))


@dataclass(frozen=True)
class Replications:
    """The seeds ``first, first + 1, ...`` of a comparison.

    Attributes
    ----------
    count : replications; the maximum when a precision is requested.
    precision : of the differences of the metric that ranks, or None.
    """

    count: int = 20
    first: int = 1
    precision: Precision | None = None

    @property
    def seeds(self) -> range:
        """All seeds that may be needed."""
        return range(self.first, self.first + self.count)

    def needed(self, differences: np.ndarray) -> int | None:
        """Return how many replications are enough, None when there are too few.

        Parameters
        ----------
        differences : (seeds, scenarios), of the first seeds without a gap. Looking at them in this order makes the
            answer the same whoever was faster.
        """
        if self.precision:
            for count in range(FEWEST, len(differences) + 1):
                if self.precision.share_reached(differences[:count]) >= 1:
                    return count
        return self.count if len(differences) == self.count else None

    def expected(self, differences: np.ndarray) -> int:
        """Return the expected number of replications: widths shrink with its square root."""
        so_far = len(differences)
        if self.precision is None or so_far < FEWEST:
            return self.count
        share = self.precision.share_reached(differences)
        return min(self.count, max(so_far + 1, round(so_far / share**2))) if share > 0 else self.count
