"""The order of names: by name wherever numbers are computed, that of the file wherever people read.

The order in which a file lists its brands, segments, touchpoints and causes must not change any result, not even
through the rounding of a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

PARTS = ("brands", "segments", "touchpoints", "causes")
"""Parts of a market whose keys are names."""

_BY_NAME = {
    "touchpoints": {
        "quality": "brands",
        "by_brand": "brands",
        "salience_by_segment": "segments",
        "rate_by_segment": "segments",
    },
    "causes": {
        "weekly_probability": "brands",
        "order_probability": "brands",
        "severity": "brands",
        "exposure": "touchpoints",
        "settled": "touchpoints",
        "taken_for": "causes",
    },
}
"""Part -> its groups of numbers by name, and the part to which these names belong."""

Order = Mapping[str, tuple[str, ...]]
"""Part -> its names in the order of the file."""


def order_in(document: Mapping[str, Any]) -> Order:
    """Return the order of the names in a market document."""
    return {part: tuple(document[part]) for part in PARTS if isinstance(document.get(part), Mapping)}


def sorted_by_name(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a market document with brands, segments, touchpoints and causes sorted by name.

    Parts of the wrong shape are left to the schema.
    """
    return _ordered(document, lambda part, name: str(name))


def in_order(document: Mapping[str, Any], order: Order) -> dict[str, Any]:
    """Return a market document with its names in the order of a file; names that the file has not come last."""
    places = {part: {name: place for place, name in enumerate(names)} for part, names in order.items()}
    return _ordered(document, lambda part, name: places.get(part, {}).get(name, len(places.get(part, {}))))


def _ordered(document: Mapping[str, Any], key: Callable[[str, Any], Any]) -> dict[str, Any]:
    """Return a document sorted by a key of part and name."""
    result = dict(document)
    for part in PARTS:
        if isinstance(document.get(part), Mapping):
            inside = _BY_NAME.get(part, {})
            result[part] = {
                name: _ordered_inside(member, inside, key) for name, member in _sorted(document[part], part, key)
            }
    return result


def _ordered_inside(member: Any, inside: Mapping[str, str], key: Callable[[str, Any], Any]) -> Any:
    """Return a member of a part with its own groups of numbers by name sorted."""
    if not isinstance(member, Mapping) or not inside:
        return member
    groups = {
        group: dict(_sorted(member[group], part, key))
        for group, part in inside.items()
        if isinstance(member.get(group), Mapping)
    }
    return {**member, **groups}


def _sorted(members: Mapping[Any, Any], part: str, key: Callable[[str, Any], Any]) -> list[tuple[Any, Any]]:
    return sorted(members.items(), key=lambda member: key(part, member[0]))
