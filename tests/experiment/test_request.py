"""A field of a request is an option, its default, its check, and its place in a manifest."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest

from experiments.cli import main
from experiments.comparison.experiment import CompareRequest
from experiments.errors import RequestError
from experiments.experiment import Option, Request, between, number, share
from experiments.experiment.registry import SHIPPED, experiment_called
from experiments.experiment.request import described_fields
from experiments.sensitivity.request import SensitivityRequest


@dataclass(frozen=True, kw_only=True)
class ToyRequest(Request):
    """One option of each kind."""

    count: Annotated[int, between(1, 9, help="How many.")] = 3
    least: Annotated[float, number(-1, 1, help="At least.")] = 0.0
    within: Annotated[float | None, share(help="How far.")] = None
    names: Annotated[tuple[str, ...], Option(help="Names.")] = ()
    is_loud: Annotated[bool, Option("--loud/--quiet", help="Whether.")] = True


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"count": 10}, "--count: 10 is not between 1 and 9"),
        ({"count": 2.5}, "--count: 2.5 is not between 1 and 9"),
        ({"least": float("nan")}, "--least: nan is not between -1 and 1"),
        ({"within": "much"}, "--within: needs a share above 0"),
        ({"count": 0, "least": 2}, "--count: 0 is not between 1 and 9\n--least: 2 is not between -1 and 1"),
    ],
)
def test_values_are_checked_from_python_too(values, words):
    """A request that cannot be is refused in the words of the command line, all that is wrong at once."""
    with pytest.raises(RequestError) as error:
        ToyRequest(**values)
    assert words in str(error.value)


def test_only_what_is_not_usual_is_written():
    """A command line names what differs from the defaults, so that it is read like one that somebody typed."""
    request = ToyRequest(within="20%", names=["a b", "c"], is_loud=False)
    assert request.command_line("toy") == "cxsim toy --within=0.2 '--names=a b' --names=c --quiet"
    assert ToyRequest().command_line("toy") == "cxsim toy"


@pytest.mark.parametrize(
    "request_",
    [
        CompareRequest(market="telecom", scenarios=("price-cut",), until_precise="10%", patterns=False),
        SensitivityRequest(
            market="retail", metric=("nps", "churn"), factors=("a.*", "!a.b"), outcome=True, within="5%"
        ),
    ],
    ids=["compare", "sensitivity"],
)
def test_command_lines_and_documents_come_back(request_, monkeypatch):
    """What a request writes, on a command line or into a manifest, makes the same request."""
    made = []
    monkeypatch.setattr("experiments.experiment.command_line.perform", lambda _, request, __: made.append(request))
    name = {CompareRequest: "compare", SensitivityRequest: "sensitivity"}[type(request_)]
    with pytest.raises((SystemExit, AttributeError)):
        main(shlex.split(request_.command_line(name))[1:])
    document = json.loads(json.dumps(request_.document()))
    assert made == [request_]
    assert type(request_).in_manifest(document, Path(), ("telecom", "retail", "price-cut")) == request_


def test_copies_are_read_below_the_folder():
    """A value that is one of the copies stands for the file in the folder; everything else stays as it is."""
    document = CompareRequest(market="inputs/market.yaml", scenarios=("baseline", "inputs/scenarios/a.yaml")).document()
    found = CompareRequest.in_manifest(document, Path("out"), ["inputs/market.yaml", "inputs/scenarios/a.yaml"])
    assert (found.market, found.scenarios) == ("out/inputs/market.yaml", ("baseline", "out/inputs/scenarios/a.yaml"))


@pytest.mark.parametrize("change", [{"weeks": "ten"}, {"weeks": [1]}, {"x": "red"}, {"market": None}, {"seed": -1}])
def test_a_manifest_that_was_altered_is_refused(change):
    """A text where a number was, a strange key or a value out of range is answered in words."""
    document = CompareRequest(market="telecom", scenarios=("price-cut",)).document() | change
    with pytest.raises(RequestError, match="does not describe the run"):
        CompareRequest.in_manifest(document, Path("out"), ())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_option_has_a_help(name):
    """Every field of every request says what it is."""
    assert [each.option for each in described_fields(experiment_called(name).request) if not each.info.help] == []
