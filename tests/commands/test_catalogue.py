"""What there is can be listed: for people, for pipes and for programs."""

import json

import pytest


def test_markets_are_listed(cxsim):
    """Every shipped market is there, with its brands."""
    answer = cxsim("markets")
    assert answer.code == 0
    assert {line.split("\t")[0] for line in answer.out.splitlines()[1:]} == {"telecom", "retail", "rail", "software"}


@pytest.mark.parametrize("arguments", [("markets",), ("scenarios", "retail"), ("parameters", "retail", "category.*")])
def test_json_holds_the_same_rows(cxsim, arguments):
    """The JSON of a list has the columns and rows of its table."""
    lines = cxsim(*arguments).out.splitlines()
    rows = json.loads(cxsim(*arguments, "--json").out)
    assert list(rows[0]) == lines[0].split("\t")
    assert len(rows) == len(lines) - 1


def test_scenarios_come_with_question_and_cost(cxsim):
    """A strategy says what it asks, and what it costs."""
    rows = {row["scenario"]: row for row in json.loads(cxsim("scenarios", "telecom", "--json").out)}
    assert "baseline" in rows
    assert rows["fix-root-causes"]["question"].endswith("?")
    assert rows["fix-root-causes"]["one_off_eur"] > 0


def test_parameters_are_filtered_by_their_path(cxsim):
    """A pattern with stars picks the numbers that it fits."""
    rows = json.loads(cxsim("parameters", "telecom", "brands.*.offer.price_eur", "--json").out)
    assert len(rows) == 4
    assert all(row["unit"] == "EUR" and row["low"] <= row["value"] <= row["high"] for row in rows)


def test_every_parameter_has_source_and_grade(cxsim):
    """No number comes from nowhere."""
    rows = json.loads(cxsim("parameters", "retail", "--json").out)
    assert all(row["source"] and row["grade"] in ("measured", "adapted", "assumed") for row in rows)


def test_pattern_without_a_match_says_so(cxsim):
    """Nothing on standard output, a word on standard error."""
    answer = cxsim("parameters", "telecom", "nothing.*")
    assert answer.out == ""
    assert "unknown number 'nothing.*'" in answer.error


@pytest.mark.parametrize("command", ["scenarios", "parameters"])
def test_unknown_market_is_answered_with_the_nearest(cxsim, command):
    """A slip of the finger ends with exit code 1 and the name that was meant."""
    answer = cxsim(command, "telcom")
    assert (answer.code, answer.out) == (1, "")
    assert "did you mean 'telecom'" in answer.error
