"""The market's tables: a market document turned into the records that the kernels read.

Every record has a leading segment axis. A lever on some segments therefore needs no code of its own: the document is
changed for those segments before it is converted here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.foundations.addresses import address_of
from sim.foundations.distributions import poisson_sums
from sim.market.agreement import BY_BRAND
from sim.market.market_sheet import (
    BRAND,
    CATEGORY,
    COSTS,
    LISTENING,
    OFFER,
    OPERATIONS,
    RELATIONSHIP,
    SETTLED_BY_KIND,
    TEAM,
    TOUCHPOINT,
)
from sim.rules.behaviour_sheet import BEHAVIOUR
from sim.state.tables import ENCOUNTERS_A_WEEK, NOBODY, STAFF, STAGES, STEPS, Step

_HALF_LIFE = "_half_life"
_OFFER_PARTS = {
    "offer": OFFER,
    "operations": OPERATIONS,
    "relationship": RELATIONSHIP,
    "costs": COSTS,
    "listening": LISTENING,
    "staff": TEAM,
}
DIMENSIONS = ("functional", "emotional", "relational")
SEARCHING, USING, RECEIVING, DELIVERY, DESIRING, ORDERING = 1, 2, 4, 5, 6, 7
OCCASIONS = 9
"""Occasions whose encounter rates are added up: 0 an idle week, +1 searching, +2 using, 4 receiving, 5 the mode of a
delivery, 6 on the way from need to search (8 when using too), 7 the purchase itself."""


def _kept(name: str) -> str:
    return name.removesuffix(_HALF_LIFE) + "_kept"


def _rule_record(sheet: Mapping[str, Any]) -> np.dtype:
    """Return the record of one rule's parameters; each half-life is followed by the share kept in a week."""
    fields = [(name, "f8") for name in sheet]
    fields += [(_kept(name), "f8") for name in sheet if name.endswith(_HALF_LIFE)]
    return np.dtype(fields)


BEHAVIOUR_RECORD = np.dtype([(rule, _rule_record(sheet)) for rule, sheet in BEHAVIOUR.items()])
CATEGORY_RECORD = np.dtype(
    [
        *((name, "f8") for name in CATEGORY),
        ("is_contractual", "u1"),
        ("segments", "i8"),  # of the market; tables have further rows for those of them who are in a pilot
        ("usual_delivery_days", "f8"),
        ("mean_need_rate", "f8"),
        ("usual_breadth", "f8"),
        ("breadth_spread", "f8"),
    ],
    align=True,
)
OFFER_RECORD = np.dtype(
    [
        *((name, "f8") for name in BRAND),
        *((name, "f8") for part in _OFFER_PARTS.values() for name in part),
        ("promise", "f8", (len(STAGES),)),
        ("delivery_days", "f8"),
        ("address", "i8"),
    ]
)
TOUCHPOINT_RECORD = np.dtype(
    [
        ("stage", "i8"),
        ("step", "i8"),
        ("is_indirect", "u1"),
        ("is_product", "u1"),
        ("is_mode", "u1"),
        ("staff", "i8"),
        ("frequency", "f8"),
        ("asking_rate", "f8"),
        *((name, "f8") for name in TOUCHPOINT),
    ],
    align=True,
)
FAULT_RECORD = np.dtype(
    [
        *((name, "f8") for name in ("weekly_probability", "order_probability", "severity", "episode_weeks")),
        ("address", "i8"),
    ]
)


class MarketTables(NamedTuple):
    """The market as records; shapes as in :class:`sim.state.tables.World`."""

    category: np.ndarray
    offers: np.ndarray
    touchpoints: np.ndarray
    quality: np.ndarray
    faults: np.ndarray
    exposure: np.ndarray
    settled: np.ndarray
    taken_for: np.ndarray
    reach: np.ndarray
    often: np.ndarray
    behaviour: np.ndarray


Documents = Sequence[Mapping[str, Any]]
"""For each segment, sorted by name, the market document as plain dictionaries (see ``Market.model_dump``) with the
levers of that segment applied; then, in the same order, those of segments in pilots."""


def market_tables(documents: Documents, earlier: tuple[Documents, MarketTables] | None = None) -> MarketTables:
    """Return the tables of a market.

    Parameters
    ----------
    documents : to be converted.
    earlier : documents of the same market with their tables. Parts that are the same object in both are
        not converted again, so that the cost of a week in which levers change a few numbers is that of these numbers.
    """
    if earlier:
        before, tables = earlier[0], MarketTables(*(table.copy() for table in earlier[1]))
    else:
        before, tables = [{}, *documents[:-1]], _blank(documents[0], len(documents))
    segments = list(documents[0]["segments"])
    for g, document in enumerate(documents):
        if g and not earlier:  # a segment starts as a copy of the one before it
            for table in tables:
                table[g] = table[g - 1]
        _write_segment(tables, g, segments[g % len(segments)], document, before[g])
    return tables


