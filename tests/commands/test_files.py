"""One's own market: started from a shipped one, and checked with all errors and their lines."""

import errno
import json
import os
import re
import shlex
import shutil
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from sim.market.documents import read_document

SMALL = Path(__file__).parents[1] / "market" / "small" / "market.yaml"


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
    assert "already exists" in answer.error
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
    assert "cannot create" in answer.error


def test_new_on_a_full_disk(cxsim, tmp_path, monkeypatch):
    """A disk without room is a sentence, and leaves nothing half made behind."""

    def full(path, *_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_text", full)
    answer = cxsim("new", "mine")
    assert (answer.code, answer.error) == (1, "cannot create mine: No space left on device\n")
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


def test_a_dangling_link_is_named(cxsim, tmp_path):
    """A link to where nothing is, is told as such."""
    (tmp_path / "link").symlink_to("nowhere")
    answer = cxsim("new", "link/mine")
    assert (answer.code, answer.error) == (1, "cannot use link/mine: link is a broken link to nowhere\n")


def test_a_brand_under_another_name(cxsim, tmp_path):
    """A new name for a brand leaves a line for each reason, not for each place; --json has every place."""
    cxsim("new", "mine")
    market = tmp_path / "mine" / "market.yaml"
    market.write_text(market.read_text().replace("\n  acme:\n", "\n  ours:\n"))
    lines = cxsim("check", "mine").out.splitlines()
    assert len(lines) == 4
    assert re.search(r"touchpoints\.\w+\.quality\.ours: is missing \(and \d+ more like this, lines \d+-\d+\)", lines[1])
    assert len(json.loads(cxsim("check", "mine", "--json").out)) > 35


def test_what_is_doubtful_is_a_note(cxsim, tmp_path):
    """What is admissible and probably not meant goes to standard error, or into the JSON, and nothing fails."""
    (tmp_path / "mine.yaml").write_text(SMALL.read_text())
    answer = cxsim("check", "mine.yaml")
    assert (answer.code, answer.out) == (0, "")
    assert answer.error.startswith("note: mine.yaml:31: touchpoints.product.quality: leaves out emotional")
    notes = json.loads(cxsim("check", "mine.yaml", "--json").out)
    assert {note["severity"] for note in notes} == {"note"}


KINDS = {
    "ranges.yaml": "brand.offer.price_eur: [10, 20]\nbrand.offer.prise_eur: [10, 20]\nnetwork.ties: [5, 900]\n",
    "study.yaml": "market: market.yaml\nfactors: {brand.offer.price: {steps: 3}}\ndesign: grid\nmetrics: [nps]\n",
    "portfolio.yaml": "candidates: [{scenario: calmr}]\n",
    "mapping.yaml": "customer: id\nsegment: {column: kind, values: {p: famlies}}\n",
    "targets.csv": "kind,metric,week,value,tolerance\nseries,nsp,4,5,1\n",
    "ties.csv": "customer,customer\n1,2\n1,1\n",
}
"""A file of each kind with mistakes in it, as it may lie beside a market."""
TOLD = {
    "ranges.yaml": "2: brand.offer.prise_eur: unknown number 'prise_eur' (did you mean 'price_eur'?)",
    "study.yaml": "2: factors.brand.offer.price: unknown number 'price' (did you mean 'price_eur'?)",
    "portfolio.yaml": "1: candidates.1: there is no such file: unknown scenario 'calmr' (did you mean 'calmer'?)",
    "mapping.yaml": "2: segment.values.p: unknown segment 'famlies' (did you mean 'families'?)",
    "targets.csv": "2: metric: unknown metric 'nsp' (did you mean 'nps'?)",
    "ties.csv": "3: ties a customer to itself",
}


@pytest.fixture
def beside(tmp_path) -> Path:
    """Return the folder of a market, with a scenario."""
    shutil.copytree(SMALL.parent, tmp_path / "mine")
    return tmp_path / "mine"


@pytest.mark.parametrize("name", KINDS)
def test_a_file_is_checked_as_what_it_is(cxsim, beside, name):
    """A file of any kind beside a market is checked as such, with the numbers and names of that market."""
    (beside / name).write_text(KINDS[name])
    answer = cxsim("check", f"mine/{name}")
    assert answer.code == 1
    assert any(line.startswith(f"mine/{name}:{TOLD[name]}") for line in answer.out.splitlines()), answer.out


@pytest.mark.parametrize(
    "content", ["causes.*.severity: [0.1, 0.2]\n", "customer: id\nsegment: {rules: [{segment: families}]}\n"]
)
def test_other_files_beside_a_market_are_no_scenarios(cxsim, beside, content):
    """Ranges and mappings beside a market leave its folder in order, and are no scenarios of it."""
    (beside / "other.yaml").write_text(content)
    assert cxsim("check", "mine").code == 0
    assert [row["scenario"] for row in json.loads(cxsim("scenarios", "mine", "--json").out)] == ["baseline", "calmer"]


@pytest.mark.parametrize("name", ["t.CSV", "t.tsv", "t.TSV", "t.txt", "t", "t.pq", "t.Parquet", "t.data"])
def test_a_table_is_a_table_whatever_its_ending(cxsim, tmp_path, name):
    """Tables are known by their ending in small or large letters, or else by what they hold."""
    table = pd.DataFrame({"id": range(60), "kind": ["private", "business"] * 30, "fee": 30})
    if name.lower().endswith(("pq", "parquet", "data")):
        table.to_parquet(tmp_path / name)
    else:
        table.to_csv(tmp_path / name, index=False, sep="\t" if "tsv" in name.lower() else ",")
    (tmp_path / "map.yaml").write_text(
        "customer: id\nsegment: {column: kind, values: {private: families, business: professionals}}\n"
    )
    answer = cxsim("check", name, "--market=telecom", "--mapping=map.yaml")
    assert answer.code == 0, answer.out
    assert "60 rows used, 0 rejected" in answer.error


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"- a list", b"name: [", "name: é".encode("latin-1")])
def test_garbage_is_answered_in_words(cxsim, tmp_path, content):
    """Whatever a file holds, the answer is a sentence."""
    (tmp_path / "file.yaml").write_bytes(content)
    answer = cxsim("check", "file.yaml")
    assert answer.code == 1
    assert answer.out.startswith("file.yaml")
    assert "Traceback" not in answer.error


