"""What is known of a market, as statements that a world agrees with or not: facts, steadiness, published patterns.

A statement is an interval on a scale of its own, and what may be off in it: the error of what was observed, and the
discrepancy between the model and what it is a model of. A world is implausible when it lies more than three standard
deviations of all of that, luck included, outside of the interval (Craig et al. 1997; Vernon, Goldstein & Bower 2010).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.fitting.fact_file import market_facts, read_facts
from experiments.fitting.facts import Fact, Facts
from experiments.fitting.figures import CHANGE, ELASTICITY, SHARE, Scope
from experiments.validation.pattern import Pattern
from experiments.validation.suite import tolerance
from experiments.worlds.quick_patterns import ELASTICITY as QUICK_ELASTICITY
from experiments.worlds.quick_patterns import Quick, quick_for
from sim.market.schema import Market

CUTOFF = 3.0
"""Implausibility from which on a world is ruled out (Pukelsheim 1994: 95 % of any unimodal law lie within three)."""
FACT_OFF = 0.5
"""Discrepancy of a fact, in its tolerances; twice as much where a figure does not cover everybody. Our assumption."""
FACT, STEADY, PATTERN = "fact", "steadiness", "pattern"
FACTS_FILE = "facts.csv"


@dataclass(frozen=True)
class Statement:
    """Something that is known, on a scale of its own.

    Attributes
    ----------
    title : in words.
    kind : "fact", "steadiness" or "pattern".
    unit : of what is shown.
    low, high : between which what is shown agrees, in its unit; equal for a figure, infinite where open.
    given : standard deviation of what was observed and of the discrepancy together, in units of the scale.
    scale : size of one unit of the scale, in the unit of what is shown.
    fact : of a fact, whose scale is the one on which it responds evenly.
    """

    title: str
    kind: str
    unit: str
    low: float
    high: float
    given: float
    scale: float
    fact: Fact | None = None

    def scaled(self, shown: np.ndarray | float) -> np.ndarray:
        """Return what is shown on the scale of the statement, 0 for a figure that is met."""
        if self.fact:
            return self.fact.missed_straight(shown)
        return np.asarray((np.asarray(shown, float) - self.middle) / self.scale)

    @property
    def middle(self) -> float:
        """The middle of the interval, or its only end."""
        ends = [end for end in (self.low, self.high) if math.isfinite(end)]
        return sum(ends) / len(ends)

    @property
    def wanted(self) -> str:
        """What is known, in its unit: a figure, an interval, or its only end."""
        if self.low == self.high:
            return f"{self.low:.4g}"
        return tolerance(self.low, self.high)

    @property
    def ends(self) -> tuple[float, float]:
        """The interval on the scale of the statement."""
        if self.fact:
            return 0.0, 0.0
        return (self.low - self.middle) / self.scale, (self.high - self.middle) / self.scale


@dataclass(frozen=True)
class Evidence:
    """All that is known of a market.

    Attributes
    ----------
    file : the facts as they were given, and those that are implied.
    path : where they were read; None when only shares that stand still are known.
    facts : measured in every world: the same, and the price elasticity of the focus brand.
    later : facts that are measured too, but not known yet, to see how well worlds forecast them.
    patterns : the quick patterns and their statistics.
    statements : what worlds are compared with, facts first, in the order in which they are measured.
    """

    file: Facts
    path: Path | None
    facts: tuple[Fact, ...]
    patterns: tuple[tuple[Pattern, tuple[Quick, ...]], ...]
    statements: tuple[Statement, ...]
    later: tuple[Fact, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles of the statements."""
        return tuple(each.title for each in self.statements)

    @property
    def shares(self) -> dict[str, float]:
        """Share of customers that each brand keeps, adding up to one."""
        shares = {fact.scope.brand: fact.value for fact in self.facts if fact.what == SHARE and not fact.scope.segment}
        return {brand: share / sum(shares.values()) for brand, share in shares.items()}

    def scaled(self, shown: np.ndarray) -> np.ndarray:
        """Return what is shown, statements first, on the scales of the statements, (..., statements)."""
        return np.stack([each.scaled(shown[..., place]) for place, each in enumerate(self.statements)], axis=-1)

    def implausibility(self, scaled: np.ndarray, variance: np.ndarray | float) -> np.ndarray:
        """Return how many standard deviations outside of each statement something lies, (..., statements).

        Parameters
        ----------
        scaled : on the scales of the statements; what cannot be observed (NaN) is as implausible as can be.
        variance : of what is known of `scaled`: by emulation, and by luck.
        """
        low, high = np.array([each.ends for each in self.statements]).T
        given = np.array([each.given for each in self.statements])
        outside = np.maximum(np.maximum(low - scaled, scaled - high), 0.0)
        return np.where(np.isnan(scaled), np.inf, outside / np.sqrt(given**2 + variance))


def evidence_of(market: Market, facts_file: str | None, until: str | None = None) -> Evidence:
    """Return what is known of a market: the facts of a file, those beside the market, or that its shares stand still.

    Parameters
    ----------
    until : day after which facts are not known yet.

    Raises
    ------
    InputError
        With all that is wrong in the file of facts.
    """
    beside = market.folders[0] / FACTS_FILE if market.folders else None
    path = Path(facts_file) if facts_file else beside if beside and beside.is_file() else None
    file = read_facts(path, market, until) if path else market_facts(market)
    statements = [_of_fact(fact) for fact in file.all]
    facts = file.all
    if not any(fact.what == ELASTICITY and fact.scope.brand == market.focus for fact in facts):
        facts = (*facts, Fact(ELASTICITY, Scope(market.focus), QUICK_ELASTICITY.low, 1.0))
        statements.append(_of_check(QUICK_ELASTICITY))
    patterns = quick_for(market.category.kind)
    statements += [_of_check(quick) for _, statistics in patterns for quick in statistics]
    return Evidence(file, path, facts, patterns, tuple(statements), file.later)


def _of_fact(fact: Fact) -> Statement:
    off = FACT_OFF * (1.0 if fact.basis == "everybody" else 2.0)
    kind = STEADY if fact.what == CHANGE and fact.is_implied else FACT
    given = math.hypot(1.0, off)
    return Statement(fact.title, kind, fact.figure.unit, fact.value, fact.value, given, fact.tolerance, fact)


def _of_check(quick: Quick) -> Statement:
    return Statement(quick.title, PATTERN, quick.unit, quick.low, quick.high, 1.0, quick.discrepancy)
