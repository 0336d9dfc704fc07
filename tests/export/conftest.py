"""Exports of small runs, made as a user makes them."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from experiments.experiment.runner import Setting, perform
from experiments.export.experiment import ExportExperiment, ExportRequest, Result
from experiments.run.experiment import RunExperiment, RunRequest

ASKING = """extends: {market}
category: {{burn_in_weeks: 4}}
brands:
  {brand}:
    listening:
      coverage: {{{touchpoint}: 0.5, help_line: 0.5}}
      relational_coverage: 12
      complaints_logged: 0.2
      delay_weeks: 2
    staff: {{alert_share: 0.5}}
behaviour: {{answers: {{response: 0.4}}}}
causes: {causes}
"""


class Made(NamedTuple):
    """A run and its export.

    Attributes
    ----------
    tables : as they are read by whoever opens the files.
    """

    run: Path
    out: Path
    result: Result
    tables: dict[str, pd.DataFrame]


def read(out: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of an export by name, as they stand in their files."""
    files = [each for each in out.rglob("*.csv") if each.name not in ("dictionary.csv", "reconciliation.csv")]
    return {each.relative_to(out).with_suffix("").as_posix(): pd.read_csv(each) for each in files}


def made(folder: Path, market: str, customers: int = 400, weeks: int = 26) -> Made:
    """Return the run of a market file, and its export."""
    (folder / "asking.yaml").write_text(market)
    run, out = folder / "run", folder / "export"
    request = RunRequest(market=str(folder / "asking.yaml"), customers=customers, weeks=weeks)
    perform(RunExperiment(), request, Setting(out=run))
    done = perform(ExportExperiment(), ExportRequest(run=str(run)), Setting(out=out))
    return Made(run, out, done.result, read(out))


@pytest.fixture(scope="session")
def telecom(tmp_path_factory) -> Made:
    """Return the export of a run with contracts, in which the brand listens by every instrument."""
    causes = "{reliability: {weekly_probability: 0.05}}"
    market = ASKING.format(market="telecom", brand="acme", touchpoint="invoice", causes=causes)
    return made(tmp_path_factory.mktemp("telecom"), market)


@pytest.fixture(scope="session")
def retail(tmp_path_factory) -> Made:
    """Return the export of a run in which purchases repeat and nobody is asked."""
    return made(tmp_path_factory.mktemp("retail"), "extends: retail\ncategory: {burn_in_weeks: 8}\n")


@pytest.fixture(params=["telecom", "retail"])
def export(request) -> Made:
    """Return the export of either market."""
    return request.getfixturevalue(request.param)
