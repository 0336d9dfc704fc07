"""Matched customers: who ends elsewhere than in the baseline, exactly, and through whom."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.comparison.matching import MOVED, WEEKS, Matched, fate
from experiments.comparison.saved import saved_and_lost
from experiments.comparison.stories import LUCK, TOLD, Stories
from experiments.experiment.lab import Lab
from experiments.results.rooms import Room
from experiments.running.study import Study
from sim.diary.twins import step_within, surroundings_of
from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from tests.worlds import document_of

WEEKS_RUN = 26
HEALED = Scenario(
    name="healed",
    levers=tuple(Lever(path=f"causes.{cause}.weekly_probability", to=0.0) for cause in ("reliability", "plan_fit")),
)
SAME = Scenario(name="same", levers=(Lever(path="brand.offer.price_eur", multiply=1.0),))


@pytest.fixture(scope="module")
def study() -> Study:
    """Return a small study in which trouble is healed, beside a strategy that changes nothing."""
    document = document_of("telecom")
    document["category"]["burn_in_weeks"] = 8
    market = Market.model_validate(document)
    return Study.of(market, (HEALED, SAME), brand="acme", customers=900, weeks=WEEKS_RUN)


@pytest.fixture(scope="module")
def future(study) -> dict[str, pd.DataFrame]:
    """Return one future of the study."""
    return Matched(study)(1)


def test_customers_reconcile(study, future):
    """For every brand, customers of the baseline - lost + saved = customers of the scenario, exactly."""
    last = future[WEEKS].query(f"week == {WEEKS_RUN}").groupby(["scenario", "brand"])["customers"].sum()
    for scenario, moved in future[MOVED].groupby("scenario"):
        for brand in (*study.market.brands, "none"):
            gone, come = ((moved[column] == brand).sum() for column in ("brand_in_baseline", "brand_in_scenario"))
            assert last["baseline", brand] - gone + come == last[scenario, brand]


def test_healing_moves_somebody(future):
    """There is something to reconcile, and more are saved than lost."""
    what = fate(future[MOVED].query("scenario == 'healed'"), "acme").value_counts()
    assert what.get("kept", 0) + what.get("won", 0) > what.get("lost", 0) + what.get("missed", 0) > -1


def test_a_change_that_means_nothing_moves_nobody(future):
    """A price multiplied by one moves no customer in any week."""
    assert not (future[MOVED]["scenario"] == "same").any()


def test_a_future_has_the_weeks_of_a_run(study, future):
    """Matching customers changes no bit of the booked weeks."""
    pd.testing.assert_frame_equal(future[WEEKS], study.run(1), check_exact=True)


def test_a_twin_in_its_own_surroundings_is_itself(study):
    """A world that is simulated among its own neighbours, queues and standards has the same bits as by itself."""
    (_, model), *_ = study.begun(2)
    world, twin = model.simulation.fork(Scenario.baseline()), model.simulation.fork(Scenario.baseline())
    for _ in range(6):
        around = surroundings_of(world)
        world.step()
        step_within(twin, around)
    for name in ("customers", "knowledge", "traces", "episodes", "seen"):
        assert np.array_equal(getattr(world.world, name), getattr(twin.world, name)), name


def test_frozen_neighbours_do_not_notice(study):
    """What a strategy does to one customer reaches no other one whose neighbours are frozen: nobody's news is new."""
    silent = replace(study, scenarios=(study.scenarios[0], study.scenarios[2]))
    told = Stories(silent, {1: Matched(silent)(1)[MOVED]})(1)
    assert told[TOLD].empty
    assert (told[LUCK]["gained_otherwise"] == 0).all()


def test_everybody_told_has_a_path_and_a_direct_effect(study, future):
    """Of each customer whom the brand gained or lost it is known why, and what happens among frozen neighbours."""
    found = saved_and_lost(study, {1: future[MOVED]}, 1, Lab())
    assert len(found.own) == len(found.told) > 0
    assert found.told["path"].notna().all()
    assert set(found.told["brand_among_frozen_neighbours"]) <= {*study.market.brands, "none"}
    assert len(found.table) == len(future[MOVED])


def test_tables_by_name_are_kept(tmp_path, future):
    """A future that is kept and read again holds the same tables."""
    Room(tmp_path).keep("future", future)
    kept = Room(tmp_path).kept("future")
    assert set(kept) == {WEEKS, MOVED}
    pd.testing.assert_frame_equal(kept[MOVED], future[MOVED], check_exact=True)


def test_fates():
    """Kept and won are customers because of the strategy; lost and missed would be without it; others do not count."""
    moved = pd.DataFrame(
        [("a", "b", "a"), ("b", "b", "a"), ("a", "a", "b"), ("b", "a", "b"), ("b", "b", "c")],
        columns=["brand_at_start", "brand_in_baseline", "brand_in_scenario"],
    )
    assert fate(moved, "a").tolist() == ["kept", "won", "lost", "missed", ""]
    assert np.array_equal(fate(moved, "c") != "", [False, False, False, False, True])


def test_a_strategy_that_changes_the_start_is_told_too(study):
    """Where a strategy acts from before the burn-in there is no direct effect to tell apart, but there are paths."""
    early = Scenario(name="early", levers=(Lever(path="brand.offer.price_eur", multiply=0.8, from_week=0),))
    short = replace(study, scenarios=(study.scenarios[0], early), customers=300, weeks=12)
    moved = Matched(short)(1)[MOVED]
    told = saved_and_lost(short, {1: moved}, 1, Lab()).told
    assert len(told) > 0
    assert told["brand_among_frozen_neighbours"].isna().all()
