"""The NumPy form does the same work: its totals agree with those of the kernel within chance."""

import numpy as np
import pytest

from benchmarks.vectorised.draws import Alias
from benchmarks.vectorised.market import VectorisedMarket
from sim.foundations.draws import uniform_columns
from sim.state.counters import COUNTERS
from sim.state.ledger import as_numbers

WEEKS = 10
EVENTS = (
    "gains", "losses", "orders", "deliveries", "shortlisted", "encounters_buying", "encounters_receiving",
    "encounters_using", "encounters_help", "problems", "complaints", "silent_problems", "contacts", "solved",
    "said_positive", "said_negative", "heard_positive", "heard_negative", "heard_departures", "life_events",
    "extensions", "outreaches", "promoters", "detractors", "type_loyal", "under_users", "aware", "need_aware",
    "searching", "ordered",
)  # fmt: skip
MEANS = ("satisfaction", "trust", "attachment", "habit", "image", "recommendation", "needed", "adopted")


@pytest.fixture(scope="module")
def totals(under_way) -> tuple[np.ndarray, dict[type, np.ndarray]]:
    """Return counters (weeks, brands and none, COUNTERS) of the kernel, and of both NumPy forms."""
    simulation = under_way("telecom", 20_000)
    forms = {real: VectorisedMarket(simulation, real) for real in (np.float64, np.float32)}
    kernel, vectorised = [], {real: [] for real in forms}
    for _ in range(WEEKS):
        simulation.step()
        kernel.append(as_numbers(simulation.totals).sum(axis=1))
        for real, form in forms.items():
            form.step()
            vectorised[real].append(as_numbers(form.totals).sum(axis=1))
    return np.array(kernel), {real: np.array(weeks) for real, weeks in vectorised.items()}


@pytest.mark.parametrize("real", [np.float64, np.float32])
class TestTotals:
    """Totals of ten weeks of 20,000 customers."""

    @pytest.mark.parametrize("event", EVENTS)
    def test_events(self, totals, real, event):
        """Every brand sees as many events, within four standard errors of two independent counts."""
        kernel, vectorised = (weeks[:, :, COUNTERS.index(event)].sum(axis=0) for weeks in (totals[0], totals[1][real]))
        assert kernel.sum() > 0
        assert np.all(np.abs(vectorised - kernel) <= 4.0 * np.sqrt(2.0 * np.maximum(kernel, 4.0)))

    @pytest.mark.parametrize("mean", MEANS)
    def test_means(self, totals, real, mean):
        """At the end customers of every brand are, on average, in the same state."""
        last = [weeks[-1, :-1] for weeks in (totals[0], totals[1][real])]
        kernel, vectorised = (
            week[:, COUNTERS.index(f"{mean}_sum")] / week[:, COUNTERS.index("customers")] for week in last
        )
        np.testing.assert_allclose(vectorised, kernel, rtol=2e-3, atol=1e-3)

    @pytest.mark.parametrize("flow", ["revenue_eur", "service_cost_eur", "support_cost_eur", "wait_minutes_sum"])
    def test_money_and_time(self, totals, real, flow):
        """Bills are the same to a thousandth; what hangs on rare contacts to a quarter."""
        kernel, vectorised = (weeks[:, :, COUNTERS.index(flow)].sum() for weeks in (totals[0], totals[1][real]))
        assert vectorised == pytest.approx(kernel, rel=2e-3 if flow in ("revenue_eur", "service_cost_eur") else 0.25)

    def test_everybody_is_there(self, totals, real):
        """Nobody is lost or doubled."""
        assert np.all(totals[1][real][:, :, COUNTERS.index("customers")].sum(axis=1) == 20_000)


def test_luck_is_shared(totals):
    """The first week has the very life events, bills and messages of the kernel: addresses and state are the same."""
    first = totals[0][0], totals[1][np.float64][0]
    for name in ("life_events", "revenue_eur", "heard_positive", "heard_negative", "deliveries", "users"):
        expected, counted = (week[:, COUNTERS.index(name)] for week in first)
        np.testing.assert_array_equal(counted, expected, err_msg=name)


def test_repeat_purchases_are_refused(under_way):
    """The NumPy form says that it knows subscriptions only."""
    with pytest.raises(ValueError, match="subscription"):
        VectorisedMarket(under_way("retail", 200, weeks=0))


def test_alias_picks_by_weight():
    """Walker's cells give every category its probability, and none to those without weight."""
    weights = np.array([[0.0, 1.0, 2.0, 5.0], [1.0, 1.0, 0.0, 0.0]])
    u = uniform_columns(1, 1, 1, np.arange(100_000))[:, 0]
    for row, probabilities in enumerate(weights / weights.sum(axis=1, keepdims=True)):
        counts = np.bincount(Alias(weights).pick(u, row), minlength=4)
        assert np.all(np.abs(counts / u.size - probabilities) <= 4.0 * np.sqrt(probabilities / u.size))
