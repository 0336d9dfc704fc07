"""The tables of the world: every column with its type, unit and the phase that writes it.

Tables are structured arrays: ``customers[i]`` is one customer's row and ``customers["trust"]`` a column over all of
them. Memory is kept in 32 bits, arithmetic is done in 64: the smallest step of any state (.004 of a gap of .01) is a
hundred times the rounding of a 32-bit number between 0 and 1.

Columns written by one customer about itself only; what other customers may see stands in :data:`SEEN`, of which the
week reads last week's copy and writes this week's.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple

import numpy as np

from sim.state.indicators import FIELDS, REASONS

NOBODY = -1
"""No brand, no cause, no prescriber: the value of an id that is not there."""

NO_CONTRACT = -10_000
"""Weeks of contract of somebody who never had one."""

FEW_CUSTOMERS = 4000
SMALL_BLOCK = 256
BLOCK = 1024


class RelationStages(NamedTuple):
    """Where the relation with the present brand stands."""

    NONE: int = 0
    WAITING: int = 1
    DISCOVERING: int = 2
    USING: int = 3
    ASSISTED: int = 4


Relation = RelationStages()


class BuyingStages(NamedTuple):
    """Where the buying journey stands; it runs beside the relation."""

    DORMANT: int = 0
    AWARE: int = 1
    SEARCHING: int = 2
    CHOOSING: int = 3
    ORDERED: int = 4


Buying = BuyingStages()


class Triggers(NamedTuple):
    """What opened the buying journey."""

    NEED: int = 0
    DISSATISFACTION: int = 1
    CONTRACT_END: int = 2
    LIFE_EVENT: int = 3
    PROBLEM: int = 4
    NEWCOMER: int = 5


Trigger = Triggers()


Reason: Any = namedtuple("Reason", [name.upper() for name in REASONS])(*range(len(REASONS)))
"""Positions in REASONS."""


# Each line: name, type, (unit or range; phase that writes it).
CUSTOMER = np.dtype(
    [
        # Who it is: drawn once, when the population is made.
        ("segment", "u1"),  # position in the market file
        ("users", "u1"),  # 1 or more people who meet the product
        ("payer_is_other", "u1"),  # 0 or 1
        ("has_recipient", "u1"),  # 0 or 1: deliveries go to somebody else
        ("prescriber", "i4"),  # row of the adviser, or NOBODY
        ("diary", "i4"),  # row in the journal, or NOBODY
        ("price_sensitivity", "f4"),  # ratio, 1 = average
        ("basket", "f4"),  # what is bought, from any brand / what the list price buys
        ("price_ratio", "f4"),  # personal price / list price, of what is bought; receiving phase too
        ("expertise", "f4"),  # 0 to 1
        ("functional_weight", "f4"),
        ("emotional_weight", "f4"),  # the relational weight is what is left to 1
        ("demand", "f4"),  # quality expected above others
        ("voice", "f4"),  # 0 to 1
        ("talk", "f4"),  # ratio, 1 = average
        ("susceptibility", "f4"),  # ratio, 1 = average
        ("patience", "f4"),  # ratio, 1 = average
        ("leniency", "f4"),  # standard normal: style of answering
        ("outside", "f4"),  # standard normal: liking to buy nothing, or elsewhere
        ("proneness", "f4"),  # ratio, 1 = average
        # What life changes: needs phase.
        ("mobility", "f4"),  # ratio, 1 = average
        ("need_rate", "f4"),  # needs a week
        ("needed", "f4"),  # breadth, 0 to 1
        ("tension", "f4"),  # 0 to 1
        ("is_open_to_category", "u1"),  # 0 or 1: listening phase too
        # The two journeys: choosing, arrivals and help phases.
        ("relation", "u1"),
        ("buying", "u1"),
        ("trigger", "u1"),
        ("brand", "i1"),  # present brand, or NOBODY
        ("chosen", "i1"),  # brand ordered and not yet delivered, or NOBODY
        ("chosen_for", "i1"),  # reason that decided, position in REASONS
        ("tenure_weeks", "i2"),
        ("contract_weeks", "i2"),  # still to run; 0 and below: weeks since it ended; NO_CONTRACT
        ("stage_weeks", "i2"),  # since the relation stage began
        ("quiet_weeks", "i2"),  # since the last delivery
        ("experiences", "i2"),  # deliveries, or months of use, with the present brand
        ("promised_days", "f4"),
        ("actual_days", "f4"),
        ("waited_days", "f4"),
        ("usual_days", "f4"),  # arrival one has learned to expect
        # Use: usage phase.
        ("adopted", "f4"),  # breadth, 0 to 1
        ("extended", "f4"),  # what extensions add to the bill, ratio
        # Memory of the relation: views and help phases, through phases/memory.py.
        ("mood", "f4"),  # -1 to 1
        ("best", "f4"),  # 0 to 1
        ("worst", "f4"),  # -1 to 0
        ("satisfaction", "f4"),  # 0 to 1
        ("trust", "f4"),  # 0 to 1
        ("attachment", "f4"),  # 0 to 1
        ("habit", "f4"),  # 0 to 1
        ("belonging", "f4"),  # share of ties who use the brand; listening phase
        # Trouble: touchpoints and help phases.
        ("fault", "i1"),  # cause of the running episode, or NOBODY
        ("fault_weeks", "u1"),  # still to run
        ("problem", "i1"),  # cause of the open problem, or NOBODY
        ("problem_severity", "f4"),  # 0 to 1
        ("is_voiced", "u1"),  # 0 or 1: the open problem was brought to the brand
        ("failures", "u1"),  # failed contacts about it
        ("grudge", "f4"),  # 0 to 1
        ("grudge_brand", "i1"),  # whom it is against, or NOBODY
        # Money.
        ("margin_cents", "i8"),  # what this customer brought, all brands, since week 1
    ],
    align=True,
)
"""Customers: one row each."""

KNOWLEDGE = np.dtype(
    [
        ("awareness", "f4"),  # 0 to 1
        ("image", "f4"),  # stock without bounds; squashed it is the image, -1 to 1
        ("praise", "f4"),  # 0 to 1, in one's ear
        ("blame", "f4"),  # 0 to 1, in one's ear
        ("match", "f4"),  # standard normal: how well customer and brand suit each other
        ("expected", "f4", (4,)),  # quality by stage family: buying, receiving, using, help
    ],
    align=True,
)
"""What a customer has in mind of each brand: rows (customers, brands)."""

SEEN = np.dtype([("brand", "i1"), ("said", "i1"), ("left", "i1")])
"""What others can see of a customer: present brand; ``said`` is 0 for silence, +-(brand + 1) for praise or blame;
``left`` is brand + 1 of the brand left this week, else 0."""

ENCOUNTERS_A_WEEK = 6
"""Most encounters of one customer in one week, deliveries apart."""


class Encounters(NamedTuple):
    """Encounters of one block in one week: columns with a place for each that there may be. Live for a moment only."""

    who: Any  # int64
    nth: Any  # int64, first, second ... of this customer this week
    occasion: Any  # int64, see sim.state.market_tables
    touchpoint: Any  # int64
    brand: Any  # int64, or NOBODY
    luck: Any  # (4, ...) float64, uniforms
    chance: Any  # float64, standard normal: chance in what is delivered
    u_perception: Any  # float64, uniform
    blur: Any  # float64, standard normal: blur of what is perceived
    far: Any  # int64, room for drawing normals


BOOK = np.dtype([(name, "f8", (len(held),)) if len(held) > 1 else (name, "f8") for name, held in FIELDS.items()])
"""One line of the ledger: counters of a brand and segment in a week. Every block of customers has its own lines, added
up in the order of the blocks, so that totals do not depend on threads. The last brand stands for nobody's customers."""

