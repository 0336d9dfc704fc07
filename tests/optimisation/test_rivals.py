"""A budget is split while rivals react, and the page tells what the reaction costs."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.experiment.lab import Lab
from experiments.optimisation import words
from experiments.optimisation.budget import Budget
from experiments.optimisation.files import portfolio_of
from experiments.optimisation.futures import Measure, TaskFor
from experiments.optimisation.objectives import objectives
from experiments.optimisation.optimum import Problem, optimise
from experiments.optimisation.view import OptimumView
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials
from sim.policies.rivals import load_rivals
from sim.scenarios.levers import Cost, Lever
from sim.scenarios.scenario import Scenario
from tests.laws.years import restless
from tests.optimisation.conftest import BUDGET
from tests.optimisation.standin import RETURN
from tests.optimisation.standin import TaskFor as StandIn

METRICS = ("npv_eur", "churn")
WHOLE = np.ones((1, 1))
CUT = Lever(path="brand.offer.price_eur", multiply=0.8, from_week=2, cost=Cost(one_off_eur=1000))


def task_for(rivals: str | None, brand: str = "acme") -> TaskFor:
    """Return the task of a price cut by a brand, with rivals of a preset."""
    market = restless("telecom")
    cut = Scenario(name="cut", brand=brand, levers=(CUT,))
    study = Study.of(market, [cut], customers=120, weeks=16)
    study = replace(study, rivals=load_rivals(rivals, market) if rivals else None)
    return TaskFor(study, portfolio_of(market, [cut], ["continuous"], 16), METRICS)


def test_splits_are_tried_against_rivals_that_react():
    """A split and its baseline are those of a sweep with the same rivals, bit for bit; without them, those without."""
    trial, faced, alone = Trial(0, 1, {}), task_for("retaliate"), task_for(None)
    swept = Trials(replace(faced.study, scenarios=faced.study.reacting, rivals=None), METRICS)(trial)
    np.testing.assert_array_equal(swept, faced(WHOLE)(trial))
    np.testing.assert_array_equal(alone(WHOLE)(trial), faced.while_rivals_go_on()(WHOLE)(trial))
    assert (faced(WHOLE)(trial)[1] != alone(WHOLE)(trial)[1]).all()


def test_rivals_that_keep_change_no_gain():
    """With rivals of whom nobody reacts a split brings what it brings without, bit for bit."""
    trial = Trial(0, 1, {})
    np.testing.assert_array_equal(task_for(None)(WHOLE)(trial), task_for("keep")(WHOLE)(trial))


def test_rivals_are_those_of_the_brand_that_acts():
    """Where another brand than the focus acts, its rivals react in the baseline too, and it does not react itself."""
    study = task_for("imitate", brand="kite").study
    played = study.reacting
    assert [set(scenario.policies) for scenario in played] == [{"acme", "orchid", "pico"}] * 2


@pytest.fixture(scope="module")
def faced_view(portfolio) -> OptimumView:
    """Return an optimum of the stand-in whose rivals take a third of every return."""
    problem = Problem(
        portfolio, Budget.of(portfolio, BUDGET), objectives(("npv_eur",), 20_000, 20_000), samples=20, seeds=5
    )
    measures = [
        Measure(StandIn(portfolio.costs_eur, returns=part * RETURN, noise=300.0), ("npv_eur",), Lab())
        for part in (2 / 3, 1.0)
    ]
    return OptimumView(optimise(problem, *measures), "Telecom", "Acme", 52, 20_000, "All rivals retaliate")


def test_the_page_tells_what_the_reaction_costs(faced_view):
    """The gain is told with and without the reaction, and their difference in the same futures."""
    optimum = faced_view.optimum
    faced, alone = optimum.appraisal.of(optimum.split), optimum.unopposed.of(optimum.split)
    assert (faced < alone).all()
    told = words.reaction(faced_view)
    assert "With rivals that react the chosen split changes" in told
    assert "The reaction makes a difference of EUR\u00a0−" in told
    assert "Rivals react in all of them, the baseline too: “All rivals retaliate”." in words.measured(faced_view)


def test_nothing_is_told_of_rivals_that_nobody_asked_for(optimum):
    """Without the option neither words nor tables speak of a reaction."""
    view = OptimumView(optimum, "Telecom", "Acme", 52, 20_000)
    assert words.reaction(view) == ""
    assert "ivals" not in words.measured(view)


@pytest.mark.slow
@pytest.mark.usefixtures("plain_report")
def test_the_command_with_rivals(cxsim, tmp_path):
    """The folder keeps the rivals, one worker and two find the same bits, and a repetition makes them again."""
    Path("small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 4}\n")
    sizes = ("--customers=100", "--weeks=12", "--samples=10", "--seeds=3", "--budget=8000")
    request = ("optimise", "small.yaml", "fix-root-causes", *sizes, "--rivals=retaliate")
    tables = {}
    for workers in ("1", "2"):
        answer = cxsim(*request, f"--workers={workers}", f"--out={workers}")
        assert answer.code == 0, answer.error
        tables[workers] = json.loads(Path(workers, "manifest.json").read_text())["outputs"]
    assert tables["1"] == tables["2"]
    assert list(pd.read_csv("1/reaction.csv")["rivals"]) == ["react", "go on"]
    assert "If rivals react" in Path("1/optimum.html").read_text()
    assert Path("1/inputs/rivals.yaml").exists()
    assert cxsim("rerun", "1").code == 0
    wrong = cxsim(*request[:-1], "--rivals=usuall", "--out=wrong")
    assert wrong.code == 1
    assert "did you mean 'usual'" in wrong.error
    assert not Path("wrong").exists()
