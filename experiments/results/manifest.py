"""What goes into results, written out and copied: enough to make them again, bit for bit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.results.customer_table import table_copy
from sim.market.edge_list import edge_list_content
from sim.market.sources import sources_put_back
from sim.scenarios.scenario import BASELINE

if TYPE_CHECKING:
    from experiments.running.study import Study
    from sim.market.schema import Market
    from sim.scenarios.scenario import Scenario

MARKET, MAPPING, _EDGES = "inputs/market.yaml", "inputs/mapping.yaml", "inputs/edges.csv"
RIVALS = "inputs/rivals.yaml"


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
        files |= table_copy(study)
        files[MAPPING] = as_yaml(study.crm.mapping.model_dump(mode="json", exclude_defaults=True))
    if study.rivals:
        files[RIVALS] = as_yaml(study.rivals.model_dump(mode="json", exclude_defaults=True, exclude={"name"}))
    return files | {
        scenario_copy(scenario): scenario_file(scenario) for scenario in study.scenarios if scenario.name != BASELINE
    }


def market_file(market: Market) -> bytes:
    """Return a market as YAML, without anything left to inherit; its edge list is then in the same folder."""
    plain = market.as_listed(market.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"extends"}))
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


def as_yaml(document: Mapping[str, Any]) -> bytes:
    """Return a plain document as YAML, in the order of its keys."""
    return _as_yaml(json.dumps(document))


@lru_cache(maxsize=16)  # a market takes longer to write out than to simulate a little
def _as_yaml(document: str) -> bytes:
    from ruamel.yaml import YAML

    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    text = StringIO()
    yaml.dump(json.loads(document), text)
    return text.getvalue().encode()
