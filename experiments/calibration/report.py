"""The page: the answer in words, then predictions, factors, what the targets do not identify, and how it was found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from experiments.calibration import figures, words
from experiments.calibration.calibration import CONFIDENCE, Calibration, Prediction
from experiments.calibration.identifiability import TRADES_OFF, correlations
from experiments.pages.blocks import Cell, Figure, Fold, Point, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import clean, counted, number, share
from experiments.pages.page import Page

_SHORTEST_CURVE = 3
_MAX_PANELS = 12
_MAX_PAIRS = 6
_AXES = {
    "series": "week",
    "retention": "years since the relation began",
    "repeats": "further purchases",
    "moment": "week",
}


def report(calibration: Calibration, market: str, customers: int) -> Page:
    """Return the page of a calibration.

    Parameters
    ----------
    market : its title.
    customers : simulated.
    """
    points = [
        Point("Does it fit?", words.fit(calibration)),
        Point("What is not identified", words.identifiability(calibration)[0]),
        Point("Is the emulator accurate?", words.faithfulness(calibration)),
    ]
    chapters = [_predictions(calibration), _factors(calibration), _unidentified(calibration), _found(calibration)]
    return Page(
        title=clean(market),
        lead=[words.headline(calibration, clean(market)), *words.predictions(calibration)[1:]],
        blocks=chapters,
        kind="A market fitted to data",
        facts=_facts(calibration, customers),
        points=points,
    )


def _facts(calibration: Calibration, customers: int) -> list[str]:
    """Return in a few words what was done."""
    points, seeds = calibration.seen.shape[:2]
    return [
        f"{len(calibration.factors)} parameters",
        f"{len(calibration.targets.fitted)} targets fitted, {len(calibration.targets.held_out)} held out",
        f"{points + len(calibration.checked.inputs)} points x {counted(seeds, 'seed')}",
        f"{number(customers)} simulated customers",
        f"targets: {clean(calibration.targets.file)}",
    ]


def _predictions(calibration: Calibration) -> Section:
    """Return targets and predictions, curve by curve."""
    curves = {
        curve: [each for each in calibration.predictions if each.target.curve == curve]
        for curve, members in calibration.targets.curves.items()
        if len(members) >= _SHORTEST_CURVE
    }
    panels = []
    for curve, predictions in list(curves.items())[:_MAX_PANELS]:
        target, baseline = predictions[0].target, calibration.baselines.get(curve)
        panel = Panel(
            f"{clean(target.title)}{f', {target.unit}' if target.unit else ''}",
            f"{len(predictions)} targets and the predictions of the fitted market.",
            f"Dots: observed, ± one tolerance; hollow ones were held out. Blue: the fitted market with its "
            f"{CONFIDENCE:.0%} interval." + (f" Dashed: {baseline.name}." if baseline else ""),
        )
        panels.append(figures.curve(panel, predictions, baseline, _AXES[target.kind], target.unit))
    blocks = [Figure(panels, legend="")] if panels else []
    table = Fold("Every target", [_target_table(calibration.predictions)])
    lead = [*words.predictions(calibration), words.fit(calibration)]
    return Section("predictions", "Predictions of the fitted market", lead, [*blocks, _score_table(calibration), table])


def _score_table(calibration: Calibration) -> Table:
    rows = [
        [
            Cell(clean(score.targets[0].title), "held out" if score.is_held_out else "fitted"),
            Cell(str(len(score.targets))),
            Cell(words.error(score.error, score.targets[0].unit), tone="clear" if score.is_held_out else ""),
            Cell(words.error(score.best_error, score.targets[0].unit)),
            Cell(words.error(score.baseline_error, score.targets[0].unit), score.baseline),
            Cell(share(score.covered)),
        ]
        for score in calibration.scores
    ]
    head = ["Curve", "Targets", "Mean absolute error", "Of the best point", "Of a simple model", "In the interval"]
    reading = (
        "Error of the mean over the posterior, then of the single best point. The simple model was fitted to the "
        f"same targets. In the interval: share in the {CONFIDENCE:.0%} interval, tolerance included."
    )
    return Table("Errors", head, rows, reading)


def _target_table(predictions: tuple[Prediction, ...]) -> Table:
    rows = [
        [
            Cell(clean(each.target.name), "held out" if each.target.is_held_out else ""),
            Cell(f"{each.target.value:.4g}", f"± {each.target.tolerance:.3g}"),
            Cell(f"{each.mean:.4g}", f"{each.low:.4g} to {each.high:.4g}"),
            Cell(f"{each.best:.4g}"),
        ]
        for each in predictions
    ]
    return Table("Targets and predictions", ["Target", "Observed", "Fitted market", "Best point"], rows)


def _factors(calibration: Calibration) -> Section:
    """Return the estimate of each factor."""
    panel = Panel(
        "Estimates within their ranges",
        "One bar per fitted parameter.",
        f"Grey: the range (uniform prior). Blue: the {CONFIDENCE:.0%} interval of the posterior. "
        "Dot: best value; diamond: value before the fit.",
    )
    named = {words.short(each.factor.path): each for each in calibration.estimates}
    rows = [
        [
            Cell(clean(each.factor.path), clean(each.factor.unit)),
            Cell(f"{each.factor.default:.4g}"),
            Cell(f"{each.best:.4g}"),
            Cell(f"{each.mean:.4g}", f"{each.low:.4g} to {each.high:.4g}"),
            Cell(share(max(0.0, each.contraction))),
        ]
        for each in calibration.estimates
    ]
    head = ["Parameter", "Before", "Best", "Mean", "Contraction"]
    reading = (
        f"Mean with its {CONFIDENCE:.0%} interval. Contraction: how much narrower the posterior is than the prior "
        "(standard deviations); 0 % means that the targets hold no information about the parameter."
    )
    return Section(
        "factors",
        "Fitted parameters",
        ["market.yaml holds the best values, each with its source and interval, and inherits everything else."],
        [Figure([figures.ranges(panel, named)], legend=""), Table("Estimates", head, rows, reading)],
    )


def _unidentified(calibration: Calibration) -> Section:
    """Return what the targets do not identify."""
    panels = list(_pairs(calibration))
    blocks = [Figure(panels, legend="")] if panels else []
    return Section("unidentified", "What the targets do not identify", words.identifiability(calibration), blocks)


def _pairs(calibration: Calibration) -> Iterator[Panel]:
    """Yield the pairs of factors that are most correlated in the posterior."""
    matrix, factors = correlations(calibration), calibration.factors
    pairs = sorted(combinations(range(len(factors)), 2), key=lambda pair: -abs(matrix[pair]))
    for first, second in pairs[:_MAX_PAIRS]:
        names = [words.short(factors[each].path) for each in (first, second)]
        size = number(float(matrix[first, second]), 2, signed=True)
        panel = Panel(
            f"{names[1]} against {names[0]}",
            f"Draws from the posterior; correlation {size}.",
            f"Correlation {size}" + (": they trade off." if abs(matrix[first, second]) >= TRADES_OFF else "."),
        )
        both = [first, second]
        yield figures.pair(
            panel,
            calibration.draws[:, both],
            [calibration.best[factors[each].path] for each in both],
            [(factors[each].low, factors[each].high) for each in both],
            names,
        )


def _found(calibration: Calibration) -> Section:
    """Return how the estimates were found, and cautions."""
    points, seeds = calibration.seen.shape[:2]
    lead = [
        f"{points} points were simulated with {counted(seeds, 'seed')} each: two fifths spread over the "
        "ranges, the others where earlier ones agreed with the targets. They alternate over a pool of seeds, so that "
        "common effects are separated from noise. A Gaussian process emulates the results (Higdon et al. 2008); "
        f"{number(len(calibration.draws))} draws from the posterior come from it by ensemble MCMC (Goodman & Weare "
        f"2010), with an effective size of {number(calibration.posterior.effective)}. "
        f"{len(calibration.checked.inputs)} points of the posterior were simulated in full. Each is weighted by "
        "its likelihood as simulated over its likelihood as emulated (importance sampling), with an effective size of "
        f"{number(calibration.checked.effective, 1)}.",
        words.faithfulness(calibration),
        *words.cautions(calibration),
    ]
    off = np.abs(calibration.checked_misses - calibration.checked.emulated).mean(axis=0)
    rows = [
        [Cell(clean(target.name)), Cell(number(float(size), 2))]
        for target, size in zip(calibration.targets.fitted, off, strict=True)
    ]
    table = Table("Mean absolute difference of emulator and simulation, in tolerances", ["Target", "Difference"], rows)
    return Section("found", "Method", lead, [Fold("The emulator by target", [table])])
