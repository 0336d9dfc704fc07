"""Exports: the tables of a company add up to the books, tell nothing that it cannot know, and leave the run alone."""

import pandas as pd
import pytest

from experiments.experiment.kept_request import Given
from experiments.experiment.repeat import repeat
from experiments.results.kept import sha256
from sim.diary.alone import Beside, Recording
from sim.diary.what_ifs import without_trouble
from sim.state.states import CUSTOMER_COLUMNS
from tests.listening.conftest import listening
from tests.worlds import simulation

STATES = [each.name for each in CUSTOMER_COLUMNS if each.name != "diary"]
KEYS = ["week", "instrument", "segment", "touchpoint", "cause", "score"]


def test_tables_add_up_to_the_books(export):
    """Customers, departures, money, answers, complaints, alerts, reviews and encounters are those that were booked."""
    found = pd.read_csv(export.out / "reconciliation.csv")
    assert list(found.loc[found["agrees"] == 0, "figure"]) == []
    assert (found["in_books"] > 0).sum() > 15


def test_every_column_is_in_the_dictionary(export):
    """The dictionary names the columns of every table in their order, with their meaning, and no others."""
    dictionary = pd.read_csv(export.out / "dictionary.csv")
    described = {name: list(rows["column"]) for name, rows in dictionary.groupby("table", sort=False)}
    assert described == {name: list(table.columns) for name, table in export.tables.items()}
    assert (dictionary["meaning"].str.len() > 3).all()


def test_values_are_as_the_dictionary_says(export):
    """What may be empty is said, whole numbers from 0 to 10 are such, and shares lie between 0 and 1."""
    dictionary = pd.read_csv(export.out / "dictionary.csv").set_index(["table", "column"])
    for name, table in export.tables.items():
        for column in table:
            said = dictionary.loc[(name, column)]
            values = table[column].dropna()
            if said["empty"] == "never":
                assert table[column].notna().all(), (name, column)
            if said["values"] in ("0 to 1", "0 to 10", "0 to 10, whole", "-1 to 1", "0 or 1"):
                low, high = (float(end) for end in said["values"].split(",")[0].replace(" or ", " to ").split(" to "))
                assert values.between(low, high).all(), (name, column)


def test_the_survey_is_what_the_brand_heard(telecom):
    """Answers, counted, are the very lines that the brand itself can read: touchpoint, cause as read, score, week."""
    survey = telecom.tables["survey"]
    given = survey[(survey["is_answered"] == 1) & (survey["known_in_week"] <= 26)]
    parts = [
        given[given["survey"] == kind].assign(instrument=instrument, score=given[score])
        for instrument, kind, score in (
            ("csat", "encounter", "satisfaction"),
            ("ces", "encounter", "ease"),
            ("nps", "relation", "recommendation"),
        )
    ]
    counted = pd.concat(parts)
    counted["week"], counted["touchpoint"] = counted["known_in_week"], counted["touchpoint"].fillna("none")
    mine = counted.groupby(KEYS)["stands_for"].sum()
    heard = telecom.result.exported.heard
    heard = heard[heard["instrument"].isin(["csat", "ces", "nps"])].set_index(KEYS)["answers"].sort_index()
    assert len(heard) > 100
    pd.testing.assert_series_equal(heard, mine, check_names=False, check_index_type=False, rtol=1e-5)


def test_who_did_not_answer_said_nothing(telecom):
    """A question without an answer has no score and no cause, and there are such."""
    silent = telecom.tables["survey"].query("is_answered == 0")
    assert len(silent) > 50
    assert silent[["satisfaction", "ease", "recommendation", "cause"]].isna().all(axis=None)


def test_the_company_sees_nothing_true(export):
    """Tables outside the folder of the truth hold none of its columns but keys, and name no other brand's customers."""
    keys = {"customer", "week", "segment", "brand", "left_in_week", "review", "question", "cause", "touchpoint"}
    true = {column for name, table in export.tables.items() if name.startswith("truth/") for column in table} - keys
    held = {column for name, table in export.tables.items() if not name.startswith("truth/") for column in table}
    assert true & held == set()
    assert "customer" not in export.tables["reviews"]
    assert all("brand" not in table for name, table in export.tables.items() if name in ("crm", "survey", "usage"))


def test_recommendation_is_the_world_s_own(export):
    """Promoters and detractors among the true recommendations of the last week are those that were booked."""
    people, booked = export.tables["truth/people"], export.result.exported.booked
    last = people[people["week"] == people["week"].max()]
    at_end = booked[(booked["week"] == booked["week"].max()) & (booked["brand"] != "none")]
    counted = at_end.groupby("brand")[["promoters", "detractors"]].sum()
    score = last["true_recommendation"].add(0.5).floordiv(1)
    found = pd.DataFrame({"promoters": score >= 9, "detractors": score <= 6}).groupby(last["brand"]).sum()
    assert (found.loc[counted.index] == counted).all(axis=None)


def test_an_export_leaves_the_run_alone(telecom):
    """Every file of the run is as it was, and what was watched had its bits."""
    manifest = pd.read_json(telecom.run / "manifest.json", typ="series")
    for name, digest in manifest["outputs"].items():
        assert sha256(telecom.run / name) == digest


@pytest.mark.parametrize("name", ["telecom", pytest.param("retail", marks=pytest.mark.slow)])
def test_repeated_with_the_same_bits(request, name, tmp_path):
    """Every table of an export that is repeated is the same, bit for bit."""
    export = request.getfixturevalue(name)
    found = repeat(export.out, tmp_path / "again", Given())
    assert len(found.files) >= 8
    assert [each.file for each in found.files if not each.is_identical] == []


def test_what_would_have_kept_is_a_fair_count(telecom):
    """A cause that never occurred keeps nobody; no trouble at all keeps at least as many as any other change of causes.

    Whoever was back without any change is not said to be kept.
    """
    departures = telecom.tables["truth/departures"].query("brand == 'acme'")
    kept = departures.filter(like="kept_without_").sum()
    felt = telecom.tables["truth/people"].filter(like="lived_").sum()
    for name in (column.removeprefix("lived_") for column, times in felt.items() if times == 0):
        assert kept[f"kept_without_{name}"] == 0
    assert kept["kept_without_trouble"] > 0
    assert departures.loc[departures["came_back"] == 1].filter(like="kept_").sum().sum() == 0
    others = telecom.tables["truth/departures"].query("brand != 'acme'")
    assert others.filter(like="kept_").isna().all(axis=None)


def test_weeks_lived_again_without_a_change_are_the_recorded_ones():
    """Everybody who lives a recorded year again, with nothing different, ends exactly where the year ended."""
    world = simulation(listening("telecom"), 300)
    recording = Recording(world)
    for _ in range(12):
        recording.step()
    *_, again = Beside(recording).weeks()
    assert [name for name in STATES if (again.customers[name] != world.world.customers[name]).any()] == []
    changed = [week.customers["brand"].copy() for week in Beside(recording).weeks(without_trouble(0))][-1]
    assert (changed != world.world.customers["brand"]).any()
