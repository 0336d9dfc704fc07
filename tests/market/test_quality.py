"""One quality of a brand for all its touchpoints and dimensions."""

import json

from sim.market.json_schema import editor_schema
from sim.market.loading import load_market
from sim.market.schema import Market

ONCE = "extends: telecom\nbrands:\n  acme: {quality: %s}\n"


def written(folder, text: str) -> Market:
    """Return the market of a file with a text."""
    path = folder / "market.yaml"
    path.write_text(text)
    return load_market(path)


def test_one_quality_stands_for_all(tmp_path):
    """It is that of the brand at every touchpoint and on every dimension, in place of what is inherited."""
    market = written(tmp_path, ONCE % 0.81)
    numbers = {value for each in market.touchpoints.values() for value in each.quality["acme"].model_dump().values()}
    assert numbers == {0.81}
    assert market.touchpoints["app"].quality["kite"] == load_market("telecom").touchpoints["app"].quality["kite"]


def test_finer_qualities_refine_it(tmp_path):
    """What the same file gives for a touchpoint counts before it."""
    finer = "touchpoints: {app: {quality: {acme: {functional: 0.9}}}}\n"
    quality = written(tmp_path, ONCE % 0.81 + finer).touchpoints["app"].quality["acme"]
    assert quality.model_dump() == {"functional": 0.9, "emotional": 0.81, "relational": 0.81}


def test_it_is_no_number_of_the_loaded_market(tmp_path):
    """Once written out it is gone, so that no lever without effect can name it."""
    assert written(tmp_path, ONCE % 0.81).brands["acme"].quality is None


def test_a_whole_market_needs_no_other_quality(told, small):
    """With a quality for each brand touchpoints may leave theirs out."""
    lines = [line for line in small.splitlines() if "quality" not in line and "emotional:" not in line]
    text = "\n".join(line for line in lines if not line.strip().startswith(("acme: {fun", "rival: {fun")))
    text = text.replace("    title: Acme\n", "    title: Acme\n    quality: 0.7\n")
    text = text.replace("    title: Rival\n", "    title: Rival\n    quality: 0.6\n")
    assert told(text) == []


def test_a_wrong_quality_is_one_mistake(told):
    """A value that is not admissible is reported where it stands, and nowhere else."""
    (high,) = told(ONCE % 1.7)
    assert high == "market.yaml:3: brands.acme.quality: is out of range (got 1.7); expected 0 to 1 (quality)"
    (text,) = told(ONCE % "good")
    assert text.startswith("market.yaml:3: brands.acme.quality: must be a number (got 'good')")


def test_it_may_have_a_source(told):
    """A quality may be written with its source, as any other number."""
    assert told(ONCE % "{value: 0.7, source: survey}") == []


def test_editors_know_it():
    """The schema for editors describes it."""
    assert "One quality for all touchpoints" in json.dumps(editor_schema(Market))
