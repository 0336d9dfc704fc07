"""Diaries: one line per event, for the few customers whose journey is recorded."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.state.tables import NOTES_A_WEEK


@kernel
def note(w, me, week, event, brand, what, a, b, c):
    """Write one event of the week into the diary of a customer who keeps one, while there is space."""
    if me.diary < 0:
        return
    used = w.noted[me.diary]
    if used >= NOTES_A_WEEK:
        return
    line = w.journal[me.diary, used]
    line.who = me.diary
    line.week = week
    line.event = event
    line.brand = brand
    line.what = what
    line.a = a
    line.b = b
    line.c = c
    w.noted[me.diary] = used + 1
