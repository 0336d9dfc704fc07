"""A scenario file is loaded whole, or everything that is wrong with it is told with its line."""

import pickle
import time
from pathlib import Path

import pytest

from sim.market.loading import load_market, shipped_markets
from sim.market.messages import InputError
from sim.scenarios.levers import Lever
from sim.scenarios.loading import check_file, load_scenario, scenario_files, shipped_scenarios
from sim.scenarios.scenario import Scenario
from tests.worlds import shipped

SMALL = Path(__file__).parents[1] / "market" / "small"
LEVER = "levers:\n  - {set: brand.visibility, add: 0.1}\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("question: 3\n", "1: question: must be text (got 3)"),
        ("name: other\n", "1: name: is not a key of scenarios: the name of a scenario is that of its file"),
        ("brand: acne\n", "1: brand: unknown brand 'acne' (did you mean 'acme'?)"),
        ("lever: []\n", "1: lever: unknown key 'lever' (did you mean 'levers'?)"),
        ("levers: {set: x}\n", "1: levers: must be a list (got a group of keys)"),
        (
            "levers:\n  - cheap\n",
            "2: levers.1: must be a group of keys: set, to, add, multiply, from_week, until_week, from_date, "
            "until_date, ramp_weeks, for, where, cost (got 'cheap')",
        ),
        ("levers:\n  - {add: 1}\n", "2: levers.1.set: is missing"),
        ("levers:\n  - {set: brand.visibility}\n", "2: levers.1: needs exactly one of to, add and multiply (got none)"),
        (
            "levers:\n  - {set: brand.visibility, to: 1, add: 1}\n",
            "2: levers.1: needs exactly one of to, add and multiply (got to and add)",
        ),
        (
            "levers:\n  - {set: brand.visibility, ad: 1}\n",
            "2: levers.1.ad: unknown key 'ad' (did you mean 'add'?)",
        ),
        ("levers:\n  - {set: brand.visibility, add: little}\n", "2: levers.1.add: must be a number (got 'little')"),
        (
            "levers:\n  - set: brand.visibility\n    add: 0.1\n    from_week: 2.5\n",
            "4: levers.1.from_week: must be a whole number (got 2.5)",
        ),
        (
            "levers:\n  - set: brand.visibility\n    add: 0.1\n    from_week: -1\n",
            "4: levers.1.from_week: must be at least 0 (got -1)",
        ),
        (
            "levers:\n  - {set: brand.visibility, add: 0.1, from_week: 9, until_week: 8}\n",
            "2: levers.1: until_week must not come before from_week",
        ),
        (
            "levers:\n  - {set: brand.visibility, add: 0.1, from_week: 0, ramp_weeks: 8}\n",
            "2: levers.1: from_week 0 is before the burn-in: the lever cannot have a ramp",
        ),
        (
            "levers:\n  - {set: brand.visibility, add: 0.1, from_week: 60}\n",
            "2: levers.1: begins in week 60, after the end of the run (week 52)",
        ),
        (
            "levers:\n  - {set: brands.acme.offer.price, add: 1}\n",
            "2: levers.1: unknown number 'price' (did you mean 'price_eur'?) in brands.acme.offer",
        ),
        (
            "levers:\n  - {set: brand.ofer.price_eur, add: 1}\n",
            "2: levers.1: unknown number 'ofer' (did you mean 'offer'?) in brands.acme",
        ),
        (
            "levers:\n  - {set: touchpoints.*.qualty.emotional, add: 0.1}\n",
            "2: levers.1: unknown number 'qualty' (did you mean 'quality'?) in touchpoints.*",
        ),
        (
            "levers:\n  - {set: brand.price, add: 1}\n",
            "2: levers.1: unknown number 'price' (did you mean 'offer.price_eur'?) in brands.acme",
        ),
        (
            "levers:\n  - {set: price, add: 1}\n",
            "2: levers.1: unknown number 'price' (did you mean 'brand.offer.price_eur'?)",
        ),
        (
            "levers:\n  - {set: brand.offer, add: 1}\n",
            "2: levers.1: brands.acme.offer is a group of numbers; "
            "choose among price_eur, breadth, usability, onboarding, convenience, rise_announced, rise_justified, "
            "perception_bias",
        ),
        (
            "levers:\n  - {set: brand.visibility.much, add: 1}\n",
            "2: levers.1: brands.acme.visibility is a number, so the path cannot continue after it (got "
            "brands.acme.visibility.much)",
        ),
        (
            "levers:\n  - {set: brand.title, to: 1}\n",
            "2: levers.1: unknown number 'title' (known: share, planned_share, positioning, ",
        ),
        (
            "levers:\n  - {set: brand.visibility, add: 0.1, for: {segment: [familys]}}\n",
            "2: levers.1: for: unknown segment 'familys' (did you mean 'families'?)",
        ),
        (
            "levers:\n  - {set: touchpoints.*.effort, add: 0.1, where: {kind: interactions}}\n",
            "2: levers.1: where: unknown kind 'interactions' (did you mean 'interaction'?)",
        ),
        (
            "levers:\n  - {set: touchpoints.*.effort, add: 0.1, where: {knd: interaction}}\n",
            "2: levers.1: where: unknown key 'knd' (did you mean 'kind'?)",
        ),
        (
            "levers:\n  - {set: touchpoints.*.effort, add: 0.1, where: {kind: product, stage: help}}\n",
            "2: levers.1: 'touchpoints.*.effort' stands for no number that 'where' allows",
        ),
        (
            "levers:\n  - {set: brands.*.visibility, add: 0.1, where: {kind: product}}\n",
            "2: levers.1: 'where' narrows paths of touchpoints and causes only",
        ),
        (
            "levers:\n  - {set: brand.promise.using, add: 0.5, from_week: 8}\n",
            "2: levers.1: makes brands.acme.promise.using 1.15 in week 8; expected 0 to 1 (quality)",
        ),
        (
            "levers:\n  - {set: brand.promise.using, add: 0.5, from_week: 8, ramp_weeks: 5}\n",
            "2: levers.1: makes brands.acme.promise.using 1.05 in week 11; expected 0 to 1 (quality)",
        ),
        (
            "levers:\n  - {set: network.ties, add: 1}\n",
            "2: levers.1: network.ties acts at the beginning only: the lever needs 'from_week: 0' and no 'until_week'",
        ),
        (
            "levers:\n  - {set: segments.families.talk, add: 1, from_week: 0, for: {segment: families}}\n",
            "2: levers.1: segments.families.talk cannot have 'for': it acts at the beginning, on everybody; ",
        ),
        (
            "levers:\n  - {set: brand.operations.support_agents, add: 1, for: {segment: families}}\n",
            "2: levers.1: brands.acme.operations.support_agents cannot have 'for': all segments wait in one queue; "
            "the column `lever` of `cxsim parameters MARKET` says which numbers can be changed for a segment",
        ),
        (
            "levers:\n  - {set: category.customers, to: 100, from_week: 0}\n",
            "2: levers.1: category.customers is shared by all the scenarios that are compared: it cannot be a lever",
        ),
        (
            "levers:\n  - {set: brands.acme.share, to: 0.5, from_week: 0}\n",
            "2: levers.1: brands: shares of the brands present at the start must add up to 1 (they add up to 0.9)",
        ),
        (
            "extends: nothing\n",
            "1: extends: there is no such file: unknown scenario 'nothing' (known: baseline, calmer)",
        ),
        ("extends: try\n", "1: extends: goes round in a circle: try.yaml -> try.yaml"),
    ],
)
def test_one_mistake(told, content, message):
    """Each kind of mistake is told where it is written, with what was expected and what comes nearest."""
    (line, *_) = told(content)
    assert line.startswith(f"try.yaml:{message}")


