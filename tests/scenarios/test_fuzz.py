"""Whatever is in a scenario file, loading it gives a scenario that fits its market or an InputError."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.market.loading import load_market
from sim.market.messages import InputError
from sim.market.schema import Market
from sim.market.sheet import numbers_in
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import Scenario

MARKET = load_market(Path(__file__).parents[1] / "market" / "small")
PATHS = [".".join(number.path) for number in numbers_in(MARKET.model_dump())]

numbers = st.integers(-5, 2000) | st.floats()
anything = st.none() | st.booleans() | numbers | st.text(max_size=10) | st.lists(st.text(max_size=4), max_size=2)
parts = st.sampled_from(["*", "brand", "brands", "acme", "offer", "quality", "?*", "[", "b*"]) | st.text(max_size=3)
paths = st.sampled_from(PATHS) | st.lists(parts, max_size=5).map(".".join)
weeks = st.integers(0, 60)
levers = st.fixed_dictionaries(
    {"set": paths},
    optional={
        "to": numbers,
        "add": numbers,
        "multiply": numbers,
        "from_week": weeks,
        "until_week": weeks,
        "ramp_weeks": weeks,
        "for": st.fixed_dictionaries({"segment": st.lists(st.sampled_from(["families", "professionals", "all"]))}),
        "where": st.dictionaries(
            st.sampled_from(["kind", "stage", "channel"]), st.sampled_from(["help", "product", ""])
        ),
        "cost": st.dictionaries(st.sampled_from(["one_off_eur", "weekly_eur"]), numbers),
    },
)
scenarios = st.fixed_dictionaries(
    {},
    optional={
        "title": anything,
        "question": anything,
        "extends": st.sampled_from(["baseline", "calmer", "try", ".", "/"]) | anything,
        "brand": st.sampled_from(["acme", "rival"]) | anything,
        "levers": st.lists(levers | anything, max_size=3) | anything,
        "cost": anything,
    },
)


def as_yaml(document: Any) -> bytes:
    """Return a document as the content of a file."""
    stream = BytesIO()
    YAML(typ="safe", pure=True).dump(document, stream)
    return stream.getvalue()


def load(content: bytes) -> Scenario | None:
    """Return the scenario in a file, None when it is refused."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "try.yaml"
        file.write_bytes(content)
        try:
            return load_scenario(file, MARKET, horizon_weeks=52)
        except InputError as error:
            problems = error.problems
    assert problems
    assert all(str(problem).isprintable() for problem in problems)
    return None


@settings(max_examples=200)
@given(scenarios)
def test_any_scenario(document):
    """A scenario is refused in words, or gives admissible markets in every week of change."""
    scenario = load(as_yaml(document)) or Scenario.baseline()
    plan = scenario.plan(MARKET)
    for week in plan.weeks_of_change(horizon_weeks=52):
        for segment in MARKET.segments:
            assert Market.model_validate(plan.market_at(week, segment))
