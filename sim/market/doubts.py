"""Contents of a market file that are valid and probably not intended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.foundations.numbers import Number
from sim.market.agreement import Disagreement
from sim.market.market_sheet import PROMISE, QUALITY
from sim.market.messages import listed


def market_doubts(market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the doubts about a valid market document, before defaults are filled in: path and message."""
    for name, touchpoint in market["touchpoints"].items():
        left_out = {brand: _left_out(quality, QUALITY) for brand, quality in touchpoint["quality"].items()}
        for keys in dict.fromkeys(left_out.values()):
            if keys:
                brands = listed(brand for brand, others in left_out.items() if others == keys)
                yield ("touchpoints", name, "quality"), f"leaves out {keys} of {brands}"
    for name, brand in market["brands"].items():
        promise = brand.get("promise", {})
        if promise and (keys := _left_out(promise, PROMISE)):
            yield ("brands", name, "promise"), f"leaves out {keys}"


def _left_out(part: Mapping[str, Any], sheet: Mapping[str, Number]) -> str:
    """Return the keys that a part of the file leaves out, each with the value that it then has."""
    return ", ".join(f"{key} (taken as {number.default:g})" for key, number in sheet.items() if key not in part)
