"""Whether the mapping of a CRM table names segments and brands that a market has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sim.market.messages import Place, unknown


def mapping_disagreements(
    mapping: Any, segments: Collection[str], brands: Collection[str]
) -> Iterator[tuple[Place, str]]:
    """Yield the names in a mapping, as a plain document, that the market does not know: path and message."""
    for place, name, what, known in _names_in(mapping, segments, brands):
        if isinstance(name, str) and name not in known:
            yield place, unknown(what, name, known)


def _names_in(
    mapping: Any, segments: Collection[str], brands: Collection[str]
) -> Iterator[tuple[Place, Any, str, Collection[str]]]:
    """Yield the segments and brands that a mapping names; parts of the wrong shape are skipped."""
    segment, brand = (_group(_group(mapping).get(key)) for key in ("segment", "brand"))
    if "name" in brand:
        yield ("brand", "name"), brand["name"], "brand", brands
    for value, name in _group(brand.get("values")).items():
        yield ("brand", "values", value), name, "brand", brands
    for value, name in _group(segment.get("values")).items():
        yield ("segment", "values", value), name, "segment", segments
    rules = segment.get("rules")
    for position, rule in enumerate(rules if isinstance(rules, list | tuple) else ()):
        if "segment" in _group(rule):
            yield ("segment", "rules", position, "segment"), rule["segment"], "segment", segments


def _group(part: Any) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else {}
