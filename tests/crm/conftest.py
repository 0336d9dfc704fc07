"""A small table of customers, and the mapping that reads it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.market.crm import CrmTable, load_crm
from sim.market.crm_mapping import CrmMapping
from sim.market.loading import load_market
from sim.market.schema import Market

SMALL = Path(__file__).parents[1] / "market" / "small" / "market.yaml"

MAPPING = {
    "customer": "id",
    "segment": {"column": "kind", "values": {"private": "families", "business": "professionals"}},
    "brand": {"name": "acme"},
    "tenure": {"column": "months", "unit": "months"},
    "price": {"column": "pays"},
    "contract": {"column": "contract", "months": {"none": 0, "year": 12, "two years": 24}},
    "services": {"columns": ["telephone", "television"]},
    "users": {"column": "people"},
    "left": {"columns": ["left"]},
}

Load = Callable[..., CrmTable]


@pytest.fixture(scope="session")
def market() -> Market:
    """Return the small market: acme with 60 % of the customers and a list price of 30 EUR, and its rival."""
    return load_market(SMALL)


def customers(number: int = 60, **columns: Any) -> pd.DataFrame:
    """Return a table of ordinary customers in which some columns are different."""
    ordinary = {
        "id": [f"c{i:04}" for i in range(number)],
        "kind": ["private", "business"] * (number // 2),
        "months": 20,
        "pays": 30,
        "contract": "none",
        "telephone": "yes",
        "television": "no",
        "people": 1,
        "left": "no",
    }
    return pd.DataFrame(ordinary | columns)


def mapping(**changed: Any) -> CrmMapping:
    """Return the mapping of the table with some keys changed, or left out when None."""
    said = {key: value for key, value in (MAPPING | changed).items() if value is not None}
    return CrmMapping.model_validate(said)


@pytest.fixture
def loaded(tmp_path, market) -> Load:
    """Return a function that writes a table to a file and loads it."""

    def load(table: pd.DataFrame | str | bytes, **changed: Any) -> CrmTable:
        file = tmp_path / "table.csv"
        content = table.to_csv(index=False) if isinstance(table, pd.DataFrame) else table
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_crm(file, market, mapping(**changed))

    return load
