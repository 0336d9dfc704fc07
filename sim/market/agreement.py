"""Consistency of a market: shares that add up and names that refer to each other.

The functions read plain documents and skip parts of the wrong shape, which the schema reports by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sim.foundations.addresses import address_of
from sim.foundations.numbers import Number
from sim.market.crm_agreement import mapping_disagreements
from sim.market.market_sheet import BRAND, CATEGORY, CAUSE, COVERAGE, QUALITY, SETTLED_BY_KIND
from sim.market.messages import Place, apart, listed, quoted, unknown
from sim.market.policy_sheet import COUNTED, NUMBERS_OF, WORDS_OF

MOST_PILOTS = 3
"""Groups of customers for whom a scenario may have levers of their own."""

SHARES_TOLERANCE = 1e-6
CAUSE_BY_BRAND = ("weekly_probability", "order_probability", "severity")
"""Numbers of a cause that may be written once for all brands, or brand by brand."""

BY_BRAND = "by_brand"
"""Key of a touchpoint for the numbers that single brands have for themselves."""

QUALITY_ONCE = "quality"
"""Key of a brand with one quality for all its touchpoints and dimensions."""

WHOLE = (
    ("category", "customers"),
    ("category", "horizon_weeks"),
    ("category", "burn_in_weeks"),
)
"""Numbers that count whole things."""

NEVER_ENTERS = round(BRAND["enters_in_week"].high)
"""Week of entry of a brand that stays away, unless a scenario lets it enter."""

WORKS = "works"
"""Key of a brand for what it can do about what customers say."""

OF_BRANDS = {"policy": COUNTED, WORKS: ("lead_weeks",), "listening": ("delay_weeks",)}
"""Part of a brand -> its numbers that count whole things."""

RESERVED_WORK = "programme"

DIMENSIONS = ("functional_weight", "emotional_weight", "relational_weight")
CONTRACTS = ("year_contract_share", "two_year_contract_share")

RESERVED = (("segments", "all", "all customers together"), ("brands", "none", "people without a provider"))
"""Names that the tables of results use themselves: part of the file, name, meaning."""

Disagreement = tuple[Place, str]


def with_brands_written_out(data: Any) -> Any:
    """Return a market document in which numbers given once are written out.

    These are numbers of causes for all brands, and one quality of a brand for all its touchpoints and dimensions. Every
    brand gets its place among those with numbers of their own.
    """
    if not isinstance(data, dict):
        return data
    brands = _group(data, "brands")
    touchpoints = {
        name: _with_staff(_with_places(_with_qualities(each, brands), brands))
        for name, each in _group(data, "touchpoints").items()
    }
    desks = [name for name, each in touchpoints.items() if _get(each, "stage") == "help"]
    causes = {name: _with_settled(_written_out(cause, brands), desks) for name, cause in _group(data, "causes").items()}
    listening = {name: _with_coverage(brand, sorted(map(str, touchpoints))) for name, brand in brands.items()}
    groups = {"causes": causes, "touchpoints": touchpoints, "brands": listening}
    return dict(data) | {part: group for part, group in groups.items() if group}


def _with_coverage(brand: Any, touchpoints: Collection[str]) -> Any:
    """Return a brand that says of every touchpoint whether it asks there: nowhere, if its file does not say."""
    listening = _get(brand, "listening", {})
    if not isinstance(brand, Mapping) or not isinstance(listening, Mapping):
        return brand
    given = listening.get("coverage", {})
    once, own = (COVERAGE.default, given) if isinstance(given, Mapping) else (given, {})
    return {**brand, "listening": {**listening, "coverage": dict.fromkeys(touchpoints, once) | dict(own)}}


def _with_staff(touchpoint: Any) -> Any:
    """Return a touchpoint with who serves it, where its file does not say."""
    if not isinstance(touchpoint, Mapping) or "staff" in touchpoint:
        return touchpoint
    return {**touchpoint, "staff": "support" if touchpoint.get("stage") == "help" else "nobody"}


def _with_settled(cause: Any, desks: Collection[str]) -> Any:
    """Return a cause with what is settled at each touchpoint of help; by its kind where its file does not say."""
    if not isinstance(cause, Mapping):
        return cause
    usual = SETTLED_BY_KIND.get(str(cause.get("kind", "process")), SETTLED_BY_KIND["process"])
    given = cause.get("settled", {})
    if not isinstance(given, Mapping):
        return {**cause, "settled": dict.fromkeys(desks, given)}
    return {**cause, "settled": dict.fromkeys(desks, usual) | dict(given)}


def _with_places(touchpoint: Any, brands: Mapping[str, Any]) -> Any:
    """Return a touchpoint with a place for the numbers of every brand."""
    if not isinstance(touchpoint, Mapping) or not isinstance(own := touchpoint.get(BY_BRAND, {}), Mapping):
        return touchpoint
    return {**touchpoint, BY_BRAND: {name: {} for name in brands} | dict(own)}


def _with_qualities(touchpoint: Any, brands: Mapping[str, Any]) -> Any:
    """Return a touchpoint with what its file leaves out of a brand's quality, where the brand has one for all."""
    given = _get(touchpoint, "quality", {})
    if not isinstance(touchpoint, Mapping) or not isinstance(given, Mapping):
        return touchpoint
    qualities = dict(given)
    for name, brand in brands.items():
        once, part = _get(brand, QUALITY_ONCE), given.get(name, {})
        if once is not None and isinstance(part, Mapping):
            qualities[name] = {key: _admissible(once, number) for key, number in QUALITY.items()} | dict(part)
    return {**touchpoint, "quality": qualities} if qualities else touchpoint


