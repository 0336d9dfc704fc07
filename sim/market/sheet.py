"""The numbers of a market by their paths: every one is a line of the parameter sheet, a lever and a factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from sim.foundations.numbers import Number
from sim.market.agreement import BY_BRAND as OF_ONE_BRAND
from sim.market.agreement import QUALITY_ONCE, WORKS
from sim.market.market_sheet import (
    BRAND,
    CATEGORY,
    CAUSE,
    COSTS,
    COVERAGE,
    LISTENING,
    NETWORK,
    OFFER,
    OPERATIONS,
    PROMISE,
    QUALITY,
    RATE_BY_SEGMENT,
    RELATIONSHIP,
    SEGMENT,
    TEAM,
    TOUCHPOINT,
)
from sim.market.messages import unknown
from sim.market.policy_sheet import POLICY
from sim.market.works_sheet import WORK
from sim.rules.behaviour_sheet import BEHAVIOUR

NumberPath = tuple[str, ...]
"""The path of a number in the market, as ("brands", "acme", "offer", "price_eur")."""

SHEETS: dict[str, Mapping[str, Number]] = {
    "category": CATEGORY,
    "segments.*": SEGMENT,
    "network": NETWORK,
    "brands.*": BRAND,
    "brands.*.offer": OFFER,
    "brands.*.promise": PROMISE,
    "brands.*.operations": OPERATIONS,
    "brands.*.relationship": RELATIONSHIP,
    "brands.*.costs": COSTS,
    "brands.*.listening": LISTENING,
    "brands.*.staff": TEAM,
    "brands.*.policy": POLICY,
    "brands.*.works.*": WORK,
    "touchpoints.*": TOUCHPOINT,
    "touchpoints.*.quality.*": QUALITY,
    f"touchpoints.*.{OF_ONE_BRAND}.*": TOUCHPOINT,
    "causes.*": {"episode_weeks": CAUSE["episode_weeks"]},
    **{f"behaviour.{rule}": sheet for rule, sheet in BEHAVIOUR.items()},
}
"""Where each part of the sheet stands in a market file; a star stands for a name that the file chooses."""

_CHOSEN = {"segments": (1,), "brands": (1, 4), "touchpoints": (1, 3), "causes": (1, 3)}
"""Part of a market -> the places in paths of names that its file chooses."""

BY_NAME = {
    f"brands.*.{QUALITY_ONCE}": QUALITY["functional"]._replace(
        meaning="one quality for all touchpoints and dimensions"
    ),
    "brands.*.listening.coverage.*": COVERAGE,
    "touchpoints.*.salience_by_segment.*": TOUCHPOINT["salience"],
    "touchpoints.*.rate_by_segment.*": RATE_BY_SEGMENT,
    "causes.*.weekly_probability.*": CAUSE["weekly_probability"],
    "causes.*.order_probability.*": CAUSE["order_probability"],
    "causes.*.severity.*": CAUSE["severity"],
    "causes.*.exposure.*": CAUSE["exposure"],
    "causes.*.settled.*": CAUSE["settled"],
    "causes.*.taken_for.*": CAUSE["taken_for"],
}
"""Numbers given for each segment, brand or touchpoint by its name, and those that files may give once."""

BY_BRAND = {
    "touchpoints.*.quality.*",
    f"touchpoints.*.{OF_ONE_BRAND}.*",
    "causes.*.weekly_probability.*",
    "causes.*.order_probability.*",
    "causes.*.severity.*",
}
"""Places where the fourth part of the path names a brand."""


class Listed(NamedTuple):
    """One number of a market with its line of the parameter sheet."""

    path: NumberPath
    value: float
    number: Number


def number_at(path: NumberPath) -> Number | None:
    """Return the sheet's line of the number at `path`; None when there is none."""
    if not path:
        return None
    *place, key = path
    return SHEETS.get(_shape(place), {}).get(key) or BY_NAME.get(_shape(path))


