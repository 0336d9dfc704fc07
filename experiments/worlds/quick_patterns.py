"""Published patterns in the quick form in which a world is compared with them, and the discrepancy of each.

A pattern is quick when the run that gives the facts gives it too: its worlds go on from the same burn-in. Of each,
those statistics are used that few customers can show. The discrepancy is how far the model itself may be off without a
world being to blame (the model is not the world it describes: Vernon, Goldstein & Bower 2010), one standard deviation
in the unit of the statistic; our assumption, about a tenth of what the pattern's tolerance spans.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from experiments.validation.pattern import Pattern
from experiments.validation.patterns import ceiling, price_elasticity, satisfied_yet_defecting, talkers_give_both
from experiments.validation.patterns import value_in_satisfaction as value
from experiments.validation.suite import pattern


class Quick(NamedTuple):
    """A statistic of a pattern.

    Attributes
    ----------
    pattern, statistic : id of the pattern, and the name of its check.
    low, high : tolerance of the pattern.
    discrepancy : in the same unit.
    """

    pattern: str
    statistic: str
    low: float
    high: float
    discrepancy: float

    @property
    def title(self) -> str:
        """The statistic in words, without its unit."""
        name = self.statistic.rpartition(",")[0] or self.statistic
        return f"Perfect service: {name}" if self.pattern == "ceiling" else name[:1].upper() + name[1:]

    @property
    def unit(self) -> str:
        """The unit, in words; empty for a ratio."""
        return self.statistic.rpartition(", ")[2] if "," in self.statistic else ""


QUICK = (
    Quick("value-in-satisfaction", "satisfaction after +10 %, standard deviations", value.LOWEST, value.HIGHEST, 0.04),
    Quick(
        "talkers-give-both", "messages of praise / of blame", talkers_give_both.LOWEST, talkers_give_both.HIGHEST, 0.25
    ),
    Quick(
        "talkers-give-both",
        "blame about a former or other brand, %",
        talkers_give_both.LEAST_OTHERS,
        math.inf,
        3.0,
    ),
    Quick(
        "satisfied-yet-defecting",
        "defectors who had ticked a top box, %",
        satisfied_yet_defecting.LOWEST,
        satisfied_yet_defecting.HIGHEST,
        3.0,
    ),
    Quick("ceiling", "net promoter score in the third year", ceiling.LOWEST, ceiling.HIGHEST, 2.3),
    Quick("ceiling", "churn in the third year, % a year", ceiling.LEAST_CHURN, math.inf, 0.2),
)
"""What worlds are compared with, where their kind of market can show it."""

ELASTICITY = Quick(
    "price-elasticity", "price elasticity of a rise by a fifth, % per %", *price_elasticity.SALES["gains"][1:], 0.25
)
"""The quick form of a pattern that follows two prices for three years: one higher price, for one year."""


def quick_for(kind: str) -> tuple[tuple[Pattern, tuple[Quick, ...]], ...]:
    """Return the quick patterns that a kind of market can show, each with its statistics."""
    names = dict.fromkeys(each.pattern for each in QUICK)
    found = ((pattern(name), tuple(each for each in QUICK if each.pattern == name)) for name in names)
    return tuple(each for each in found if each[0].category in (kind, "any"))
