"""What a folder of results holds of a customer table: its mapped columns, or a digest only, and the rows left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.running.study import Study
    from sim.market.crm import CrmTable

CUSTOMERS = "inputs/customers.parquet"
"""Where the copy of a customer table stands in a folder of results."""
_OF_CUSTOMERS = ("customer", "value")
"""Columns of the rows left out that hold what stands in the table."""


def table_copy(study: Study) -> dict[str, bytes]:
    """Return the copy of the mapped columns of a customer table, by its path; nothing where none is kept."""
    from sim.market.crm_parquet import parquet_copy

    return {CUSTOMERS: parquet_copy(study.crm.cells)} if study.crm and study.keeps_table else {}


def rejected_rows(study: Study) -> bytes:
    """Return the rows of a customer table that cannot be used, as CSV; without their cells where no copy is kept."""
    from experiments.results.spreadsheets import spreadsheet

    assert study.crm is not None
    rejected = study.crm.rejected
    return spreadsheet(rejected if study.keeps_table else rejected.drop(columns=list(_OF_CUSTOMERS))).encode()


def crm_facts(table: CrmTable, is_copied: bool = True) -> dict[str, Any]:
    """Return what was found in a customer table, which table it was, and whether its mapped columns are copied."""
    has_left = int(table.rows["has_left"].sum())
    return {
        "sha256": table.cells.sha256,
        "is_copied": is_copied,
        "rows_used": len(table.rows),
        "rows_rejected": int(table.rejected["line"].nunique()),
        "customers": len(table.rows) - has_left,
        "former_customers": has_left,
        "brands": list(table.brands),
        "profiles": {brand: _profile(table, brand) for brand in table.brands},
        **({"notes": list(table.notes)} if table.notes else {}),
        **({"doubts": [doubt.message for doubt in table.doubts]} if table.doubts else {}),
    }


def _profile(table: CrmTable, brand: str) -> dict[str, float]:
    """Return what a customer table says of one brand, as far as its columns are mapped."""
    of_brand = table.rows[table.rows["brand"] == brand]
    present = of_brand[~of_brand["has_left"]]
    facts = {"customers": len(present), "share": len(present) / max(int((~table.rows["has_left"]).sum()), 1)}
    if brand in table.left_shares:
        facts["left_share"] = table.left_shares[brand]
    if "price_eur" in of_brand:
        facts["median_price_eur"] = of_brand["price_eur"].median()
    if "contract_months" in present:
        facts["contract_share"] = (present["contract_months"] > 0).mean()
    if "tenure_weeks" in present:
        facts["mean_tenure_weeks"] = present["tenure_weeks"].mean()
    return {name: float(fact) for name, fact in facts.items()}