def _shape(path: Sequence[str]) -> str:
    """Return a path with stars for the names that the file chooses."""
    chosen = _CHOSEN.get(path[0], ()) if path else ()
    chosen = (1, 3) if tuple(path[2:3]) == (WORKS,) else chosen
    return ".".join("*" if position in chosen else part for position, part in enumerate(path))


def number_for_all(path: NumberPath) -> NumberPath | None:
    """Return where the number stands that holds for a brand without one of its own at `path`; None elsewhere."""
    return (*path[:2], path[4]) if len(path) == 5 and path[2] == OF_ONE_BRAND else None


def numbers_in(document: Mapping[str, Any], patterns: Sequence[Sequence[str]] | None = None) -> Iterator[Listed]:
    """Yield every number of a market written out as a plain document, in the order of the file, with its own source.

    patterns : of paths, part by part with stars; when given, other numbers are skipped. A number that a brand has not
        for itself is listed only where a pattern names its key, with the value that holds for all brands.
    """
    sources = document.get("sources")
    for listed in _numbers_in(document, patterns, (), {}):
        yield listed if not sources else listed._replace(number=_with_source(listed, sources))


def _numbers_in(
    document: Mapping[str, Any],
    patterns: Sequence[Sequence[str]] | None,
    place: NumberPath,
    for_all: Mapping[str, Any],
) -> Iterator[Listed]:
    """Yield the numbers below a place, with their lines of the sheet."""
    for key, value in document.items():
        path = (*place, key)
        left = None if patterns is None else [each for each in patterns if _may_lead(path, each)]
        if isinstance(value, Mapping):
            if left != [] and path != ("crm",):
                yield from _numbers_in(value, left, path, document if key == OF_ONE_BRAND else for_all)
            continue
        if value is None and any(tuple(each[-1:]) == (key,) for each in left or ()):
            value = for_all.get(key)
        if isinstance(value, float) and (left is None or len(path) in map(len, left)) and (number := number_at(path)):
            yield Listed(path, value, number)


def _with_source(listed: Listed, sources: Mapping[str, Mapping[str, Any]]) -> Number:
    """Return the sheet's line of a number with the source that its file gives, for it or for all brands at once."""
    said = sources.get(".".join(listed.path)) or sources.get(".".join(listed.path[:-1])) or {}
    return listed.number._replace(**{key: text for key, text in said.items() if text})


def _may_lead(path: NumberPath, pattern: Sequence[str]) -> bool:
    """Return whether the last part of a path fits a pattern, given that its beginning does."""
    depth = len(path) - 1
    return depth < len(pattern) and fnmatchcase(path[depth], pattern[depth])


def without_brand(path: NumberPath, brand: str) -> NumberPath | None:
    """Return the path of a number of `brand` with the brand left out; None when it is of another brand or of none."""
    if len(path) < 4 or path[3] != brand or _shape(path[:4]) not in BY_BRAND:
        return None
    return path[:3] + path[4:]


def own_numbers(document: Mapping[str, Any], brand: str) -> dict[str, Listed]:
    """Return the numbers of a brand by the path with the brand left out, such as ``offer.price_eur``.

    Its own are those under ``brands.<its name>``, and its line wherever a touchpoint or cause has one for each brand.
    """
    short = ((_short(number.path, brand), number) for number in numbers_in(document))
    return {path: number for path, number in short if path}


def _short(path: NumberPath, brand: str) -> str:
    """Return the path of a brand's number with the brand left out; empty when it is not the brand's."""
    return ".".join(path[2:] if path[:2] == ("brands", brand) else without_brand(path, brand) or ())


def of_brand(path: str, brand: str, own: Mapping[str, Listed]) -> list[str]:
    """Return which of a brand's own numbers a path stands for; it may have stars, and ``brand.`` in front.

    Raises
    ------
    ValueError
        When the brand has no such number, with the nearest one that it has.
    """
    pattern = path.removeprefix("brand.").removeprefix(f"brands.{brand}.")
    if not (found := [short for short in own if fnmatchcase(short, pattern)]):
        raise ValueError(unknown(f"number of {brand}", path, own))
    return found
