"""`cxsim discover`, as it is used."""

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments.discovery import regions as searching


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
    return folder


def test_region_is_told_in_words(cxsim, sweep):
    """The answer says where it loses, how often there, and how much of all losses that is."""
    answer = cxsim("discover", sweep, "--scenario=healed", "--out=out")
    assert answer.code == 0
    first = answer.error.splitlines()[0]
    assert first.startswith("“healed” loses in ")
    assert (
        "“families · price sensitivity” is above 1.2" in first or "“families · price sensitivity” is above 1.1" in first
    )
    assert "“reliability · weekly probability · acme” is at most 0.0" in first
    assert "of all losses." in first
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


def test_nothing_found_is_said(cxsim, swept, tmp_path):
    """Where losses are luck, the answer says that no region is better than chance."""
    (tmp_path / "luck").mkdir()
    swept(points=60, seed=9, has_box=False).to_parquet(tmp_path / "luck" / "results.parquet", index=False)
    answer = cxsim("discover", "luck", "--scenario=healed", "--out=out", "--json")
    assert answer.code == 0
    assert "in no region of the factors more often than chance explains" in json.loads(answer.out)["headline"]
    assert "No region better than chance" in Path("out/discovery.html").read_text()


def test_all_lost_is_said(cxsim, sweep):
    """A strategy that always loses has no region of its own."""
    answer = cxsim("discover", sweep, "--scenario=spent", "--out=out")
    assert answer.code == 0
    assert "loses in all of 240 futures" in answer.error
    assert (
        "nothing to discover" in cxsim("discover", sweep, "--scenario=baseline", "--against=spent", "--out=won").error
    )


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("--scenario=heald",), "did you mean 'healed'?"),
        ((), "say with --scenario which strategy is meant"),
        (("--scenario=healed", "--metric=nps"), "unknown metric of the sweep 'nps'"),
        (("--scenario=healed", "--limits=9"), "9 is not between 1 and 6"),
        (("--scenario=healed", "--out=study"), "study holds the sweep itself"),
    ],
)
def test_misuse_is_told(cxsim, sweep, arguments, told):
    """A mistake gets a sentence and exit code 2."""
    answer = cxsim("discover", sweep, *arguments)
    assert answer.code == 2
    assert told in " ".join(answer.error.split())
    assert "Traceback" not in answer.error


def test_folder_without_results_is_told(cxsim, tmp_path):
    """A folder that holds no finished sweep, or a damaged one, is named."""
    answer = cxsim("discover", "nowhere")
    assert answer.code == 1
    assert "holds no results of a sweep" in answer.error
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "results.parquet").write_bytes(b"PAR1 and nothing else")
    answer = cxsim("discover", "broken")
    assert answer.code == 1
    assert "results.parquet cannot be read" in answer.error
