"""The tables of the world, and the codes in them; their columns are in :mod:`sim.state.states`.

Tables are structured arrays: ``customers[i]`` is one customer's row and ``customers["trust"]`` a column over all of
them. Memory is kept in 32 bits, arithmetic is done in 64: the smallest step of any state (.004 of a gap of .01) is a
hundred times the rounding of a 32-bit number between 0 and 1.

The columns of a customer are read and written by that customer only; the states that others can see are in a table of
their own, of which the week reads last week's copy (``seen``) and writes this week's (``shown``).
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, get_type_hints

import numpy as np

NOBODY = -1
"""No brand, no cause, no prescriber: the value of a missing id."""

NO_CONTRACT = -10_000
"""Weeks of contract of a customer who never had one."""

MOST_WEEKS = 32_000
"""Maximum of the columns that count weeks."""

MOST_EXPERIENCES = 1000
"""Maximum of counted experiences with one brand."""

WEEKS_OF_AN_EXPERIENCE = 4
"""Weeks of use under contract that count as one experience, as an order does."""

MOST_FAILURES = 100
"""Maximum of counted failed contacts."""

LONGEST_DELIVERY = 700.0
"""Days after which every order arrives."""

FEW_CUSTOMERS = 4000
SMALL_BLOCK = 256
BLOCK = 1024


class Stages(NamedTuple):
    """The stages of the journey: quality is promised, expected and delivered at each."""

    BUYING: int = 0
    RECEIVING: int = 1
    USING: int = 2
    HELP: int = 3


Stage = Stages()


class Steps(NamedTuple):
    """Steps of a purchase at which touchpoints of buying are met: on the way to a search, in it, at the purchase."""

    DESIRE: int = 0
    SEARCH: int = 1
    PURCHASE: int = 2


Step = Steps()


class RelationStages(NamedTuple):
    """Stages of the relation with the present brand."""

    NONE: int = 0
    WAITING: int = 1
    DISCOVERING: int = 2
    USING: int = 3
    ASSISTED: int = 4


Relation = RelationStages()


class BuyingStages(NamedTuple):
    """Stages of the buying journey, which runs beside the relation."""

    DORMANT: int = 0
    AWARE: int = 1
    SEARCHING: int = 2
    CHOOSING: int = 3
    ORDERED: int = 4


Buying = BuyingStages()


class Triggers(NamedTuple):
    """Triggers of the buying journey."""

    NEED: int = 0
    DISSATISFACTION: int = 1
    CONTRACT_END: int = 2
    LIFE_EVENT: int = 3
    PROBLEM: int = 4
    NEWCOMER: int = 5
    UNMET_NEED: int = 6
    RIVAL: int = 7
    WORD_OF_MOUTH: int = 8
    PRICE: int = 9
    OFFER: int = 10
    ADVICE: int = 11
    IMPULSE: int = 12
    WITHDRAWAL: int = 13


Trigger = Triggers()


class Reasons(NamedTuple):
    """Reasons of purchases and departures: utilities first, then what needs no comparison."""

    PRICE: int = 0
    OFFER: int = 1
    QUALITY: int = 2
    IMAGE: int = 3
    FIT: int = 4
    VISIBILITY: int = 5
    REVIEWS: int = 6
    WORD_OF_MOUTH: int = 7
    PRESCRIBER: int = 8
    HABIT: int = 9
    SWITCHING_COST: int = 10
    SATISFACTION: int = 11
    PROBLEM: int = 12
    WAITING: int = 13
    INCONVENIENCE: int = 14
    VARIETY: int = 15
    UNPLANNED: int = 16
    LEFT_MARKET: int = 17
    LAPSED: int = 18
    WITHDRAWAL: int = 19


Reason = Reasons()


def lower(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names as they are written in tables: ``NEED_WOKE`` becomes ``need_woke``."""
    return tuple(name.lower() for name in names)


AUDIENCES = 2
"""Audiences of posts about a brand: those in favour of it, and those against."""

STAFF = ("support", "shop")
"""Who serves contacts and visits: support agents, and the people in the shops."""

SUPPORT, SHOP = range(len(STAFF))
"""Codes of the staff of a touchpoint; NOBODY for self-service."""


class Instruments(NamedTuple):
    """Instruments by which a brand listens."""

    CSAT: int = 0
    CES: int = 1
    NPS: int = 2
    COMPLAINTS: int = 3
    ALERTS: int = 4
    REVIEWS: int = 5
    USAGE: int = 6


Instrument = Instruments()


STAGES, REASONS, TRIGGERS = lower(Stages._fields), lower(Reasons._fields), lower(Triggers._fields)
STEPS, INSTRUMENTS = lower(Steps._fields), lower(Instruments._fields)

WRITTEN_DOWN, REPORTED = range(2)
"""Voices that are counted as they are raised: complaints that reach headquarters, and alerts of the staff."""

UNKNOWN = -2
"""In place of the cause that a verbatim names, which may be NOBODY, when it was not recovered."""

