"""The findings in words: how well the fitted market predicts, whether it fits, and what the targets do not identify."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from experiments.calibration.calibration import CONFIDENCE, Calibration, Score
from experiments.calibration.identifiability import Weakness, weaknesses
from experiments.calibration.targets import SHARE, YEARLY, Target
from experiments.design.factors import means
from experiments.pages.formats import NBSP, listed, number, share
from experiments.pages.formats import words as spaced
from experiments.pages.phrases import sentence
from language import mark, phrase, plural
from sim.state.indicators import INDICATORS

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
        return phrase("mean {name}", name=short(pattern.replace(".*", "")))
    return spaced(" ".join(path.split(".")[-2:]))


def error(size: float, unit: str) -> str:
    """Return the size of an error with its unit; of percentages it is in points."""
    if unit.startswith("%"):
        return phrase("{amount}\u00a0points", amount=number(size, 2))
    return number(size, 3) + (f"{NBSP}{phrase(unit)}" if unit and " " not in unit else "")


_LABELS = {each.name: each.label for each in INDICATORS} | {SHARE: mark("Share of customers")}
_MOMENTS = {"mean": mark("mean of {first}"), "sd": mark("standard deviation of {first}")}


def curve(target: Target) -> str:
    """Return the curve of a target in words."""
    whose = listed([part for part in (target.brand, target.segment) if part])
    return phrase("{figure}, {whose}", figure=_figure(target), whose=whose) if whose else _figure(target)


def _figure(target: Target) -> str:
    """Return what a curve is of."""
    if target.kind == "retention":
        return phrase("still customers")
    if target.kind == "repeats" and target.shortest < target.week:
        return phrase("further purchases in {low} to {high} weeks", low=target.shortest, high=target.week)
    if target.kind == "repeats":
        return phrase("further purchases in {weeks} weeks", weeks=target.week)
    if target.kind == "moment":
        moment, first, *second = target.metric.split()
        if second:
            return phrase("correlation of {first} and {second}", first=first, second=second[0])
        return phrase(_MOMENTS[moment], first=first)
    name = target.metric.removeprefix(YEARLY)
    label = phrase(_LABELS[name])
    return phrase("{figure}, over a year", figure=label) if name != target.metric else label


def named(target: Target) -> str:
    """Return a target in words."""
    if target.kind == "repeats":
        times = phrase("{times} or more", times=target.times) if target.and_more else str(target.times)
        return phrase("{figure}: {of}", figure=curve(target), of=times)
    if target.kind == "retention":
        return plural(
            "{curve}, after {years:g} year",
            "{curve}, after {years:g} years",
            target.age,
            curve=curve(target),
            years=target.age,
        )
    return phrase("{curve}, in week {week}", curve=curve(target), week=target.week)


def figures(count: int) -> str:
    """Return how many figures."""
    return plural("{count} figure", "{count} figures", count, count=number(count))


def headline(calibration: Calibration, market: str) -> str:
    """Return the answer: how well the fitted market predicts held-out data."""
    held_out = [score for score in calibration.scores if score.is_held_out]
    fitted = figures(len(calibration.targets.fitted))
    if not held_out:
        return phrase(
            "{market} was fitted to {figures}, and none was held out, so its predictive accuracy is not known.",
            market=market,
            figures=fitted,
        )
    if pressed := pressing(calibration):
        return plural(
            "No prediction: {named} lies where the range ends, so that beyond the {figures} it was fitted to the range "
            "decides what {market} shows, not the data. Widen this range (--ranges), or fit other numbers.",
            "No prediction: {named} lie where the range ends, so that beyond the {figures} it was fitted to the ranges "
            "decide what {market} shows, not the data. Widen these ranges (--ranges), or fit other numbers.",
            len(pressed),
            named=listed(pressed),
            figures=fitted,
            market=market,
        )
    largest = max(held_out, key=lambda score: len(score.targets))
    return phrase(
        "Fitted to {figures}, {market} {predicts}.", figures=fitted, market=market, predicts=_predicts(largest)
    )


def _predicts(score: Score) -> str:
    """Return how well held-out targets are predicted, compared with the simple model."""
    unit = score.targets[0].unit
    told = plural(
        "predicts {count} held-out figure ({curve}) with an absolute error of {error}",
        "predicts {count} held-out figures ({curve}) with a mean absolute error of {error}",
        len(score.targets),
        count=len(score.targets),
        curve=curve(score.targets[0]),
        error=error(score.error, unit),
    )
    if not score.baseline:
        return told
    return phrase(
        "{predicts} (for comparison, {baseline}: {error})",
        predicts=told,
        baseline=phrase(score.baseline),
        error=error(score.baseline_error, unit),
    )


def predictions(calibration: Calibration) -> list[str]:
    """Return how well each curve is predicted where it was held out; nothing when the ranges decide, not the data."""
    if pressing(calibration):
        return []
    return [
        phrase(
            "It {predicts}; {covered} lie in their {confidence} intervals.",
            predicts=_predicts(score),
            covered=share(score.covered),
            confidence=share(CONFIDENCE),
        )
        for score in calibration.scores
        if score.is_held_out
    ]


def fit(calibration: Calibration) -> str:
    """Return whether the market meets the targets that it was fitted to, every one of them."""
    misfit = calibration.misfit
    if not math.isfinite(misfit):
        return phrase("At the best point some targets have no customers to observe.")
    how = phrase(
        "at the best point the deviation from the targets is {misfit} times what tolerance and noise allow",
        misfit=number(misfit, 2),
    )
    if misfit > POOR_FIT:
        return phrase(
            "It does not fit: {how}. No values within the ranges reproduce these targets, so the intervals are not "
            "meaningful: widen the ranges, fit other parameters, or check whether the tolerances are too narrow.",
            how=how,
        )
    if missed := missed_targets(calibration):
        return plural(
            "{count} of {figures} is missed: {named}. On the whole, {how}.",
            "{count} of {figures} are missed: {named}. On the whole, {how}.",
            len(missed),
            count=len(missed),
            figures=figures(len(calibration.targets.fitted)),
            named=_missed(missed),
            how=how,
        )
    if misfit <= GOOD_FIT:
        return phrase("It fits, no target is missed by more than {most:g} tolerances: {how}.", most=MISSED, how=how)
    return phrase("It fits roughly: {how}. Intervals are then somewhat too narrow.", how=how)


def _missed(missed: Sequence[tuple[Target, float]]) -> str:
    """Return missed targets with their distances."""
    names = [
        phrase("{target} by {size} tolerances", target=named(target), size=number(abs(size), 1))
        for target, size in missed[:MOST_NAMED]
    ]
    shown = ", ".join(names)
    if len(missed) <= MOST_NAMED:
        return shown
    return phrase("{named} and {count} more", named=shown, count=len(missed) - MOST_NAMED)


def missed_targets(calibration: Calibration) -> list[tuple[Target, float]]:
    """Return the fitted targets that the best point misses, with the distance in tolerances, the farthest first."""
    missed = calibration.checked_misses[0]
    allowed = MISSED * np.hypot(1.0, calibration.noise)
    found = [
        (target, float(size))
        for target, size, most in zip(calibration.targets.fitted, missed, allowed, strict=True)
        if abs(size) > most
    ]
    return sorted(found, key=lambda each: -abs(each[1]))


_ENDS = {"low": mark("{name} (the low end)"), "high": mark("{name} (the high end)")}


def pressing(calibration: Calibration) -> list[str]:
    """Return the fitted numbers that lie at an end of their range, each with that end."""
    return [
        phrase(_ENDS[weak.others[0]], name=short(weak.factor)) for weak in weaknesses(calibration) if weak.kind == "end"
    ]


def faithfulness(calibration: Calibration) -> str:
    """Return whether the emulator, from which the posterior comes, agrees with simulation there."""
    if not math.isfinite(calibration.emulator_error):
        return phrase(
            "The emulator cannot be compared with simulation: at some points of the posterior there is nobody to "
            "observe for some targets."
        )
    off, claim, doubt = calibration.emulator_error, calibration.emulator_claim, calibration.emulator_doubt
    comparison = phrase(
        "at {points} points of the posterior simulation differs from it by {off} tolerances, against an expected "
        "{claim}, noise of single points included (root mean square)",
        points=len(calibration.checked.inputs),
        off=number(off, 2),
        claim=number(claim, 2),
    )
    if off > max(FAITHFUL * claim, NEGLIGIBLE):
        return phrase(
            "The emulator is inaccurate in the posterior: {comparison}. Use more --samples, or narrower ranges.",
            comparison=comparison,
        )
    if doubt > COARSE:
        return phrase(
            "The emulator is accurate, but coarse: {comparison}; its own uncertainty is {doubt}. More --samples, "
            "--seeds or --customers narrow the intervals.",
            comparison=comparison,
            doubt=number(doubt, 2),
        )
    return phrase("The emulator is accurate: {comparison}.", comparison=comparison)


def weakness(weak: Weakness) -> str:
    """Return in words what the targets do not identify about a factor."""
    name, others = short(weak.factor), listed([short(other) for other in weak.others])
    match weak.kind:
        case "weak":
            return phrase(
                "Weakly identified: {name}. Its posterior is hardly narrower than its range was (contraction {size}); "
                "the targets do not identify it.",
                name=name,
                size=share(max(0.0, weak.size)),
            )
        case "trade-off":
            return phrase(
                "Not separately identified: {name} trades off with {others} (correlation {size}); the targets identify "
                "a combination of the two.",
                name=name,
                others=others,
                size=number(weak.size, 2, signed=True),
            )
        case "jointly":
            return phrase(
                "Not separately identified: {name} trades off with several others, mainly {others}; they explain "
                "{size} of its uncertainty.",
                name=name,
                others=others,
                size=share(weak.size),
            )
    return phrase(_AT_END[weak.others[0]], name=name, size=share(weak.size))


_AT_END = {
    "low": mark(
        "{name} lies at the low end of its range: {size} of its posterior lies in the last tenth. The range determines "
        "the value, not the targets: widen it if plausible."
    ),
    "high": mark(
        "{name} lies at the high end of its range: {size} of its posterior lies in the last tenth. The range "
        "determines the value, not the targets: widen it if plausible."
    ),
}


def identifiability(calibration: Calibration) -> list[str]:
    """Return what the targets do not identify."""
    weak = weaknesses(calibration)
    if not weak:
        return [
            phrase(
                "The targets identify every fitted parameter: no posterior is wide, and none trades off with another."
            )
        ]
    return [weakness(each) for each in weak]


def cautions(calibration: Calibration) -> list[str]:
    """Return other cautions before the parameters are used."""
    found = [sentence(f"{note}.") for note in calibration.targets.notes]
    if blind := calibration.blind_points:
        found.append(
            phrase(
                "{blind} of {points} points are left out: some targets have no customers to observe.",
                blind=blind,
                points=len(calibration.inputs),
            )
        )
    if calibration.checked.effective < FEW:
        found.append(
            phrase(
                "Predictions depend on few simulated draws: their effective number is {effective}. Use more --checks.",
                effective=number(calibration.checked.effective, 1),
            )
        )
    if calibration.posterior.effective < FEWEST_DRAWS:
        found.append(
            phrase(
                "The effective size of the posterior sample is only {effective} draws.",
                effective=number(calibration.posterior.effective),
            )
        )
    return found
