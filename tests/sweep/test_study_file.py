"""Study files: what they say is what is done, and what is wrong is told at once, line by line."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from experiments.sweep.loading import load_sweep
from experiments.sweep.study_file import StudyFile
from sim.market.json_schema import editor_schema
from sim.market.messages import InputError
from tests.sweep.conftest import STUDY

SAMPLED = """
market: telecom
factors:
  brand.offer.price_eur: {{within: 0.2}}
design: {design}
samples: {samples}
metrics: [nps]
"""


def problems(path) -> list[str]:
    """Return what is wrong with a study, without the name of its file."""
    with pytest.raises(InputError) as error:
        load_sweep(path)
    return [str(problem).removeprefix(f"{path}:") for problem in error.value.problems]


def test_every_combination_is_tried(study):
    """Every combination of the values is a point, with every seed, in the baseline and the strategies."""
    sweep = load_sweep(study())
    assert len(sweep.points) == 3 * 2
    assert sweep.points[1] == {"brands.acme.offer.price_eur": 20.0, "behaviour.impressions.loss_aversion": 2.25}
    assert sweep.runs == 6 * 2 * 2
    assert sweep.metrics == ("npv_eur", "nps", "share")
    assert sweep.study.brand == "acme"


def test_every_beginning_is_balanced(study):
    """Seeds come one after the other; within a seed, the first half of the trials is spread over all points."""
    trials = load_sweep(study(SAMPLED.format(design="latin_hypercube", samples=16) + "seeds: [5, 3]\n")).trials
    assert [trial.seed for trial in trials] == [5] * 16 + [3] * 16
    assert sorted(trial.point for trial in trials[:16]) == list(range(16))
    assert sorted(trial.point for trial in trials[:4]) == [0, 4, 8, 12]


def test_later_words_count(study):
    """A number that a star stands for can be told apart, or taken out."""
    text = """
    market: telecom
    factors:
      segments.*.talk: {within: 0.1}
      "!segments.young.talk":
      segments.seniors.talk: {range: [0.5, 2.0]}
    design: latin_hypercube
    samples: 5
    metrics: [nps]
    """
    factors = {factor.path: factor for factor in load_sweep(study(text)).factors}
    assert set(factors) == {f"segments.{name}.talk" for name in ("families", "professionals", "seniors")}
    assert (factors["segments.seniors.talk"].low, factors["segments.seniors.talk"].high) == (0.5, 2.0)


def test_points_of_a_list_have_all_factors(study):
    """What one point of a list does not name has its own value there."""
    text = """
    market: telecom
    points:
      - {brand.offer.price_eur: 20}
      - {brands.*.costs.contact_eur: 5}
    design: list
    metrics: [nps]
    """
    sweep = load_sweep(study(text))
    brands = [f"brands.{name}.costs.contact_eur" for name in sweep.study.market.brands]
    price = sweep.study.market.brands["acme"].offer.price_eur
    assert [factor.path for factor in sweep.factors] == ["brands.acme.offer.price_eur", *brands]
    assert sweep.points[1] == {"brands.acme.offer.price_eur": price} | dict.fromkeys(brands, 5.0)


def test_metrics_with_stars(study):
    """A star stands for any part of a metric's name."""
    metrics = load_sweep(study(STUDY.replace("[npv_eur, nps, share]", '["*_share", nps]'))).metrics
    assert {"loyal_share", "late_share", "nps"} <= set(metrics)
    assert "share" not in metrics


MISTAKES = """\
market: telecom
scenarios: [price-cut, fix-root-cause]
brand: acmee
customers: 10
seeds: [1, 1]
factors:
  brand.offer.price: {steps: 3}
  behaviour.impressions.loss_aversion: {values: [1, 9]}
  behaviour.needs.breeding: {range: [0.1, 0.05]}
  segments.*.share: {}
  brand.operations.lead_days: {range: [1, 2], within: 0.3}
  brand.operations.lead_spread: {ranges: [1, 2]}
  brand.operations.order_capacity: {range: 1}
  category.customers: {}
  category.burn_in_weeks: {values: [10, 10.5]}
  category.lapse_weeks: {within: -1}
design: saltelli
samples: 100
metrics: [npv, share]
weekly: yes
"""


