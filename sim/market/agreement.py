"""What must hang together in a market: shares that add up and names that refer to each other.

The functions read plain documents and pass over parts of the wrong shape, which the schema reports by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.market.market_sheet import CAUSE
from sim.market.messages import Path, unknown

SHARES_TOLERANCE = 1e-6
CAUSE_BY_BRAND = ("weekly_probability", "order_probability", "severity")
"""Numbers of a cause that may be written once for all brands, or brand by brand."""

RESERVED = {"all": "stands for all segments in tables", "none": "stands for people without a provider in tables"}

Disagreement = tuple[Path, str]


def with_brands_written_out(data: Any) -> Any:
    """Return a market document in which numbers of causes given once for all brands stand brand by brand."""
    if not isinstance(data, dict):
        return data
    brands = _group(data, "brands")
    causes = {name: _written_out(cause, brands) for name, cause in _group(data, "causes").items()}
    return data | {"causes": causes} if causes else data


def _written_out(cause: Any, brands: Mapping[str, Any]) -> Any:
    """Return one cause with its numbers brand by brand; what the file leaves out has the default of the sheet."""
    if not isinstance(cause, dict):
        return cause
    cause = dict(cause)
    for key in CAUSE_BY_BRAND:
        default = CAUSE[key].default
        defaults = {} if default is None else dict.fromkeys(brands, float(default))
        if key not in cause:
            if defaults:
                cause[key] = defaults
        elif isinstance(cause[key], dict):
            cause[key] = defaults | cause[key]
        else:
            cause[key] = dict.fromkeys(brands, cause[key])
    return cause


def disagreements(market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield what does not hang together in a market document, as path and message."""
    segments, brands, touchpoints, causes = (_group(market, key) for key in ("segments", "brands", "touchpoints", "causes"))
    yield from _shares(("segments",), segments, "shares")
    starting = {name: brand for name, brand in brands.items() if _get(brand, "enters_in_week", 0) == 0}
    yield from _shares(("brands",), starting, "shares of the brands present at the start")
    for part, group in (("segments", segments), ("brands", brands)):
        yield from (((part, name), f"the name {name!r} is taken: it {RESERVED[name]}") for name in RESERVED if name in group)
        yield from _repeated_titles(part, group)
    if isinstance(focus := market.get("focus"), str) and focus not in brands:
        yield ("focus",), unknown("brand", focus, brands)
    network = _group(market, "network")
    if network.get("kind") == "edge_list" and not network.get("edges"):
        yield ("network", "edges"), "is missing: an edge_list network needs the path of its file"
    for name, brand in brands.items():
        yield from _contracts(("brands", name, "relationship"), _group(brand, "relationship"))
    for name, touchpoint in touchpoints.items():
        place = ("touchpoints", name)
        yield from _names((*place, "quality"), touchpoint, brands, "brand", complete=True)
        yield from _names((*place, "salience_by_segment"), touchpoint, segments, "segment")
    for name, cause in causes.items():
        for key in CAUSE_BY_BRAND:
            yield from _names(("causes", name, key), cause, brands, "brand", complete=True)
        yield from _names(("causes", name, "exposure"), cause, touchpoints, "touchpoint")


def _get(part: Any, key: str, default: Any = None) -> Any:
    return part.get(key, default) if isinstance(part, Mapping) else default


def _group(part: Any, key: str) -> Mapping[str, Any]:
    """Return the group of keys under `key`; empty when there is none or it is something else."""
    group = _get(part, key)
    return group if isinstance(group, Mapping) else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shares(path: Path, group: Mapping[str, Any], what: str) -> Iterator[Disagreement]:
    """Yield that the shares of a group do not add up to one."""
    shares = [_get(member, "share") for member in group.values()]
    if shares and all(_is_number(share) for share in shares) and abs(sum(shares) - 1) > SHARES_TOLERANCE:
        yield path, f"{what} must add up to 1 (they add up to {sum(shares):g})"


def _repeated_titles(part: str, group: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the members of a group whose title another one bears, which reports could not tell apart."""
    seen: dict[str, str] = {}
    for name, member in group.items():
        title = _get(member, "title")
        if isinstance(title, str) and seen.setdefault(title, name) != name:
            yield (part, name, "title"), f"{title!r} is the title of {seen[title]!r} too"


def _contracts(path: Path, relationship: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield that more customers sign contracts than there are."""
    shares = [relationship.get(key, 0) for key in ("year_contract_share", "two_year_contract_share")]
    if all(_is_number(share) for share in shares) and sum(shares) > 1 + SHARES_TOLERANCE:
        yield path, f"year_contract_share and two_year_contract_share together must not exceed 1 (they add up to {sum(shares):g})"


def _names(path: Path, owner: Any, known: Mapping[str, Any], what: str, complete: bool = False) -> Iterator[Disagreement]:
    """Yield the names under `path` that nothing bears and, when `complete`, those of `known` that are missing."""
    given = _get(owner, str(path[-1]))
    if not isinstance(given, Mapping):
        return
    for name in given:
        if name not in known:
            yield (*path, name), unknown(what, name, known)
    if complete:
        for name in known:
            if name not in given:
                yield (*path, name), "is missing"