BRAND_STATE = np.dtype(
    [
        ("is_present", "u1"),
        ("voice_share", "f8"),  # share of voice, 0 to 1
        ("rating", "f8"),  # public rating, 1 to 5 stars
        ("stars", "f8"),  # sum of the stars that still count
        ("reviews", "f8"),  # weight of the reviews that still count
        ("lead_factor", "f8"),  # preparation time / usual, >= 1
        ("wait_probability", "f8"),
        ("abandon_probability", "f8"),  # of those who wait
        ("wait_minutes", "f8"),  # mean of those who wait
        ("size", "f8"),  # customers when the run began, the base of capacities
        ("contacts", "f8"),  # last week
        ("backlog", "f8"),  # orders open at the end of last week
        ("delivered", "f8", (4,)),  # mean quality delivered by stage family, lately
    ],
    align=True,
)
"""What a brand is like this week for everybody: set by last week's load, read by all."""


class Events(NamedTuple):
    """What a diary tells. Append only."""

    NEED_WOKE: int = 1
    LIFE_EVENT: int = 2
    ENCOUNTER: int = 3
    PROBLEM: int = 4
    COMPLAINED: int = 5
    STAYED_SILENT: int = 6
    WAITED_FOR_SUPPORT: int = 7
    GAVE_UP_WAITING: int = 8
    SOLVED: int = 9
    NOT_SOLVED: int = 10
    SPOKE: int = 11
    HEARD: int = 12
    NEIGHBOUR_LEFT: int = 13
    REVIEWED: int = 14
    RECONSIDERED: int = 15
    SEARCHED: int = 16
    STAYED: int = 17
    ORDERED: int = 18
    DELIVERED: int = 19
    CANCELLED: int = 20
    LEFT: int = 21
    RENEWED: int = 22
    EXTENDED: int = 23
    SEARCH_DROPPED: int = 24
    COACHED: int = 25
    LEFT_MARKET: int = 26
    LAPSED: int = 27
    GAVE_UP_COMPLAINING: int = 28
    TROUBLE: int = 29


