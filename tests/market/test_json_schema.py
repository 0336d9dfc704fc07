"""Editors can check files while one types."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sim.market.documents import read_document
from sim.market.json_schema import editor_schema
from sim.market.loading import shipped_folder
from sim.market.schema import Market
from sim.scenarios.scenario import Scenario

FILES = [*sorted(shipped_folder().glob("*/*.yaml")), *sorted((Path(__file__).parent / "small").glob("*.yaml"))]


def validator(file: Path) -> Draft202012Validator:
    return Draft202012Validator(editor_schema(Market if file.name == "market.yaml" else Scenario))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_right_files(file):
    """An editor finds nothing wrong in the files that can be loaded."""
    document = YAML(typ="safe", pure=True).load(file)
    assert list(validator(file).iter_errors(document)) == []


@pytest.mark.parametrize(
    ("model", "document"),
    [
        (Market, {"focus": 3}),
        (Market, {"focuss": "acme"}),
        (Market, {"brands": {"acme": {"offer": {"price_eur": -1}}}}),
        (Market, {"causes": {"billing": {"severity": 2}}}),
        (Market, {"causes": {"billing": {"severity": {"acme": 2}}}}),
        (Market, {"brands": {"acme": {"offer": {"price_eur": {"value": -1}}}}}),
        (Market, {"brands": {"acme": {"offer": {"price_eur": {"value": 1, "sorce": "x"}}}}}),
        (Market, {"brands": {"acme": {"grade": "good"}}}),
        (Market, {"crm": {"source": "x"}}),
        (Market, {"sources": {}}),
        (Scenario, {"name": "mine"}),
        (Scenario, {"levers": [{"set": "x", "by": 1}]}),
        (Scenario, {"levers": [{"set": "x", "from_week": 0.5}]}),
    ],
)
def test_wrong_files(model, document):
    """An editor finds unknown keys, wrong types and numbers out of range."""
    assert not Draft202012Validator(editor_schema(model)).is_valid(document)


def test_sources():
    """An editor knows where sources and grades may stand, and dates."""
    file = Path(__file__).parents[1] / "commands" / "every_key" / "market.yaml"
    assert list(validator(file).iter_errors(read_document(file).plain())) == []


def test_words_for_editors():
    """An editor can show what a number says, with its unit."""
    cost = editor_schema(Market)["$defs"]["CostsSpec"]["properties"]["contact_eur"]
    assert cost["description"] == "cost of one contact with support besides wages: telephone, postage, material [EUR]"
    assert (cost["minimum"], cost["maximum"]) == (0, 1000)