NOT_ANSWERED = -1
"""In place of a score."""

NEVER = -100_000
"""In place of the week of what has not happened yet."""


ENCOUNTERS_A_WEEK = 6
"""Maximum number of encounters of one customer in one week, deliveries apart."""


class Encounters(NamedTuple):
    """Encounters of one block in one week: temporary columns of the maximum length."""

    who: Any  # int64
    nth: Any  # int64, first, second ... of this customer this week
    occasion: Any  # int64, see sim.state.market_tables
    touchpoint: Any  # int64
    brand: Any  # int64, or NOBODY
    draws: Any  # (4, ...) float64, uniforms
    user: Any  # int64, which of the users lives it
    chance: Any  # float64, standard normal: noise of delivered quality
    u_perception: Any  # float64, uniform
    blur: Any  # float64, standard normal: noise of perception
    far: Any  # int64, work array of normals


class Events(NamedTuple):
    """Events in a diary. Append only."""

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
    TOLD: int = 30
    COURTED: int = 31
    PRICE_ROSE: int = 32
    SOOTHED: int = 33
    GAVE_UP_VISIT: int = 34
    RIGHT_SIZED: int = 35
    PROPOSED: int = 36
    ABANDONED: int = 37
    REGRETTED: int = 38


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
"""One line of a diary. The meaning of the fields of each event is declared in :mod:`sim.diary.tellings`."""

NOTES_A_WEEK = 40
"""Maximum number of lines of one diary in one week."""


Written = Annotated[Any, "written every week"]
OfMarket = Annotated[Any, "written when the market changes"]
Fixed = Annotated[Any, "never written"]


class World(NamedTuple):
    """Every table a phase may need, with the time at which it changes.

    Shapes: n customers, B brands, G segments, T touchpoints, K causes.
    """

    customers: Written  # (n,) CUSTOMER
    knowledge: Written  # (n, B) KNOWLEDGE
    users: Written  # (n, MOST_USERS) USER; of decision units with several users, or with another payer
    traces: Written  # (n, K) float32, trace of each irritant
    episodes: Written  # (n, K) uint8, weeks that an episode of each cause has still to run, this one included
    tie_start: Fixed  # (n + 1,) int64
    ties: Fixed  # (n_ties,) int32, 2 * neighbour + is_strong
    seen: Written  # (n,) SEEN, last week
    shown: Written  # (n,) SEEN, this week
    has_news: Written  # (n,) uint8, whether a tie spoke or left a brand last week
    next_news: Written  # (n,) uint8, the same this week: written by those who speak or leave
    brand_states: Written  # (B,) BRAND_STATE
    price_norms: Written  # (G, B) PRICE_NORM
    offers_a_week: Written  # (G,) float64, offers of all brands that reach one customer, at most
    usual: Written  # (G,) USUAL
    standard: Written  # (4,) float64, market standard by stage family
    category: OfMarket  # (G,) record
    offers: OfMarket  # (G, B) record
    touchpoints: OfMarket  # (G, B, T) record
    quality: OfMarket  # (G, B, T, 3) float64
    faults: OfMarket  # (G, B, K) record
    exposure: OfMarket  # (G, K, T) float64
    settled: OfMarket  # (G, K, T + 1) float64, last where there is no touchpoint of help
    taken_for: OfMarket  # (G, K, K) float64, cumulative shares of the causes for which each is taken when misread
    reach: OfMarket  # (G, B, 9, T) float64, cumulative encounter rates
    often: OfMarket  # (G, B, 9, 7) float64, probability of at most 0, 1 ... encounters in a week
    behaviour: OfMarket  # (G,) record of records
    books: Written  # (blocks, B + 1, G) BOOK
    irritants: Written  # (blocks, B + 1, G, K) float64
    complained: Written  # (blocks, B + 1, G, K) float64
    troubled: Written  # (blocks, B + 1, G, K) float64, customers to whom trouble of the cause is fresh
    lost: Written  # (blocks, B + 1, G, K) float64, customers lost to whom it was
    contacts_at: Written  # (blocks, B + 1, G, T) float64, contacts at each touchpoint of help
    settled_at: Written  # (blocks, B + 1, G, T) float64, problems settled there
    journal: Written  # (diaries, NOTES_A_WEEK) NOTE
    noted: Written  # (diaries,) int32, lines used this week
    answers: Written  # (n,) ANSWER; nobody has a row before a brand asks
    voices: (
        Written  # (2, B, G, T + 1, K + 2) int64, of one thread: this week's, first without touchpoint, unknown, none
    )
    lived: Written  # (B, G, T, K + 1) LIVED, of one thread: this week's encounters by their root, first those without


WRITTEN_EVERY_WEEK = tuple(name for name, hint in get_type_hints(World, include_extras=True).items() if hint == Written)
"""Tables that a fork of the simulation copies."""


def block_size(n_customers: int) -> int:
    """Return how many customers are stepped together while their rows are in the cache."""
    return SMALL_BLOCK if n_customers < FEW_CUSTOMERS else BLOCK
