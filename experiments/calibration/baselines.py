"""Models to be measured against: predictions without a simulator, for the very same task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.calibration.targets import Target
from language import mark


class Baseline(NamedTuple):
    """A simple model of one curve, fitted to the same targets.

    Attributes
    ----------
    name : of the model, with its source.
    predicted : one value for each target of the curve, fitted or held out.
    parameters : what was fitted, in words; empty when there is nothing to fit.
    """

    name: str
    predicted: tuple[float, ...]
    parameters: str = ""


def baseline_of(curve: Sequence[Target]) -> Baseline | None:
    """Return the model for a curve, None for curves without one, or without fitted targets.

    Retention: shifted beta-geometric (Fader & Hardie 2007). Weekly series: the last value that the fit sees.
    """
    fitted = [target for target in curve if not target.is_held_out]
    if not fitted:
        return None
    if curve[0].kind == "retention":
        return _beta_geometric(curve, fitted) if len(fitted) > 1 else None
    if curve[0].kind == "series":
        return _carried_forward(curve, fitted)
    return None


def _beta_geometric(curve: Sequence[Target], fitted: Sequence[Target]) -> Baseline:
    """Return the beta-geometric curve of greatest likelihood."""
    a, b = beta_geometric_fit([target.age for target in fitted], [target.value / 100 for target in fitted])
    predicted = 100 * beta_geometric(np.array([target.age for target in curve]), a, b)
    return Baseline(
        mark("beta-geometric (Fader & Hardie 2007)"), tuple(map(float, predicted)), f"a = {a:.3f}, b = {b:.3f}"
    )


def _carried_forward(curve: Sequence[Target], fitted: Sequence[Target]) -> Baseline:
    """Return the last fitted value before each target, the first one for those before it."""
    known = sorted(fitted, key=lambda target: target.week)
    predicted = []
    for target in curve:
        before = [each for each in known if each.week <= target.week]
        predicted.append((before[-1] if before else known[0]).value)
    return Baseline(mark("last value carried forward"), tuple(predicted))


def beta_geometric(years: np.ndarray, a: float, b: float) -> np.ndarray:
    """Return the share of a cohort that is left after some years when yearly churn is Beta(a, b) over people.

    Notes
    -----
    S(t) = B(a, b + t) / B(a, b). Source: Fader & Hardie 2007, Journal of Interactive Marketing 21(1):76-90.
    """
    from scipy.special import betaln

    return np.asarray(np.exp(betaln(a, b + years) - betaln(a, b)))


def beta_geometric_fit(years: Sequence[float], left: Sequence[float]) -> tuple[float, float]:
    """Return a and b of greatest likelihood, from the shares of a cohort that are left after some years.

    Parameters
    ----------
    years : ascending, above 0.
    left : the share left, 0 to 1.
    """
    from scipy.optimize import minimize

    lost = -np.diff([1.0, *left, 0.0])

    def misfit(logs: np.ndarray) -> float:
        curve = beta_geometric(np.array(years), *np.exp(logs))
        chances = -np.diff([1.0, *curve, 0.0])
        return -float(lost @ np.log(np.maximum(chances, 1e-300)))

    found = minimize(
        misfit, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12, "maxiter": 4000}
    )
    a, b = np.exp(found.x)
    return float(a), float(b)
