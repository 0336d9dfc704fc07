"""Every experiment has a form made from its request, and a filled form is a command."""

from __future__ import annotations

import shlex

import pytest

from app.catalogue import Catalogue
from app.engine.forms import form_of, forms
from app.rooms.experiments import command
from experiments.experiment.registry import SHIPPED, experiment_called

CATALOGUE = Catalogue()


def test_every_experiment_has_a_form():
    """No experiment is left out, and none offers to read a file that a browser names."""
    found = {form["name"]: form for form in forms()}
    assert set(SHIPPED) <= set(found)
    fields = {field["name"] for form in found.values() for field in form["fields"]}
    assert fields.isdisjoint({"from_crm", "mapping", "pseudonyms", "ranges", "own", "facts", "sweep", "study"})
    assert found["discover"]["needs_file"]
    assert not found["validate"]["needs_file"]


@pytest.mark.parametrize(
    "given, line",
    [
        ({"market": ["retail"], "scenario": ["easy-returns"]}, "run retail --scenario=easy-returns"),
        ({"market": ["telecom"], "weeks": ["52"]}, "run telecom --weeks=52"),
        ({"market": ["telecom"], "scenarios": ["onboarding", "storm"]}, "compare telecom onboarding storm"),
        ({"market": ["telecom"], "scenarios": ["storm"], "patterns": []}, "compare telecom storm --no-patterns"),
        ({"quick": ["on"], "pattern": ["V1, V2"]}, "validate --quick --pattern=V1 --pattern=V2"),
    ],
)
def test_a_filled_form_is_a_command(given, line):
    """What is filled in is said on the command line in the words that it understands."""
    form = form_of(experiment_called(line.partition(" ")[0]))
    for field in form["fields"]:
        if field["is_on"] and field["name"] not in given:
            given = given | {field["name"]: ["on"]}
    asked = command(form, given, CATALOGUE)
    assert asked is not None
    assert sorted(asked.words()) == sorted(shlex.split(line))


def test_nothing_unknown_becomes_a_path():
    """Markets and scenarios are those that the page knows, so that no name from a browser is opened as a file."""
    form = form_of(experiment_called("run"))
    assert command(form, {"market": ["/etc/passwd"]}, CATALOGUE) is None
    asked = command(form, {"market": ["telecom"], "scenario": ["../secret.yaml"]}, CATALOGUE)
    assert asked is not None
    assert asked.words() == ["run", "telecom"]
