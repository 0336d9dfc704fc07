"""What is known as statements: intervals with what may be off in them."""

import numpy as np
import pytest

from experiments.worlds.evidence import CUTOFF, STEADY, evidence_of
from tests.worlds import shipped


@pytest.fixture(scope="module")
def evidence():
    """Return what is known of the shipped telecom market, from the facts beside it."""
    return evidence_of(shipped("telecom"), None)


def place_of(evidence, beginning: str) -> int:
    """Return the position of the statement whose title begins so."""
    return next(place for place, title in enumerate(evidence.titles) if title.startswith(beginning))


def test_facts_patterns_and_steadiness_are_known(evidence):
    """The facts beside a market, quick patterns, and that shares stand still are all part of what is known."""
    assert {each.kind for each in evidence.statements} == {"fact", "pattern", STEADY}
    assert sum(evidence.shares.values()) == pytest.approx(1.0)


def test_within_the_interval_nothing_is_implausible(evidence):
    """A pattern is met anywhere in its interval, a fact at its figure."""
    shown = np.array([each.middle for each in evidence.statements])
    assert evidence.implausibility(evidence.scaled(shown), 0.0).max() == pytest.approx(0.0, abs=1e-9)


def test_luck_and_emulation_excuse(evidence):
    """The same miss is less implausible the less is known of what was shown."""
    place = place_of(evidence, "Net promoter score, acme")
    shown = np.array([each.middle for each in evidence.statements])
    shown[place] += 10 * evidence.statements[place].scale
    scaled = evidence.scaled(shown)
    certain, uncertain = (evidence.implausibility(scaled, variance)[place] for variance in (0.0, 100.0))
    assert certain > CUTOFF > uncertain


def test_what_cannot_be_observed_is_ruled_out(evidence):
    """A world in which nobody can be observed for a statement does not agree with it."""
    shown = np.array([each.middle for each in evidence.statements])
    shown[0] = np.nan
    assert np.isinf(evidence.implausibility(evidence.scaled(shown), 0.0)[0])


def test_an_open_interval_has_no_far_end(evidence):
    """Where a pattern asks for at least so much, more is never implausible."""
    place = place_of(evidence, "Blame about a former")
    shown = np.array([each.middle for each in evidence.statements])
    shown[place] = 99.0
    assert evidence.implausibility(evidence.scaled(shown), 0.0)[place] == 0.0
