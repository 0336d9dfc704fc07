"""`cxsim run`: one scenario once, shown or kept."""

import json
from pathlib import Path

import pandas as pd


def test_every_brand_is_shown(cxsim, small):
    """The table has a row per brand, and the shares add up."""
    rows = json.loads(cxsim("run", *small, "--json").out)
    assert [row["brand"] for row in rows] == ["acme", "orchid", "kite", "pico"]
    assert abs(sum(row["share"] for row in rows) - 100) < 1e-9


def test_nothing_is_written_unless_asked(cxsim, small, tmp_path):
    """A run without --out leaves nothing behind."""
    cxsim("run", *small)
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


def test_kept_run_is_that_scenario_with_that_seed(cxsim, small):
    """The weeks are of the scenario and seed that were asked for."""
    assert cxsim("run", *small, "--scenario=price-cut", "--seed=5", "--out=out").code == 0
    weeks = pd.read_parquet("out/weekly.parquet")
    assert set(weeks["scenario"]) == {"price-cut"}
    assert set(weeks["seed"]) == {5}


def test_run_has_the_bits_of_the_comparison(cxsim, small):
    """What `run` shows of a scenario is what `compare` sees of it, bit for bit."""
    cxsim("run", *small, "--scenario=price-cut", "--out=run")
    cxsim("compare", *small, "price-cut", "--replications=1", "--workers=1", "--out=compared")
    compared = pd.read_parquet("compared/weekly.parquet").query("scenario == 'price-cut'").reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.read_parquet("run/weekly.parquet"), compared, check_exact=True)


def test_other_seed_is_another_run(cxsim, small):
    """A folder with the run of one seed is not taken for that of another."""
    cxsim("run", *small, "--out=out")
    before = Path("out/weekly.parquet").read_bytes()
    answer = cxsim("run", *small, "--seed=2", "--out=out")
    assert answer.code == 1
    assert Path("out/weekly.parquet").read_bytes() == before


def test_dates_and_doubts_are_reported(cxsim, tmp_path):
    """What is doubtful in a market, and which days its weeks are, is said before the run and changes nothing."""
    market = (Path(__file__).parents[1] / "market" / "small" / "market.yaml").read_text()
    (tmp_path / "plain.yaml").write_text(market)
    (tmp_path / "dated.yaml").write_text(market + "start_date: 2026-01-05\n")
    plain, dated = (
        cxsim("run", name, "--customers=200", "--weeks=10", "--json") for name in ("plain.yaml", "dated.yaml")
    )
    assert "note: plain.yaml:31: touchpoints.product.quality: leaves out emotional" in plain.error
    assert "week 1 begins on 2026-01-05, week 10 on 2026-03-09" in dated.error
    assert plain.out == dated.out
