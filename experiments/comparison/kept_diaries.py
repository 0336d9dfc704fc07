"""Diaries as a folder of results keeps them: the lines of all customers who are told about, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.diary.diary import Diary
from sim.state.tables import NOTE

if TYPE_CHECKING:
    from experiments.running.study import Study

NOTES = "notes"
"""Name of the table among those that are kept of a future."""
NOTE_FIELDS = tuple(name for name in NOTE.names or () if name != "who")


def diary_of(notes: pd.DataFrame, customer: int, study: Study) -> Diary:
    """Return the diary of one customer from its kept lines."""
    lines = np.zeros(len(notes), NOTE)
    for name in NOTE_FIELDS:
        lines[name] = notes[name]
    return Diary(customer, lines, study.market)
