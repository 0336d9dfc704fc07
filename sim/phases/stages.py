"""Positions of the stages of the journey in what is kept and booked for each of them."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from sim.state.indicators import STAGES

Stage: Any = namedtuple("Stage", [name.upper() for name in STAGES])(*range(len(STAGES)))
"""Positions in STAGES."""

N_STAGES = len(STAGES)
"""How many there are."""
