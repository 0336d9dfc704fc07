"""Findings in words: a fit is one only when no target is missed, and no prediction is made where a range decides."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.calibration import words
from experiments.calibration.report import report
from experiments.pages.page import html
from language import speaking

OPTIONS = ("market.yaml", "ranges", "samples", "seeds", "customers", "checks")
OF_TARGETS = ("acme", "kite")


def off_by(calibration, sizes):
    """Return a calibration whose best point misses the targets by some tolerances."""
    seen = calibration.checked.seen.copy()
    for place, (target, size) in enumerate(zip(calibration.targets.all, sizes, strict=True)):
        seen[0, :, place] = target.value + size * target.tolerance
    return replace(calibration, checked=calibration.checked._replace(seen=seen))


def test_a_fit_without_misses_fits(fitted):
    """When every target is met the page says so."""
    met = off_by(fitted, np.zeros(len(fitted.targets.all)))
    assert words.fit(met).startswith("It fits, no target is missed")


def test_missed_targets_are_named(fitted):
    """Two targets missed by 4 and 3 tolerances are named, the farther first, and nothing is said to fit."""
    sizes = np.zeros(len(fitted.targets.all))
    sizes[0], sizes[1] = 3.0, -4.0
    sentence = words.fit(off_by(fitted, sizes))
    assert "fits" not in sentence
    first, second = (words.named(fitted.targets.all[place]) for place in (0, 1))
    assert f"{second} by 4.0 tolerances, {first} by 3.0 tolerances" in sentence


def test_nobody_to_observe_is_said_in_words(fitted):
    """Where simulation has nothing to compare with, no number is missing from a sentence."""
    seen = np.full_like(fitted.checked.seen, np.nan)
    blind = replace(fitted, checked=fitted.checked._replace(seen=seen))
    assert "cannot be compared" in words.faithfulness(blind)
    assert "–" not in words.faithfulness(blind)


@pytest.mark.parametrize("held_out", [True, False])
def test_no_prediction_where_the_range_decides(fitted, monkeypatch, held_out):
    """With a number at an end of its range a held-out figure is not predicted."""
    monkeypatch.setattr(words, "pressing", lambda calibration: ["hazard (the high end)"] if held_out else [])
    calibration = fitted
    if not any(target.is_held_out for target in calibration.targets.all):
        targets = calibration.targets
        out = (*targets.all[:-1], targets.all[-1]._replace(is_held_out=True))
        calibration = replace(calibration, targets=replace(targets, all=out))
    assert words.headline(calibration, "A market").startswith("No prediction") == held_out
    assert (words.predictions(calibration) == []) == held_out


def test_its_page_says_nothing_outside_the_catalogue(pseudo, fitted):
    """In a language made of wide letters no word of the page is left in plain ones, but for names of the user's own."""
    pytest.importorskip("babel", reason="Babel is a tool of developers")
    from tests.languages.pseudo import PLAIN_WORD, untranslated

    names = " ".join([fitted.targets.file, *(each.factor.path for each in fitted.estimates), *OPTIONS])
    with speaking("fr"):
        page = html(report(fitted, "1", 1000))
    assert untranslated(page, *PLAIN_WORD.findall(names.replace("_", " ") + names), *OF_TARGETS) == []
