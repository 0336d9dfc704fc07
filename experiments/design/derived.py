"""Markets that were made from another one: their names, and what they extend."""

from __future__ import annotations

import os
from pathlib import Path

from sim.market.loading import is_shipped, market_file, shipped_markets

_LONGEST_NAME = 40


def derived_name(name: str, word: str) -> str:
    """Return the name of a market made from another one, with a word at its end, once only."""
    suffix = f"_{word}"
    return name.removesuffix(suffix)[: _LONGEST_NAME - len(suffix)] + suffix


def derived_title(title: str, word: str) -> str:
    """Return the title of a market made from another one, with a word at its end, once only."""
    return f"{title.removesuffix(f', {word}')}, {word}"


def extended_by(folder: Path, market: str) -> str:
    """Return what a market file in a folder extends, to inherit from a market given by name or path."""
    file = market_file(market)
    return market if market in shipped_markets() and is_shipped(file) else os.path.relpath(file, folder)
