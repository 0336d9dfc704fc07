"""The week of the customers, phase by phase.

Customers are simulated in blocks: all phases of the week for one block while its rows are in the cache, then the next
block. The order of blocks and threads cannot matter: phases that look at other customers read last week's visible
states (``seen``) and write this week's (``shown``).
"""

from __future__ import annotations

import numpy as np

from sim.foundations.compiled import entry, kernel
from sim.phases.booking import week_is_booked
from sim.phases.choosing import people_choose
from sim.phases.comparing import UTILITIES
from sim.phases.helping import Desks, help_is_sought
from sim.phases.meeting import touchpoints_are_met
from sim.phases.needing import needs_wake, offers_are_used
from sim.phases.paying import bills_are_paid
from sim.phases.receiving import orders_arrive
from sim.phases.talking import people_listen, people_talk
from sim.phases.viewing import memory_fades, views_change
from sim.phases.withdrawing import brands_withdraw
from sim.state.tables import ENCOUNTERS_A_WEEK, Encounters


@entry
def live_week(w, encounters, utilities, draws, first_block, last_block, size, week, seed):
    """Simulate one week of the blocks `first_block` to `last_block` (not included) of `size` customers each.

    `encounters`, `utilities` and `draws` are work arrays, see :func:`room_to_work`.
    """
    n_customers = w.customers.shape[0]
    for block in range(first_block, last_block):
        start = block * size
        stop = min(start + size, n_customers)
        live_block(w, block, encounters, utilities, draws, start, stop, week, seed)


@kernel
def live_block(w, block, encounters, utilities, draws, start, stop, week, seed):
    """Simulate one week of customers `start` to `stop` and book it in the ledger of their block."""
    book, irritants, complained = w.books[block], w.irritants[block], w.complained[block]
    troubled, lost = w.troubled[block], w.lost[block]
    desks = Desks(w.contacts_at[block], w.settled_at[block])
    nothing_shown_yet(w, start, stop)
    brands_withdraw(w, book, lost, start, stop, week)
    needs_wake(w, book, draws, start, stop, week, seed)
    offers_are_used(w, book, draws, start, stop, week, seed)
    orders_arrive(w, book, irritants, lost, start, stop, week, seed)
    memory_fades(w, start, stop, week)
    count = touchpoints_are_met(w, encounters, draws, start, stop, week, seed)
    views_change(w, book, irritants, encounters, count, week, seed)
    bills_are_paid(w, start, stop, week, seed)
    help_is_sought(w, book, irritants, complained, desks, start, stop, week, seed)
    people_listen(w, book, start, stop, week, seed)
    people_talk(w, book, draws, start, stop, week, seed)
    people_choose(w, book, irritants, lost, utilities, draws, start, stop, week, seed)
    week_is_booked(w, book, troubled, start, stop, week, seed)


@kernel
def nothing_shown_yet(w, start, stop):
    """Clear the visible states of two weeks ago."""
    for i in range(start, stop):
        w.shown[i].said = 0
        w.shown[i].left = 0


def room_to_work(size, n_brands):
    """Return the work arrays of one thread: encounters of a block, utilities of one choice, draws of one phase."""
    most = size * ENCOUNTERS_A_WEEK
    who, nth, occasion, touchpoint, brand, user, far = np.zeros((7, most), np.int64)
    chance, u_perception, blur = np.zeros((3, most))
    encounters = Encounters(
        who, nth, occasion, touchpoint, brand, np.zeros((4, most)), user, chance, u_perception, blur, far
    )
    return encounters, np.zeros((n_brands, UTILITIES)), np.zeros((4, size))
