"""Comparisons: paired seeds in any order, precise when asked, resumable, with all that a report needs."""

from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pytest

from experiments.comparison.compare import ScenarioInfo, compare
from experiments.comparison.matching import MOVED, MOVED_COLUMNS, WEEKS, Matched
from experiments.errors import RequestError
from experiments.experiment.lab import Lab
from experiments.results.store import Store
from experiments.running.replications import Precision, Replications
from experiments.running.study import Study
from sim.market.messages import InputError
from sim.scenarios.levers import Cost, Lever
from sim.scenarios.scenario import Scenario

MANIFEST = {"cxsim": "0", "inputs": {}}


@dataclass(frozen=True)
class ToyStudy(Study):
    """A study whose weeks are made by hand: common random variation of size 100, and of size 1 for each scenario."""

    booked: object = None
    seeds_run: list = field(default_factory=list)

    def run(self, seed: int) -> pd.DataFrame:
        self.seeds_run.append(seed)
        luck = np.random.default_rng(seed)
        shared, own = luck.normal(0, 100), luck.normal(0, 1)
        return pd.concat(
            [
                self.booked("baseline", seed, revenue_eur=[1000 + shared, 1000]),
                self.booked("dearer", seed, revenue_eur=[1000 + shared, 1010 + own]),
            ]
        )


class ToyFutures(Matched):
    """The weeks of a toy study, in which nobody moves."""

    def __call__(self, seed: int) -> dict[str, pd.DataFrame]:
        return {WEEKS: self.study.run(seed), MOVED: pd.DataFrame(columns=list(MOVED_COLUMNS))}

    def fits(self, seed: int, found: object) -> bool:
        return isinstance(found, dict)  # by hand, of two of the brands only


@pytest.fixture(autouse=True)
def toy_futures(monkeypatch) -> None:
    """Let comparisons take their weeks from the toy study."""
    monkeypatch.setattr("experiments.comparison.compare.Matched", ToyFutures)


@pytest.fixture
def study(booked) -> ToyStudy:
    """Return a study of two scenarios on the telecom market, with hand-made weeks."""
    real = Study.of("telecom", brand="acme", weeks=2)
    dearer = Scenario(name="dearer", levers=(Lever(path="brand.offer.price_eur", add=1.0),))
    return ToyStudy(real.market, (Scenario.baseline(), dearer), "acme", 100, 2, booked=booked)


def tables(comparison) -> tuple:
    return comparison.summary, comparison.per_seed, comparison.weekly


def assert_same(one, other) -> None:
    """Check that two comparisons hold the same bits."""
    for mine, yours in zip(tables(one), tables(other), strict=True):
        pd.testing.assert_frame_equal(mine, yours, check_exact=True)


def test_common_random_variation_cancels(study):
    """The difference of 10 EUR is found to within one although each run swings by hundreds."""
    line = compare(study, Replications(20)).summary.set_index(["metric", "scenario"]).loc[("revenue_eur", "dearer")]
    assert line.low < 10 < line.high
    assert line.high - line.low < 2


def test_order_of_arrival_changes_nothing(study, monkeypatch):
    """Whichever worker is faster, the comparison has the same bits."""
    in_order = compare(study, Replications(8))
    monkeypatch.setattr(
        "experiments.experiment.lab.results",
        lambda task, seeds, *_, **__: ((seed, task(seed)) for seed in sorted(seeds, reverse=True)),
    )
    assert_same(in_order, compare(study, Replications(8)))


def test_precision_asks_for_as_many_as_needed(study):
    """The interval is narrow enough after the replications that were taken, and was not one before."""
    wanted = Precision(0.6)
    comparison = compare(study, Replications(200, precision=wanted), metric="revenue_eur")
    used = len(comparison.seeds)
    assert 5 < used < 200

    def half_width(count: int) -> float:
        line = compare(study, Replications(count), metric="revenue_eur").summary
        line = line[(line.metric == "revenue_eur") & (line.scenario == "dearer")].iloc[0]
        return (line.high - line.low) / 2

    assert half_width(used) <= 0.6 < half_width(used - 1)


def test_precision_ignores_seeds_begun_in_vain(study, monkeypatch):
    """Runs that arrive before an earlier seed do not count until the gap is closed, so that speed decides nothing."""
    plan = Replications(200, precision=Precision(0.6))
    in_order = compare(study, plan, metric="revenue_eur")

    def in_tens_backwards(task, seeds, *_, **__):
        seeds = list(seeds)
        for start in range(0, len(seeds), 10):
            yield from ((seed, task(seed)) for seed in reversed(seeds[start : start + 10]))

    monkeypatch.setattr("experiments.experiment.lab.results", in_tens_backwards)
    assert_same(in_order, compare(study, plan, metric="revenue_eur"))


def test_precision_gives_up_at_the_most(study):
    """A precision that cannot be reached ends at the cap."""
    plan = Replications(7, precision=Precision(1e-9))
    assert len(compare(study, plan, metric="revenue_eur").seeds) == 7


def test_precision_needs_five_seeds(study):
    """A precision is not accepted after three seeds."""
    plan = Replications(50, precision=Precision(1e9))
    assert len(compare(study, plan, metric="revenue_eur").seeds) == 5


@pytest.mark.parametrize(("text", "expected"), [("500", Precision(500.0)), ("10%", Precision(0.1, is_relative=True))])
def test_precision_is_read(text, expected):
    """A precision is a number in the unit of the metric, or a share of the difference."""
    assert Precision.parse(text) == expected


