"""What goes into results, written out and copied: enough to make them again, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.market.edge_list import edge_list_content
from sim.market.sources import sources_put_back
from sim.scenarios.scenario import BASELINE

if TYPE_CHECKING:
    from experiments.running.study import Study
    from sim.market.crm import CrmTable
    from sim.market.schema import Market
    from sim.scenarios.scenario import Scenario

MARKET, MAPPING, _EDGES = "inputs/market.yaml", "inputs/mapping.yaml", "inputs/edges.csv"


def study_files(study: Study) -> dict[str, bytes]:
    """Return the files of a study by their path in a folder of results.

    Market and scenarios are written out, without anything left to inherit; what they refer to is copied.
    """
    files = {}
    network = study.market.network
    if network.kind == "edge_list" and network.edges:
        files[_EDGES] = edge_list_content(study.market.folders[0] / network.edges)
    files[MARKET] = market_file(study.market)
    if study.crm:
        files[crm_copy(study.crm)] = study.crm.path.read_bytes()
        files[MAPPING] = as_yaml(study.crm.mapping.model_dump(mode="json", exclude_defaults=True))
    return files | {
        scenario_copy(scenario): scenario_file(scenario) for scenario in study.scenarios if scenario.name != BASELINE
    }


def market_file(market: Market) -> bytes:
    """Return a market as YAML, without anything left to inherit; its edge list is then in the same folder."""
    plain = market.as_listed(market.model_dump(mode="json", exclude_none=True, exclude={"extends"}))
    document = sources_put_back(plain)
    if market.network.kind == "edge_list" and market.network.edges:
        document["network"]["edges"] = Path(_EDGES).name
    return as_yaml(document)


def scenario_file(scenario: Scenario) -> bytes:
    """Return a scenario as YAML, without anything left to inherit."""
    document = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"name", "extends"})
    return as_yaml({"question": scenario.question} | document)


def scenario_copy(scenario: Scenario) -> str:
    """Return where the copy of a scenario stands in a folder of results; the baseline needs none."""
    return BASELINE if scenario.name == BASELINE else f"inputs/scenarios/{scenario.name}.yaml"


def crm_copy(table: CrmTable) -> str:
    """Return where the copy of a customer table stands in a folder of results."""
    return f"inputs/crm{table.path.suffix}"


def crm_facts(table: CrmTable) -> dict[str, Any]:
    """Return what was found in a customer table."""
    has_left = int(table.rows["has_left"].sum())
    return {
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


def as_yaml(document: Mapping[str, Any]) -> bytes:
    """Return a plain document as YAML, in the order of its keys."""
    from ruamel.yaml import YAML

    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    text = StringIO()
    yaml.dump(document, text)
    return text.getvalue().encode()