def test_all_mistakes_at_once(study):
    """Everything that is wrong is told with its line, and the nearest name where there is one."""
    assert problems(study(MISTAKES)) == [
        "2: scenarios.2: there is no such file: unknown scenario 'fix-root-cause' (did you mean 'fix-root-causes'?)",
        "3: brand: unknown brand 'acmee' (did you mean 'acme'?)",
        "4: customers: must be at least 50 (got 10)",
        "5: seeds: names 1 twice: it would count double",
        "7: factors.brand.offer.price: unknown number 'price' (did you mean 'price_eur'?) in brands.acme.offer",
        "8: factors.behaviour.impressions.loss_aversion: behaviour.impressions.loss_aversion cannot be 9; "
        "expected 1 to 4 (ratio)",
        "9: factors.behaviour.needs.breeding: behaviour.needs.breeding has an empty range: its low end must be below "
        "its high end (got 0.1 to 0.05)",
        "10: factors.segments.*.share: the shares of the segments add up to 1, so they cannot all be factors: leave "
        "one out, which follows the others",
        "11: factors.brand.operations.lead_days: needs one of range, within and values (got range and within)",
        "12: factors.brand.operations.lead_spread.ranges: unknown key 'ranges' (did you mean 'range'?)",
        "13: factors.brand.operations.order_capacity.range: must be a list of two numbers, low and high (got 1)",
        "14: factors.category.customers: category.customers cannot be a factor: the study sets it, "
        "or it affects no figure",
        "15: factors.category.burn_in_weeks: category.burn_in_weeks: must be a whole number (got 10.5)",
        "16: factors.category.lapse_weeks.within: must be above 0 (got -1)",
        "18: samples: must be a power of two for this design: 64 or 128 (got 100)",
        "19: metrics.1: unknown metric 'npv' (did you mean 'npv_eur'?)",
        "20: weekly: must be true or false (got 'yes')",
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("metrics: [npv_eur, nps, share]", "metrics: [npv_eur]\nweekly: true"), "weekly: needs a metric"),
        (("design: grid", "design: list"), "points: is missing: the design list needs points"),
        (("design: grid", "design: grid\nsamples: 4"), "samples: does not go with a grid"),
        (("design: grid", "design: latin_hypercube"), "samples: is missing: give the number of points"),
        (("design: grid", "design: grid\npoints: [{brand.share: 1}]"), "points: belongs to the design list (got grid)"),
        (("{range: [20, 30], steps: 3}", "{range: [20, 30]}"), "price_eur needs values or steps"),
        (("market: small.yaml", "market: smal.yaml"), "market: there is no such file"),
        (("seeds: 2", "seeds: 0"), "seeds: must be a number of seeds, 1 to 100,000, or a list of seeds (got 0)"),
        (("seeds: 2", "seeds: 2\nfrom_crm: table.csv"), "from_crm: cannot be read"),
        (("weeks: 10", "weeks: 7"), "begins in week 8, after the end of the run (week 7)"),
        (("design: grid", "desing: grid"), "desing: unknown key 'desing' (did you mean 'design'?)"),
        (("brand.offer.price_eur: {range: [20, 30], steps: 3}", '"!brand.offer.pice":'), "unknown number 'pice'"),
    ],
)  # fmt: skip
def test_one_mistake(study, change, problem):
    """Each mistake has its words."""
    assert any(problem in each for each in problems(study(STUDY.replace(*change))))


def test_shares_of_a_point_must_fit(study):
    """A point of a list whose shares cannot add up to one is refused."""
    text = "market: telecom\npoints: [{brand.share: 0.7, brands.kite.share: 0.6}]\ndesign: list\nmetrics: [nps]\n"
    assert "points.1: the shares of the brands present at the start cannot add up to 1" in problems(study(text))[0]


def test_mistakes_of_the_market_are_told_in_its_file(study, tmp_path):
    """What is wrong in the market file stands there, with its line."""
    path = study()
    (tmp_path / "small.yaml").write_text("extends: telecom\ncategory: {burn_in_week: 4}\n")
    assert f"{tmp_path / 'small.yaml'}:2: category.burn_in_week: unknown key" in problems(path)[0]


@pytest.mark.parametrize("text", [STUDY, SAMPLED.format(design="saltelli", samples=4), 'seeds: [1]\nfactors: {"!a":}'])
def test_editors_find_nothing_wrong_in_right_files(text):
    """An editor can check a study while one types."""
    document = YAML(typ="safe", pure=True).load(text)
    assert list(Draft202012Validator(editor_schema(StudyFile)).iter_errors(document)) == []


@pytest.mark.parametrize("text", ["seeds: 0", "design: gird", "factors: {a: {range: [x, 1]}}", "seeds: [-1]", "x: 1"])
def test_editors_find_mistakes(text):
    """And finds wrong types, values and keys."""
    assert not Draft202012Validator(editor_schema(StudyFile)).is_valid(YAML(typ="safe", pure=True).load(text))