def test_all_mistakes_at_once(told):
    """Mistakes of form, of paths and of values are told together, in the order of reading."""
    assert told(
        "questoin: Why?\n"
        "levers:\n"
        "  - {set: brand.visibility, add: much}\n"
        "  - {set: brand.visbility, add: 1}\n"
        "  - {set: brand.visibility, add: 9}\n"
    ) == [
        "try.yaml:1: questoin: unknown key 'questoin' (did you mean 'question'?)",
        "try.yaml:3: levers.1.add: must be a number (got 'much')",
        "try.yaml:4: levers.2: unknown number 'visbility' (did you mean 'visibility'?) in brands.acme",
        "try.yaml:5: levers.3: makes brands.acme.visibility 9.2 in week 1; expected 0 to 5 (share of voice)",
    ]


def test_by_name(market):
    """A scenario beside its market is found by its name, and acts for the market's focus."""
    calmer = load_scenario("calmer", market)
    assert (calmer.name, calmer.title, calmer.brand) == ("calmer", "Calmer", "acme")
    assert [calmer.cost_eur(week) for week in (7, 8, 9)] == [0, 1010, 10]
    assert (calmer.first_week, calmer.changes_the_start) == (8, False)


def test_unknown_name(market):
    """A wrong name is answered with the nearest known one."""
    with pytest.raises(
        InputError, match=r"^calm: there is no such file: unknown scenario 'calm' \(did you mean 'calmer'"
    ):
        load_scenario("calm", market)


