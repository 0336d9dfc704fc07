"""Counters: sums over customers per week, brand and segment.

Counters may be added up over segments, brands and weeks, and nothing else. Each state whose mean is booked has a
counter of its own; all others are declared here.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.state.columns import Column
from sim.state.states import CUSTOMER_COLUMNS, RELATION
from sim.state.tables import REASONS, STAFF, STAGES, TRIGGERS

MILLIONTH, CENT = 1e-6, 0.01
"""Units of sums that are whole numbers."""

LOYALTY_TYPES = ("loyal", "latent", "spurious", "none")
"""Relative attitude (high, low) x repeat patronage (high, low), Dick & Basu 1994: loyal = high/high, latent =
high/low, spurious = low/high, none = low/low."""

SUMMED_OVER_CUSTOMERS = tuple(each.name for each in CUSTOMER_COLUMNS if each.mean and not each.mean.is_of_everybody)
"""States that are added up over the customers of each brand."""

SUMMED_OVER_EVERYBODY = tuple(each.name for each in CUSTOMER_COLUMNS if each.mean and each.mean.is_of_everybody)
"""States that are added up over everybody, customers of a brand or not."""


def _sums(columns: Iterable[Column]) -> dict[str, tuple[str, ...]]:
    return {each.name: (f"{each.name}_sum",) for each in columns if each.mean}


_STOCKS: dict[str, tuple[str, ...]] = {
    "customers": ("customers",),  # customers of the brand at the end of the week
    "aware": ("aware",),  # people aware of the brand, its own customers included
    "buying_stages": ("dormant", "need_aware", "searching", "choosing", "ordered"),  # of the brand's customers
    "open_orders": ("open_orders",),  # orders placed with the brand and not yet delivered or cancelled
    "open_problems": ("open_problems",),  # problems with the brand that are not yet closed
    "recommenders": ("promoters", "passives", "detractors"),  # recommendation 9-10, 7-8, 0-6
    **_sums(RELATION),
    "image": ("image_sum",),
    "recommendation": ("recommendation_sum",),
    **_sums(column for column in CUSTOMER_COLUMNS if column not in RELATION),
    "unmet": ("unmet_sum",),
    "bought": ("bought_sum",),
    "offered": ("offered_sum",),
    "novelty": ("novelty_sum",),  # breadth offered beyond the usual
    "delighted": ("delighted",),
    "under_users": ("not_mastered", "oversized"),  # customers who under-use what they bought, by the cause
    "users": ("users",),
    "loyalty_types": tuple(f"type_{name}" for name in LOYALTY_TYPES),
}

_FLOWS: dict[str, tuple[str, ...]] = {
    "gains": ("gains",),
    "losses": ("losses",),
    "gains_by": tuple(f"gains_{reason}" for reason in REASONS),
    "losses_by": tuple(f"losses_{reason}" for reason in REASONS),  # by the deciding reason
    "losses_with": tuple(f"losses_with_{reason}" for reason in REASONS),  # each with all of its reasons
    "joint_losses": ("joint_losses",),  # departures with more than one reason
    "losses_after": tuple(
        f"losses_after_{trigger}" for trigger in TRIGGERS
    ),  # to another brand, by what opened the buying journey
    "searches": ("searches",),  # needs that became a search, of the brand's customers
    "dropped": ("needs_dropped", "searches_dropped"),  # given up before and during the search
    "comparisons": ("comparisons",),  # choices among brands, of the brand's customers
    "nothing_chosen": ("nothing_chosen",),  # comparisons that ended with no brand
    "stays": ("stays",),  # comparisons that ended with the present brand
    "overlooked": ("overlooked",),  # comparisons of others' or own customers that left the brand out
    "vetoed": ("vetoed",),  # comparisons from which blame excluded the brand
    "shortlisted": ("shortlisted",),
    "purchases_abandoned": ("purchases_abandoned",),  # at the last step
    "orders": ("orders",),
    "unplanned_orders": ("unplanned_orders",),
    "sent_back": ("sent_back",),  # unplanned purchases that were regretted
    "first_orders": ("first_orders",),  # orders by people who were not customers of the brand
    "deliveries": ("deliveries",),
    "cancellations": ("cancellations",),
    "lead_days": ("lead_days_sum",),
    "late_days": ("late_days_sum",),
    "late_deliveries": ("late_deliveries",),
    "encounters": tuple(f"encounters_{stage}" for stage in STAGES),
    "promised": tuple(f"promised_{stage}" for stage in STAGES),
    "expected": tuple(f"expected_{stage}" for stage in STAGES),
    "heard": tuple(f"heard_{stage}" for stage in STAGES),  # promises, as they were heard
    "promises_met": ("promises_met",),  # in adverts, press tests, sales talk
    "delivered": tuple(f"delivered_{stage}" for stage in STAGES),
    "perceived": tuple(f"perceived_{stage}" for stage in STAGES),
    "impression": ("impression_sum",),
    "indirect_encounters": ("indirect_encounters",),  # with adverts, press tests, comparison sites
    "indirect_impression": ("indirect_impression_sum",),
    "effort": ("effort_sum",),
    "problems": ("problems",),
    "complaints": ("complaints",),
    "silent_problems": ("silent_problems",),
    "contacts": ("contacts",),
    "abandoned": ("abandoned",),
    "wait_minutes": ("wait_minutes_sum",),
    "solved": ("solved",),
    "solved_at_first_contact": ("solved_at_first_contact",),
    "soothed": ("soothed",),  # contacts after which the trouble went on, though the brand took charge
    "unsolved": ("unsolved",),  # contacts that ended without solution
    "served": tuple(f"served_{staff}" for staff in STAFF),  # contacts and visits that needed staff
    "visit_wait_minutes": ("visit_wait_minutes_sum",),  # of prospects in shops
    "visits_given_up": ("visits_given_up",),  # by prospects who waited in a shop
    "given_up": ("given_up",),  # problems brought to the brand that the customer stopped pursuing
    "said_positive": ("said_positive",),
    "said_negative": ("said_negative",),
    "audience": ("audience_positive", "audience_negative"),  # people reached by posts that are passed on
    "posts_seen": ("posts_seen",),  # by people who are no ties of the author
    "heard_positive": ("heard_positive",),
    "heard_negative": ("heard_negative",),
    "heard_departures": ("heard_departures",),
    "reviews_by": tuple(f"reviews_{stars}" for stars in range(1, 6)),
    "extensions": ("extensions",),
    "life_events": ("life_events",),
    "outreaches": ("outreaches",),  # under-users who were coached
    "right_sizings": ("right_sizings",),  # customers who took a smaller plan on advice
    "proposals": ("proposals",),
    "proposals_accepted": ("proposals_accepted",),
    "annoyances": ("annoyances",),  # outreaches that were not called for
    "revenue_cents": ("revenue_eur",),
    "service_cost_cents": ("service_cost_eur",),
    "support_cost_cents": ("support_cost_eur",),
    "acquisition_cost_cents": ("acquisition_cost_eur",),
    "compensation_cents": ("compensation_eur",),
    "over_delivery_eur": ("over_delivery_eur",),
}

FIELDS: dict[str, tuple[str, ...]] = _STOCKS | _FLOWS
"""Field of the ledger -> counters it holds. Stocks are end-of-week levels, flows happen in the week. Fields in cents
are whole numbers and become EUR in the tables."""

COUNTERS: tuple[str, ...] = tuple(name for names in FIELDS.values() for name in names)
"""Every counter the kernel books per brand and segment."""

STOCKS = frozenset(name for names in _STOCKS.values() for name in names)
"""Counters that are levels at the end of a week; all others happen in the week."""

BY_NAME = {
    "irritants": "causes",  # times that it occurred
    "complained": "causes",  # complaints about it
    "troubled": "causes",  # customers at the end of the week to whom it is fresh in memory
    "lost": "causes",  # customers lost to whom it was
    "contacts_at": "touchpoints",  # contacts at a touchpoint of help
    "settled_at": "touchpoints",  # problems settled there
}
"""Counters by cause or by touchpoint, in columns ``irritants.billing`` and ``contacts_at.chat``, and in tables of the
world of the same names."""

BRAND_ONLY = ("wages_eur", "scenario_cost_eur", "listening_eur")
"""Costs that belong to the brand and to no customer, booked with the segment ``all``: wages of the support agents,
what a scenario or a decision costs, and what it costs to listen."""

LIVED_COLUMNS = {
    "encounters": 1,  # direct ones
    "promised": MILLIONTH,  # quality
    "expected": MILLIONTH,
    "delivered": MILLIONTH,
    "perceived": MILLIONTH,
    "impression": MILLIONTH,
    "bad": 1,  # encounters that leave a bad impression
    "troubled": 1,  # encounters at which something went wrong
    "over_delivery_eur": MILLIONTH,  # cost of quality that is neither asked for nor noticed
    "cost_eur": CENT,  # of encounters, contacts and compensation
    "departures": 1,  # customers lost whose worst moment in memory it was
    "revenue_lost_eur": CENT,  # what they paid in a usual week
}
"""What is counted of encounters by touchpoint and root cause -> its unit; sums are whole numbers of it, so that the
order in which threads add them cannot matter."""

LIVED_AT = ("over_delivery_eur",)
"""Of these, those that are booked by touchpoint too, in columns ``over_delivery_eur_at.chat``."""

LIVED = np.dtype([(name, "i8") for name in LIVED_COLUMNS])
"""Encounters of one brand and segment at one touchpoint with one root cause, in a week."""

BOOK = np.dtype([(name, "f8", (len(held),)) if len(held) > 1 else (name, "f8") for name, held in FIELDS.items()])
"""One line of the ledger: counters of a brand and segment in a week. Every block of customers has its own lines, added
up in the order of the blocks, so that totals do not depend on threads. The last brand stands for people without one."""