@pytest.mark.parametrize("name", ["SCENARIO_A", "SHIPPED", "MY_MARKET SCENARIO"])
def test_words_of_a_name_stay(cxsim, tmp_path, name):
    """Commands on the page of a new market have its name, whichever words it holds."""
    cxsim("new", name)
    assert f"`cxsim run {shlex.quote(name)}`" in (tmp_path / name / "README.md").read_text()


def test_new_removes_nothing_of_others(cxsim, tmp_path):
    """Hidden folders that look like unfinished ones stay, when a market is made and when it cannot be."""
    (tmp_path / ".mine.part").mkdir()
    (tmp_path / ".mine.part" / "thesis.txt").write_text("precious")
    assert cxsim("new", "mine").code == 0
    assert cxsim("new", "mine").code == 1
    assert (tmp_path / ".mine.part" / "thesis.txt").read_text() == "precious"


def test_new_market_in_a_line_of_its_own(cxsim, tmp_path):
    """A name with a line break, which would end comments and commands, is refused."""
    answer = cxsim("new", "mine\nname: other")
    assert answer.code == 2
    assert "control characters" in answer.error
    assert list(tmp_path.iterdir()) == []


def test_own_market_counts_before_a_shipped_one(cxsim, tmp_path):
    """A folder of one's own is read by its name, also when a shipped market is called like it, and that is told."""
    cxsim("new", "telecom")
    file = tmp_path / "telecom" / "market.yaml"
    file.write_text(re.sub(r"price_eur: [\d.]+", "price_eur: 99", file.read_text()))
    (row, *_) = json.loads(cxsim("parameters", "telecom", "brands.acme.offer.price_eur", "--json").out)
    assert row["value"] == 99
    assert "'telecom' is your own telecom/market.yaml, not the shipped market" in cxsim("check", "telecom").error


def test_shipped_market_beside_a_folder_of_its_name(cxsim, tmp_path):
    """A folder without a market, as of results, leaves a shipped market its name."""
    (tmp_path / "telecom").mkdir()
    assert cxsim("scenarios", "telecom").code == 0


def test_a_scenario_called_baseline(cxsim, beside):
    """The name of the baseline is refused wherever the file would be used."""
    (beside / "baseline.yaml").write_text("question: What else?\n")
    message = "mine/baseline.yaml: is called like the baseline, in which nothing is changed: give the file another name"
    assert message in cxsim("check", "mine").out
    assert message in cxsim("check", "mine/baseline.yaml").out
    assert message in cxsim("scenarios", "mine").error
    assert message in cxsim("run", "mine", "--scenario=mine/baseline.yaml").error


@pytest.mark.parametrize(
    "arguments", [("check", "{}"), ("run", "telecom", "--out={}"), ("run", "telecom", "--from-crm={}"), ("new", "{}")]
)
def test_names_in_another_encoding(cxsim, tmp_path, arguments):
    """A name that is not in UTF-8 is refused before anything is computed."""
    name = os.fsdecode(b"kunden_\xe4.csv")
    answer = cxsim(*(each.format(name) for each in arguments))
    assert answer.code == 2
    assert "the name must be in UTF-8: rename it (got '" in answer.error
    assert list(tmp_path.iterdir()) == []
