"""Small scalar functions used by the rules, and functions of arrays whose bits no feature of the processor changes."""

from __future__ import annotations

import math

import numpy as np

from sim.foundations.compiled import compiled, formula

MIDDLE = 0.5
"""Middle of a scale from 0 to 1: neither trust nor distrust, neither attached nor averse, average expertise."""


@formula
def clamp(x, low, high):
    """Return `x` kept between `low` and `high`."""
    return min(max(x, low), high)


@formula
def clamp01(x):
    """Return `x` kept between 0 and 1."""
    return min(max(x, 0.0), 1.0)


@formula
def difference(a, b):
    """Return ``a - b`` in 64 bits; compiled code would otherwise subtract two 32-bit numbers in 32 bits."""
    return a - 1.0 * b


@formula
def squashed(stock):
    """Return a sum without bounds as a number between -1 and 1: ``x / (1 + |x|)``.

    Unlike tanh it does not pin the extreme customers at the bound.
    """
    return stock / (1.0 + abs(stock))


@formula
def signed(x):
    """Return a number from 0 to 1 on the scale from -1 to 1: ``2 x - 1``."""
    return 2.0 * x - 1.0


@formula
def room_above(x):
    """Return the share of the scale from -1 to 1 that lies above `x`, 0 to 1."""
    return 0.5 * (1.0 - x)


@formula
def room_below(x):
    """Return the share of the scale from -1 to 1 that lies below `x`, 0 to 1."""
    return 0.5 * (1.0 + x)


@formula
def rounded(x):
    """Return the whole number nearest to `x`, halves up."""
    return math.floor(x + 0.5)


@formula
def millionths(x):
    """Return `x` as a whole number of millionths: sums of whole numbers do not depend on their order."""
    return rounded(1e6 * x)


@formula
def logistic(x):
    """Return ``1 / (1 + exp(-x))``, safe for any finite `x`."""
    return 1.0 / (1.0 + math.exp(-clamp(x, -60.0, 60.0)))


@formula
def towards(x, target, rate):
    """Return `x` moved a share `rate` (0 to 1) of its way to `target`."""
    return x + rate * (target - x)


@formula
def partly_redrawn(x, fresh, share):
    """Return a deviation of which a `share` (0 to 1) is drawn anew: ``k x + sqrt(1 - k^2) fresh`` with k = 1 - share.

    When `x` and `fresh` are independent and equally spread about zero, so is the result.
    """
    kept = 1.0 - share
    return kept * x + math.sqrt(1.0 - kept * kept) * fresh


@compiled
def exponentials(x):
    """Return e to the power of each number of an array, as :func:`math.exp` does; NumPy's bits depend on AVX-512."""
    answer = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        answer[place] = math.exp(float(x[place]))
    return answer


@compiled
def logarithms_of_one_plus(x):
    """Return ``ln(1 + x)`` for each number of an array, as :func:`math.log1p` does; NumPy's bits depend on AVX-512."""
    answer = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        answer[place] = math.log1p(float(x[place]))
    return answer