def _blank(document: Mapping[str, Any], segments: int) -> MarketTables:
    """Return empty tables, with so many rows for segments."""
    brands, touchpoints, causes = (len(document[part]) for part in ("brands", "touchpoints", "causes"))
    return MarketTables(
        category=np.zeros(segments, CATEGORY_RECORD),
        offers=np.zeros((segments, brands), OFFER_RECORD),
        touchpoints=np.zeros((segments, brands, touchpoints), TOUCHPOINT_RECORD),
        quality=np.zeros((segments, brands, touchpoints, len(DIMENSIONS))),
        faults=np.zeros((segments, brands, causes), FAULT_RECORD),
        exposure=np.zeros((segments, causes, touchpoints)),
        settled=np.zeros((segments, causes, touchpoints + 1)),
        taken_for=np.zeros((segments, causes, causes)),
        reach=np.zeros((segments, brands, OCCASIONS, touchpoints)),
        often=np.zeros((segments, brands, OCCASIONS, ENCOUNTERS_A_WEEK + 1)),
        behaviour=np.zeros(segments, BEHAVIOUR_RECORD),
    )


def _write_segment(
    tables: MarketTables, g: int, segment: str, document: Mapping[str, Any], before: Mapping[str, Any]
) -> None:
    """Write the parts in which the document of a segment, at position `g`, differs from the one `before`."""
    brands = list(document["brands"])
    if any(document[part] is not before.get(part) for part in ("category", "brands")):
        _write_category(tables.category[g], document)
    _write_needs(tables.category[g], document["segments"][segment], document["behaviour"]["population"])
    for b, name, brand in _changed("brands", document, before):
        _write_offer(tables.offers[g, b], brand)
        tables.offers[g, b]["address"] = address_of(name)
        coverage = brand["listening"]["coverage"]
        tables.touchpoints[g, b]["asking_rate"] = [
            _rate_of(coverage.get(name, 0.0)) for name in document["touchpoints"]
        ]
    for t, _, touchpoint in _changed("touchpoints", document, before):
        for b, name in enumerate(brands):
            _write_touchpoint(tables.touchpoints[g, b, t], touchpoint, touchpoint[BY_BRAND][name])
            tables.quality[g, b, t] = [touchpoint["quality"][name][dimension] for dimension in DIMENSIONS]
    for t, touchpoint in enumerate(document["touchpoints"].values()):
        salience = touchpoint["salience_by_segment"].get(segment, touchpoint["salience"])
        rate = touchpoint["weekly_rate"], touchpoint["rate_by_segment"].get(segment, 1.0)
        for record, name in zip(tables.touchpoints[g, :, t], brands, strict=True):
            own = touchpoint[BY_BRAND][name]
            record["salience"] = salience if own["salience"] is None else own["salience"]
            record["weekly_rate"] = rate[1] * (rate[0] if own["weekly_rate"] is None else own["weekly_rate"])
    for k, cause_name, cause in _changed("causes", document, before):
        for b, name in enumerate(brands):
            by_brand = (cause[key][name] for key in ("weekly_probability", "order_probability", "severity"))
            tables.faults[g, b, k] = (*by_brand, cause["episode_weeks"], address_of(cause_name))
        tables.exposure[g, k] = [cause["exposure"].get(name, 0.0) for name in document["touchpoints"]]
        tables.settled[g, k, :-1] = [cause["settled"].get(name, 0.0) for name in document["touchpoints"]]
        tables.settled[g, k, -1] = SETTLED_BY_KIND[cause["kind"]]
        tables.taken_for[g, k] = np.cumsum([cause["taken_for"].get(name, 0.0) for name in document["causes"]])
    for _, rule, numbers in _changed("behaviour", document, before):
        _write_rule(tables.behaviour[g][rule], numbers)
    if document["touchpoints"] is not before.get("touchpoints"):
        highest = tables.touchpoints[g]["weekly_rate"].max(axis=0)
        tables.touchpoints[g]["frequency"] = _shares_of(tables.touchpoints[g]["weekly_rate"], highest)
        for b in range(len(brands)):
            tables.reach[g, b] = _cumulative_rates(tables.touchpoints[g, b], highest)
            tables.often[g, b] = [poisson_sums(rates[-1], ENCOUNTERS_A_WEEK) for rates in tables.reach[g, b]]


