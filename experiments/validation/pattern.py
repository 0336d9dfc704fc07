"""What a published pattern is, and how to write one.

A pattern is one file, ``experiments/validation/patterns/<id_with_underscores>.py``, that reads as the paper's claim.
Its docstring states the basis before anything is measured: which customers, which window, which prior. It holds

- one or more *watches*, generator functions that follow a world through its weeks. A world is a
  :class:`sim.simulation.Simulation` after its burn-in; every ``yield`` simulates one week. It returns the sample of
  this seed: names and numbers, words, or arrays of a fixed shape. A watch reads tables (``simulation.world.customers``,
  ``knowledge``, ``seen``; ``simulation.ledger``, ``totals``) and never writes to them::

      def followed(simulation: Simulation) -> Watching:
          beginning = simulation.world.customers["brand"].copy()
          for _ in range(52):
              yield
          return {"stayed": np.mean(simulation.world.customers["brand"] == beginning)}

  It may fork twins of the world, which it steps itself: then the same people are seen under two conditions
  (:mod:`experiments.validation.patterns.contrasts`);
- a *judgement* that makes a :class:`Result` of the samples of all seeds, stacked: ``samples["baseline"]["stayed"]`` has
  the shape (seeds, ...);
- ``PATTERN = Pattern(...)``, which puts them together. Add the id to ``IDS`` in :mod:`experiments.validation.suite`.

Patterns with equal :class:`Design` watch the same runs, so use the defaults unless there is a reason. A
pattern has no parameters of its own: a design may only switch things off or on, by levers.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from sim.market.schema import Market
    from sim.simulation import Simulation

ABOVE_ZERO = float(np.finfo(float).tiny)
"""Tolerance of a statistic that must be above zero, or with a minus sign below it."""

Sample = Mapping[str, Any]
"""What one watch saw with one seed: name -> number, word or array, of the same shape for every seed."""

Watching = Generator[None, None, Sample]
"""A watch under way: one week is simulated at every ``yield``."""

Samples = Mapping[str, Mapping[str, np.ndarray]]
"""Watch -> name -> what was seen, (seeds, ...), in the order of the seeds."""


@dataclass(frozen=True)
class Design:
    """A market to be simulated; patterns with the same design share its runs.

    Attributes
    ----------
    customers : how many are simulated.
    seeds : how often, with seeds 1, 2, ...; see ``--seeds`` and ``--quick``.
    levers : mechanisms switched off or on, as in a scenario file: ``({"set": path, "to": 0.0, "from_week": 0},)`` acts
        from before the burn-in. Worlds whose levers all begin later share a burn-in and random numbers.
    remade : makes the market of the design out of the market under test, where no lever reaches (a world without
        burn-in, a minimal one); a function at the top of a module.
    diaries : how many of the customers keep a diary: after each week ``simulation.notes[-1]`` then holds of them what
        no column does; `who` counts the customers with diaries, the first ones. Notes of earlier weeks are not kept.
    """

    customers: int = 20_000
    seeds: int = 30
    levers: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    remade: Callable[[Market], Market] | None = None
    diaries: int = 0


class Watch(NamedTuple):
    """A design, and the generator function that follows its world."""

    design: Design
    follow: Callable[[Simulation], Watching]


class Check(NamedTuple):
    """One statistic against its published figure.

    Attributes
    ----------
    name : the statistic in words, with its unit.
    simulated, standard_error : mean over seeds and its error; the error is NaN where one seed was run.
    published : the figure as published, in words; "" when only the order or sign is.
    low, high : tolerance; infinite on the side that is open.
    is_control : whether it checks the measurement and not the model (it fails the pattern all the same).
    """

    name: str
    simulated: float
    standard_error: float
    published: str
    low: float = -np.inf
    high: float = np.inf
    is_control: bool = False

    @property
    def passes(self) -> bool:
        """Whether the statistic lies within the tolerance; what cannot be computed does not."""
        return bool(self.low <= self.simulated <= self.high)

    def is_near(self, errors: float) -> bool:
        """Return whether the statistic is within the tolerance, or at most so many standard errors outside."""
        margin = errors * np.nan_to_num(self.standard_error)
        return bool(self.low - margin <= self.simulated <= self.high + margin)


class Series(NamedTuple):
    """One line, or one group of bars, of a figure; `error` is the standard error of each point."""

    name: str
    y: tuple[float, ...]
    error: tuple[float, ...] | None = None
    is_published: bool = False


class Figure(NamedTuple):
    """Published against simulated. Numbers in `x` make lines, words make groups of bars."""

    x_label: str
    y_label: str
    x: tuple[Any, ...]
    series: tuple[Series, ...]


class Result(NamedTuple):
    """The result of a pattern: its checks, one figure, and a sentence on the result."""

    checks: tuple[Check, ...]
    figure: Figure
    sentence: str

    @property
    def passes(self) -> bool:
        """Whether every check passes."""
        return all(check.passes for check in self.checks)


@dataclass(frozen=True)
class Pattern:
    """A published pattern as an experiment.

    Attributes
    ----------
    id : as on the command line.
    kind : "C", the model is calibrated on it; "V", kept for validation: nothing is tuned to it.
    claim : of the paper, with its figure.
    source : author, year, journal.
    category : kind of market it is about: "contractual", "repeat_purchase", "any", or "none" when it makes its own.
    design : in words: the simulated market, the customers observed, mechanisms switched off.
    watches : name -> watch.
    judge : makes the result of the samples of all seeds.
    is_long : whether it simulates so much that the quick check in the report of a comparison leaves it out.
    """

    id: str
    kind: Literal["C", "V"]
    claim: str
    source: str
    category: Literal["contractual", "repeat_purchase", "any", "none"]
    design: str
    watches: Mapping[str, Watch]
    judge: Callable[[Samples], Result]
    is_long: bool = False


@cache
def published(name: str) -> pd.DataFrame:
    """Return a published table of the package data by its file name without ``.csv``."""
    import pandas as pd

    with files("experiments.validation.published").joinpath(f"{name}.csv").open() as file:
        return pd.read_csv(file)


def mean_and_error(values: np.ndarray) -> tuple[Any, Any]:
    """Return the mean over seeds and its standard error; NaN samples (no qualifying customers) are left out.

    Parameters
    ----------
    values : (seeds, ...).
    """
    values = np.asarray(values, float)
    known = np.sum(~np.isnan(values), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(values, axis=0) / known
        spread = np.sqrt(np.nansum((values - mean) ** 2, axis=0) / (known - 1.0))
        return mean, np.where(known > 1, spread / np.sqrt(known), np.nan)[()]


def jackknife(statistic: Callable[[np.ndarray], Any], values: np.ndarray) -> tuple[Any, Any]:
    """Return a statistic of the sum over seeds, and its standard error by leaving out one seed at a time.

    For ratios and fits of counts that are small in a single seed. Source: Efron & Tibshirani 1993, ch. 11.

    Parameters
    ----------
    statistic : a number or an array, from sums over seeds.
    values : (seeds, ...).
    """
    values = np.asarray(values, float)
    total = values.sum(axis=0)
    found = np.asarray(statistic(total), float)
    n = len(values)
    if n < 2:
        return found[()], np.full(found.shape, np.nan)[()]
    left = np.array([statistic(total - each) for each in values])
    return found[()], np.sqrt((n - 1) / n * np.sum((left - left.mean(axis=0)) ** 2, axis=0))[()]
