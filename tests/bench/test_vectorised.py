"""The phases in NumPy do the work of the kernel's: the same customers end in the same state."""

import numpy as np
import pytest

from benchmarks.vectorised import CompiledPhases, VectorisedPhases
from sim.state.states import KNOWLEDGE

WEEKS = 14
CHANGED = (
    "needed", "tension", "habit", "is_open_to_category", "buying", "trigger", "mood", "trust", "best", "worst",
    "grudge", "grudge_brand", "hassle", "echo", "setback", "recoveries", "desire", "tempted_by", "temptation",
)  # fmt: skip
COUNTERS = ("life_events", "said_positive", "said_negative", "reviews_by")
ROUNDING = {np.float64: {"rtol": 2e-6, "atol": 1e-6}, np.float32: {"rtol": 1e-5, "atol": 5e-6}}
"""The kernel stores 32 bits after every week."""


@pytest.fixture(scope="module")
def kernel(under_way) -> CompiledPhases:
    """Return the phases in the kernel, a quarter after they began."""
    compiled = CompiledPhases(under_way("telecom", 3_000))
    for _ in range(WEEKS):
        compiled.step()
    return compiled


@pytest.fixture(scope="module", params=[np.float64, np.float32], ids=["64 bits", "32 bits"])
def vectorised(under_way, request) -> tuple[VectorisedPhases, dict[str, float]]:
    """Return the phases in NumPy after the same weeks, and how far rounding may have taken them."""
    form = VectorisedPhases(under_way("telecom", 3_000), request.param)
    for _ in range(WEEKS):
        form.step()
    return form, ROUNDING[request.param]


def test_customers(kernel, vectorised):
    """Every customer has the same needs, memories and open journeys."""
    form, rounding = vectorised
    for segment in form.segments:
        rows = kernel.world.customers[segment.who]
        for name in CHANGED:
            np.testing.assert_allclose(getattr(segment.me, name), rows[name], **rounding, err_msg=name)
        np.testing.assert_allclose(segment.traces.T, kernel.world.traces[segment.who], **rounding)


def test_knowledge_of_brands(kernel, vectorised):
    """Every customer thinks the same of every brand."""
    form, rounding = vectorised
    for segment in form.segments:
        for name in KNOWLEDGE.names:
            expected = kernel.world.knowledge[name][segment.who]
            np.testing.assert_allclose(getattr(segment.mind, name).T, expected, **rounding, err_msg=name)


def test_talk(kernel, vectorised):
    """The same people speak, with the same words, and the same ties have news."""
    form, _ = vectorised
    for segment in form.segments:
        np.testing.assert_array_equal(segment.said, kernel.world.shown["said"][segment.who])
    np.testing.assert_array_equal(form.next_news, kernel.world.next_news)


@pytest.mark.parametrize("name", COUNTERS)
def test_counters(kernel, vectorised, name):
    """Every brand and segment counts the same events, and some of each."""
    counted = kernel.world.books[name].sum(axis=0)
    assert counted.sum() > 0
    np.testing.assert_array_equal(vectorised[0].totals[name], counted)


def test_repeat_purchases_are_refused(under_way):
    """The NumPy form says that it knows subscriptions only."""
    with pytest.raises(ValueError, match="subscription"):
        VectorisedPhases(under_way("retail", 200, weeks=0))
