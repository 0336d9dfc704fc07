"""A plan lays levers over a market: the right numbers change, for the right people, and nothing else does."""

import pickle

import pytest

from sim.market.sheet import numbers_in
from sim.scenarios.levers import Lever, Target
from sim.scenarios.plan import Plan

LATE = 99


@pytest.fixture
def plan(market):
    """Return a maker of plans for acme from the keys of levers as in files."""

    def make(*levers: dict, brand: str = "acme") -> Plan:
        return Plan(market, tuple(Lever.model_validate(lever) for lever in levers), brand)

    return make


def changed(plan: Plan, segment: str = "families", week: int = LATE) -> dict[str, float]:
    """Return the numbers that differ from the market without levers, by path."""
    before = {number.path: number.value for number in numbers_in(plan.document)}
    after = {number.path: number.value for number in numbers_in(plan.market_at(week, segment))}
    assert before.keys() == after.keys()
    return {".".join(path): value for path, value in after.items() if value != before[path]}


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("brands.acme.offer.price_eur", {"brands.acme.offer.price_eur"}),
        ("brands.rival.offer.price_eur", {"brands.rival.offer.price_eur"}),
        ("brand.offer.price_eur", {"brands.acme.offer.price_eur"}),
        ("brands.*.offer.price_eur", {"brands.acme.offer.price_eur", "brands.rival.offer.price_eur"}),
        ("causes.reliability.severity", {"causes.reliability.severity.acme"}),
        ("causes.reliability.severity.rival", {"causes.reliability.severity.rival"}),
        ("causes.*.severity.*", {"causes.reliability.severity.acme", "causes.reliability.severity.rival"}),
        ("causes.*.episode_weeks", {"causes.reliability.episode_weeks"}),
        ("causes.reliability.exposure.product", {"causes.reliability.exposure.product"}),
        ("touchpoints.shop.quality.emotional", {"touchpoints.shop.quality.acme.emotional"}),
        ("touchpoints.shop.quality.rival.emotional", {"touchpoints.shop.quality.rival.emotional"}),
        (
            "touchpoints.shop.quality.*",
            {f"touchpoints.shop.quality.acme.{dimension}" for dimension in ("functional", "emotional", "relational")},
        ),
        (
            "touchpoints.*.quality.acme.emotional",
            {f"touchpoints.{name}.quality.acme.emotional" for name in ("product", "shop", "help_desk")},
        ),
        ("touchpoints.h*.weekly_rate", {"touchpoints.help_desk.weekly_rate"}),
        ("behaviour.impressions.loss_aversion", {"behaviour.impressions.loss_aversion"}),
    ],
)
def test_paths(plan, path, numbers):
    """A path stands for one number, a star for any name, and a brand that is left out for the scenario's."""
    assert changed(plan({"set": path, "multiply": 1.1})).keys() == numbers


def test_brand_of_the_scenario(plan):
    """A brand that is left out is the brand that the scenario names."""
    levers = {"set": "causes.reliability.severity", "add": 0.1}, {"set": "brand.visibility", "add": 0.1}
    assert changed(plan(*levers, brand="rival")).keys() == {
        "causes.reliability.severity.rival",
        "brands.rival.visibility",
    }


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ({"kind": "interaction"}, {"shop", "help_desk"}),
        ({"kind": "interaction", "stage": "buying"}, {"shop"}),
        ({"stage": ["buying", "using"]}, {"product", "shop"}),
    ],
)
def test_where(plan, where, names):
    """A path with a star is narrowed by what kind of touchpoint it is and where it stands in the journey."""
    numbers = changed(plan({"set": "touchpoints.*.effort", "add": 0.1, "where": where}))
    assert numbers.keys() == {f"touchpoints.{name}.effort" for name in names}


def test_target(plan):
    """A lever for one segment changes nothing for another."""
    lever = plan({"set": "brand.offer.price_eur", "add": -5, "for": {"segment": ["professionals"]}})
    assert changed(lever, "professionals") == {"brands.acme.offer.price_eur": 25}
    assert changed(lever, "families") == {}


def test_levers_follow_each_other(plan):
    """A later lever starts from what an earlier one made of the number."""
    lever = plan({"set": "brand.offer.price_eur", "add": -10}, {"set": "brands.*.offer.price_eur", "multiply": 0.5})
    assert changed(lever) == {"brands.acme.offer.price_eur": 10, "brands.rival.offer.price_eur": 12.5}


def test_before_its_first_week(plan):
    """Before a lever's first week the market is the same object of the same numbers."""
    lever = plan({"set": "brand.offer.price_eur", "add": -10, "from_week": 8})
    assert lever.market_at(7, "families") == lever.document


def test_document_is_not_touched(plan):
    """Looking at a week changes neither the market nor the parts that the week shares with it."""
    lever = plan({"set": "brand.offer.price_eur", "add": -10})
    week = lever.market_at(LATE, "families")
    assert lever.document["brands"]["acme"]["offer"]["price_eur"] == 30
    assert week["touchpoints"] is lever.document["touchpoints"]
    assert week["brands"]["rival"] is lever.document["brands"]["rival"]


def test_same_as_previous_week(plan):
    """The market changes in the weeks of a ramp and after the last week, and in no other."""
    ramp = plan({"set": "brand.visibility", "add": 0.1, "from_week": 3, "ramp_weeks": 2, "until_week": 6})
    assert [week for week in range(1, 12) if not ramp.is_same_as_previous_week(week)] == [3, 4, 7]
    assert ramp.weeks_of_change(horizon_weeks=6) == [3, 4]


def test_rounding_stays_in_range(plan):
    """A value that rounding takes over the edge of the sheet's range stays on the edge."""
    lever = plan(*[{"set": "brand.promise.using", "to": 0.7}, *[{"set": "brand.promise.using", "add": 0.1}] * 3])
    assert 0.7 + 0.1 + 0.1 + 0.1 != 1
    assert changed(lever)["brands.acme.promise.using"] == pytest.approx(1, abs=1e-12)
    assert changed(lever)["brands.acme.promise.using"] <= 1


def test_changes(plan):
    """The rows of changes say what becomes of each number, with its unit and how well it is known."""
    target = Target(segment=("families",)).model_dump()
    rows = plan({"set": "brand.offer.price_eur", "add": -5, "from_week": 8, "ramp_weeks": 4, "for": target}).changes()
    (row,) = rows
    assert (row.path, row.segment, row.before, row.after) == ("brands.acme.offer.price_eur", "families", 30, 25)
    assert (row.unit, row.grade, row.from_week, row.ramp_weeks, row.until_week) == ("EUR", "assumed", 8, 4, None)


def test_no_levers(plan):
    """A plan without levers is the market itself."""
    assert plan().market_at(LATE, "families") == plan().document
    assert plan().changes() == plan().weeks_of_change(LATE) == []


def test_plan_travels(plan):
    """A plan survives the way to another process."""
    lever = plan({"set": "brand.visibility", "add": 0.1})
    assert changed(pickle.loads(pickle.dumps(lever))) == changed(lever)
