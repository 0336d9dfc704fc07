"""Tables of worlds: read as they were written, and refused when market or rules are others."""

from dataclasses import replace

import pytest

from experiments.design import ensemble as tables
from experiments.design.ensemble import Ensemble, provenance, read_ensemble, rule_digests, written
from sim.market.messages import InputError
from tests.worlds import document_of, shipped, with_numbers

HAZARD, HABIT = "behaviour.loyalty.hazard", "behaviour.loyalty.habit"


@pytest.fixture
def ensemble() -> Ensemble:
    """Return three worlds of the telecom market."""
    market = shipped("telecom")
    own = {HAZARD: market.behaviour.loyalty.hazard, HABIT: market.behaviour.loyalty.habit}
    worlds = tuple({path: value * factor for path, value in own.items()} for factor in (0.9, 1.0, 1.1))
    made = provenance(market) | {"command": "cxsim worlds telecom"}
    return Ensemble("worlds.csv", worlds, own, {"Yearly churn, acme": (15.0, 16.0, 17.5)}, {}, made)


@pytest.fixture
def refusal(tmp_path):
    """Return the message with which a table is refused for a market."""

    def message(text: str, market) -> str:
        path = tmp_path / "worlds.csv"
        path.write_text(text)
        with pytest.raises(InputError) as error:
            read_ensemble(path, market)
        return str(error.value)

    return message


def test_written_and_read(ensemble, tmp_path):
    """What was written is read with the very same numbers."""
    path = tmp_path / "worlds.csv"
    path.write_text(written(ensemble))
    found = read_ensemble(path, shipped("telecom"))
    assert found.worlds == ensemble.worlds
    assert found.shown == ensemble.shown
    assert found.made == ensemble.made


def test_another_market(ensemble, refusal):
    """Worlds of one market are not taken for those of another."""
    assert "holds worlds of telecom, not of retail" in refusal(written(ensemble), shipped("retail"))


def test_a_market_that_changed(ensemble, refusal):
    """Which number has changed since is told, with the command that makes the worlds again."""
    message = refusal(written(ensemble), with_numbers("telecom", {"behaviour.loyalty.habit": 0.123}))
    assert HABIT in message
    assert HAZARD not in message
    assert "cxsim worlds telecom" in message


def test_works_that_were_added(ensemble, tmp_path):
    """Worlds that were made before a brand had works are still true, since no work acts without a programme."""
    document = document_of(shipped("telecom"))
    works = document["brands"]["acme"].pop("works")
    before = type(shipped("telecom")).model_validate(document)
    path = tmp_path / "worlds.csv"
    path.write_text(written(replace(ensemble, made=ensemble.made | provenance(before))))
    assert works
    assert read_ensemble(path, shipped("telecom")).worlds == ensemble.worlds


def test_rules_that_changed(ensemble, refusal, monkeypatch):
    """Which rules have changed since is told."""
    text, others = written(ensemble), rule_digests() | {"rules.loyalty": "0" * 8}
    monkeypatch.setattr(tables, "rule_digests", lambda: others)
    assert "was made with other rules (rules.loyalty)" in refusal(text, shipped("telecom"))


def test_comments_are_no_rules():
    """A comment, a docstring or a blank line changes no rule; a number does."""
    words = [
        "".join(tables._words_of(source))
        for source in (
            'def rule(x):\n    """Return twice."""\n    return 2 * x\n',
            "def rule(x):\n\n    return 2 * x  # twice\n",
            "def rule(x):\n    return 3 * x\n",
        )
    ]
    assert words[0] == words[1] != words[2]


def test_values_out_of_range(ensemble, refusal):
    """A world out of range is refused with its line, its world and the range; all of them at once."""
    lines = written(ensemble).splitlines()
    place = next(place for place, line in enumerate(lines) if HAZARD in line)
    kind, name, own, *worlds = lines[place].split(",")
    lines[place] = ",".join([kind, name, own, "-4", "many", worlds[2]])
    message = refusal("\n".join(lines), shipped("telecom"))
    assert f"worlds.csv:{place + 1}" in message
    assert "world 1" in message
    assert "world 2" in message


def test_too_few_worlds(ensemble):
    """More worlds than there are cannot be asked for."""
    with pytest.raises(Exception, match=r"--worlds 5: worlds\.csv holds 3 worlds"):
        ensemble.first(5)