@pytest.mark.parametrize("text", ["0", "-5%", "nan", "inf", "narrow", "%", ""])
def test_nonsense_precision_is_refused(text):
    """Nothing is narrower than zero."""
    with pytest.raises(ValueError):
        Precision.parse(text)


def test_relative_precision_is_relative_to_the_difference():
    """A half width of 1 around 20 is 5 %, around 2 it is 50 %."""
    spread = np.array([[-1.0], [0.0], [1.0]]) * 0.4025  # half width 1 for three seeds
    assert Precision(0.05, is_relative=True).share_reached(spread + 20) == pytest.approx(1, rel=1e-3)
    assert Precision(0.05, is_relative=True).share_reached(spread + 2) == pytest.approx(0.1, rel=1e-3)


def test_expected_replications_follow_the_square_root_law():
    """An interval twice too wide after 10 seeds needs about 40."""
    differences = np.array([[-1.0], [1.0]] * 5)
    reached = Precision(1.0).share_reached(differences)
    assert Replications(500, precision=Precision(0.5 / reached)).expected(differences) == 40


def test_interrupted_comparison_goes_on(study, tmp_path):
    """Seeds kept by an interrupted attempt are not run again, and the result is that of an undisturbed one."""
    store = Store(tmp_path, MANIFEST)

    def interrupt_at_three(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(study, Replications(6), lab=Lab(store, bar=lambda title: nullcontext(interrupt_at_three)))
    assert [seed for seed in range(1, 7) if store.kept(f"seed-{seed}") is not None] == [1, 2, 3]
    again = replace(study, seeds_run=[])
    resumed = compare(again, Replications(6), lab=Lab(Store(tmp_path, MANIFEST)))
    assert again.seeds_run == [4, 5, 6]
    assert_same(resumed, compare(study, Replications(6)))


def test_fewer_replications_than_kept_use_the_first(study, tmp_path):
    """A smaller comparison in the same folder is not made larger by what is there."""
    lab = Lab(Store(tmp_path, MANIFEST))
    compare(study, Replications(6), lab=lab)
    assert compare(study, Replications(4), lab=lab).seeds == (1, 2, 3, 4)


def test_weeks_come_in_the_order_of_scenarios_and_seeds(study):
    """The baseline comes first, and seeds count upwards from the first."""
    comparison = compare(study, Replications(3, first=10))
    assert list(dict.fromkeys(comparison.weekly["seed"])) == [10, 11, 12]
    assert [info.name for info in comparison.scenarios] == ["baseline", "dearer"]
    assert list(dict.fromkeys(comparison.weekly["scenario"])) == ["baseline", "dearer"]


def test_scenario_is_described_by_its_changes(study):
    """The description has one row per number and segment, with before, after and source grade, and all costs."""
    lever = Lever(path="brand.offer.price_eur", add=1.0, from_week=8, cost=Cost(one_off_eur=10, weekly_eur=2))
    scenario = Scenario(name="dearer", levers=(lever,), cost=Cost(one_off_eur=5))
    info = ScenarioInfo.of(scenario, study.market, round(study.market.category.customers))
    assert list(info.changes["segment"]) == list(study.market.segments)
    assert ((info.changes["after"] - info.changes["before"]).round(9) == 1).all()
    assert (info.one_off_eur, info.weekly_eur, info.from_week) == (15, 2, 8)


def test_baseline_changes_nothing(study):
    """The baseline has a table of changes too, an empty one."""
    info = ScenarioInfo.of(Scenario.baseline(), study.market, 1000)
    assert info.changes.empty
    assert "grade" in info.changes


def test_baseline_is_added_once():
    """The baseline is there whether it is named or not."""
    for named in ((), ("baseline",), ("price-cut", "baseline")):
        assert [each.name for each in Study.of("telecom", named).scenarios].count("baseline") == 1


def test_market_fills_in_what_is_not_said():
    """Size, horizon and brand come from the market file."""
    study = Study.of("telecom", ["price-cut"])
    category = study.market.category
    assert (study.customers, study.weeks, study.brand) == (
        category.customers,
        category.horizon_weeks,
        study.market.focus,
    )


def test_same_name_twice_is_refused(tmp_path):
    """Two scenarios with the same name are refused."""
    own = tmp_path / "price-cut.yaml"
    own.write_text("question: Mine?\nlevers: [{set: brand.offer.price_eur, multiply: 0.9}]\n")
    with pytest.raises(RequestError, match="two scenarios have the same name, price-cut"):
        Study.of("telecom", ["price-cut", own])


def test_brands_of_scenarios_must_agree():
    """Strategies of different brands need to be told whose figures are compared."""
    cheaper = Lever(path="brand.offer.price_eur", multiply=0.9)
    pair = [Scenario(name=brand, brand=brand, levers=(cheaper,)) for brand in ("acme", "kite")]
    with pytest.raises(RequestError, match=r"different brands \(acme, kite\)"):
        Study.of("telecom", pair)
    assert Study.of("telecom", pair, brand="kite").brand == "kite"
    assert Study.of("telecom", pair[1:]).brand == "kite"


def test_unknown_brand_is_refused_with_the_nearest():
    """A slip of the finger is answered with the nearest brand."""
    with pytest.raises(RequestError, match="did you mean 'acme'"):
        Study.of("telecom", brand="acne")


def test_lever_after_the_horizon_is_refused():
    """A scenario that would begin after the last week is no scenario."""
    with pytest.raises(InputError, match="after the end of the run"):
        Study.of("telecom", ["fix-root-causes"], weeks=4)
