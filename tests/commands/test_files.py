"""One's own market: started from a shipped one, and checked with all errors and their lines."""

import errno
import json
import os
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sim.market.documents import read_document


def test_new_market_is_whole(cxsim, tmp_path):
    """A new market checks without problems, has the shipped scenarios, and a name of its own."""
    assert cxsim("new", "My Shop", "--market", "retail").code == 0
    assert cxsim("check", "My Shop").code == 0
    assert "name: my_shop" in (tmp_path / "My Shop" / "market.yaml").read_text()
    assert json.loads(cxsim("scenarios", "My Shop", "--json").out) == json.loads(
        cxsim("scenarios", "retail", "--json").out
    )


def test_new_market_leads_a_beginner(cxsim, tmp_path):
    """The page in the new folder begins with first steps, in commands that can be copied."""
    cxsim("new", "my shop", "--market", "retail")
    page = (tmp_path / "my shop" / "README.md").read_text()
    assert page.startswith("# Your own market")
    assert "cxsim run 'my shop'" in page
    assert not re.search("MY_MARKET|SHIPPED|SCENARIO", page)
    for scenario in re.findall(r"`([a-z-]+\.yaml)`", page):
        assert (tmp_path / "my shop" / scenario).is_file()


def test_new_market_has_schemas_for_editors(cxsim, tmp_path):
    """Every file of the new folder names the schema that an editor checks it with, and holds to it."""
    cxsim("new", "mine")
    for file in (tmp_path / "mine").glob("*.yaml"):
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", file.read_text())
        schema = json.loads((file.parent / named[1]).read_text())
        assert Draft202012Validator(schema).is_valid(read_document(file).plain())


def test_new_market_may_begin_with_a_digit(cxsim, tmp_path):
    """Any folder name makes an admissible market name."""
    cxsim("new", "2027")
    assert cxsim("check", "2027").code == 0


def test_new_refuses_what_is_there(cxsim, tmp_path):
    """Nothing of one's own is overwritten."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "market.yaml").write_text("mine")
    answer = cxsim("new", "mine")
    assert answer.code == 1
    assert "is there already" in answer.error
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "market.yaml"]


def test_new_here_is_refused(cxsim, tmp_path):
    """The folder one stands in is not replaced, not even when it is empty."""
    answer = cxsim("new", ".")
    assert answer.code == 1
    assert list(tmp_path.iterdir()) == []


def test_new_below_a_file_is_refused(cxsim, tmp_path):
    """A place where no folder can be is a sentence, not a traceback."""
    (tmp_path / "file").write_text("")
    answer = cxsim("new", "file/market")
    assert answer.code == 1
    assert "cannot make" in answer.error


def test_new_on_a_full_disk(cxsim, tmp_path, monkeypatch):
    """A disk without room is a sentence, and leaves nothing half made behind."""

    def full(path, *_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_text", full)
    answer = cxsim("new", "mine")
    assert (answer.code, answer.error) == (1, "cannot make mine: No space left on device\n")
    assert list(tmp_path.iterdir()) == []


def test_new_from_an_unknown_market(cxsim):
    """A slip of the finger is answered with the nearest name."""
    answer = cxsim("new", "mine", "--market", "retial")
    assert answer.code == 2
    assert "did you mean 'retail'" in answer.error


def test_check_reports_all_problems_of_all_files(cxsim, tmp_path):
    """Every problem of every file comes with its line, on standard output, and the exit code is 1."""
    cxsim("new", "mine")
    market = tmp_path / "mine" / "market.yaml"
    market.write_text(market.read_text().replace("\nfocus: acme", "\nfocus: acne\ncolour: red"))
    answer = cxsim("check", "mine", "telecom")
    assert answer.code == 1
    line = market.read_text().splitlines().index("focus: acne") + 1
    assert f"mine/market.yaml:{line}: focus: " in answer.out
    assert f"mine/market.yaml:{line + 1}: colour: " in answer.out


def test_check_of_a_folder_checks_its_scenarios(cxsim, tmp_path):
    """A market with a broken scenario beside it is not in order."""
    cxsim("new", "mine")
    (tmp_path / "mine" / "wish.yaml").write_text("question: Why?\nlevers: [{set: brand.offer.prize_eur, to: 1}]\n")
    answer = cxsim("check", "mine")
    assert answer.code == 1
    assert answer.out.startswith("mine/wish.yaml:2: ")


def test_check_of_a_scenario_on_a_shipped_market(cxsim, tmp_path):
    """A scenario alone in a folder is checked against the market that is named."""
    (tmp_path / "wish.yaml").write_text("question: Why?\nlevers: [{set: brand.offer.price_eur, to: 12}]\n")
    assert cxsim("check", "wish.yaml", "--market", "telecom").code == 0


def test_problems_as_json(cxsim, tmp_path):
    """Programs get file, line, path and message apart."""
    (tmp_path / "wish.yaml").write_text("question: Why?\nlevers: [{set: brand.offer.prize_eur, to: 1}]\n")
    answer = cxsim("check", "wish.yaml", "--market", "telecom", "--json")
    (problem,) = json.loads(answer.out)
    assert answer.code == 1
    assert (problem["file"], problem["line"]) == ("wish.yaml", 2)


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"- a list", b"name: [", "name: é".encode("latin-1")])
def test_garbage_is_answered_in_words(cxsim, tmp_path, content):
    """Whatever a file holds, the answer is a sentence."""
    (tmp_path / "file.yaml").write_bytes(content)
    answer = cxsim("check", "file.yaml")
    assert answer.code == 1
    assert answer.out.startswith("file.yaml")
    assert "Traceback" not in answer.error
