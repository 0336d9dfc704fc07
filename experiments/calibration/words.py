"""The findings in words: how well the fitted market predicts, whether it fits, and what the targets do not identify."""

from __future__ import annotations

import math

import numpy as np

from experiments.calibration.calibration import CONFIDENCE, Calibration, Score
from experiments.calibration.identifiability import Weakness, weaknesses
from experiments.design.factors import means
from experiments.pages.formats import NBSP, counted, listed, number, share
from experiments.pages.formats import words as spaced

GOOD_FIT, POOR_FIT = 1.5, 2.5
"""Misfit up to which the targets are met, and beyond which the market cannot show them."""
MISSED = 2.5
"""Tolerances, noise included, from which on a single target is missed: one in eighty by chance."""
MOST_NAMED = 4
FAITHFUL = 1.5
"""Error of the emulator, as a multiple of its own estimate, up to which it is accurate enough."""
NEGLIGIBLE = 0.1
"""Error of the emulator, in tolerances, that is always acceptable."""
COARSE = 1.0
"""Uncertainty of the emulator, in tolerances, from which on more runs would narrow the intervals."""
FEW = 5
"""Effective simulated draws below which predictions depend on too few."""
FEWEST_DRAWS = 200
"""Fewest independent draws for an interval."""


def short(path: str) -> str:
    """Return the name of a factor, as short as it is still clear: the last two parts of its path."""
    if pattern := means(path):
        return f"mean {short(pattern.replace('.*', ''))}"
    return spaced(" ".join(path.split(".")[-2:]))


def error(size: float, unit: str) -> str:
    """Return the size of an error with its unit; of percentages it is in points."""
    if unit.startswith("%"):
        return f"{number(size, 2)}{NBSP}points"
    return number(size, 3) + (f"{NBSP}{unit}" if unit and " " not in unit else "")


def headline(calibration: Calibration, market: str) -> str:
    """Return the answer: how well the fitted market predicts held-out data."""
    held_out = [score for score in calibration.scores if score.is_held_out]
    fitted = len(calibration.targets.fitted)
    if not held_out:
        return (
            f"{market} was fitted to {counted(fitted, 'figure')}, and none was held out, "
            "so its predictive accuracy is not known."
        )
    if pressed := pressing(calibration):
        return (
            f"No prediction: {listed(pressed)} {'lies' if len(pressed) == 1 else 'lie'} where the range ends, so that "
            f"beyond the {counted(fitted, 'figure')} it was fitted to the ranges decide what {market} shows, not the "
            "data. "
            "Widen these ranges (--ranges), or fit other numbers."
        )
    largest = max(held_out, key=lambda score: len(score.targets))
    return f"Fitted to {counted(fitted, 'figure')}, {market} {_predicts(largest)}."


def _predicts(score: Score) -> str:
    """Return how well held-out targets are predicted, compared with the simple model."""
    sentence = (
        f"predicts {len(score.targets)} held-out figures ({score.targets[0].title}) "
        f"with a mean absolute error of {error(score.error, score.targets[0].unit)}"
    )
    if score.baseline:
        sentence += f" (for comparison, {score.baseline}: {error(score.baseline_error, score.targets[0].unit)})"
    return sentence


def predictions(calibration: Calibration) -> list[str]:
    """Return how well each curve is predicted where it was held out; nothing when the ranges decide, not the data."""
    if pressing(calibration):
        return []
    return [
        f"It {_predicts(score)}; {share(score.covered)} lie in their {CONFIDENCE:.0%} intervals."
        for score in calibration.scores
        if score.is_held_out
    ]


def fit(calibration: Calibration) -> str:
    """Return whether the market meets the targets that it was fitted to, every one of them."""
    misfit = calibration.misfit
    how = (
        f"at the best point the deviation from the targets is {number(misfit, 2)} times what tolerance and noise allow"
    )
    if not math.isfinite(misfit):
        return "At the best point some targets have no customers to observe."
    if misfit > POOR_FIT:
        return (
            f"It does not fit: {how}. No values within the ranges reproduce these targets, so the intervals are not "
            "meaningful: widen the ranges, fit other parameters, or check whether the tolerances are too narrow."
        )
    if missed := missed_targets(calibration):
        named = [f"{name} by {size_of(size)}" for name, size in missed[:MOST_NAMED]]
        more = f" and {len(missed) - MOST_NAMED} more" if len(missed) > MOST_NAMED else ""
        verb = "is" if len(missed) == 1 else "are"
        figures = counted(len(calibration.targets.fitted), "figure")
        return f"{len(missed)} of {figures} {verb} missed: {', '.join(named)}{more}. On the whole, {how}."
    if misfit <= GOOD_FIT:
        return f"It fits, no target is missed by more than {MISSED:g} tolerances: {how}."
    return f"It fits roughly: {how}. Intervals are then somewhat too narrow."