def test_baseline(market):
    """The baseline has no lever and no cost, and is known in every market."""
    baseline = load_scenario("baseline", market)
    assert baseline == Scenario.baseline()
    assert baseline.levers == ()
    assert baseline.cost_eur(1) == 0


def test_extends(told, market):
    """The levers of a scenario follow those of the one that it extends; the rest is said again or taken over."""
    assert told(f"title: More\nextends: calmer\n{LEVER}") == []
    more = load_scenario("try.yaml", market)
    assert [lever.path for lever in more.levers] == ["causes.reliability.weekly_probability", "brand.visibility"]
    assert (more.title, more.question) == ("More", load_scenario("calmer", market).question)


def test_extends_baseline(told, market):
    """To extend the baseline is to extend nothing."""
    assert told(f"extends: baseline\n{LEVER}") == []
    assert len(load_scenario("try.yaml", market).levers) == 1


def test_mistake_in_what_is_inherited(told):
    """A mistake in an inherited lever is told in the file that makes it."""
    Path("base.yaml").write_text("question: Why?\nlevers:\n  - {set: brand.visibility, add: 9}\n")
    (line,) = told(f"extends: base\n{LEVER}")
    assert line.startswith("base.yaml:3: levers.1: makes brands.acme.visibility 9.3 in week 1;")


def test_cost_of_the_whole_scenario():
    """What a whole scenario costs falls in the week of the first lever, and weekly while any lever is open."""
    levers = (Lever(path="x", add=1, from_week=2, until_week=3), Lever(path="x", add=1, from_week=5, until_week=5))
    scenario = Scenario(name="try", levers=levers, cost={"one_off_eur": 100, "weekly_eur": 10})
    assert [scenario.cost_eur(week) for week in range(1, 8)] == [0, 110, 10, 0, 10, 0, 0]


def test_scenario_made_in_python(market):
    """A scenario that does not come from a file is checked as well, and named in what is said of it."""
    scenario = Scenario(name="dearer", levers=(Lever(path="brand.offer.price", add=1),))
    with pytest.raises(InputError, match=r"^scenario dearer: levers.1: unknown number 'price'"):
        load_scenario(scenario, market)


def test_scenario_travels(market):
    """A scenario survives the way to another process."""
    calmer = load_scenario("calmer", market)
    assert pickle.loads(pickle.dumps(calmer)) == calmer


