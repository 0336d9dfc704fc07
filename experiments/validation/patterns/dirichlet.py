"""The Dirichlet model of purchases of brands (Goodhardt, Ehrenberg & Chatfield 1984), and its fit.

People buy the category at gamma-distributed rates, so that purchases in a period are negative binomial; which brand
they take is a draw with probabilities of their own, Dirichlet-distributed over people. Three numbers describe a
category; the share of a brand then says how many buy it, and how often. Small brands come out with fewer buyers, who
buy them a little less often: double jeopardy is what one should expect, not a sign of weakness.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

_SMALLEST, _LARGEST = 1e-6, 1e6
"""Limits of a fitted number. At them all people are the same, or each is as different as can be."""
_LEFT_OUT = 1e-9
"""Probability of more purchases than the sum over purchases goes to."""


class Dirichlet(NamedTuple):
    """A category in a period.

    Attributes
    ----------
    purchases : mean purchases of the category a person, M > 0.
    shape : of the gamma of rates, K > 0; the lower, the more people differ in how much they buy.
    switching : S > 0; the lower, the more people keep to few brands.
    """

    purchases: float
    shape: float
    switching: float

    @property
    def category_penetration(self) -> float:
        """Share of people who buy the category at least once: ``1 - (1 + M / K)^-K``."""
        return 1.0 - (1.0 + self.purchases / self.shape) ** -self.shape

    def penetration(self, share: float) -> float:
        """Return the share of people who buy a brand of some market share at least once, 0 to 1.

        ``1 - sum over n of P(n) P(0 | n)``: of n purchases none is of the brand with probability
        ``B(S p, S (1 - p) + n) / B(S p, S (1 - p))``, which is beta-binomial.
        """
        from scipy.special import betaln
        from scipy.stats import nbinom

        bought = nbinom(self.shape, self.shape / (self.shape + self.purchases))
        n = np.arange(int(bought.isf(_LEFT_OUT)) + 2)
        own, others = self.switching * share, self.switching * (1.0 - share)
        never = np.exp(betaln(own, others + n) - betaln(own, others))
        return float(1.0 - bought.pmf(n) @ never)

    def rate(self, share: float) -> float:
        """Return the purchases of the brand by one of its buyers, >= 1: ``M p / penetration``."""
        return self.purchases * share / self.penetration(share)


def fitted(purchases: float, category_penetration: float, shares: np.ndarray, penetrations: np.ndarray) -> Dirichlet:
    """Return the Dirichlet model of a category.

    The shape is the one that gives the penetration of the category. Switching is the one that gives the penetration of
    a brand, averaged over brands with their shares as weights, as the authors do.

    Parameters
    ----------
    purchases : of the category a person, in the period.
    category_penetration : share of people who bought it at all.
    shares : (B,) of purchases, adding up to one at most, each below one.
    penetrations : (B,) share of people who bought the brand.
    """
    shape = _solved(lambda k: Dirichlet(purchases, k, 1.0).category_penetration, category_penetration)
    switching = [
        _solved(partial(_penetration, purchases, shape, share), penetration)
        for share, penetration in zip(shares, penetrations, strict=True)
    ]
    return Dirichlet(purchases, shape, float(np.average(switching, weights=shares)))


def _penetration(purchases: float, shape: float, share: float, switching: float) -> float:
    return Dirichlet(purchases, shape, switching).penetration(share)


def _solved(rising: Callable[[float], float], goal: float) -> float:
    """Return where a rising function of a positive number reaches a goal; the nearest limit when it never does."""
    from scipy.optimize import brentq

    low, high = np.log(_SMALLEST), np.log(_LARGEST)
    if rising(_SMALLEST) >= goal:
        return _SMALLEST
    if rising(_LARGEST) <= goal:
        return _LARGEST
    return float(np.exp(brentq(lambda log: rising(np.exp(log)) - goal, low, high, xtol=1e-10)))