def missed_targets(calibration: Calibration) -> list[tuple[str, float]]:
    """Return the fitted targets that the best point misses, with the distance in tolerances, the farthest first."""
    missed = calibration.checked_misses[0]
    allowed = MISSED * np.hypot(1.0, calibration.noise)
    found = [
        (target.name, float(size))
        for target, size, most in zip(calibration.targets.fitted, missed, allowed, strict=True)
        if abs(size) > most
    ]
    return sorted(found, key=lambda each: -abs(each[1]))


def size_of(missed: float) -> str:
    """Return a distance from a target in words."""
    return f"{number(abs(missed), 1)} tolerances"


def pressing(calibration: Calibration) -> list[str]:
    """Return the fitted numbers that lie at an end of their range, each with that end."""
    return [
        f"{short(weak.factor)} (the {weak.others[0]} end)" for weak in weaknesses(calibration) if weak.kind == "end"
    ]


def faithfulness(calibration: Calibration) -> str:
    """Return whether the emulator, from which the posterior comes, agrees with simulation there."""
    if not math.isfinite(calibration.emulator_error):
        return (
            "The emulator cannot be compared with simulation: at some points of the posterior there is nobody to "
            "observe for some targets."
        )
    off, claim, doubt = calibration.emulator_error, calibration.emulator_claim, calibration.emulator_doubt
    comparison = (
        f"at {len(calibration.checked.inputs)} points of the posterior simulation differs from it by {number(off, 2)} "
        f"tolerances, against an expected {number(claim, 2)}, noise of single points included (root mean square)"
    )
    if off > max(FAITHFUL * claim, NEGLIGIBLE):
        return f"The emulator is inaccurate in the posterior: {comparison}. Use more --samples, or narrower ranges."
    if doubt > COARSE:
        return (
            f"The emulator is accurate, but coarse: {comparison}; its own uncertainty is {number(doubt, 2)}. "
            "More --samples, --seeds or --customers narrow the intervals."
        )
    return f"The emulator is accurate: {comparison}."


def weakness(weak: Weakness) -> str:
    """Return in words what the targets do not identify about a factor."""
    name, others = short(weak.factor), listed([short(other) for other in weak.others])
    match weak.kind:
        case "weak":
            return (
                f"Weakly identified: {name}. Its posterior is hardly narrower than its range was "
                f"(contraction {share(max(0.0, weak.size))}); the targets do not identify it."
            )
        case "trade-off":
            return (
                f"Not separately identified: {name} trades off with {others} (correlation "
                f"{number(weak.size, 2, signed=True)}); the targets identify a combination of the two."
            )
        case "jointly":
            return (
                f"Not separately identified: {name} trades off with several others, mainly {others}; they explain "
                f"{share(weak.size)} of its uncertainty."
            )
    return (
        f"{name} lies at the {weak.others[0]} end of its range: {share(weak.size)} of its posterior lies in the last "
        "tenth. The range determines the value, not the targets: widen it if plausible."
    )


def identifiability(calibration: Calibration) -> list[str]:
    """Return what the targets do not identify."""
    weak = weaknesses(calibration)
    if not weak:
        return ["The targets identify every fitted parameter: no posterior is wide, and none trades off with another."]
    return [weakness(each) for each in weak]


def cautions(calibration: Calibration) -> list[str]:
    """Return other cautions before the parameters are used."""
    found = [f"{note[:1].upper()}{note[1:]}." for note in calibration.targets.notes]
    if blind := calibration.blind_points:
        found.append(
            f"{blind} of {len(calibration.inputs)} points are left out: some targets have no customers to observe."
        )
    if calibration.checked.effective < FEW:
        found.append(
            "Predictions depend on few simulated draws: their effective number is "
            f"{number(calibration.checked.effective, 1)}. Use more --checks."
        )
    if calibration.posterior.effective < FEWEST_DRAWS:
        found.append(
            f"The effective size of the posterior sample is only {number(calibration.posterior.effective)} draws."
        )
    return found
