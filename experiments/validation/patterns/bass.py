"""The curve of Bass (1969), and its fit to first purchases year by year."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MOST_INNOVATION, MOST_IMITATION, MOST_POTENTIAL = 1.0, 10.0, 10.0
"""Where the fit stops looking: a year, a year, and a multiple of what was bought in all years together."""


def adopted(years: np.ndarray, innovation: float, imitation: float) -> np.ndarray:
    """Return the share of people who have bought after some years: ``(1 - e^-(p+q)t) / (1 + q/p e^-(p+q)t)``.

    Parameters
    ----------
    years : since the category began, >= 0.
    innovation, imitation : p > 0 and q >= 0 of Bass, a year.
    """
    faded = np.exp(-(innovation + imitation) * years)
    return (1.0 - faded) / (1.0 + imitation / innovation * faded)


def bought(years: np.ndarray, potential: float, innovation: float, imitation: float) -> np.ndarray:
    """Return the first purchases in the year that ends after some years, in the unit of the `potential`."""
    return potential * (adopted(years, innovation, imitation) - adopted(years - 1.0, innovation, imitation))


class BassFit(NamedTuple):
    """Coefficients of the curve (`innovation`, `imitation`: a year), and how much of the variance it explains."""

    potential: float
    innovation: float
    imitation: float
    r2: float


def fitted(first_purchases: np.ndarray) -> BassFit:
    """Return the curve that fits first purchases best, by nonlinear least squares.

    Parameters
    ----------
    first_purchases : (years,) in the first year, the second, ...; any unit.

    Notes
    -----
    Source: Srinivasan & Mason 1986, Marketing Science 5(2):169-178: what is fitted is the difference of the curve
    between the ends of two years, not its slope.
    """
    from scipy.optimize import curve_fit

    years = np.arange(1.0, len(first_purchases) + 1)
    total = max(float(first_purchases.sum()), 1e-12)
    (potential, innovation, imitation), _ = curve_fit(
        bought,
        years,
        first_purchases / total,
        p0=(1.0, 0.02, 0.4),
        bounds=([0.0, 1e-6, 0.0], [MOST_POTENTIAL, MOST_INNOVATION, MOST_IMITATION]),
    )
    fit = bought(years, potential, innovation, imitation)
    left = np.sum((first_purchases / total - fit) ** 2)
    spread = np.sum((first_purchases / total - np.mean(first_purchases / total)) ** 2)
    r2 = float(1.0 - left / spread) if spread > 0.0 else np.nan
    return BassFit(float(potential * total), float(innovation), float(imitation), r2)
