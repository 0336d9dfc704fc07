"""Worked studies: each runs from its files to its page, and what its page says is what was simulated."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from experiments.errors import RequestError
from experiments.measures.metrics import figures
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.results.kept import sha256
from experiments.studies.catalogue import HOME, names, study_called
from experiments.studies.figure_file import figure_svg, side_by_side
from experiments.studies.networks_2026_11.shape import shape_of
from experiments.studies.pairs import Pairs
from experiments.studies.root_causes_2026_11.scaling import budget, scaled
from experiments.studies.work import Work, write_study
from experiments.sweep.loading import load_sweep
from sim.market.loading import load_market
from sim.scenarios.loading import load_scenario

NETWORKS = ("small_world", "scale_free", "stochastic_block", "random")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep results out of the project."""
    monkeypatch.chdir(tmp_path)


def market_of(network: str):
    return load_market(HOME / "networks_2026_11" / "markets" / f"{network}.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_a_quick_study_writes_its_page(name: str):
    """A study writes its page, every figure that the page shows, its numbers, and a manifest with their hashes."""
    folder = write_study(study_called(name), Work(is_quick=True, workers=1))
    page = (folder / "FINDINGS.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[.*\]\((.*)\)", page)
    outputs = json.loads((folder / "manifest.json").read_text())["outputs"]
    assert len(shown) >= 3
    assert "nan" not in page
    for figure in shown:
        ElementTree.parse(folder / figure)
    assert {*shown, "FINDINGS.md", "results.csv"} <= outputs.keys()
    assert all(sha256(folder / file) == digest for file, digest in outputs.items())


@pytest.mark.parametrize("name", names())
def test_a_committed_page_is_of_a_full_run(name: str):
    """The page that is shipped with a study is what its command wrote: nobody has touched it since."""
    outputs = json.loads((HOME / name / "manifest.json").read_text())["outputs"]
    assert "A quick run" not in (HOME / name / "FINDINGS.md").read_text(encoding="utf-8")
    assert {file: sha256(HOME / name / file) for file in outputs} == outputs


def test_an_unknown_study_is_reported_with_the_nearest_name():
    """A name that is not there is answered with the one that was probably meant."""
    with pytest.raises(RequestError, match="networks_2026_11"):
        study_called("network_2026_11")


def test_all_studies_are_listed():
    """Without a name the command lists every study with its question."""
    shown = subprocess.run([sys.executable, "-m", "experiments.studies"], capture_output=True, text=True, check=True)
    assert all(name in shown.stdout for name in names())


def test_pairs_are_those_of_a_comparison():
    """The present value up to the last week is the metric of a comparison, at the scale of the market."""
    quick = Work(is_quick=True, workers=1)
    planned = quick.sized(load_sweep(HOME / "networks_2026_11" / "study.yaml"))
    pairs = Pairs(planned, quick.sweep(planned))
    weeks = pd.concat([planned.study.run(seed) for seed in planned.seeds])
    rate = planned.study.market.category.discount_rate
    table = figures(weeks, planned.study.brand, rate).set_index(["scenario", "seed"])["npv_eur"]
    expected = pairs.whole * (table["overpromise"] - table["baseline"])
    np.testing.assert_allclose(pairs.difference("npv_eur", "overpromise", "baseline")[:, -1], expected, rtol=1e-9)


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_a_scaled_strategy_costs_in_proportion(scale: float):
    """A strategy at another budget costs so much more or less, once and in every week."""
    market = load_market("telecom")
    for name in ("fix-root-causes", "polish-interactions"):
        scenario = load_scenario(name, market)
        assert scale * budget(scenario, 156) == pytest.approx(budget(scaled(scenario, scale, "other"), 156))


def test_two_budgets_heal_twice_the_same_share():
    """Double the money heals the same share of what single money left, and polishes twice as much."""
    market = load_market("telecom")
    heal, polish = (load_scenario(name, market) for name in ("fix-root-causes", "polish-interactions"))
    for once, twice in zip(heal.levers, scaled(heal, 2, "twice").levers, strict=True):
        assert once.goal(once.goal(0.04)) == pytest.approx(twice.goal(0.04))
    for once, twice in zip(polish.levers, scaled(polish, 2, "twice").levers, strict=True):
        assert once.goal(once.goal(0.04)) == pytest.approx(twice.goal(0.04))


@pytest.mark.parametrize("market", ["telecom", "retail"])
def test_both_strategies_cost_the_same(market: str):
    """Root causes and interactions are compared for the same money, in any number of weeks."""
    _, heal, polish = load_sweep(HOME / "root_causes_2026_11" / f"{market}.yaml").study.scenarios
    assert [budget(heal, weeks) for weeks in (8, 52, 260)] == [budget(polish, weeks) for weeks in (8, 52, 260)]


def test_networks_have_as_many_ties():
    """The networks of the study differ in form only: all have the same mean number of ties."""
    shapes = {name: shape_of(market_of(name), 1000, [1, 2]) for name in NETWORKS}
    assert {round(shape.ties, 3) for shape in shapes.values()} == {8.0}
    assert shapes["small_world"].clustering > 5 * shapes["random"].clustering
    assert shapes["scale_free"].spread > 2 * shapes["random"].spread
    assert shapes["stochastic_block"].alike > 2 * shapes["random"].alike


def test_nobody_hears_in_silence():
    """Where nobody talks, no message reaches anybody, while people do speak."""
    planned = Work(is_quick=True).sized(load_sweep(HOME / "networks_2026_11" / "study.yaml"))
    weeks = replace(planned.study, market=market_of("silent"), scenarios=planned.study.scenarios[:1]).run(1)
    assert weeks[["heard_positive", "heard_negative"]].to_numpy().sum() == 0
    assert weeks["said_positive"].sum() > 0


def test_a_figure_file_is_a_picture():
    """A panel becomes a document with its heading, that any reader of SVG can show; an empty one is refused."""
    panel = lengths(Panel("A & B", "Two bars."), {"a": (1.0, "1"), "b": (2.0, "2")})
    root = ElementTree.fromstring(figure_svg(panel))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "A & B" in "".join(root.itertext())
    with pytest.raises(ValueError, match="nothing is drawn"):
        figure_svg(Panel("Empty", "Nothing."))


def test_figures_stand_side_by_side():
    """Drawings in two columns make one picture, as wide as two and as high as its rows."""
    panels = [lengths(Panel(f"Figure {place}", "One bar."), {"bar": (1.0, "1")}) for place in range(3)]
    drawings = [figure_svg(panel) for panel in panels]
    root, one = ElementTree.fromstring(side_by_side(drawings, columns=2)), ElementTree.fromstring(drawings[0])
    assert float(root.attrib["width"]) == 2 * float(one.attrib["width"])
    assert float(root.attrib["height"]) == 2 * float(one.attrib["height"])
    assert len(root.findall("{http://www.w3.org/2000/svg}svg")) == len(drawings)