def _admissible(value: Any, number: Number) -> Any:
    """Return a value, or what is admissible in its place: it is reported where it stands."""
    return min(max(float(value), number.low), number.high) if _is_number(value) else number.default


def _written_out(cause: Any, brands: Mapping[str, Any]) -> Any:
    """Return one cause with its numbers brand by brand; missing ones have the default of the sheet."""
    if not isinstance(cause, dict):
        return cause
    cause = dict(cause)
    for key in CAUSE_BY_BRAND:
        default = CAUSE[key].default
        defaults = {} if default is None else dict.fromkeys(brands, float(default))
        if key not in cause:
            if default is not None:
                cause[key] = defaults
        elif isinstance(cause[key], dict):
            cause[key] = defaults | cause[key]
        else:
            cause[key] = dict.fromkeys(brands, cause[key])
    return cause


def disagreements(market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the inconsistencies of a market document, as path and message.

    There are none as long as a part to whose names others refer is no group: each of them would be called unknown.
    """
    if not all(isinstance(market.get(part, {}), Mapping) for part in ("segments", "brands", "touchpoints")):
        return
    segments, brands = _group(market, "segments"), _group(market, "brands")
    touchpoints, causes = _group(market, "touchpoints"), _group(market, "causes")
    yield from _shares(("segments",), segments, "shares")
    starting = {name: brand for name, brand in brands.items() if _get(brand, "enters_in_week", 0) == 0}
    yield from _shares(("brands",), starting, "shares of the brands present at the start")
    if brands and not starting:
        yield ("brands",), "must have one that is present at the start: every one enters later, see enters_in_week"
    if brands and all(_get(brand, "leaves_in_week", 0) for brand in brands.values()):
        yield ("brands",), "must have one that stays: every one leaves, see leaves_in_week"
    for part, group in (("segments", segments), ("brands", brands), ("touchpoints", touchpoints), ("causes", causes)):
        yield from _repeated_titles(part, group)
    for part, name, meaning in RESERVED:
        if name in _group(market, part):
            yield (part, name), f"is a reserved name: tables use it for {meaning}"
    for part in ("brands", "causes"):
        yield from _equal_addresses(part, _group(market, part))
    if isinstance(focus := market.get("focus"), str) and focus not in brands:
        yield ("focus",), unknown("brand", focus, brands)
    network = _group(market, "network")
    if network.get("kind") == "edge_list" and not network.get("edges"):
        yield ("network", "edges"), "is missing: an edge_list network needs the path of its file"
    for part, key in WHOLE:
        yield from _fraction((part, key), _get(market.get(part), key))
    for name, segment in segments.items():
        if all(_get(segment, key, 1) == 0 for key in DIMENSIONS):
            yield ("segments", name), f"{listed(DIMENSIONS)} must not all be 0"
    for name, brand in brands.items():
        yield from _weeks_on_the_market(("brands", name), brand, market)
        yield from _contracts(("brands", name, "relationship"), _group(brand, "relationship"))
        listening = _group(brand, "listening")
        yield from _fraction(("brands", name, "listening", "delay_weeks"), listening.get("delay_weeks"))
        yield from _names(("brands", name, "listening", "coverage"), listening, touchpoints, "touchpoint")
        yield from policy_disagreements(("brands", name, "policy"), _get(brand, "policy"), name, market)
        yield from _works(("brands", name, WORKS), _group(brand, WORKS), market)
    for name, touchpoint in touchpoints.items():
        place = ("touchpoints", name)
        if (step := _get(touchpoint, "step", "search")) != "search" and not _is_met_when_buying(touchpoint):
            yield (*place, "step"), f"{step} is a step of buying, of a touchpoint that is not indirect"
        yield from _names((*place, "quality"), touchpoint, brands, "brand", complete=True)
        yield from _names((*place, BY_BRAND), touchpoint, brands, "brand")
        yield from _names((*place, "salience_by_segment"), touchpoint, segments, "segment")
        yield from _names((*place, "rate_by_segment"), touchpoint, segments, "segment")
        if _get(touchpoint, "mode") is not None and _get(touchpoint, "stage") != "receiving":
            yield (*place, "mode"), "is a key of touchpoints of the stage receiving only"
        if _get(touchpoint, "staff") == "shop" and _get(touchpoint, "stage") not in ("buying", "help"):
            yield (*place, "staff"), "can be shop at touchpoints of the stages buying and help only"
    for name, cause in causes.items():
        for key in CAUSE_BY_BRAND:
            yield from _names(("causes", name, key), cause, brands, "brand", complete=True)
        yield from _names(("causes", name, "exposure"), cause, touchpoints, "touchpoint")
        yield from _names(("causes", name, "settled"), cause, touchpoints, "touchpoint")
        yield from _names(("causes", name, "taken_for"), cause, causes, "cause")
        yield from _mistaken(("causes", name, "taken_for"), _group(cause, "taken_for"))
        for desk in _group(cause, "settled"):
            if _get(touchpoints.get(desk), "stage", "help") != "help":
                yield ("causes", name, "settled", desk), "is no touchpoint of help"
    for path, message in mapping_disagreements(market.get("crm"), segments, brands):
        yield ("crm", *path), message


def policy_disagreements(place: Place, policy: Any, own: str, market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the inconsistencies in the policy of the brand `own`, at a place of a file."""
    kind = _get(policy, "kind")
    if isinstance(kind, str) and kind in NUMBERS_OF:
        yield from _keys_of_other_kinds(place, policy, kind)
    brands = _group(market, "brands")
    follows = _get(policy, "follows")
    if isinstance(follows, str) and follows not in brands:
        yield (*place, "follows"), unknown("brand", follows, brands)
    elif follows == own:
        yield (*place, "follows"), f"must be another brand (got {quoted(follows)})"
    yield from _listed_names((*place, "codebook"), policy, "cause", _group(market, "causes"))
    yield from _listed_names((*place, WORKS), policy, f"work of {own}", _group(brands.get(own), WORKS))
    if kind == "listen" and not _group(brands.get(own), WORKS):
        yield place, f"has no works to choose among: {own} needs some, see brands.{own}.{WORKS}"
    for key in COUNTED:
        yield from _fraction((*place, key), _get(policy, key))


def _keys_of_other_kinds(place: Place, policy: Mapping[str, Any], kind: str) -> Iterator[Disagreement]:
    """Yield the keys of a policy that its kind has not."""
    keys = {each: (*NUMBERS_OF[each], *WORDS_OF[each]) for each in NUMBERS_OF}
    for key, value in policy.items():
        owners = [each for each, own in keys.items() if key in own]
        if value is not None and owners and kind not in owners:
            kinds = f"the kind {owners[0]}" if len(owners) == 1 else f"the kinds {listed(owners)}"
            yield (*place, key), f"is a key of {kinds} only (this policy is of the kind {kind})"


def _listed_names(place: Place, owner: Any, what: str, known: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the names in a list, or the one name in its place, that are not `known`."""
    names = _get(owner, str(place[-1]))
    for name in (names,) if isinstance(names, str) else names if isinstance(names, list | tuple) else ():
        if isinstance(name, str) and name not in known:
            yield place, unknown(what, name, known)


def _works(place: Place, works: Mapping[str, Any], market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the works that are about nothing, or about something that the market has not."""
    for name, work in works.items():
        if name == RESERVED_WORK:
            yield (*place, name), "is a reserved name: tables use it for the programme itself"
        targets = [key for key in ("touchpoint", "cause") if _get(work, key) is not None]
        if isinstance(work, Mapping) and len(targets) != 1:
            got = listed(targets) or "none"
            yield (*place, name), f"needs a touchpoint that it polishes or a cause that it heals (got {got})"
        for key in targets:
            if isinstance(target := _get(work, key), str) and target not in (known := _group(market, f"{key}s")):
                yield (*place, name, key), unknown(key, target, known)
        yield from _fraction((*place, name, "lead_weeks"), _get(work, "lead_weeks"))


def is_tied(path: Sequence[str]) -> bool:
    """Return whether the value of the number at a path can make a market disagree with itself."""
    return is_counted(path) or path[-1] in ("share", *DIMENSIONS, *CONTRACTS)


def _is_met_when_buying(touchpoint: Any) -> bool:
    return _get(touchpoint, "stage") == "buying" and _get(touchpoint, "kind") != "indirect"


def is_counted(path: Sequence[str]) -> bool:
    """Return whether the number at a path counts whole things."""
    return tuple(path) in WHOLE or path[-1] in OF_BRANDS.get(
        path[2] if len(path) > 3 else "", ("enters_in_week", "leaves_in_week")
    )


def _get(part: Any, key: str, default: Any = None) -> Any:
    return part.get(key, default) if isinstance(part, Mapping) else default


def _group(part: Any, key: str) -> Mapping[str, Any]:
    """Return the group of keys under `key`; empty when there is none or it is something else."""
    group = _get(part, key)
    return group if isinstance(group, Mapping) else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shares(path: Place, group: Mapping[str, Any], what: str) -> Iterator[Disagreement]:
    """Yield that the shares of a group do not add up to one."""
    shares = [_get(member, "share") for member in group.values()]
    if shares and all(_is_number(share) for share in shares) and abs(sum(shares) - 1) > SHARES_TOLERANCE:
        yield path, f"{what} must add up to 1 (they add up to {apart(float(sum(shares)), 1.0)})"


def _repeated_titles(part: str, group: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the members of a group whose title is that of another one, since reports could not distinguish them."""
    seen: dict[str, str] = {}
    for name, member in group.items():
        title = _get(member, "title")
        if isinstance(title, str) and seen.setdefault(title, name) != name:
            yield (part, name, "title"), f"{title!r} is the title of {seen[title]!r} too"


def _equal_addresses(part: str, group: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the brands or causes whose name has the same number in random numbers as that of another one."""
    seen: dict[int, str] = {}
    for name in group:
        if (other := seen.setdefault(address_of(str(name)), name)) != name:
            yield (part, name), f"would share its random numbers with {quoted(other)}: give it another name"


def _fraction(place: Place, value: Any) -> Iterator[Disagreement]:
    """Yield that a number counts whole things and has a fraction."""
    if isinstance(value, float) and not value.is_integer():
        yield place, f"must be a whole number (got {quoted(value)})"


def _weeks_on_the_market(path: Place, brand: Any, market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield that a brand enters or leaves after the end of the run, or in the wrong order."""
    horizon = _get(market.get("category"), "horizon_weeks", CATEGORY["horizon_weeks"].default)
    weeks = {key: _get(brand, key, 0) for key in ("enters_in_week", "leaves_in_week")}
    for key, week in weeks.items():
        yield from _fraction((*path, key), week)
        if _is_number(week) and _is_number(horizon) and horizon < week < NEVER_ENTERS:
            never = f"{NEVER_ENTERS:,} for never" if key == "enters_in_week" else "0 for never"
            yield (*path, key), f"must not come after the horizon_weeks of the market, {quoted(horizon)}, or be {never}"
    enters, leaves = weeks.values()
    if _is_number(enters) and _is_number(leaves) and 0 < leaves <= enters:
        yield (*path, "leaves_in_week"), f"must come after enters_in_week, {quoted(enters)} (got {quoted(leaves)})"


def _contracts(path: Place, relationship: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield that more customers sign contracts than there are."""
    shares = [relationship.get(key, 0) for key in CONTRACTS]
    if all(_is_number(share) for share in shares) and sum(shares) > 1 + SHARES_TOLERANCE:
        yield (
            path,
            f"{' and '.join(CONTRACTS)} together must not exceed 1 (they add up to {apart(float(sum(shares)), 1.0)})",
        )


def _mistaken(path: Place, taken_for: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield that a cause is taken for itself, or more often than always for others."""
    if path[1] in taken_for:
        yield (*path, path[1]), "is the cause itself: what is read rightly is the accuracy of a brand's listening"
    shares = list(taken_for.values())
    if all(map(_is_number, shares)) and sum(shares) > 1 + SHARES_TOLERANCE:
        yield path, f"shares must not exceed 1 together (they add up to {apart(float(sum(shares)), 1.0)})"


def _names(
    path: Place, owner: Any, known: Mapping[str, Any], what: str, complete: bool = False
) -> Iterator[Disagreement]:
    """Yield the names under `path` that are not `known` and, when `complete`, those of `known` that are missing."""
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
