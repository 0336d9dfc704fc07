"""The files of a new market: a shipped one under another name, facts to fill in, first steps, schemas for editors."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

_PAGE = "README.md"
_FIRST_STEPS = "first_steps.md"
FACTS = "facts.csv"
"""The list of facts in a new market."""
_SCHEMAS = {"market": "market.schema.json", "scenario": "scenario.schema.json"}


def new_market(shipped: str, folder: Path) -> dict[str, str]:
    """Return the files of a market that starts from a shipped one, by name.

    Parameters
    ----------
    shipped : name of the shipped market.
    folder : where it will be; its last part becomes the name of the market.
    """
    from experiments.fitting.template import facts_template
    from sim.market.json_schema import editor_schema
    from sim.market.loading import MARKET_FILE, load_shipped, shipped_folder
    from sim.market.schema import Market
    from sim.scenarios.loading import shipped_scenarios
    from sim.scenarios.scenario import Scenario

    shipped_files = (path for path in (shipped_folder() / shipped).iterdir() if path.suffix in (".yaml", ".md"))
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(shipped_files)}
    for name, text in files.items():
        if name.endswith(".yaml"):
            schema = _SCHEMAS["market" if name == MARKET_FILE else "scenario"]
            files[name] = f"# yaml-language-server: $schema={schema}\n{text}"
    files[MARKET_FILE] = _renamed(files[MARKET_FILE], shipped, folder)
    files[FACTS] = facts_template(load_shipped(shipped), shlex.quote(str(folder)))
    files[_PAGE] = _first_steps(shipped, folder, shipped_scenarios(shipped)[0]) + files.get(_PAGE, "")
    for schema, model in (("market", Market), ("scenario", Scenario)):
        files[_SCHEMAS[schema]] = json.dumps(editor_schema(model), indent=1, ensure_ascii=False) + "\n"
    return files


def _renamed(text: str, shipped: str, folder: Path) -> str:
    """Return a market file with the name of its folder, as far as names go."""
    name = re.sub(r"\W+", "_", folder.name.lower(), flags=re.ASCII).strip("_")
    name = name if name[:1].isalpha() else f"market_{name}"
    text = re.sub(r"^name:.*$", f"name: {name[:40]}", text, count=1, flags=re.MULTILINE)
    return text.replace(f"`cxsim parameters {shipped}`", f"`cxsim parameters {shlex.quote(str(folder))}`", 1)


def _first_steps(shipped: str, folder: Path, scenario: str) -> str:
    """Return the page that leads a beginner, up to the description of the shipped market."""
    text = Path(__file__).with_name(_FIRST_STEPS).read_text(encoding="utf-8")
    words = {"MY_MARKET": shlex.quote(str(folder)), "SHIPPED": shipped, "SCENARIO": scenario}
    return re.sub("|".join(words), lambda found: words[found[0]], text)
