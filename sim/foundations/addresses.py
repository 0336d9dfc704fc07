"""Names as numbers: how a named thing, such as a brand, enters the address of a draw."""

from __future__ import annotations

import hashlib


def address_of(name: str) -> int:
    """Return the number of a name in addresses of draws (`whom`, or the slot of a start): 1 to 2**31 - 1, 0 is nobody.

    It depends on the name only, so that one more brand or cause changes no draw about the others. Two names may have
    the same number, once in 2**31 pairs; :mod:`sim.market.agreement` refuses a market with two such brands or causes.
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % (2**31 - 1) + 1
