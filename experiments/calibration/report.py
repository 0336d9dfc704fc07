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
from experiments.pages.formats import clean, digits, number, share
from experiments.pages.page import Page
from language import mark, phrase, plural

_SHORTEST_CURVE = 3
_MAX_PANELS = 12
_MAX_PAIRS = 6
_AXES = {
    "series": mark("week"),
    "retention": mark("years since the relation began"),
    "repeats": mark("further purchases"),
    "moment": mark("week"),
}


def report(calibration: Calibration, market: str, customers: int) -> Page:
    """Return the page of a calibration.

    Parameters
    ----------
    market : its title.
    customers : simulated.
    """
    points = [
        Point(phrase("Does it fit?"), words.fit(calibration)),
        Point(phrase("What is not identified"), words.identifiability(calibration)[0]),
        Point(phrase("Is the emulator accurate?"), words.faithfulness(calibration)),
    ]
    title = clean(phrase(market))
    chapters = [_predictions(calibration), _factors(calibration), _unidentified(calibration), _found(calibration)]
    return Page(
        title=title,
        lead=[words.headline(calibration, title), *words.predictions(calibration)[1:]],
        blocks=chapters,
        kind=phrase("A market fitted to data"),
        facts=_facts(calibration, customers),
        points=points,
    )


def _facts(calibration: Calibration, customers: int) -> list[str]:
    """Return in a few words what was done."""
    points, seeds = calibration.seen.shape[:2]
    return [
        plural("{count} parameter", "{count} parameters", len(calibration.factors), count=len(calibration.factors)),
        phrase(
            "{fitted} targets fitted, {held_out} held out",
            fitted=len(calibration.targets.fitted),
            held_out=len(calibration.targets.held_out),
        ),
        phrase("{points} points × {seeds}", points=points + len(calibration.checked.inputs), seeds=_seeds(seeds)),
        phrase("{customers} simulated customers", customers=number(customers)),
        phrase("targets: {file}", file=clean(calibration.targets.file)),
    ]


def _seeds(seeds: int) -> str:
    return plural("{count} seed", "{count} seeds", seeds, count=seeds)


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
        named, unit = clean(words.curve(target)), phrase(target.unit)
        reading = phrase(
            "Dots: observed, ± one tolerance; hollow ones were held out. Blue: the fitted market with its {confidence} "
            "interval.",
            confidence=share(CONFIDENCE),
        )
        if baseline:
            reading = f"{reading} {phrase('Dashed: {baseline}.', baseline=phrase(baseline.name))}"
        panel = Panel(
            phrase("{figure}, {unit}", figure=named, unit=unit) if unit else named,
            phrase("{count} targets and the predictions of the fitted market.", count=len(predictions)),
            reading,
        )
        panels.append(figures.curve(panel, predictions, baseline, phrase(_AXES[target.kind]), target.unit))
    blocks = [Figure(panels, legend="")] if panels else []
    table = Fold(phrase("Every target"), [_target_table(calibration.predictions)])
    lead = [*words.predictions(calibration), words.fit(calibration)]
    title = phrase("Predictions of the fitted market")
    return Section("predictions", title, lead, [*blocks, _score_table(calibration), table])


def _score_table(calibration: Calibration) -> Table:
    rows = [
        [
            Cell(clean(words.curve(score.targets[0])), phrase("held out") if score.is_held_out else phrase("fitted")),
            Cell(str(len(score.targets))),
            Cell(words.error(score.error, score.targets[0].unit), tone="clear" if score.is_held_out else ""),
            Cell(words.error(score.best_error, score.targets[0].unit)),
            Cell(words.error(score.baseline_error, score.targets[0].unit), phrase(score.baseline)),
            Cell(share(score.covered)),
        ]
        for score in calibration.scores
    ]
    head = [
        phrase("Curve"),
        phrase("Targets"),
        phrase("Mean absolute error"),
        phrase("Of the best point"),
        phrase("Of a simple model"),
        phrase("In the interval"),
    ]
    reading = phrase(
        "Error of the mean over the posterior, then of the single best point. The simple model was fitted to the same "
        "targets. In the interval: share in the {confidence} interval, tolerance included.",
        confidence=share(CONFIDENCE),
    )
    return Table(phrase("Errors"), head, rows, reading)


