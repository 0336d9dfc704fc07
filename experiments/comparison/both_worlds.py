"""One customer in two worlds, side by side: a table of what happened from where they part."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.pages.blocks import Cell, Table
from experiments.pages.diaries import told as in_words
from language import phrase
from sim.diary.diary import Diary
from sim.diary.timeline import Moment, parting, timeline

_WEEKS_BEFORE = 4
"""Weeks told before the worlds part."""
_WEEKS_AFTER = 6
"""Weeks told after the last turn in either world."""
_FEW, _MOST_ROWS = 3, 26
"""Number of ordinary events of a brand below which they are left out, and of weeks told."""


def both_worlds(caption: str, one: Diary, other: Diary, titles: tuple[str, str], reading: str = "") -> Table:
    """Return a table of two diaries of the same customer, a row for each week in which anything is told of either.

    Parameters
    ----------
    titles : of both worlds.
    """
    apart = parting(one.entries, other.entries)
    first = (apart or 1) - _WEEKS_BEFORE
    told = [timeline(diary.between(first)) for diary in (one, other)]
    turns = [moment.first_week for moments in told for moment in moments if moment.is_turn]
    last = max(turns, default=first) + _WEEKS_AFTER
    told = [[moment for moment in moments if _is_told(moment, last)] for moments in told]
    weeks = sorted({moment.first_week for moments in told for moment in moments})
    rows = [
        [
            Cell(phrase("Week {week}", week=week) + (phrase(" (they part)") if week == apart else "")),
            *(_cell(moments, week) for moments in told),
        ]
        for week in weeks[:_MOST_ROWS]
    ]
    more = phrase(" Shown until week {week}.", week=weeks[_MOST_ROWS - 1]) if len(weeks) > _MOST_ROWS else ""
    return Table(caption, ["", *titles], rows, f"{reading}{more}".strip(), is_text=True)


def _is_told(moment: Moment, last: int) -> bool:
    """Return whether a moment is worth a place: no single ordinary encounter or message, nothing long afterwards."""
    return moment.first_week <= last and not 0 < moment.counted < _FEW


def _cell(moments: Sequence[Moment], week: int) -> Cell:
    """Return what is told of a week in one world; shaded where the customer leaves."""
    found = [moment for moment in moments if moment.first_week == week]
    text = "; ".join(in_words(moment) + _until(moment) for moment in found)
    left = any(moment.is_turn and moment.tone == "bad" for moment in found)
    return Cell(text[:1].upper() + text[1:], tone="bad" if left else "")


def _until(moment: Moment) -> str:
    return (
        phrase(" (until week {last_week})", last_week=moment.last_week) if moment.last_week > moment.first_week else ""
    )
