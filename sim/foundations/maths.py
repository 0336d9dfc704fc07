"""Small scalar functions used by the rules."""

from __future__ import annotations

import math

from sim.foundations.compiled import formula


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
def logistic(x):
    """Return ``1 / (1 + exp(-x))``, safe for any finite `x`."""
    return 1.0 / (1.0 + math.exp(-clamp(x, -60.0, 60.0)))


@formula
def share_kept(half_life_weeks):
    """Return what is left after one week of something that halves in `half_life_weeks`."""
    return math.exp(-0.6931471805599453 / half_life_weeks)


@formula
def towards(x, target, rate):
    """Return `x` moved a share `rate` (0 to 1) of its way to `target`."""
    return x + rate * (target - x)
