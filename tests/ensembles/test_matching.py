"""History matching on a small market: worlds agree, bits do not depend on workers, and what cannot be is told."""

import numpy as np
import pandas as pd
import pytest

from experiments.design.ensemble import read_ensemble
from experiments.errors import ResultsError
from experiments.experiment.runner import Setting, perform
from experiments.worlds.experiment import WorldsExperiment, WorldsRequest
from experiments.worlds.settling import settled
from experiments.worlds.waves import Effort, _Search
from sim.market.loading import load_market
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from tests.worlds import with_numbers

SMALL = "extends: telecom\ncategory: {burn_in_weeks: 39}\n"
KNOWN = "what,brand,value,tolerance,date\nnps,acme,5,6,\nchurn,,17,3,\nnps,orchid,40,9,2026-06-30\n" + "".join(
    f"share_change,{brand},0,3,\nshare,{brand},{share},4,\n"
    for brand, share in (("acme", 34), ("orchid", 24), ("kite", 23), ("pico", 19))
)
LEVEL = "behaviour.loyalty.recommend_level"
ASSUMED = (LEVEL, "behaviour.loyalty.hazard", "behaviour.choice.habit")
SIZE = {"customers": 300, "points": 24, "waves": 2, "worlds": 5, "within": 0.3, "until": "2025-12-31"}


def found(folder, facts: str, workers: int = 1):
    """Return the worlds of the small market, and the folder of the results."""
    (folder / "market.yaml").write_text(SMALL)
    (folder / "facts.csv").write_text(facts)
    with pytest.MonkeyPatch.context() as patch:  # patterns take most of the weeks, and are tried elsewhere
        patch.setattr("experiments.worlds.evidence.quick_for", lambda kind: ())
        return _found(folder, workers)


def _found(folder, workers: int):
    request = WorldsRequest(market=str(folder), facts=str(folder / "facts.csv"), factors=ASSUMED, **SIZE)
    done = perform(WorldsExperiment(), request, Setting(out=folder / f"out-{workers}", workers=workers))
    return done.result.matched, done.folder


@pytest.fixture(scope="module")
def matched(tmp_path_factory):
    """Return worlds of the small market."""
    folder = tmp_path_factory.mktemp("worlds")
    return *found(folder, KNOWN), folder


def test_worlds_agree_as_simulated(matched):
    """Every world that remains agrees with all that is known, in simulations with seeds that no wave has seen."""
    history, folder, place = matched
    assert len(history.remaining) >= 2
    assert history.checked.implausibility[history.remaining].max() <= 3
    assert len(read_ensemble(folder / "worlds.csv", load_market(place))) == len(history.remaining)


def test_worlds_have_constants_of_their_own(matched):
    """Each world has the brands' constants with which its shares stand still."""
    history, _, _ = matched
    constants = {history.checked.numbers[place]["brands.acme.constant"] for place in history.remaining}
    assert len(constants) > 1


def test_later_figures_are_forecast(matched):
    """What was not known yet rules nothing out, and stands beside what the worlds show."""
    history, folder, _ = matched
    assert "Net promoter score, orchid" not in history.evidence.titles
    (row,) = pd.read_csv(folder / "backtest.csv").to_dict("records")
    assert row["low_95"] < row["low_50"] < row["worlds"] < row["high_50"] < row["high_95"]
    assert np.isnan(row["no_change"])


def test_a_wave_in_which_nothing_agrees_is_no_end():
    """When no world of a wave agrees there is nothing to check, and the search goes on with what it had."""
    search = object.__new__(_Search)
    search.effort, search.numbers, search.runs = Effort(), [{}], [np.zeros((2, 3))]
    search._check([])
    assert len(search.runs) == 1


@pytest.mark.slow
def test_the_same_bits_for_two_workers(matched):
    """Worlds are the same for one worker and for two."""
    _, folder, place = matched
    _, other = found(place, KNOWN, workers=2)
    assert (other / "worlds.csv").read_bytes() == (folder / "worlds.csv").read_bytes()


@pytest.mark.slow
def test_a_fact_out_of_reach_is_named(tmp_path):
    """When no world reaches a fact it is named, with what worlds show."""
    with pytest.raises(ResultsError, match=r"Net promoter score, acme: 99 points is known, and worlds show") as error:
        found(tmp_path, KNOWN.replace("nps,acme,5,6,", "nps,acme,99,1,"))
    assert "none of" in str(error.value)


def test_shares_stand_still_with_the_constants_that_were_found():
    """A brand whose constant is far too high is brought back to the share that it should keep."""
    wanted = {"acme": 0.34, "orchid": 0.24, "kite": 0.23, "pico": 0.19}

    def share_after(is_controlled: bool) -> float:
        market = with_numbers("telecom", {"brands.acme.constant": 4.0, "category.burn_in_weeks": 156.0})
        world = Simulation(market, Scenario.baseline(), 1500, 1)
        if is_controlled:
            constants = settled(world, wanted)
            assert constants["brands.acme.constant"] < 3.0
        else:
            world.burn_in()
        held = np.bincount(world.world.customers["brand"][world.world.customers["brand"] >= 0], minlength=4)
        return float(held[0] / held.sum())

    assert abs(share_after(True) - 0.34) < 0.5 * abs(share_after(False) - 0.34)