Event = Events()


NOTE = np.dtype(
    [
        ("who", "i4"),  # row in the journal
        ("week", "i4"),
        ("event", "i2"),
        ("brand", "i2"),
        ("what", "i4"),  # touchpoint, cause, reason ...
        ("a", "f4"),  # figures of the event
        ("b", "f4"),
        ("c", "f4"),
    ],
    align=True,
)
"""One line of a diary. What the fields of each event mean is said once, in :mod:`sim.agents.tellings`."""

NOTES_A_WEEK = 40
"""Most lines of one diary in one week."""


class World(NamedTuple):
    """Every table a phase may need. Shapes: n customers, B brands, G segments, T touchpoints, K causes."""

    customers: Any  # (n,) CUSTOMER
    knowledge: Any  # (n, B) KNOWLEDGE
    traces: Any  # (n, K) float32, trace of each irritant
    tie_start: Any  # (n + 1,) int64
    ties: Any  # (n_ties,) int32, 2 * neighbour + is_strong
    seen: Any  # (n,) SEEN, last week
    shown: Any  # (n,) SEEN, this week
    has_news: Any  # (n,) uint8, whether a tie spoke or left a brand last week
    next_news: Any  # (n,) uint8, the same this week: written by those who speak or leave
    brand_states: Any  # (B,) BRAND_STATE
    standard: Any  # (4,) float64, market standard by stage family
    category: Any  # (G,) record
    offers: Any  # (G, B) record
    touchpoints: Any  # (G, T) record
    quality: Any  # (G, B, T, 3) float64
    faults: Any  # (G, B, K) record
    exposure: Any  # (G, K, T) float64
    reach: Any  # (G, 6, T) float64, cumulative encounter rates
    often: Any  # (G, 6, 7) float64, probability of at most 0, 1 ... encounters in a week
    behaviour: Any  # (G,) record of records
    books: Any  # (blocks, B + 1, G) BOOK
    irritants: Any  # (blocks, B + 1, G, K) float64
    complained: Any  # (blocks, B + 1, G, K) float64
    journal: Any  # (diaries, NOTES_A_WEEK) NOTE
    noted: Any  # (diaries,) int32, lines used this week


def block_size(n_customers: int) -> int:
    """Return how many customers are stepped together while their rows are in the cache."""
    return SMALL_BLOCK if n_customers < FEW_CUSTOMERS else BLOCK
