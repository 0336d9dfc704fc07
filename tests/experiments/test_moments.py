"""Moments of truth: importance by counterfactual runs, what a survey makes of it, and what to do."""

import numpy as np
import pandas as pd
import pytest

from experiments.measures.paired import Estimate
from experiments.moments.decision import decision
from experiments.moments.derived import RATED, STATED, derived, rank_correlation, relative_weights, shapley
from experiments.moments.importance import true_importance
from experiments.moments.moments import Place
from experiments.moments.runs import WORLDS_A_PART, Part, parts_of
from experiments.moments.worlds import CAUSE, TOUCHPOINT, Moment, counterfactuals
from sim.state.market_tables import DIMENSIONS
from tests.worlds import levers, shipped, simulation, with_numbers


def test_shares_of_independent_predictors():
    """Of predictors that have nothing to do with each other each explains the square of its correlation."""
    with_overall = np.array([0.6, 0.3, 0.1])
    for shares in (shapley, relative_weights):
        assert shares(np.eye(3), with_overall) == pytest.approx(with_overall**2)


def test_shares_add_up_to_what_is_explained():
    """Shapley values and relative weights add up to R2, and twins share alike."""
    among = np.array([(1, 0.8, 0.2), (0.8, 1, 0.2), (0.2, 0.2, 1)])
    with_overall = np.array([0.5, 0.5, 0.4])
    explained = with_overall @ np.linalg.solve(among, with_overall)
    for shares in (shapley, relative_weights):
        parts = shares(among, with_overall)
        assert parts.sum() == pytest.approx(explained)
        assert parts[0] == pytest.approx(parts[1])


def test_survey_finds_what_drives_an_answer():
    """A touchpoint that alone drives recommendation has all of the derived importance; a stated one is as stated."""
    luck = np.random.default_rng(1)
    good, idle = luck.integers(0, 11, (2, 400)).astype(float)
    answers = pd.DataFrame({"brand": "acme", "recommendation": good, RATED + "app": good, RATED + "shop": idle})
    found = derived(answers.assign(**{STATED + "app": 2.0, STATED + "shop": 9.0}), "acme")
    assert found["shapley"]["app"] > 0.95
    assert found["regression"]["app"] > 0.95 > 0.1 > abs(found["regression"]["shop"])
    assert found["stated"].to_dict() == {"app": 2.0, "shop": 9.0}
    assert rank_correlation(found["shapley"], found["stated"]) != rank_correlation(found["shapley"], found["shapley"])


def test_touchpoints_hardly_rated_are_left_out():
    """What fewer than thirty people rate tells nothing."""
    ratings = np.where(np.arange(100) < 20, np.arange(100) % 11, np.nan)
    answers = pd.DataFrame({"brand": "acme", "recommendation": np.arange(100) % 11, RATED + "app": ratings})
    assert derived(answers.assign(**{STATED + "app": ratings}), "acme").empty


def test_every_moment_has_its_worlds():
    """Two worlds of each touchpoint, one step apart from the baseline each, and one of each cause."""
    market = shipped("telecom")
    worlds = list(counterfactuals(market, "acme", 0.05))
    assert len(worlds) == 2 * len(market.touchpoints) + len(market.causes)
    steps = [world.steps for world in worlds if world.moment.kind == TOUCHPOINT]
    assert sorted(np.round(steps, 9)) == [-1.0] * len(market.touchpoints) + [1.0] * len(market.touchpoints)
    for world in worlds:
        world.scenario.check_against(market, 52)


def test_a_step_ends_where_quality_ends():
    """A touchpoint near perfection can be made better by less than a step, and importance is per whole step."""
    market = with_numbers("telecom", {f"touchpoints.app.quality.acme.{each}": 0.99 for each in DIMENSIONS})
    better = next(w for w in counterfactuals(market, "acme", 0.05) if w.moment.name == "app" and w.steps > 0)
    assert better.steps == pytest.approx(0.2)


def test_importance_is_per_step_and_paired():
    """Half the difference of better and worse for a touchpoint, the difference from the baseline for a cause."""
    rows = [
        (seed, kind, name, steps, "all", value + 10 * seed)
        for seed in (1, 2)
        for kind, name, steps, value in (
            ("baseline", "baseline", 0.0, 0.0),
            (TOUCHPOINT, "app", 1.0, 3.0),
            (TOUCHPOINT, "app", -1.0, -1.0),
            (CAUSE, "billing", 1.0, 5.0),
        )
    ]
    runs = pd.DataFrame(rows, columns=["seed", "kind", "name", "steps", "segment", "retention"])
    found = true_importance(runs, "retention")
    assert found[Moment(TOUCHPOINT, "app")].tolist() == [2.0, 2.0]
    assert found[Moment(CAUSE, "billing")].tolist() == [5.0, 5.0]


def test_causes_are_independent():
    """A cause taken away begins nowhere any more, and no episode of another cause begins or ends by it."""
    baseline = simulation("telecom", 2000, seed=5)
    market = shipped("telecom")
    without = levers({f"causes.reliability.weekly_probability.{brand}": 0.0 for brand in market.brands})
    healed = baseline.fork(without)
    before = baseline.world.episodes.copy()
    baseline.step()
    healed.step()
    k = list(market.causes).index("reliability")
    others = np.arange(len(market.causes)) != k
    stay = baseline.world.customers["brand"] == healed.world.customers["brand"]
    assert np.array_equal(baseline.world.episodes[stay][:, others], healed.world.episodes[stay][:, others])
    begun = (before[:, k] == 0) & (baseline.world.episodes[:, k] > 0)
    assert begun.sum() > 0
    assert healed.world.episodes[(before[:, k] == 0), k].max() == 0


def place(importance: float, ahead: float, asked: float = -0.1) -> Place:
    near = [Estimate(x, x - 0.01, x + 0.01, 1.0, 5) for x in (importance, ahead, -0.1, asked)]
    return Place(near[0], near[1], "kite", near[2], near[3])


@pytest.mark.parametrize(
    "where, positioning, expected",
    [
        (place(1.0, -0.2), 0.6, "mend"),
        (place(1.0, -0.2, 0.1), 0.2, "good enough"),
        (place(1.0, -0.2, -0.1), 0.2, "mend"),
        (place(1.0, 0.0), 0.6, "keep"),
        (place(0.1, 0.2), 0.6, "save"),
        (place(0.1, -0.2), 0.6, "leave"),
    ],
)
def test_decisions(where, positioning, expected):
    """What matters and is clearly behind is mended, unless a low-cost brand keeps what it promises."""
    assert decision(where, 0.5, positioning) == expected


def test_parts_cover_all_worlds_once():
    """Each world of each seed is in one part."""
    parts = parts_of(range(1, 3), 2 * WORLDS_A_PART + 1)
    worlds = [(part.seed, world) for part in parts for world in range(part.first, part.last)]
    assert sorted(worlds) == [(seed, world) for seed in (1, 2) for world in range(2 * WORLDS_A_PART + 1)]
    assert parts[0] == Part(1, 0, 0, WORLDS_A_PART)
