"""`cxsim why`: the story of one customer of a run or a comparison."""

import json

import pandas as pd
import pytest

from experiments.comparison.paths import in_words, joining_path, leaving_path
from language import speak
from sim.diary.tellings import Entry
from tests.commands.conftest import Answer
from tests.languages.pseudo import PLAIN_WORD, in_wide_letters

pytestmark = pytest.mark.usefixtures("plain_report")


@pytest.fixture
def compared(cxsim, small) -> pd.DataFrame:
    """Return who was moved in a small comparison that lies in the folder `out`."""
    how = ("--replications=1", "--stories=1", "--no-patterns", "--out=out")
    assert cxsim("compare", small[0], "price-cut", "--customers=400", "--weeks=40", *how).code == 0
    return pd.read_parquet("out/saved_lost.parquet")


def story(answer: Answer) -> dict:
    assert answer.code == 0, answer.error
    return json.loads(answer.out)


def test_story_ends_where_the_table_says(cxsim, compared):
    """The replayed customer ends with the brands that saved_lost.parquet names, and the kept diary tells the same."""
    moved = compared[compared["path"].notna()].iloc[0]
    told = story(cxsim("why", "out", "--customer", moved["customer"], "--futures=2", "--json"))
    assert told["brand_at_start"] == moved["brand_at_start"]
    ends = [world["brand_at_end"] for world in told["worlds"]]
    assert ends == [moved["brand_in_baseline"], moved["brand_in_scenario"]]
    kept = story(cxsim("why", "out", "--customer", moved["customer"], "--brief", "--json"))
    assert [world["events"] for world in kept["worlds"]] == [world["events"] for world in told["worlds"]]
    assert kept["first_week_apart"] == told["first_week_apart"]
    words = cxsim("why", "out", "--customer", moved["customer"], "--brief").out
    assert f"Customer {moved['customer']}" in words
    assert "Cut the price" in words
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("language.speech.catalogue", in_wide_letters)
        alone = cxsim("why", "out", "--customer", moved["customer"], "--futures=2", "--lang=fr").out
        kept = cxsim("why", "out", "--customer", moved["customer"], "--brief", "--lang=fr").out
        speak("en")
    assert PLAIN_WORD.findall(kept + alone) == [], "every word is of the catalogue"


def test_a_run_has_one_world(cxsim, small):
    """Of a run without a strategy one world is told, and what would have kept whoever left."""
    assert cxsim("run", *small, "--out=run").code == 0
    told = story(cxsim("why", "run", "--customer=3", "--futures=0", "--json"))
    assert [world["scenario"] for world in told["worlds"]] == ["baseline"]
    assert told["worlds"][0]["stays_with_other_luck"] is None
    assert told["first_week_apart"] is None


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("why", "run", "--customer=4000"), "there is no customer 4000; they are numbered 1 to 200"),
        (("why", "run", "--customer=3", "--scenario=price-cuts"), "price-cuts"),
        (("why", "nowhere", "--customer=3"), "holds no results of cxsim"),
    ],
)
def test_what_is_not_there(cxsim, small, arguments, said):
    """A customer, scenario or folder that is not there is named, and nothing is told."""
    assert cxsim("run", *small, "--out=run").code == 0
    answer = cxsim(*arguments)
    assert answer.code != 0
    assert answer.out == ""
    assert said in answer.error


def entry(week: int, event: str, about: str = "", brand: str = "Acme", **figures: float) -> Entry:
    return Entry(week, event, brand, about, "", figures)


def test_path_to_a_departure():
    """What went wrong, help, talk and the opening in their order; what lies more than a year back does not count."""
    told = [
        entry(1, "trouble", "Old trouble"),
        entry(60, "trouble", "Billing errors"),
        entry(61, "gave_up_waiting"),
        entry(62, "heard", "badly"),
        entry(63, "reconsidered", "dissatisfaction"),
        entry(64, "left", "the price"),
    ]
    steps = "Billing errors → gave up waiting for help → heard bad things of it → looked around: dissatisfaction → left"
    assert in_words(leaving_path(told, "Acme")) == steps
    assert leaving_path(told, "Kite") == ()


def test_path_to_an_order():
    """What opened the search, and what decided."""
    told = [entry(3, "reconsidered", "the contract ends", "Kite"), entry(4, "ordered", "the price")]
    assert in_words(joining_path(told, "Acme")) == "Looked around: the contract ends → joined for the price"
