"""Information of a brand: its own books and public figures, never the feelings or intentions of customers.

True satisfaction, trust, image, expectation and word of mouth are unknown to brands. A brand sees
orders, deliveries, contacts, complaints, reviews and money; in a contractual market also acquisitions and churn,
which cannot be observed in a market of repeat purchase.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.rules.naming import named_share, plausible_shares
from sim.rules.naming_sheet import Naming
from sim.state.counters import COUNTERS
from sim.state.ledger import Ledger
from sim.state.tables import STAFF, Reason, World

OBSERVED = (
    "orders",
    "open_orders",
    "deliveries",
    "cancellations",
    "purchases_abandoned",
    "sent_back",
    "lead_days_sum",
    "late_days_sum",
    "late_deliveries",
    "complaints",
    "contacts",
    "abandoned",
    "wait_minutes_sum",
    "solved",
    "solved_at_first_contact",
    "soothed",
    "unsolved",
    *(f"served_{staff}" for staff in STAFF),
    "visit_wait_minutes_sum",
    "visits_given_up",
    "open_problems",
    *(f"reviews_{stars}" for stars in range(1, 6)),
    "extensions",
    "outreaches",
    "right_sizings",
    "proposals",
    "proposals_accepted",
    "revenue_eur",
    "service_cost_eur",
    "support_cost_eur",
    "acquisition_cost_eur",
    "compensation_eur",
)
"""Counters of its own ledger that every brand can read, besides the costs that belong to no customer."""

SUBSCRIBED = ("customers", "gains", "losses")
"""Counters that a brand can read where customers sign up and give notice."""


def observed(ledger: Ledger, brand: int, is_contractual: bool, since: int = 0) -> pd.DataFrame:
    """Return the books that the brand at position `brand` can read, indexed by week, over all segments.

    Parameters
    ----------
    since : position of the first booked week wanted; negative counts from the last one, as in a slice.
    """
    names = [*OBSERVED, *(SUBSCRIBED if is_contractual else ())]
    figures = ledger.of_brand(brand, since)[:, [COUNTERS.index(name) for name in names]]
    table = pd.DataFrame(figures, pd.Index(ledger.weeks[since:], name="week"), names)
    return table.assign(**ledger.costs_of(brand, since))


def encounters(ledger: Ledger, brand: int, after: int, until: int) -> dict[str, float]:
    """Return the mean number of encounters a week at each touchpoint of the brand at position `brand`.

    Calls, visits, invoices and sessions are counted where they happen; what people felt is not.

    Parameters
    ----------
    after, until : the weeks after the first and until the second, as far as they are booked.
    """
    weeks = [week for week in ledger.weeks if after < week <= until]
    if not weeks:
        return {}
    lived = ledger.lived(ledger.weeks.index(weeks[0]))
    own = lived[(lived["brand"] == ledger.brands[brand]) & (lived["week"] <= until)]
    counted = own.groupby("touchpoint")["encounters"].sum()
    return {str(name): float(number) / len(weeks) for name, number in counted.items()}


def named_reasons(decided: np.ndarray, p: Naming) -> np.ndarray:
    """Return how many newcomers name each reason when their brand asks why they came.

    Parameters
    ----------
    decided : (..., REASONS), for how many each reason decided, as counts or shares.
    """
    plausible = dict(zip((Reason.PRICE, Reason.QUALITY, Reason.FIT), plausible_shares(p), strict=True))
    named = np.empty(decided.shape)
    for place in np.ndindex(decided.shape):
        guessed = plausible.get(place[-1], 0.0) * float(decided[place[:-1]].sum())
        named[place] = named_share(float(decided[place]), guessed, p)
    return named


WEEKS_REMEMBERED = 52
"""Weeks for which past public figures are kept."""


class Published(NamedTuple):
    """Sources of the public figures of one week.

    Attributes
    ----------
    week : the week.
    offers : (segments, brands) OFFER_RECORD, in that week.
    brand_states : (brands,) BRAND_STATE, at its end.
    quality : (segments, brands, touchpoints, dimensions), in that week; for mystery shoppers only.
    """

    week: int
    offers: np.ndarray
    brand_states: np.ndarray
    quality: np.ndarray


def public(world: World | Published, brands: Sequence[str]) -> pd.DataFrame:
    """Return what anybody can look up this week, indexed by brand.

    Price, promised delivery, visibility (adverts can be counted), public rating and reviews. Where segments meet
    different offers, it is their mean. Brands that are not on the market are missing.
    """
    table = pd.DataFrame(
        {
            "price_eur": world.offers["price_eur"].mean(axis=0),
            "promised_days": world.offers["delivery_days"].mean(axis=0),
            "visibility": world.offers["visibility"].mean(axis=0),
            "rating": world.brand_states["rating"],
            "reviews": world.brand_states["reviews"],
        },
        pd.Index(brands, name="brand"),
    )
    return table[np.asarray(world.brand_states["is_present"]) == 1]
