"""Levers that are valid and probably not meant so are told; the shipped scenarios leave no doubt."""

import pytest

from sim.market.loading import shipped_markets
from sim.scenarios.doubts import IDLE, scenario_doubts
from sim.scenarios.levers import Lever
from sim.scenarios.loading import load_scenario, shipped_scenarios
from sim.scenarios.scenario import Scenario
from tests.worlds import levers, shipped, simulation


def doubts(market: str, **lever: object) -> list[str]:
    """Return the doubts about one lever in a shipped market, over a year."""
    scenario = Scenario(name="doubtful", levers=(Lever(**lever),))
    return [message for _, message in scenario_doubts(scenario, shipped(market), 52)]


@pytest.mark.parametrize(
    ("lever", "message"),
    [
        ({"path": "category.usage_weeks", "add": 1}, "has no effect: category.usage_weeks changes nothing in a market"),
        ({"path": "segments.*.need_rate", "multiply": 2, "from_week": 0}, "has no effect: segments.families.need_rate"),
        (
            {"path": "network.rewired_share", "to": 1, "from_week": 0},
            "has no effect: network.rewired_share changes nothing",
        ),
        ({"path": "brand.offer.price_eur", "multiply": 1}, "has no effect: brands.acme.offer.price_eur stays as it is"),
        (
            {"path": "brand.offer.breadth", "to": 1, "from_week": 1, "until_week": 2, "ramp_weeks": 1000},
            "makes 2 of the 1,000 steps of its ramp: it ends, or the run does, in week 2",
        ),
        (
            {"path": "brand.offer.breadth", "to": 1, "from_week": 50, "ramp_weeks": 9},
            "makes 3 of the 9 steps of its ramp",
        ),
    ],
)
def test_what_is_doubtful(lever, message):
    """A lever that does nothing, or does not get done, is told."""
    (told,) = doubts("telecom", **lever)
    assert told.startswith(message)


@pytest.mark.parametrize(
    "lever",
    [
        {"path": "brand.offer.price_eur", "add": 1},
        {"path": "category.life_event_probability", "multiply": 2},
        {"path": "brand.offer.breadth", "to": 1, "from_week": 8, "until_week": 9, "ramp_weeks": 2},
    ],
)
def test_what_is_not(lever):
    """A lever that acts, wholly, leaves no doubt."""
    assert doubts("telecom", **lever) == []


@pytest.mark.parametrize(("market", "paths"), [("telecom", IDLE["contractual"]), ("retail", IDLE["repeat_purchase"])])
def test_numbers_without_effect(market, paths):
    """Numbers that are told to change nothing in a kind of market change no booked figure of it."""
    scenario = levers({path: number_of(market, path) for path in paths}, from_week=0)
    played, usual = (simulation(market, 300, scenario=each) for each in (scenario, None))
    for _ in range(8):
        played.step()
        usual.step()
    assert played.ledger.table().equals(usual.ledger.table())


def number_of(market: str, path: str) -> float:
    """Return another value of a number."""
    (first, *_) = (
        Scenario.baseline().model_copy(update={"levers": (Lever(path=path, add=0),)}).plan(shipped(market)).targets
    )
    listed = first[1][0]
    return 0.5 * (listed.value + listed.number.high)


@pytest.mark.parametrize(
    ("market", "name"), [(each, name) for each in shipped_markets() for name in shipped_scenarios(each)]
)
def test_shipped_scenarios_leave_no_doubt(market, name):
    """Nothing in what is shipped is doubtful."""
    scenario = load_scenario(name, shipped(market))
    assert list(scenario_doubts(scenario, shipped(market), round(shipped(market).category.horizon_weeks))) == []
