"""`cxsim discover`, as it is used."""

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments.discovery import regions as searching
from tests.harness.folders import finish


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Shuffle and resample less often than somebody would."""
    monkeypatch.setattr(searching, "SHUFFLED", 39)
    monkeypatch.setattr(searching, "RESAMPLED", 10)


@pytest.fixture
def sweep(swept, tmp_path) -> Path:
    """Return a folder as a sweep leaves it."""
    folder = tmp_path / "study"
    folder.mkdir()
    swept().to_parquet(folder / "results.parquet", index=False)
    return finish(folder)


def test_region_is_described_in_words(cxsim, sweep):
    """The answer says where it loses, how often there, and how much of all losses that is."""
    answer = cxsim("discover", sweep, "--scenario=healed", "--out=out")
    assert answer.code == 0
    first = answer.error.splitlines()[0]
    assert first.startswith("“healed” loses in ")
    assert (
        "“families · price sensitivity” is above 1.2" in first or "“families · price sensitivity” is above 1.1" in first
    )
    assert "“reliability · weekly probability · acme” is at most 0.0" in first
    assert "of all losses (coverage)." in first
    head, *rows = [line.split("\t") for line in answer.out.splitlines()]
    assert head[:4] == ["region", "factor", "low", "high"]
    assert {row[1] for row in rows[:2]} == {
        "segments.families.price_sensitivity", "causes.reliability.weekly_probability.acme",
    }  # fmt: skip


def test_folder_holds_the_page_and_the_table(cxsim, sweep):
    """Page, table and manifest; a rerun has the same bits."""
    assert cxsim("discover", sweep, "--scenario=healed", "--regions=1", "--out=out").code == 0
    assert {path.name for path in Path("out").iterdir()} == {"discovery.html", "regions.csv", "manifest.json", "runs"}
    page = Path("out/discovery.html").read_text()
    assert "Limits of the region" in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert pd.read_csv("out/regions.csv")["is_believed"].all()
    assert cxsim("rerun", "out").code == 0


def test_untouched_discovery_is_repeated_bit_for_bit(cxsim, sweep, tmp_path, monkeypatch):
    """A rerun has the same page and table, also from another place than that which the path of the sweep begins at."""
    assert cxsim("discover", sweep.name, "--scenario=healed", "--regions=1", "--out=out").code == 0
    assert f"cxsim</span> <span>discover</span> <span>{sweep.name}" in Path("out/discovery.html").read_text()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    answer = cxsim("rerun", "../out")
    assert (answer.code, answer.out) == (0, "file\tidentical\nregions.csv\tyes\ndiscovery.html\tyes\n")


def test_a_discovery_names_no_place_of_the_machine(cxsim, sweep, tmp_path):
    """Page and manifest name the sweep from where they are, so that both folders can be moved together."""
    assert cxsim("discover", sweep, "--scenario=healed", "--regions=1", "--out=out").code == 0
    assert json.loads(Path("out/manifest.json").read_text())["request"]["sweep"] == f"../{sweep.name}"
    assert str(tmp_path) not in Path("out/manifest.json").read_text() + Path("out/discovery.html").read_text()
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    sweep.rename(moved / sweep.name)
    Path("out").rename(moved / "out")
    assert cxsim("rerun", moved / "out").code == 0


def test_a_rerun_reads_no_other_sweep(cxsim, sweep, swept, tmp_path):
    """A folder that is not the sweep that was searched is not read, wherever a manifest leads."""
    assert cxsim("discover", sweep, "--scenario=healed", "--regions=1", "--out=out").code == 0
    (tmp_path / "other").mkdir()
    swept(points=60, seed=9).to_parquet(tmp_path / "other" / "results.parquet", index=False)
    finish(tmp_path / "other")
    manifest = json.loads(Path("out/manifest.json").read_text())
    manifest["request"]["sweep"] = "../other"
    Path("out/manifest.json").write_text(json.dumps(manifest))
    answer = cxsim("rerun", "out")
    assert answer.code == 2
    assert "other is not the sweep that the results of out were made from" in answer.error
    assert not Path("out-rerun").exists()


def test_a_sweep_is_never_overwritten(cxsim, sweep):
    """The folder that is read is refused as the folder to write to, whatever is requested."""
    before = (sweep / "results.parquet").read_bytes()
    answer = cxsim("discover", sweep, "--scenario=healed", "--out=study/../study", "--overwrite")
    assert answer.code == 2
    assert "holds the sweep itself" in answer.error
    assert (sweep / "results.parquet").read_bytes() == before


def test_nothing_found_is_reported(cxsim, swept, tmp_path):
    """Where losses come by chance, the answer says that no region is better than chance."""
    (tmp_path / "chance").mkdir()
    swept(points=60, seed=9, has_box=False).to_parquet(tmp_path / "chance" / "results.parquet", index=False)
    finish(tmp_path / "chance")
    answer = cxsim("discover", "chance", "--scenario=healed", "--out=out", "--json")
    assert answer.code == 0
    assert "in no region of the factors more often than by chance" in json.loads(answer.out)["headline"]
    assert "No region better than chance" in Path("out/discovery.html").read_text()


def test_a_table_without_regions_has_its_columns(cxsim, sweep):
    """A strategy that always loses leaves a table of no rows, with the same head as any other."""
    assert cxsim("discover", sweep, "--scenario=spent", "--out=none").code == 0
    assert cxsim("discover", sweep, "--scenario=healed", "--regions=1", "--out=one").code == 0
    none, one = (pd.read_csv(f"{folder}/regions.csv") for folder in ("none", "one"))
    assert list(none) == list(one)
    assert len(none) == 0 < len(one)


def test_all_lost_is_reported(cxsim, sweep):
    """A strategy that always loses has no region of its own."""
    answer = cxsim("discover", sweep, "--scenario=spent", "--out=out")
    assert answer.code == 0
    assert "loses in all 240 futures" in answer.error
    assert "no region to find" in cxsim("discover", sweep, "--scenario=baseline", "--against=spent", "--out=won").error


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("--scenario=heald",), "did you mean 'healed'?"),
        ((), "choose a strategy with --scenario"),
        (("--scenario=healed", "--metric=nps"), "unknown metric of the sweep 'nps'"),
        (("--scenario=healed", "--limits=9"), "9 is not between 1 and 6"),
        (("--scenario=healed", "--at-least=nan"), "nan is not between"),
        (("--scenario=healed", "--smallest=0.6"), "0.6 is not between 0.01 and 0.5"),
        (("--scenario=healed", "--out=study"), "study holds the sweep itself"),
    ],
)
def test_misuse_is_reported(cxsim, sweep, arguments, message):
    """A mistake gets a sentence and exit code 2."""
    answer = cxsim("discover", sweep, *arguments)
    assert answer.code == 2
    assert message in " ".join(answer.error.split())
    assert "Traceback" not in answer.error


def test_folder_without_results_is_reported(cxsim, tmp_path):
    """A folder that holds no finished sweep, or a damaged one, is named."""
    answer = cxsim("discover", "nowhere")
    assert answer.code == 1
    assert "holds no results of a sweep" in answer.error
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "results.parquet").write_bytes(b"PAR1 and nothing else")
    finish(tmp_path / "broken")
    answer = cxsim("discover", "broken")
    assert answer.code == 1
    assert "results.parquet cannot be read" in answer.error
