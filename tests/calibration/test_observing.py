"""What a market shows in the place of a target is what everybody else reports of it."""

import numpy as np
import pytest

from experiments.calibration.observing import Observation
from experiments.calibration.target_file import last_week
from experiments.calibration.targets import Target
from experiments.running.study import Study
from experiments.running.trials import Trial
from experiments.validation.jobs import watched
from experiments.validation.patterns.retention_curve import cohort_followed, survival
from experiments.validation.patterns.shopping import orders_placed
from sim.model import LoyaltyModel
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.indicators import with_indicators
from tests.worlds import simulation, with_numbers

CUSTOMERS, SEED = 400, 3
TELECOM = with_numbers("telecom", {"category.burn_in_weeks": 4})
RETAIL = with_numbers("retail", {"category.burn_in_weeks": 6})


def series(metric: str, brand: str, week: int, segment: str = "") -> Target:
    """Return a target of a weekly series."""
    return Target("series", metric, brand, segment, 1.0, 1.0, week=week)


def seen(market, targets, values=None) -> np.ndarray:
    """Return what the targets see of a market."""
    look = Observation(Study.of(market, customers=CUSTOMERS), tuple(targets))
    return look(Trial(0, SEED, values or {}))[0]


def test_series_are_those_of_the_model():
    """Rates of a brand, a segment and all together are the indicators of the weekly table; share is of customers."""
    model = LoyaltyModel(TELECOM, customers=CUSTOMERS, seed=SEED).run(8)
    booked = model.booked[model.booked["brand"] != "none"]

    def shown(week: int, keep: str, metric: str) -> float:
        rows = booked[(booked["week"] == week)].query(keep).drop(columns=["week", "brand", "segment"])
        return float(with_indicators(rows.sum().to_frame().T)[metric].iloc[0])

    acme, everybody = (
        booked[booked["week"] == 8].query(q)["customers"].sum() for q in ("brand == 'acme'", "index >= 0")
    )
    found = seen(
        TELECOM,
        [
            series("nps", "acme", 5),
            series("satisfaction", "kite", 8, "young"),
            series("churn", "", 8),
            series("share", "acme", 8),
        ],
    )
    expected = [
        shown(5, "brand == 'acme'", "nps"),
        shown(8, "brand == 'kite' and segment == 'young'", "satisfaction"),
        shown(8, "index >= 0", "churn"),
        100 * acme / everybody,
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_retention_is_that_of_the_published_pattern():
    """A retention table is counted as the pattern of Fader & Hardie counts it, whatever else is looked at."""
    world = Simulation(TELECOM, Scenario.baseline(), CUSTOMERS, SEED)
    world.burn_in()
    expected = survival(watched(world, {("", ""): cohort_followed(world)})["", ""]["customers"])
    ages = [Target("retention", "", "", "", 50, 1, age=float(age)) for age in (2, 1)]
    found = seen(TELECOM, [*ages, series("nps", "acme", 3)])
    np.testing.assert_allclose(found[:2], [expected[2], expected[1]], rtol=1e-12)


def test_moments_are_over_customers():
    """Mean, standard deviation and correlation are those of the table of customers at the end of the week."""
    world = simulation(TELECOM, CUSTOMERS, SEED)
    for _ in range(3):
        world.step()
    of_acme = world.world.customers[world.world.customers["brand"] == 0]
    trust, satisfaction = of_acme["trust"].astype(float), of_acme["satisfaction"].astype(float)
    expected = [trust.mean(), trust.std(ddof=1), np.corrcoef(trust, satisfaction)[0, 1]]
    metrics = ("mean trust", "sd trust", "correlation trust satisfaction")
    found = seen(TELECOM, [Target("moment", metric, "acme", "", 1, 1, week=3) for metric in metrics])
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_repeats_count_orders_of_new_customers():
    """The histogram of repeats is what one counts order by order, from the first week of the burn-in on."""
    world = Simulation(RETAIL, Scenario.baseline(), CUSTOMERS, SEED)
    shop = list(RETAIL.brands).index(RETAIL.focus)
    known = set(np.flatnonzero(world.world.customers["brand"] == shop))
    orders: dict[int, int] = {}
    while world.week < 20:
        world.step()
        buyers = set(np.flatnonzero(orders_placed(world) == shop))
        if 1 <= world.week <= 8:
            orders |= {who: 0 for who in buyers - known if who not in orders}
        if world.week <= 0:
            known |= buyers
        for who in buyers & orders.keys():
            orders[who] += 1
    repeats = np.array(list(orders.values())) - 1
    classes = [(0, False), (1, False), (2, True)]
    targets = [
        Target("repeats", "", RETAIL.focus, "", 1, 1, week=20, shortest=12, times=times, and_more=more)
        for times, more in classes
    ]
    found = seen(RETAIL, targets)
    np.testing.assert_allclose(
        found, [100 * np.mean(repeats == 0), 100 * np.mean(repeats == 1), 100 * np.mean(repeats >= 2)]
    )
    assert found.sum() == pytest.approx(100)


def test_nobody_to_look_at():
    """Where there are no customers nothing is observed, and nothing is made up."""
    alone = with_numbers(
        "telecom",
        {
            "category.burn_in_weeks": 0,
            "brands.pico.enters_in_week": 30,
            "brands.pico.share": 0,
            "brands.acme.share": 1 - sum(TELECOM.brands[name].share for name in ("kite", "orchid")),
        },
    )
    assert np.isnan(seen(alone, [series("nps", "pico", 2)])).all()


def test_other_numbers_are_lived():
    """A trial's values take the place of the market's own."""
    calm = seen(
        TELECOM,
        [series("churn", "", 8)],
        {"behaviour.loyalty.hazard": 0.0, "behaviour.loyalty.window_probability": 0.0},
    )
    wild = seen(TELECOM, [series("churn", "", 8)], {"behaviour.loyalty.hazard": 0.5})
    assert wild > calm


@pytest.mark.parametrize(
    "target, week",
    [
        (series("nps", "acme", 7), 7),
        (Target("retention", "", "", "", 1, 1, age=0.5), 52 + 26),
        (Target("repeats", "", "acorn", "", 1, 1, week=39, shortest=27), 39),
        (Target("repeats", "", "acorn", "", 1, 1, week=33, shortest=33), 52 + 33),
    ],
)
def test_a_run_is_as_long_as_its_targets_ask_for(target, week):
    """The last week simulated is the last one that a target looks at."""
    assert last_week((target,)) == week
