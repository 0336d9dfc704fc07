"""What went into results, copied and hashed: enough to make them again, bit for bit."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib import resources
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.errors import RequestError
from experiments.running.request import Request
from experiments.running.study import Study
from sim.market.edge_list import edge_list_content
from sim.scenarios.scenario import BASELINE

if TYPE_CHECKING:
    from sim.market.crm import CrmTable
    from sim.market.schema import Market

_INPUTS = "inputs"
_MARKET = f"{_INPUTS}/market.yaml"
_MAPPING = f"{_INPUTS}/mapping.yaml"
_EDGES = f"{_INPUTS}/edges.csv"
_PACKAGES = ("cxsim", "numpy", "numba", "scipy", "pandas", "pyarrow", "mesa")


def manifest_of(request: Request, study: Study, command: str | None = None) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of a request, and the files that it needs to be repeated, by their path in the result folder.

    ``inputs`` of the manifest names all that the results of one seed depend on.
    """
    files = _input_files(study)
    inputs: dict[str, object] = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    inputs |= {
        "customers": study.customers,
        "weeks": study.weeks,
        "command": request.command,
        "code": code_hash("sim"),
    }
    if request.command == "run":
        inputs["seed"] = request.seed
    repeated = replace(
        request,
        market=_MARKET,
        scenarios=tuple(BASELINE if each.name == BASELINE else _scenario_file(each.name) for each in study.scenarios),
        brand=study.brand,
        customers=study.customers,
        weeks=study.weeks,
        from_crm=_crm_file(study.crm) if study.crm else None,
        mapping=_MAPPING if study.crm else None,
    )
    manifest = {
        "cxsim": version("cxsim"),
        "command": command or request.command_line(),
        "request": asdict(repeated),
        "inputs": inputs,
        "versions": software(),
    }
    if study.crm:
        manifest["crm"] = _crm_facts(study.crm)
    return manifest, files


def _crm_facts(table: CrmTable) -> dict[str, Any]:
    """Return what was found in a CRM table."""
    has_left = int(table.rows["has_left"].sum())
    return {
        "rows_used": len(table.rows),
        "rows_rejected": int(table.rejected["line"].nunique()),
        "customers": len(table.rows) - has_left,
        "former_customers": has_left,
        "brands": list(table.brands),
    }


def software() -> dict[str, str]:
    """Return what the results were made with: versions of packages, Python, kind of machine, and a hash of the code."""
    versions = {name: version(name) for name in _PACKAGES}
    kind = {"python": platform.python_version(), "machine": platform.machine()}
    return versions | kind | {"code": code_hash("sim", "experiments")}


def request_in(manifest: Mapping[str, Any], folder: Path) -> Request:
    """Return what the results in `folder` were asked for, reading the copies of the files that are kept there.

    Raises
    ------
    RequestError
        When the manifest does not say it.
    """
    try:
        asked = dict(manifest["request"])
        for name in ("market", "from_crm", "mapping"):
            asked[name] = str(folder / asked[name]) if asked[name] else None
        scenarios = (each if each == BASELINE else str(folder / each) for each in asked["scenarios"])
        return Request(**(asked | {"scenarios": tuple(scenarios)}))
    except (KeyError, TypeError, ValueError) as error:
        raise RequestError(f"the manifest of {folder} does not say what was run") from error


def code_hash(*packages: str) -> str:
    """Return a short hash of installed source files, which tells versions under development apart."""
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted(Path(str(resources.files(package))).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _input_files(study: Study) -> dict[str, bytes]:
    """Return the market and the scenarios written out, without anything left to inherit, and what they refer to."""
    files = {}
    network = study.market.network
    if network.kind == "edge_list" and network.edges:
        files[_EDGES] = edge_list_content(study.market.folders[0] / network.edges)
    files[_MARKET] = written_out(study.market)
    if study.crm:
        files[_crm_file(study.crm)] = study.crm.path.read_bytes()
        files[_MAPPING] = as_yaml(study.crm.mapping.model_dump(mode="json", exclude_defaults=True))
    for scenario in study.scenarios:
        if scenario.name != BASELINE:
            said = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"name", "extends"})
            files[_scenario_file(scenario.name)] = as_yaml({"question": scenario.question} | said)
    return files


def written_out(market: Market) -> bytes:
    """Return a market as YAML, without anything left to inherit; its edge list is then beside it."""
    document = market.model_dump(mode="json", exclude_none=True, exclude={"extends"})
    if market.network.kind == "edge_list" and market.network.edges:
        document["network"]["edges"] = Path(_EDGES).name
    return as_yaml(document)


def _crm_file(table: CrmTable) -> str:
    return f"{_INPUTS}/crm{table.path.suffix}"


def _scenario_file(name: str) -> str:
    return f"{_INPUTS}/scenarios/{name}.yaml"


def as_yaml(document: Mapping[str, Any]) -> bytes:
    """Return a plain document as YAML, in the order of its keys."""
    from ruamel.yaml import YAML

    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    text = StringIO()
    yaml.dump(document, text)
    return text.getvalue().encode()