def test_check_file(tmp_path):
    """A file is checked as what it is: a market, a folder, or a scenario of the market beside it."""
    assert check_file(SMALL).name == "small"
    assert check_file(SMALL / "market.yaml").name == "small"
    assert check_file(SMALL / "calmer.yaml").name == "calmer"
    lonely = tmp_path / "lonely.yaml"
    lonely.write_text(LEVER)
    with pytest.raises(InputError, match=r"has no market\.yaml beside it: name the market it is for$"):
        check_file(lonely)
    assert check_file(lonely, load_market(SMALL)).name == "lonely"


@pytest.mark.parametrize(
    ("content", "is_scenario"),
    [
        ("title: Nothing yet\n", True),
        ("levers: []\n", True),
        ("brand: acme\n", True),
        ("cost: {weekly_eur: 3}\n", True),
        ("extends: market.yaml\nname: other\n", False),
        ("extends: market.yaml\ncategory: {burn_in_weeks: 5}\n", False),
        ("extends: market.yaml\n", False),
    ],
)
def test_kind_of_a_file(tmp_path, content, is_scenario):
    """A file beside a market is one of its scenarios unless it says what only markets say, or extends something."""
    (tmp_path / "market.yaml").write_text((SMALL / "market.yaml").read_text())
    (tmp_path / "try.yaml").write_text(content)
    assert is_scenario == isinstance(check_file(tmp_path / "try.yaml"), Scenario)


def test_a_slip_in_the_only_key_of_a_scenario(tmp_path):
    """A scenario whose one key is misspelt is told so as a scenario."""
    (tmp_path / "market.yaml").write_text((SMALL / "market.yaml").read_text())
    (tmp_path / "try.yaml").write_text("lever: []\n")
    with pytest.raises(InputError, match=r"try\.yaml:1: lever: unknown key 'lever' \(did you mean 'levers'\?\)"):
        check_file(tmp_path / "try.yaml")


def test_scenarios_of_an_extended_market(tmp_path):
    """A market that extends another one has its scenarios too, and may put its own in their place."""
    (tmp_path / "market.yaml").write_text(f"extends: {SMALL}\nname: mine\n")
    assert scenario_files(load_market(tmp_path)) == {"calmer": SMALL / "calmer.yaml"}
    (tmp_path / "calmer.yaml").write_text(f"title: Mine\n{LEVER}")
    assert load_scenario("calmer", load_market(tmp_path)).title == "Mine"


@pytest.mark.parametrize("name", shipped_markets())
def test_shipped_scenarios(name):
    """Every shipped scenario asks a question, fits its market and begins within its horizon."""
    market = load_market(name)
    for scenario in shipped_scenarios(name):
        loaded = load_scenario(scenario, market, int(market.category.horizon_weeks))
        assert loaded.question.endswith("?")
        assert loaded.acts


def test_nobody_is_there_at_the_start(told):
    """Levers cannot make every brand enter later."""
    (line,) = told("levers:\n  - {set: brands.*.enters_in_week, to: 3, from_week: 0}\n")
    assert line.startswith("try.yaml:2: levers.1: brands: must have one that is present at the start")


def test_many_long_ramps_are_checked_soon(market):
    """Two hundred levers on every quality, each with a ramp of 800 weeks, are checked in seconds."""
    path = "touchpoints.*.quality.*.*"
    levers = tuple(Lever(path=path, multiply=0.9999, from_week=week, ramp_weeks=800) for week in range(1, 201))
    began = time.process_time()
    Scenario(name="ramps", levers=levers).check_against(shipped("telecom"), 1000)
    assert time.process_time() - began < 5


def test_a_number_leaves_its_range_between_ramps(market):
    """Levers that act together are checked in every week: the second one takes the number out before it comes back."""
    up = Lever(path="brand.promise.using", add=0.6, from_week=1, until_week=20)
    down = Lever(path="brand.promise.using", add=-0.6, from_week=2, ramp_weeks=10)
    with pytest.raises(InputError, match=r"levers\.1: makes brands\.acme\.promise\.using 1\.25 in week 1;"):
        Scenario(name="both", levers=(up, down)).check_against(market, 52)
