"""How rivals react: presets with their sources, laid over a scenario, so that one may ask "and if they react?"."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from sim.foundations.numbers import Number
from sim.market.agreement import Disagreement, policy_disagreements
from sim.market.checking import checked
from sim.market.documents import Node, read_document
from sim.market.messages import InputError, Problem, unknown
from sim.market.policy_sheet import POLICY
from sim.market.schema import Market, Name, PolicySpec, Strict, Text
from sim.scenarios.scenario import BASELINE, Scenario

_PRESETS = Path(__file__).parent / "presets"
SUFFIX = "-if-rivals-react"


class Rivals(Strict):
    """How the rivals of the acting brand decide: by one policy for all, and by others for single brands."""

    name: SkipJsonSchema[Text]
    """Name of its file without the ending."""
    title: Text
    source: Text = ""
    """Where the policy and its numbers come from."""
    policy: PolicySpec | None = None
    """Of every rival without one of its own below."""
    brands: Annotated[dict[Name, PolicySpec | None], Field(max_length=16)] = Field(default_factory=dict)
    """Brand -> its policy, in place of the one for all; nothing for none."""

    def facing(self, scenario: Scenario, market: Market, brand: str | None = None) -> Scenario:
        """Return a scenario in which rivals decide by these policies; those that it gives to brands itself stand.

        The brand that acts and pays decides as before. The baseline becomes the scenario in which only rivals decide:
        those of `brand`, which acts in the scenarios that are held against it; of the focus brand, if none is given.
        """
        acting = scenario.brand or (market.focus if scenario.acts else brand or market.focus)
        policies = {brand: self.brands.get(brand, self.policy) for brand in market.brands if brand != acting}
        title = "Nothing is changed" if scenario.name == BASELINE else scenario.title
        return scenario.model_copy(
            update={
                "name": f"{scenario.name}{SUFFIX}",
                "title": f"{title}, and rivals react",
                "brand": acting,
                "policies": {brand: policy for brand, policy in policies.items() if policy} | scenario.policies,
            }
        )


def shipped_rivals() -> dict[str, Path]:
    """Return the files of the shipped presets by name."""
    return {file.stem: file for file in sorted(_PRESETS.glob("*.yaml"))}


def load_rivals(rivals: str | Path, market: Market) -> Rivals:
    """Return how rivals react, by the name of a shipped preset or from a file, checked against the market.

    Raises
    ------
    InputError : with all that is wrong, each with file and line.
    """
    shipped = shipped_rivals()
    file = shipped.get(str(rivals)) or Path(rivals)
    if not os.path.isfile(file):
        message = f"there is no such file, nor a preset: {unknown('preset', str(rivals), shipped)}"
        raise InputError([Problem(str(rivals), None, "", message)])
    document = read_document(file)
    named = replace(document, value=document.value | {"name": Node(file.stem, str(file), 1)})
    return checked(Rivals, named, _number_at, _disagreements(document.plain(), market))


def _disagreements(plain: Mapping[str, Any], market: Market) -> Iterator[Disagreement]:
    """Yield what in a file does not fit its market; a policy for all may follow any brand."""
    if "name" in plain:
        yield ("name",), "is not a key of this file: the name of a preset is that of its file"
    if not plain.get("policy") and not plain.get("brands"):
        yield ("policy",), "is missing: give one for all rivals, or brands with their own"
    document = market.model_dump()
    yield from policy_disagreements(("policy",), plain.get("policy"), "", document)
    given = plain.get("brands")
    for brand, policy in given.items() if isinstance(given, Mapping) else ():
        if brand not in market.brands:
            yield ("brands", brand), unknown("brand", brand, market.brands)
        else:
            yield from policy_disagreements(("brands", brand), policy, brand, document)


def _number_at(path: tuple[str, ...]) -> Number | None:
    """Return the line of the policy sheet of a number of a preset."""
    return POLICY.get(path[-1]) if path[:1] in (("policy",), ("brands",)) else None
