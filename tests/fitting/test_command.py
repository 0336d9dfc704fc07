"""`cxsim fit`, as it is used: the files it leaves, what `--check` shows, and what it refuses."""

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import cxsim as cxsim

SMALL = Path(__file__).parents[1] / "market" / "small" / "market.yaml"
FACTS = "what,brand,value,tolerance,source\nnps,acme,10,40,survey\nwait_minutes,,1,5,\n"
SIZE = ("--customers=150", "--seeds=1", "--checks=2", "--workers=1", "--steps=2")


@pytest.fixture
def small(tmp_path) -> tuple[str, ...]:
    """Return the words of a small fit, whose files are in the working folder."""
    (tmp_path / "small.yaml").write_text(SMALL.read_text())
    (tmp_path / "facts.csv").write_text(FACTS)
    return ("fit", "small.yaml", "--facts=facts.csv", *SIZE, "--out=out")


def test_it_leaves_its_files_and_can_be_repeated(cxsim, small, tmp_path):
    """Page, new market, tables and manifest; the market checks, and a repetition has the same bits."""
    answer = cxsim(*small)
    assert answer.code == 0, answer.error
    outputs = set(json.loads((tmp_path / "out" / "manifest.json").read_text())["outputs"])
    assert outputs == {"fit.html", "market.yaml", "verdicts.csv", "numbers.csv"}
    page = (tmp_path / "out" / "fit.html").read_text()
    assert "Net promoter score, acme" in page
    assert not re.search(r"(?:src|href)=\"https?:", page)
    assert cxsim("check", "out/market.yaml").code == 0
    assert cxsim("rerun", "out").code == 0


def test_check_moves_nothing(cxsim, small, tmp_path):
    """With --check there is a verdict on every fact, and no new market."""
    answer = cxsim(*small, "--check", "--json")
    assert answer.code == 0, answer.error
    document = json.loads(answer.out)
    assert {row["what"] for row in document["verdicts"]} == {"nps", "wait_minutes", "share", "share_change"}
    assert not (tmp_path / "out" / "market.yaml").exists()


def test_mistakes_are_found_before_anything_is_run(cxsim, small, tmp_path):
    """A wrong fact is reported with its line, and no folder is begun; `check` says the same."""
    (tmp_path / "facts.csv").write_text("what,brand,value\nnps,acne,3\n")
    for words in (small, ("check", "facts.csv", "--market=telecom")):
        answer = cxsim(*words)
        assert answer.code == 1
        assert "facts.csv:2: brand: unknown brand 'acne' (did you mean 'acme'?)" in answer.out + answer.error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("market", ["telecom", "retail"])
def test_a_new_market_asks_for_its_facts(cxsim, tmp_path, market):
    """The list in a new folder names what may be known; filled in, it is a file of facts."""
    answer = cxsim("new", "mine", "--market", market)
    assert "cxsim fit mine --facts mine/facts.csv" in answer.error
    file = tmp_path / "mine" / "facts.csv"
    assert "no fact is given" in cxsim("check", "mine/facts.csv").error
    text = file.read_text()
    filled = re.sub(r"^(nps,\w+,,,),", r"\g<1>25,", text, count=1, flags=re.MULTILINE)
    assert filled != text
    file.write_text(filled)
    assert cxsim("check", "mine/facts.csv").code == 0
