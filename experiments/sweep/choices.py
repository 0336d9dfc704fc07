"""From the factors and points of a study file to numbers of a market."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from experiments.design import designs
from experiments.design.designs import Point, evenly
from experiments.design.factor import Factor
from experiments.design.factors import factors_of, numbers_at
from experiments.design.shares import check_together
from experiments.design.size import check_levels
from experiments.design.varying import varied
from experiments.errors import RequestError
from experiments.sweep.study_file import FactorSpec
from sim.market.agreement import is_counted
from sim.market.messages import dotted
from sim.market.schema import Market


@dataclass
class Choices:
    """Factors, by their paths, and the values of those that take only some.

    The last entry for a number counts, so that one can be set apart from others that a star stands for.
    """

    factors: dict[str, Factor] = field(default_factory=dict)
    levels: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def take_in(
        self, market: Market, brand: str | None, pattern: str, spec: FactorSpec, without: Sequence[str] = ()
    ) -> None:
        """Add the factors that a pattern stands for.

        Parameters
        ----------
        without : patterns that begin with ``!``, whose numbers are no factors.

        Raises
        ------
        RequestError
            When there is no such number, or its values make no sense.
        """
        _check(spec)
        if spec.values is not None:
            for factor in _with_values(market, brand, pattern, spec.values):
                self.factors[factor.path] = factor
                self.levels[factor.path] = spec.values
            return
        ranges = {pattern: spec.range} if spec.range else None
        found = factors_of(market, [pattern, *without], ranges, spec.within, brand)
        check_levels(sum(map(len, self.levels.values())) + len(found) * (spec.steps or 0))
        for factor in found:
            self.factors[factor.path] = factor
            self.levels.pop(factor.path, None)
            if spec.steps:
                self.levels[factor.path] = evenly(factor.low, factor.high, spec.steps)

    def size(self, design: str, samples: int | None) -> int:
        """Return the number of points that a design has."""
        if design == "grid":
            return designs.grid_size(self.levels)
        return (samples or 1) * (2 * len(self.factors) + 2 if design == "saltelli" else 1)

    def points(self, market: Market, design: str, samples: int | None, seed: int) -> list[Point]:
        """Return the points of a design.

        Raises
        ------
        RequestError
            When there is nothing to vary, or a grid has a factor without values, or its shares could not add up.
        """
        factors = tuple(self.factors.values())
        if not factors:
            raise RequestError(f"is empty: the design {design} needs at least one factor")
        check_together(market, factors)
        if design == "grid":
            if endless := [path for path in self.factors if path not in self.levels]:
                raise RequestError(*(f"{path} needs values or steps in a grid" for path in endless))
            return designs.grid({path: self.levels[path] for path in self.factors})
        sample = designs.saltelli if design == "saltelli" else designs.latin_hypercube
        return sample(factors, samples or 1, seed, self.levels)


def listed_points(market: Market, brand: str | None, points: Sequence[Mapping[str, float]]) -> list[Point]:
    """Return points with their paths written out, checked.

    Raises
    ------
    RequestError
        When a number does not exist, or cannot have its value.
    """
    found: list[Point] = []
    for point in points:
        values = {
            dotted(number.path): value for name, value in point.items() for number in numbers_at(market, name, brand)
        }
        varied(market, values)
        found.append(values)
    return found


def factors_in(market: Market, points: Sequence[Point]) -> tuple[Factor, ...]:
    """Return the factors that points name, over the range of their values."""
    names = dict.fromkeys(name for point in points for name in point)
    return tuple(
        factor
        for name in names
        for factor in _with_values(market, None, name, [point[name] for point in points if name in point])
    )


def _with_values(market: Market, brand: str | None, pattern: str, values: Sequence[float]) -> list[Factor]:
    """Return the factors that a pattern stands for, each of which can take all the values."""
    factors = []
    low, high = min(values), max(values)
    for path, value, sheet in numbers_at(market, pattern, brand):
        name = dotted(path)
        # What fits together at both ends does so in between: only whole numbers have to be tried one by one.
        for each in values if is_counted(path) else (low, high):
            varied(market, {name: each})
        factors.append(Factor(name, low, high, value, sheet.unit, sheet.grade, sheet.source))
    return factors


def _check(spec: FactorSpec) -> None:
    """Check that the values of a factor are given in one way only."""
    given = [key for key in ("range", "within", "values") if getattr(spec, key) is not None]
    if len(given) > 1:
        raise RequestError(f"needs one of range, within and values (got {' and '.join(given)})")
    if spec.values and spec.steps:
        raise RequestError("has its values: it cannot have steps too")