def _target_table(predictions: tuple[Prediction, ...]) -> Table:
    rows = [
        [
            Cell(clean(words.named(each.target)), phrase("held out") if each.target.is_held_out else ""),
            Cell(digits(each.target.value, 4), f"± {digits(each.target.tolerance)}"),
            Cell(digits(each.mean, 4), _between(each.low, each.high)),
            Cell(digits(each.best, 4)),
        ]
        for each in predictions
    ]
    head = [phrase("Target"), phrase("Observed"), phrase("Fitted market"), phrase("Best point")]
    return Table(phrase("Targets and predictions"), head, rows)


def _between(low: float, high: float) -> str:
    return phrase("{low} to {high}", low=digits(low, 4), high=digits(high, 4))


def _factors(calibration: Calibration) -> Section:
    """Return the estimate of each factor."""
    panel = Panel(
        phrase("Estimates within their ranges"),
        phrase("One bar per fitted parameter."),
        phrase(
            "Grey: the range (uniform prior). Blue: the {confidence} interval of the posterior. Dot: best value; "
            "diamond: value before the fit.",
            confidence=share(CONFIDENCE),
        ),
    )
    named = {words.short(each.factor.path): each for each in calibration.estimates}
    rows = [
        [
            Cell(clean(each.factor.path), clean(each.factor.unit)),
            Cell(digits(each.factor.default, 4)),
            Cell(digits(each.best, 4)),
            Cell(digits(each.mean, 4), _between(each.low, each.high)),
            Cell(share(max(0.0, each.contraction))),
        ]
        for each in calibration.estimates
    ]
    head = [phrase("Parameter"), phrase("Before"), phrase("Best"), phrase("Mean"), phrase("Contraction")]
    reading = phrase(
        "Mean with its {confidence} interval. Contraction: how much narrower the posterior is than the prior (standard "
        "deviations); 0\u00a0% means that the targets hold no information about the parameter.",
        confidence=share(CONFIDENCE),
    )
    return Section(
        "factors",
        phrase("Fitted parameters"),
        [phrase("market.yaml holds the best values, each with its source and interval, and inherits everything else.")],
        [Figure([figures.ranges(panel, named)], legend=""), Table(phrase("Estimates"), head, rows, reading)],
    )


def _unidentified(calibration: Calibration) -> Section:
    """Return what the targets do not identify."""
    panels = list(_pairs(calibration))
    blocks = [Figure(panels, legend="")] if panels else []
    title = phrase("What the targets do not identify")
    return Section("unidentified", title, words.identifiability(calibration), blocks)


def _pairs(calibration: Calibration) -> Iterator[Panel]:
    """Yield the pairs of factors that are most correlated in the posterior."""
    matrix, factors = correlations(calibration), calibration.factors
    pairs = sorted(combinations(range(len(factors)), 2), key=lambda pair: -abs(matrix[pair]))
    for first, second in pairs[:_MAX_PAIRS]:
        names = [words.short(factors[each].path) for each in (first, second)]
        size = number(float(matrix[first, second]), 2, signed=True)
        trades_off = abs(matrix[first, second]) >= TRADES_OFF
        panel = Panel(
            phrase("{second} against {first}", second=names[1], first=names[0]),
            phrase("Draws from the posterior; correlation {size}.", size=size),
            phrase("Correlation {size}: they trade off.", size=size)
            if trades_off
            else phrase("Correlation {size}.", size=size),
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
        phrase(
            "{points} points were simulated with {seeds} each: two fifths spread over the ranges, the others where "
            "earlier ones agreed with the targets. They alternate over a pool of seeds, so that common effects are "
            "separated from noise. A Gaussian process emulates the results (Higdon et al. 2008); {draws} draws from "
            "the posterior come from it by ensemble MCMC (Goodman & Weare 2010), with an effective size of "
            "{effective_draws}. {checked} points of the posterior were simulated in full. Each is weighted by its "
            "likelihood as simulated over its likelihood as emulated (importance sampling), with an effective size of "
            "{effective}.",
            points=points,
            seeds=_seeds(seeds),
            draws=number(len(calibration.draws)),
            effective_draws=number(calibration.posterior.effective),
            checked=len(calibration.checked.inputs),
            effective=number(calibration.checked.effective, 1),
        ),
        words.faithfulness(calibration),
        *words.cautions(calibration),
    ]
    off = np.abs(calibration.checked_misses - calibration.checked.emulated).mean(axis=0)
    rows = [
        [Cell(clean(words.named(target))), Cell(number(float(size), 2))]
        for target, size in zip(calibration.targets.fitted, off, strict=True)
    ]
    caption = phrase("Mean absolute difference of emulator and simulation, in tolerances")
    table = Table(caption, [phrase("Target"), phrase("Difference")], rows)
    return Section("found", phrase("Method"), lead, [Fold(phrase("The emulator by target"), [table])])