def _changed(
    part: str, document: Mapping[str, Any], before: Mapping[str, Any]
) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Yield position, name and numbers of the members of a part that are not the same objects as before."""
    members = before.get(part, {})
    for position, (name, numbers) in enumerate(document[part].items()):
        if numbers is not members.get(name):
            yield position, name, numbers


def _write_category(record: np.void, document: Mapping[str, Any]) -> None:
    for name in CATEGORY:
        record[name] = document["category"][name]
    record["segments"] = len(document["segments"])
    record["is_contractual"] = document["category"]["kind"] == "contractual"
    days = [brand["promise"]["delivery_days"] for brand in document["brands"].values()]
    record["usual_delivery_days"] = np.mean(days)


def _write_needs(record: np.void, segment: Mapping[str, float], population: Mapping[str, float]) -> None:
    """Write what people of a segment need: mean rate, mean breadth and the standard deviation of its beta."""
    record["mean_need_rate"] = segment["need_rate"]
    record["usual_breadth"] = mean = segment["needed_breadth"]
    record["breadth_spread"] = math.sqrt(mean * (1.0 - mean) / (population["concentration"] + 1.0))


def _write_offer(record: np.void, brand: Mapping[str, Any]) -> None:
    for name in BRAND:
        record[name] = brand[name]
    for part, sheet in _OFFER_PARTS.items():
        for name in sheet:
            record[name] = brand[part][name]
    record["promise"] = [brand["promise"][stage] for stage in STAGES]
    record["delivery_days"] = brand["promise"]["delivery_days"]


def _write_touchpoint(record: np.void, touchpoint: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Write the numbers of a touchpoint for a brand with its `own` in some places."""
    for name in TOUCHPOINT:
        record[name] = touchpoint[name] if own[name] is None else own[name]
    record["stage"] = STAGES.index(touchpoint["stage"])
    record["step"] = STEPS.index(touchpoint["step"])
    record["is_indirect"] = touchpoint["kind"] == "indirect"
    record["is_product"] = touchpoint["kind"] == "product"
    record["is_mode"] = touchpoint["mode"] is not None
    record["staff"] = STAFF.index(touchpoint["staff"]) if touchpoint["staff"] in STAFF else NOBODY


def _write_rule(record: np.void, numbers: Mapping[str, float]) -> None:
    for name, number in numbers.items():
        record[name] = number
        if name.endswith(_HALF_LIFE):
            record[_kept(name)] = math.exp(-math.log(2.0) / number)


def _rate_of(share: float) -> float:
    """Return the rate at which a share of encounters is asked about; infinite when every one is."""
    return -math.log1p(-share) if share < 1.0 else math.inf


def _shares_of(rates: np.ndarray, highest: np.ndarray) -> np.ndarray:
    """Return rates as shares of the highest, 1 where that is 0."""
    return np.divide(rates, highest, out=np.ones_like(rates), where=highest > 0.0)


def _cumulative_rates(touchpoints: np.ndarray, highest: np.ndarray) -> np.ndarray:
    """Return encounter rates added up over the touchpoints of a brand, (OCCASIONS, T): the last column is the total.

    Indirect touchpoints (adverts, press) reach everybody, direct ones of buying those who search, those of use users;
    what belongs to the way to a search is met there too, and what belongs to the purchase only with it. Receiving has
    occasions of its own: of the touchpoints that are modes of delivery, each order meets one. While
    buying, the brand is not known before it is met: rates are the `highest` of any brand, and an encounter with a brand
    of a lower one takes place with the `frequency` of its record.
    """
    stage, is_direct = touchpoints["stage"], touchpoints["is_indirect"] == 0
    step = np.where(is_direct & (stage == STAGES.index("buying")), touchpoints["step"], -1)
    stage_met = {name: is_direct & (stage == position) for position, name in enumerate(STAGES)}
    met = {
        0: ~is_direct,
        SEARCHING: ~is_direct | (step == Step.DESIRE) | (step == Step.SEARCH),
        USING: ~is_direct | stage_met["using"],
        SEARCHING + USING: ~is_direct | (step == Step.DESIRE) | (step == Step.SEARCH) | stage_met["using"],
        DESIRING: ~is_direct | (step == Step.DESIRE),
        DESIRING + USING: ~is_direct | (step == Step.DESIRE) | stage_met["using"],
        ORDERING: step == Step.PURCHASE,
        RECEIVING: stage_met["receiving"] & (touchpoints["is_mode"] == 0),
        DELIVERY: stage_met["receiving"] & (touchpoints["is_mode"] == 1),
    }
    met_at = np.where(~is_direct | stage_met["buying"], highest, touchpoints["weekly_rate"])
    rates = [np.where(met[occasion], met_at, 0.0) for occasion in range(OCCASIONS)]
    return np.cumsum(rates, axis=1)


def usual_quality(tables: MarketTables) -> np.ndarray:
    """Return the quality that each brand offers at each stage when nothing goes wrong, (B, stages), 0 to 1.

    The mean over dimensions, segments and touchpoints, by their weekly rates; where a stage has no touchpoint, the
    typical quality of the category.
    """
    offered = np.full((tables.offers.shape[1], len(STAGES)), tables.category["typical_quality"].mean())
    touchpoints = tables.touchpoints[0]
    quality = tables.quality.mean(axis=(0, 3))
    for stage in range(len(STAGES)):
        rates = np.where(touchpoints["stage"] == stage, touchpoints["weekly_rate"], 0.0)
        for b in np.flatnonzero(rates.any(axis=1)):
            offered[b, stage] = np.average(quality[b], weights=rates[b])
    return offered
