"""Queries on the results of a sweep."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.errors import OutputError, RequestError
from experiments.results.tables import Form, results_table, weekly_table, write_table
from experiments.sweep.queries import opened, quantiles
from tests.harness.folders import finish
from tests.sweep.conftest import trials

FORM = Form(("baseline", "bold"), ("gain",), weeks=3, brands=("acme", "rival"), figures=("gain", "odd name"))
TRIALS = trials(points=20, seeds=(1,))


@pytest.fixture
def weekly(tmp_path) -> np.ndarray:
    """Return the weekly figures of a sweep in a folder, (trials, scenarios, weeks, brands, figures)."""
    figures = np.random.default_rng(1).normal(size=(20, 2, 3, 2, 2))
    figures[:5, 1, 2, 0, 0] = np.nan
    (tmp_path / "weekly").mkdir()
    for number, first in enumerate((0, 8)):
        last = (8, 20)[number]
        part = weekly_table(TRIALS[first:last], FORM, figures[first:last])
        write_table(part, tmp_path / "weekly" / f"seed-1-{number:05}.parquet")
    write_table(results_table(TRIALS, FORM, figures[:, :, -1, 0, :1]), tmp_path / "results.parquet")
    finish(tmp_path)
    return figures


def test_quantiles_are_those_of_numpy(weekly, tmp_path):
    """Every group of scenario, week and brand has its quantiles over trials; what is unknown is left out."""
    found = quantiles(tmp_path, ["gain", "odd name"], at=(0.1, 0.5))
    expected = np.nanquantile(weekly, (0.1, 0.5), axis=0)
    for scenario, week, brand, metric, known, *quantile in found.itertuples(index=False):
        place = (FORM.scenarios.index(scenario), week - 1, FORM.brands.index(brand), FORM.figures.index(metric))
        np.testing.assert_allclose(expected[:, *place], quantile, rtol=1e-12)
        assert known == np.isfinite(weekly[:, *place]).sum()
    assert len(found) == 2 * 3 * 2 * 2
    assert list(found.columns[-2:]) == ["q10", "q50"]


def test_some_rows_only(weekly, tmp_path):
    """A query can be narrowed to values of any column."""
    found = quantiles(tmp_path, ["gain"], by=["week"], at=[0.5], only={"brand": ["rival"], "scenario": ["bold"]})
    np.testing.assert_allclose(found["q50"], np.median(weekly[:, 1, :, 1, 0], axis=0), rtol=1e-12)


def test_results_are_read_when_no_week_is_named(weekly, tmp_path):
    """Without week and brand, the metrics of the trials are read."""
    found = quantiles(tmp_path, ["gain"], by=["scenario"], at=[0.5])
    np.testing.assert_allclose(found["q50"], np.nanmedian(weekly[:, :, -1, 0, 0], axis=0), rtol=1e-12)


def test_metric_that_is_never_known(tmp_path):
    """Quantiles of nothing are unknown."""
    write_table(results_table(TRIALS, FORM, np.full((20, 2, 1), np.nan)), tmp_path / "results.parquet")
    finish(tmp_path)
    found = quantiles(tmp_path, ["gain"], by=["scenario"])
    assert found["known"].tolist() == [0, 0]
    assert found[["q5", "q50", "q95"]].isna().all(axis=None)


@pytest.mark.usefixtures("weekly")
def test_own_queries_in_sql(tmp_path):
    """Whoever knows SQL writes any query."""
    with opened(tmp_path) as database:
        assert database.execute("select count(*) from weekly").fetchone() == (20 * 2 * 3 * 2,)
        assert database.execute("select max(point) from results").fetchone() == (19,)


def test_folder_with_a_pattern_in_its_name(tmp_path):
    """Brackets and stars in the name of a folder are letters, also beside a folder that they would match."""
    for name, gain in (("price[1-2]*", 1.0), ("price1", 2.0)):
        (tmp_path / name).mkdir()
        write_table(results_table(TRIALS, FORM, np.full((20, 2, 1), gain)), tmp_path / name / "results.parquet")
        finish(tmp_path / name)
    assert quantiles(tmp_path / "price[1-2]*", ["gain"], by=["scenario"], at=[0.5])["q50"].tolist() == [1.0, 1.0]


@pytest.mark.usefixtures("weekly")
@pytest.mark.parametrize("file", ["results.parquet", "weekly/seed-1-00001.parquet"])
def test_a_changed_file_is_not_queried(tmp_path, file):
    """A file that is not as the sweep wrote it is named before anything is read from it."""
    path = tmp_path / file
    content = path.read_bytes()
    path.write_bytes(content[:99] + bytes([content[99] ^ 1]) + content[100:])
    with pytest.raises(OutputError, match=f"{file} is missing or was changed after it was written"):
        quantiles(tmp_path, ["gain"])


def test_a_folder_that_looks_like_a_partition(tmp_path):
    """A folder called like a column and its value adds no column."""
    (tmp_path / "region=1").mkdir()
    write_table(results_table(TRIALS, FORM, np.zeros((20, 2, 1))), tmp_path / "region=1" / "results.parquet")
    with opened(finish(tmp_path / "region=1")) as database:
        assert "region" not in [name for name, *_ in database.execute("describe results").fetchall()]


@pytest.mark.usefixtures("weekly")
def test_unknown_column(tmp_path):
    """A wrong name is answered with the nearest one."""
    with pytest.raises(RequestError, match=r"unknown column 'gian' \(did you mean 'gain'\?\)"):
        quantiles(tmp_path, ["gian"])


def test_no_results(tmp_path):
    """An empty folder, and a sweep without weeks, are reported in words."""
    with pytest.raises(OutputError, match="holds no results of a sweep"):
        quantiles(tmp_path, ["gain"])
    write_table(results_table(TRIALS, FORM, np.zeros((20, 2, 1))), tmp_path / "results.parquet")
    finish(tmp_path)
    with pytest.raises(RequestError, match="its study does not have `weekly: true`"):
        quantiles(tmp_path, ["gain"])
