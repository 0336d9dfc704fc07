"""Pilots: who of the people is in the group that feels a lever, and who in the group it is compared with.

Tables have their rows by segment: first those of people outside all pilots, then, group by group, those of the people
of each segment who are in a control group or in a pilot. What a customer is, the segment, is the row modulo the number
of segments; nothing drawn depends on the row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.foundations.draws import Why, uniform_columns
from sim.scenarios.levers import Target
from sim.scenarios.plan import GROUPS
from sim.state.tables import NOBODY

OUTSIDE, CONTROL, MEANT = range(GROUPS)
"""Groups of a pilot: who is not of its kind, who is and feels no lever, and who is and feels it."""

Groups = tuple[int, ...]
"""For each pilot the group of the people of a row."""


def rows_of(pilots: int) -> list[Groups]:
    """Return the groups of each block of rows, one row for each segment: the first block is outside all pilots."""
    return [tuple(code // GROUPS**each % GROUPS for each in range(pilots)) for code in range(GROUPS**pilots)]


def luck_of(people: int, seed: int) -> np.ndarray:
    """Return the uniforms by which people are drawn into the pilots, (people, pilots): a larger share adds people."""
    return uniform_columns(seed, Why.PILOT, 0, np.arange(people))


def rows_joined(
    pilots: Sequence[Target], customers: np.ndarray, segments: Sequence[str], brand: int, luck: np.ndarray
) -> np.ndarray:
    """Return the row of each customer this week, (n,) uint8.

    Parameters
    ----------
    customers : (n,) CUSTOMER, at the end of last week; all that is read is known to their brand.
    segments : names, sorted.
    brand : position of the brand whose levers they are.
    luck : see :func:`luck_of`.
    """
    segment = customers["segment"] % len(segments)
    row = segment.astype(np.int64)
    for position, pilot in enumerate(pilots):
        is_of_kind = is_meant(pilot, customers, segments, brand)
        group = np.where(luck[:, position] < pilot.share, MEANT, CONTROL) * is_of_kind
        row += group * GROUPS**position * len(segments)
    return row.astype(np.uint8)


def is_meant(pilot: Target, customers: np.ndarray, segments: Sequence[str], brand: int) -> np.ndarray:
    """Return who is of the kind that a pilot means, before the random share, (n,) bool."""
    found = np.full(len(customers), True)
    if pilot.segment is not None:
        wanted = [position for position, name in enumerate(segments) if name in pilot.segment]
        found &= np.isin(customers["segment"] % len(segments), wanted)
    if pilot.is_of_customers:
        found &= customers["brand"] == brand
    if pilot.tenure_weeks is not None:
        found &= _is_within(customers["tenure_weeks"], pilot.tenure_weeks)
    if pilot.bill_eur is not None:
        bill = customers["paid_eur"].astype(float) * customers["basket"] * (1.0 + customers["extended"])
        found &= _is_within(bill, pilot.bill_eur)
    if pilot.has_complaint is not None:
        has_one = (customers["problem"] != NOBODY) & (customers["is_voiced"] == 1)
        found &= has_one == pilot.has_complaint
    return found


def _is_within(values: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    return (limits[0] <= values) & (values < limits[1])
